/*
 * callbacks.h: what libmicrohttpd calls; signatures are its own. The context
 * of each is the tenant.
 */
#ifndef TENANT_CALLBACKS_H
#define TENANT_CALLBACKS_H

#include <microhttpd.h>

#include "tenant.h"

/* Whether a new connection is let in; before TLS, if any, begins. */
enum MHD_Result callback_accept(void *context, const struct sockaddr *address,
                                socklen_t size);

/* A request begins (its path as it came) and ends. */
void *callback_begin(void *context, const char *target,
                     struct MHD_Connection *connection);
void callback_end(void *context, struct MHD_Connection *connection,
                  void **state, enum MHD_RequestTerminationCode how);

/* Gives every connection its number. */
void callback_connection(void *context, struct MHD_Connection *connection,
                         void **number,
                         enum MHD_ConnectionNotificationCode what);

/* Leaves escapes as they came: the log shows them, the answers undo them. */
size_t callback_unescape(void *context, struct MHD_Connection *connection,
                         char *text);

/* Head, body and answer of a request to the API, or to the decoy. */
enum MHD_Result callback_api(void *tenant, struct MHD_Connection *connection,
                             const char *url, const char *method,
                             const char *version, const char *bytes,
                             size_t *size, void **state);
enum MHD_Result callback_decoy(void *tenant, struct MHD_Connection *connection,
                               const char *url, const char *method,
                               const char *version, const char *bytes,
                               size_t *size, void **state);

#endif
