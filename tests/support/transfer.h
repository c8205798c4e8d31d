/* transfer.h: one transfer at a time, for tests, and its server. */
#ifndef TESTS_TRANSFER_H
#define TESTS_TRANSFER_H

#include "core/http.h"
#include "server.h"

struct transfer {
    struct server *server;
    struct ut_http *http;
    struct ut_http_options options;
};

/* Starts the server; the test may change the options before it connects. */
struct transfer transfer_open(handler *handle);
void transfer_connect(struct transfer *transfer);
void transfer_close(struct transfer *transfer);

/* The reply to a GET with a token; the caller clears it. */
struct ut_http_reply transfer_get(struct transfer *transfer, const char *path);

/* That a GET fails so: code, how often it may be repeated, words of the
 * cause. */
void transfer_expect_fault(struct transfer *transfer, const char *path,
                           int code, int repeats, const char *words);

#endif
