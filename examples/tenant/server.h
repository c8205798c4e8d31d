/*
 * server.h: the tenant's listeners on 127.0.0.1, over libmicrohttpd with a
 * thread for each connection, so that an answer may wait as long as it likes.
 */
#ifndef TENANT_SERVER_H
#define TENANT_SERVER_H

#include "tenant.h"

struct server;

/* Starts the API and, when wanted, the decoy; fills tenant->port and
 * tenant->decoy_port. NULL with the reason in `why` when that fails. */
struct server *server_start(struct tenant *tenant, char why[256]);

/* Waits for the answers under way; NULL is fine. */
void server_stop(struct server *server);

#endif
