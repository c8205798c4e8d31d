/* fetch.c: the queue: what waits, what is sent and when; see fetch.h. */
#include "core/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"

struct ut_fetch_options ut_fetch_options_default(void)
{
    return (struct ut_fetch_options){
        .http = ut_http_options_default(),
        .retry = ut_retry_policy_default(),
        .breaker_ms = 30000,
        .breaker_most_ms = 300000,
        .clock = ut_clock_system(),
    };
}

int64_t ut_fetch_now(const struct ut_fetch *fetch)
{
    return fetch->options.clock.now_ms(fetch->options.clock.context);
}

double ut_fetch_chance(const struct ut_fetch *fetch)
{
    return fetch->options.clock.random(fetch->options.clock.context);
}

struct list *ut_fetch_ready(struct ut_fetch *fetch, const struct item *item)
{
    return item->request.has_auth ? &fetch->bound : &fetch->open;
}

static int queued(const struct ut_fetch *fetch)
{
    return fetch->open.count + fetch->bound.count + fetch->delayed.count;
}

bool ut_fetch_is_last(const struct ut_fetch *fetch)
{
    return queued(fetch) + fetch->in_flight == 0;
}

/* --- engine --------------------------------------------------------------- */

static int check_options(const struct ut_fetch_options *options,
                         struct ut_error *error)
{
    if (!(options->rate >= 0.0) || options->rate > 1e6)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the rate must be a number of requests per second, 0 "
                       "for no limit");
    const struct ut_retry_policy *retry = &options->retry;
    if (retry->attempts < 1 || retry->base_ms < 0 || retry->throttle_ms < 0 ||
        retry->cap_ms < 0 || retry->server_cap_ms < 0 || retry->waits < 0 ||
        retry->cost < 0 || retry->timeout_cost < 0 || retry->refund < 0 ||
        options->breaker_ms < 1 || options->breaker_most_ms < 1 ||
        !(retry->server_slack >= 0.0))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the retry settings must not be negative");
    return 0;
}

int ut_fetch_new(const struct ut_fetch_options *options, struct ut_fetch **out,
                 struct ut_error *error)
{
    int status = check_options(options, error);
    if (status != 0)
        return status;
    struct ut_fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return ut_fail_memory(error);
    status = ut_http_new(&options->http, &fetch->http, error);
    if (status != 0) {
        free(fetch);
        return status;
    }
    fetch->options = *options;
    fetch->budget = options->retry.budget;
    fetch->failing_ms = -1;
    ut_pace_init(&fetch->pace, options->rate, ut_fetch_now(fetch));
    ut_breaker_init(&fetch->breaker, options->breaker_ms,
                    options->breaker_most_ms);
    ut_list_init(&fetch->open);
    ut_list_init(&fetch->bound);
    ut_list_init(&fetch->delayed);
    ut_list_init(&fetch->finished);
    *out = fetch;
    return 0;
}

static void free_in_flight(struct ut_fetch *fetch)
{
    struct item *item;
    while ((item = ut_http_abandon(fetch->http)) != NULL)
        ut_item_free(item);
}

void ut_fetch_free(struct ut_fetch *fetch)
{
    if (fetch == NULL)
        return;
    free_in_flight(fetch);
    ut_http_free(fetch->http);
    ut_list_free(&fetch->open);
    ut_list_free(&fetch->bound);
    ut_list_free(&fetch->delayed);
    ut_list_free(&fetch->finished);
    ut_item_free(fetch->current);
    ut_token_drop(fetch->token);
    ut_secret_free(fetch->hidden);
    free(fetch);
}

struct ut_http *ut_fetch_http(struct ut_fetch *fetch)
{
    return fetch->http;
}

int ut_fetch_submit(struct ut_fetch *fetch,
                    const struct ut_fetch_request *request,
                    struct ut_error *error)
{
    if (fetch->stop_code != 0)
        return ut_fail(error, fetch->stop_code, "%s", fetch->stop_message);
    int status = ut_http_check_request(&request->http, error);
    if (status != 0)
        return status;
    struct item *item = ut_item_new(request);
    if (item == NULL)
        return ut_fail_memory(error);
    item->waits_most = fetch->options.retry.waits;
    item->has_own_attempts = item->request.attempts > 0;
    if (!item->has_own_attempts)
        item->request.attempts = fetch->options.retry.attempts;
    else if (item->waits_most >= item->request.attempts)
        item->waits_most = item->request.attempts - 1;
    struct list *ready = ut_fetch_ready(fetch, item);
    if (request->is_urgent)
        ut_list_push_front(ready, item);
    else
        ut_list_push(ready, item);
    return 0;
}

/* --- results -------------------------------------------------------------- */

void ut_fetch_stop(struct ut_fetch *fetch, int code, const char *message)
{
    if (fetch->stop_code != 0)
        return;
    fetch->stop_code = code != 0 ? code : UNDERTONE_ECREDENTIALS;
    strncpy(fetch->stop_message, message, sizeof fetch->stop_message - 1);
}

static struct item *break_off(struct ut_fetch *fetch)
{
    struct item *item = ut_http_abandon(fetch->http);
    if (item != NULL)
        fetch->in_flight--;
    return item;
}

static struct item *take_stopped(struct ut_fetch *fetch)
{
    struct item *item = ut_list_pop(&fetch->open);
    if (item == NULL)
        item = ut_list_pop(&fetch->bound);
    if (item == NULL)
        item = ut_list_pop(&fetch->delayed);
    if (item == NULL)
        item = break_off(fetch);
    if (item == NULL)
        return NULL;
    item->code = fetch->stop_code;
    item->ending = UT_FETCH_STOPPED;
    free(item->message);
    item->message = strdup(fetch->stop_message);
    return item;
}

static struct item *take_finished(struct ut_fetch *fetch)
{
    struct item *item = ut_list_pop(&fetch->finished);
    if (item == NULL && fetch->stop_code != 0)
        item = take_stopped(fetch);
    return item;
}

static void fill_result(const struct item *item, struct ut_fetch_result *result)
{
    *result = (struct ut_fetch_result){
        .tag = item->request.tag,
        .code = item->code,
        .message = item->message ? item->message : ut_status_text(item->code),
        .status = item->status,
        .attempts = item->sends,
        .ending = item->ending,
        .reply = &item->reply,
    };
}

static int move_on(struct ut_fetch *fetch, int max_wait_ms,
                   struct ut_error *error)
{
    int64_t wait_ms = max_wait_ms;
    int status = 0;
    if (fetch->stop_code == 0)
        status = ut_fetch_dispatch(fetch, &wait_ms, error);
    if (status == 0)
        status = ut_http_perform(
            fetch->http, wait_ms < max_wait_ms ? (int)wait_ms : max_wait_ms,
            error);
    if (status == 0)
        ut_fetch_collect(fetch);
    return status;
}

int ut_fetch_next(struct ut_fetch *fetch, int max_wait_ms,
                  struct ut_fetch_result *result, struct ut_error *error)
{
    ut_item_free(fetch->current);
    fetch->current = take_finished(fetch);
    if (fetch->current == NULL) {
        if (ut_fetch_is_last(fetch))
            return UT_FETCH_IDLE;
        if (ut_fetch_must_sign_in(fetch))
            return UT_FETCH_SIGN_IN;
        int status = move_on(fetch, max_wait_ms, error);
        if (status != 0)
            return status;
        fetch->current = take_finished(fetch);
    }
    if (fetch->current == NULL)
        return UT_FETCH_WAITING;
    fill_result(fetch->current, result);
    return UT_FETCH_RESULT;
}

bool ut_fetch_reject(struct ut_fetch *fetch, intptr_t tag, const char *why,
                     struct ut_fetch_result *result)
{
    struct item *item = fetch->current;
    if (item == NULL || item->code != 0)
        return false;
    fetch->current = NULL;
    item->request.tag = tag;
    int most = item->request.attempts;
    if (most > item->failures + 1 + UT_FETCH_BAD_BODIES - item->bad_bodies)
        most = item->failures + 1 + UT_FETCH_BAD_BODIES - item->bad_bodies;
    item->bad_bodies++;
    if (ut_fetch_repeat(fetch, item, UNDERTONE_EHTTP, why, most))
        return true;
    /* It went to the end of the finished list; it is still this result. */
    struct item **at = &fetch->finished.first;
    while (*at != item)
        at = &(*at)->next;
    fetch->current = ut_list_take(&fetch->finished, at);
    fill_result(item, result);
    return false;
}

bool ut_fetch_take_event(struct ut_fetch *fetch, struct ut_fetch_event *event)
{
    if (fetch->event_first == fetch->event_end)
        return false;
    *event = fetch->events[fetch->event_first++ % EVENTS];
    return true;
}

void ut_fetch_get_stats(const struct ut_fetch *fetch,
                        struct ut_fetch_stats *stats)
{
    int64_t now_ms = ut_fetch_now(fetch);
    *stats = fetch->stats;
    stats->pause_ms = fetch->pause_until_ms - now_ms;
    if (stats->pause_ms < 0)
        stats->pause_ms = 0;
    stats->rate = ut_pace_rate(&fetch->pace, now_ms);
    stats->queued = queued(fetch) + fetch->finished.count;
    stats->delayed = fetch->delayed.count;
    stats->in_flight = fetch->in_flight;
    stats->finished = fetch->finished.count;
}
