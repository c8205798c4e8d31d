/*
 * answers.h: what the tenant says when nothing goes wrong: sign-in, pages,
 * transcripts, and the errors of the tutorial's contract.
 */
#ifndef TENANT_ANSWERS_H
#define TENANT_ANSWERS_H

#include "exchange.h"
#include "tenant.h"

/* Fills kind, call, id, number, attempt and token of a request. */
void answer_classify(struct tenant *tenant, struct request *request);

/* Makes the answer; a body that cannot be allocated becomes status 500. */
void answer_make(struct tenant *tenant, const struct request *request,
                 struct answer *answer);

#endif
