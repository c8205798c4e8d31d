/*
 * wire.h: bytes straight onto a connection, past libmicrohttpd, for answers
 * that no decent server would send. The connection is closed afterwards.
 */
#ifndef TENANT_WIRE_H
#define TENANT_WIRE_H

#include "exchange.h"

struct wire {
    int fd;
    int stop_fd;     /* readable once the tenant is to stop */
    int64_t slow_ms; /* how long silence lasts */
};

/* False once the client is gone. */
bool wire_send(const struct wire *wire, const void *bytes, size_t size);
bool wire_print(const struct wire *wire, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The status line and the answer's own headers, without the empty line and
 * without anything that says where the body ends. */
bool wire_send_head(const struct wire *wire, const struct answer *answer);

/* False when the client left or the tenant is to stop before that time. */
bool wire_wait(const struct wire *wire, int64_t wait_ms);

/* Lets what was sent arrive, then ends the connection with a reset. */
void wire_reset(const struct wire *wire);

#endif
