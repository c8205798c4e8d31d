/*
 * fetch_health.c: whether the service is away, and what is to end for it.
 *
 * Tells the breaker of pace.h how each call ended. An outage that lasts stops
 * everything, unless nobody but what failed before is left to see it.
 */
#include <stdio.h>

#include "core/fetch_state.h"

#define TRIALS 3 /* that fail are enough for those in doubt */

static void stop_for_outage(struct ut_fetch *fetch, int64_t failing_ms)
{
    char text[UT_ERROR_MESSAGE_SIZE];
    snprintf(text, sizeof text,
             "%s has failed every call for %lld s; come back later",
             ut_http_origin(fetch->http), (long long)failing_ms / 1000);
    ut_fetch_stop(fetch, UNDERTONE_ELATER, text);
}

/* A request that is in doubt tells nothing of the service when it fails once
 * more, unless it is the trial. */
static void tell_breaker(struct ut_fetch *fetch, struct item *item,
                         bool is_failure, int64_t now_ms)
{
    bool is_news = !is_failure || item->is_trial || item->failed_at == 0 ||
                   !ut_fetch_is_doubted(fetch, item);
    if (is_news)
        ut_breaker_record(&fetch->breaker, item->is_trial, is_failure, now_ms);
    fetch->failed_trials =
        is_failure ? fetch->failed_trials + item->is_trial : 0;
    item->is_trial = false;
    if (is_failure && item->failed_at == 0)
        item->failed_at = fetch->stats.requests;
}

static bool are_doubted(const struct list *list)
{
    const struct item *item = list->first;
    while (item != NULL && item->request.is_doubted)
        item = item->next;
    return item == NULL;
}

/* Whether its caller says so of everything that is queued. */
static bool is_all_doubted(const struct ut_fetch *fetch)
{
    return are_doubted(&fetch->open) && are_doubted(&fetch->bound) &&
           are_doubted(&fetch->delayed);
}

/* Keeps what the last call failed for; stops when all have for too long. What
 * is in flight may be without doubt: it stops by itself when it fails. */
static void note_failure(struct ut_fetch *fetch, const struct item *item,
                         const char *cause, int64_t now_ms)
{
    fetch->failing_code = item->reply.code ? item->reply.code : UNDERTONE_EHTTP;
    snprintf(fetch->failing_cause, sizeof fetch->failing_cause, "%s", cause);
    if (fetch->failing_ms < 0)
        fetch->failing_ms = now_ms;
    int64_t failing_ms = now_ms - fetch->failing_ms;
    if (fetch->breaker.state != UT_BREAKER_CLOSED &&
        failing_ms >= fetch->options.retry.outage_ms &&
        !(item->request.is_doubted && is_all_doubted(fetch)))
        stop_for_outage(fetch, failing_ms);
}

void ut_fetch_record(struct ut_fetch *fetch, struct item *item, bool is_failure,
                     const char *cause)
{
    int64_t now_ms = ut_fetch_now(fetch);
    enum ut_breaker_state before = fetch->breaker.state;
    tell_breaker(fetch, item, is_failure, now_ms);
    enum ut_breaker_state after = fetch->breaker.state;
    if (after == UT_BREAKER_OPEN && before != after)
        ut_fetch_note(fetch, UT_FETCH_OUTAGE, fetch->breaker.until_ms - now_ms,
                      item, cause);
    if (after == UT_BREAKER_CLOSED && before != after)
        ut_fetch_note(fetch, UT_FETCH_RECOVER, 0, item, "the service is back");
    if (is_failure)
        note_failure(fetch, item, cause, now_ms);
    else
        fetch->failing_ms = -1;
}

static void give_up(struct ut_fetch *fetch, struct item *item, int64_t now_ms)
{
    char cause[sizeof fetch->failing_cause + 64], ending[64] = "not sent";
    snprintf(cause, sizeof cause,
             "every call has failed for %lld s, the last one: %s",
             (long long)(now_ms - fetch->failing_ms) / 1000,
             fetch->failing_cause);
    if (item->sends > 0)
        snprintf(ending, sizeof ending, "attempt %d, not tried again",
                 item->sends);
    ut_fetch_fail(fetch, item, fetch->failing_code, cause, ending);
}

bool ut_fetch_give_up_doubted(struct ut_fetch *fetch, int64_t now_ms)
{
    if (fetch->failed_trials < TRIALS || fetch->in_flight > 0 ||
        ut_fetch_is_last(fetch) ||
        ut_breaker_hold(&fetch->breaker, now_ms) == 0 || !is_all_doubted(fetch))
        return false;
    struct list *const lists[] = {&fetch->open, &fetch->bound, &fetch->delayed};
    for (int i = 0; i < 3; i++)
        for (struct item *item; (item = ut_list_pop(lists[i])) != NULL;)
            give_up(fetch, item, now_ms);
    return true;
}
