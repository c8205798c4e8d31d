/*
 * fetch_send.c: what is sent when, and what comes back.
 *
 * A request leaves when a transfer is free, nobody is paused, the breaker and
 * the pace allow it and, if it wants one, there is a token.
 */
#include "core/fetch_state.h"

#define FAR_MS 1000000 /* nothing is due */

/* What is due goes ahead of the others, the earliest first. */
static void promote_due(struct ut_fetch *fetch, int64_t now_ms)
{
    struct list due;
    ut_list_init(&due);
    while (fetch->delayed.first != NULL &&
           fetch->delayed.first->due_ms <= now_ms)
        ut_list_push_front(&due, ut_list_pop(&fetch->delayed));
    struct item *item;
    while ((item = ut_list_pop(&due)) != NULL)
        ut_list_push_front(ut_fetch_ready(fetch, item), item);
}

static int start(struct ut_fetch *fetch, struct item *item, int64_t now_ms,
                 struct ut_error *error)
{
    struct ut_http_request request = item->request.http;
    ut_item_drop_token(item);
    if (item->request.has_auth) {
        item->token = fetch->token;
        item->token->users++;
        request.authorization = item->token->line;
    }
    ut_http_reply_clear(&item->reply);
    item->sent_ms = now_ms;
    int status = ut_http_start(fetch->http, &request, item, error);
    if (status != 0) {
        ut_list_push_front(ut_fetch_ready(fetch, item), item);
        return status;
    }
    item->sends++;
    fetch->in_flight++;
    item->number = ++fetch->stats.requests;
    return 0;
}

/* The next to be sent. The trial that decides about the service is one that is
 * not in doubt itself, as long as there is such a one. */
static struct item *take_ready(struct ut_fetch *fetch, struct list *ready)
{
    struct item **at = &ready->first;
    if (fetch->breaker.state == UT_BREAKER_OPEN)
        while (*at != NULL && ut_fetch_is_doubted(fetch, *at))
            at = &(*at)->next;
    return ut_list_take(ready, *at != NULL ? at : &ready->first);
}

int ut_fetch_dispatch(struct ut_fetch *fetch, int64_t *wait_ms,
                      struct ut_error *error)
{
    int64_t now_ms = ut_fetch_now(fetch);
    promote_due(fetch, now_ms);
    *wait_ms = 0;
    if (ut_fetch_give_up_doubted(fetch, now_ms))
        return 0;
    *wait_ms = FAR_MS;
    if (fetch->delayed.first != NULL)
        *wait_ms = fetch->delayed.first->due_ms - now_ms;
    while (ut_http_idle(fetch->http) > 0) {
        struct list *ready = &fetch->open;
        if (ready->first == NULL && ut_fetch_has_token(fetch, now_ms))
            ready = &fetch->bound;
        if (ready->first == NULL)
            return 0;
        int64_t hold_ms = fetch->pause_until_ms - now_ms;
        if (hold_ms <= 0)
            hold_ms = ut_breaker_hold(&fetch->breaker, now_ms);
        if (hold_ms <= 0)
            hold_ms = ut_pace_take(&fetch->pace, now_ms);
        if (hold_ms > 0) {
            *wait_ms = hold_ms < *wait_ms ? hold_ms : *wait_ms;
            return 0;
        }
        struct item *item = take_ready(fetch, ready);
        item->is_trial = ut_breaker_enter(&fetch->breaker);
        int status = start(fetch, item, now_ms, error);
        if (status != 0)
            return status;
    }
    return 0;
}

void ut_fetch_collect(struct ut_fetch *fetch)
{
    void *owner;
    struct ut_http_reply reply;
    while (ut_http_take(fetch->http, &owner, &reply)) {
        struct item *item = owner;
        item->reply = reply;
        fetch->in_flight--;
        fetch->stats.wire_bytes += reply.wire_bytes;
        ut_fetch_scrub(fetch, item);
        ut_fetch_judge(fetch, item);
        ut_item_drop_token(item);
    }
}
