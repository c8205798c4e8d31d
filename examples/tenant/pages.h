/*
 * pages.h: the list of conversations, page by page.
 *
 * The first page is a POST whose JSON body names the time window, either as
 * "interval": "FROM/TO" or as dateFrom and dateTo (or their like); start times
 * fall in [FROM, TO). Later pages are the nextLink of the one before. Order is
 * that of the data file.
 */
#ifndef TENANT_PAGES_H
#define TENANT_PAGES_H

#include "exchange.h"
#include "tenant.h"

#define PAGES_PATH "/api/v1/analytics/conversations/details/query"

void pages_answer(struct tenant *tenant, const struct request *request,
                  struct answer *answer);

#endif
