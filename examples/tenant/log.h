/*
 * log.h: the judge. One JSON line a request, written before the answer goes
 * out, so that whoever has the answer can read the line:
 *
 *   {"time": 1762700000.123, "server": "api", "method": "GET",
 *    "path": "/api/…", "call": "transcript", "n": 3, "id": "…",
 *    "attempt": 1, "status": 200, "bytes": 1234, "token": 1,
 *    "fault": "F2", "connection": 4}
 *
 * path is as it came, query included. n counts calls of that kind, attempt
 * those of that id. status and bytes are the answer's before a wire fault
 * damages it (a wire fault may send less, more or nothing). token is the
 * ordinal of the token shown: 0 for none, -1 for one that we never issued.
 * id, attempt and fault are there only where they apply. Never a token, never
 * a secret, unless a client puts one into its path.
 */
#ifndef TENANT_LOG_H
#define TENANT_LOG_H

#include <pthread.h>

#include "exchange.h"

struct log {
    FILE *file; /* NULL: no log */
    pthread_mutex_t lock;
};

struct log_entry {
    const char *server; /* "api" or "decoy" */
    const struct request *request;
    const struct answer *answer;
    const char *fault;
    uint64_t connection;
};

/* A NULL path makes a log that writes nothing. */
int log_open(struct log *log, const char *path);
void log_close(struct log *log);
void log_write(struct log *log, const struct log_entry *entry);

#endif
