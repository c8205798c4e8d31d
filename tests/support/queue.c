/* queue.c: see queue.h. */
#include "queue.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t fake_now(void *context)
{
    return ((struct fake_clock *)context)->now_ms;
}

static double fake_random(void *context)
{
    struct fake_clock *fake = context;
    fake->random = fake->random * 1664525u + 1013904223u;
    return (double)(fake->random >> 8) / 16777216.0;
}

void queue_open(struct queue *queue, handler *handle)
{
    *queue = (struct queue){.clock = {.now_ms = 1000, .random = 42}};
    queue->server = server_start(handle, queue);
    queue->options = ut_fetch_options_default();
    queue->options.http.timeout_ms = 10000;
    queue->options.clock =
        (struct ut_clock){fake_now, fake_random, &queue->clock};
}

void queue_start(struct queue *queue)
{
    struct ut_fetch_options options = queue->options;
    char origin[64];
    struct ut_error error = {0};
    snprintf(origin, sizeof origin, "http://127.0.0.1:%d",
             server_port(queue->server));
    options.http.origin = origin;
    ck_assert_msg(ut_fetch_new(&options, &queue->fetch, &error) == 0, "%s",
                  error.message);
}

void queue_close(struct queue *queue)
{
    ut_fetch_free(queue->fetch);
    server_stop(queue->server);
}

void queue_submit_as(struct queue *queue, const char *method, const char *path,
                     bool has_auth)
{
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = method, .path = path},
                                       .has_auth = has_auth};
    ck_assert_msg(ut_fetch_submit(queue->fetch, &request, &error) == 0, "%s",
                  error.message);
}

void queue_submit(struct queue *queue, const char *path, bool has_auth)
{
    queue_submit_as(queue, "GET", path, has_auth);
}

void queue_submit_many(struct queue *queue, int count, bool has_auth)
{
    for (int i = 0; i < count; i++) {
        char path[32];
        snprintf(path, sizeof path, "/c/%d", i);
        queue_submit(queue, path, has_auth);
    }
}

static void keep_result(struct queue *queue,
                        const struct ut_fetch_result *result)
{
    queue->ok += result->code == 0 && result->status == 200;
    queue->failed += result->code != 0;
    queue->last_code = result->code;
    queue->last_status = result->status;
    queue->last_attempts = result->attempts;
    queue->last_ending = result->ending;
    queue->set_aside += result->ending == UT_FETCH_SET_ASIDE;
    queue->stopped += result->ending == UT_FETCH_STOPPED;
    snprintf(queue->last_message, sizeof queue->last_message, "%s",
             result->message);
}

void queue_run(struct queue *queue)
{
    for (;;) {
        struct ut_fetch_result result;
        struct ut_fetch_stats stats;
        struct ut_error error = {0};
        ut_fetch_get_stats(queue->fetch, &stats);
        int news = ut_fetch_next(queue->fetch, stats.in_flight > 0 ? 5 : 0,
                                 &result, &error);
        ck_assert_msg(news >= 0, "%s", error.message);
        if (news == UT_FETCH_IDLE)
            return;
        if (news == UT_FETCH_RESULT)
            keep_result(queue, &result);
        if (news == UT_FETCH_SIGN_IN) {
            char token[32];
            snprintf(token, sizeof token, "token%d", ++queue->sign_ins);
            ck_assert_int_eq(
                ut_fetch_sign_in(queue->fetch, token, 3600.0, &error), 0);
        }
        ut_fetch_get_stats(queue->fetch, &stats);
        if (news == UT_FETCH_WAITING && stats.in_flight == 0)
            queue->clock.now_ms += 50;
    }
}

void always_fine(struct exchange *exchange)
{
    answer(exchange, 200, "", "{}");
}

void always_500(struct exchange *exchange)
{
    answer(exchange, 500, "", "broken \x1b[31m");
}

void always_401(struct exchange *exchange)
{
    answer(exchange, 401, "", "");
}

bool has_token(const struct exchange *exchange, const char *token)
{
    char expected[64];
    snprintf(expected, sizeof expected, "Bearer %s", token);
    return strcmp(exchange->authorization, expected) == 0;
}

int token_number(const struct exchange *exchange)
{
    return atoi(exchange->authorization + strlen("Bearer token"));
}
