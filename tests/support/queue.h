/*
 * queue.h: a fetch queue for tests, its server and its clock.
 *
 * The clock is wound on by the test while nothing is in flight, so that hours
 * of backoff take no time, and chance is the same every time. Results are
 * counted, and of the last one all is kept.
 */
#ifndef TESTS_QUEUE_H
#define TESTS_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/fetch.h"
#include "server.h"

struct fake_clock {
    int64_t now_ms;
    uint32_t random;
};

struct queue {
    struct fake_clock clock;
    struct server *server;
    struct ut_fetch_options options;
    struct ut_fetch *fetch;
    int sign_ins;
    int ok, failed; /* results with status 200; with a code */
    int last_code, last_status, last_attempts;
    enum ut_fetch_ending last_ending;
    int set_aside, stopped; /* results */
    char last_message[UT_ERROR_MESSAGE_SIZE];
};

/* Opens the server, with the queue as the handlers' context, and sets the
 * options to their defaults; the test may change them before it starts. */
void queue_open(struct queue *queue, handler *handle);
void queue_start(struct queue *queue);
void queue_close(struct queue *queue);

void queue_submit_as(struct queue *queue, const char *method, const char *path,
                     bool has_auth);
void queue_submit(struct queue *queue, const char *path, bool has_auth);

/* Paths "/c/0", "/c/1", ... */
void queue_submit_many(struct queue *queue, int count, bool has_auth);

/* Until idle; signs in with "token1", "token2", ... */
void queue_run(struct queue *queue);

/* Handlers. */
void always_fine(struct exchange *exchange);
void always_500(struct exchange *exchange);
void always_401(struct exchange *exchange);

/* Whether it was sent with that token; the number of the token that it was
 * sent with, 1 for "token1". */
bool has_token(const struct exchange *exchange, const char *token);
int token_number(const struct exchange *exchange);

#endif
