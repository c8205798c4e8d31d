/* fetch_judge.c: what an answer means for its request and for the others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"

/* --- words ---------------------------------------------------------------- */

#define PATH_SHOWN 160

void ut_fetch_show_address(const struct ut_fetch *fetch, const char *path,
                           char *out, size_t size)
{
    int length = (int)strcspn(path, "?");
    bool is_cut = length > PATH_SHOWN;
    snprintf(out, size, "%s%.*s%s", ut_http_origin(fetch->http),
             is_cut ? PATH_SHOWN : length, path, is_cut ? "..." : "");
}

/* "GET https://host/path" */
static void operation(const struct ut_fetch *fetch, const struct item *item,
                      char *out, size_t size)
{
    const struct ut_http_request *request = &item->request.http;
    size_t length = (size_t)snprintf(out, size, "%s ", request->method);
    ut_fetch_show_address(fetch, request->path, out + length, size - length);
}

void ut_fetch_note(struct ut_fetch *fetch, enum ut_fetch_event_kind kind,
                   int64_t wait_ms, const struct item *item, const char *cause)
{
    if (fetch->event_end - fetch->event_first == EVENTS)
        fetch->event_first++;
    struct ut_fetch_event *event = &fetch->events[fetch->event_end++ % EVENTS];
    event->kind = kind;
    event->wait_ms = wait_ms;
    event->status = item->status;
    event->waits = ut_fetch_waits_of(fetch, item);
    char what[UT_ERROR_MESSAGE_SIZE / 2];
    operation(fetch, item, what, sizeof what);
    int64_t tenths = (wait_ms + 50) / 100;
    snprintf(event->message, sizeof event->message,
             "%s: %s; next in %lld.%lld s", what, cause, (long long)tenths / 10,
             (long long)tenths % 10);
}

static void set_message(const struct ut_fetch *fetch, struct item *item,
                        const char *cause, const char *ending)
{
    char what[UT_ERROR_MESSAGE_SIZE / 2];
    operation(fetch, item, what, sizeof what);
    free(item->message);
    item->message = malloc(UT_ERROR_MESSAGE_SIZE);
    if (item->message != NULL)
        snprintf(item->message, UT_ERROR_MESSAGE_SIZE, "%s: %s%s%s", what,
                 cause, *ending ? "; " : "", ending);
}

void ut_fetch_fail(struct ut_fetch *fetch, struct item *item, int code,
                   const char *cause, const char *ending)
{
    item->code = code;
    set_message(fetch, item, cause, ending);
    ut_list_push(&fetch->finished, item);
}

void ut_fetch_fail_all(struct ut_fetch *fetch, struct item *item, int code,
                       const char *cause, const char *ending)
{
    ut_fetch_fail(fetch, item, code, cause, ending);
    item->ending = UT_FETCH_STOPPED;
    ut_fetch_stop(fetch, code, item->message ? item->message : cause);
}

/* "the service answered 503: {...}" */
static void describe_answer(const struct item *item,
                            char out[UT_FETCH_ANSWER_BYTES])
{
    char quote[UT_FETCH_QUOTE_SIZE];
    ut_fetch_quote(item, quote);
    snprintf(out, UT_FETCH_ANSWER_BYTES, "the service answered %d%s",
             item->status, quote);
}

/* --- repeats -------------------------------------------------------------- */

static void delay(struct ut_fetch *fetch, struct item *item, int64_t wait_ms)
{
    item->due_ms = ut_fetch_now(fetch) + wait_ms;
    struct item **at = &fetch->delayed.first;
    while (*at != NULL && (*at)->due_ms <= item->due_ms)
        at = &(*at)->next;
    item->next = *at;
    *at = item;
    if (item->next == NULL)
        fetch->delayed.end = &item->next;
    fetch->delayed.count++;
}

/* Says why a failed item gets no further attempt, or NULL when it does. */
static const char *reason_to_end(struct ut_fetch *fetch, struct item *item,
                                 int code, int most)
{
    if (item->failures >= most)
        return "not tried again";
    if (item->has_own_attempts)
        return NULL;
    if (ut_retry_spend(&fetch->options.retry, &fetch->budget,
                       code == UNDERTONE_ETIMEOUT))
        return NULL;
    item->ending = UT_FETCH_OUT_OF_BUDGET;
    return "not tried again because too many others failed";
}

bool ut_fetch_is_doubted(const struct ut_fetch *fetch, const struct item *item)
{
    return item->request.is_doubted ||
           (item->failed_at > 0 &&
            fetch->answered[item->request.has_auth] > item->failed_at);
}

/* An outage costs no request its attempts. The next trial may be its second
 * try, but not two in a row: neither service that fails each request once nor
 * one that always fails the same must look dead. */
static void put_back(struct ut_fetch *fetch, struct item *item)
{
    item->is_put_first = !item->is_put_first;
    if (item->is_put_first)
        ut_list_push_front(ut_fetch_ready(fetch, item), item);
    else
        ut_list_push(ut_fetch_ready(fetch, item), item);
}

bool ut_fetch_repeat(struct ut_fetch *fetch, struct item *item, int code,
                     const char *cause, int most)
{
    const struct ut_retry_policy *policy = &fetch->options.retry;
    if (fetch->breaker.state != UT_BREAKER_CLOSED &&
        !ut_fetch_is_doubted(fetch, item)) {
        put_back(fetch, item);
        return true;
    }
    item->failures++;
    const char *end = reason_to_end(fetch, item, code, most);
    char text[UT_FETCH_CAUSE_BYTES + 128];
    if (end != NULL) {
        snprintf(text, sizeof text, "attempt %d of %d, %s", item->failures,
                 most > item->failures ? most : item->failures, end);
        ut_fetch_fail(fetch, item, code, cause, text);
        return false;
    }
    int64_t wait_ms = ut_retry_delay_ms(policy, item->failures - 1, false,
                                        ut_fetch_chance(fetch));
    snprintf(text, sizeof text, "%s; attempt %d of %d", cause, item->failures,
             most);
    ut_fetch_note(fetch, UT_FETCH_RETRY, wait_ms, item, text);
    fetch->stats.retries++;
    delay(fetch, item, wait_ms);
    return true;
}

/* --- judging -------------------------------------------------------------- */

static void judge_fault(struct ut_fetch *fetch, struct item *item)
{
    const struct ut_http_reply *reply = &item->reply;
    const char *cause = reply->cause ? reply->cause : "the transfer failed";
    bool is_failure = reply->code == UNDERTONE_ENETWORK ||
                      reply->code == UNDERTONE_ETIMEOUT ||
                      reply->code == UNDERTONE_EHTTP;
    ut_fetch_record(fetch, item, is_failure, cause);
    int most = item->request.attempts;
    if (reply->repeats < most)
        most = reply->repeats + 1;
    if (reply->repeats > 0)
        ut_fetch_repeat(fetch, item, reply->code, cause, most);
    else
        ut_fetch_fail(fetch, item, reply->code, cause, "not tried again");
}

static void judge_error(struct ut_fetch *fetch, struct item *item)
{
    char cause[UT_FETCH_ANSWER_BYTES];
    describe_answer(item, cause);
    ut_fetch_record(fetch, item, true, cause);
    ut_fetch_repeat(fetch, item, UNDERTONE_EHTTP, cause,
                    item->request.attempts);
}

static void finish(struct ut_fetch *fetch, struct item *item)
{
    if (item->status < 300)
        ut_retry_refund(&fetch->options.retry, &fetch->budget);
    if (item->status != 200) {
        char text[UT_FETCH_ANSWER_BYTES];
        describe_answer(item, text);
        set_message(fetch, item, text, "");
    }
    item->code = 0;
    ut_list_push(&fetch->finished, item);
}

static void judge_answer(struct ut_fetch *fetch, struct item *item,
                         enum ut_verdict verdict)
{
    ut_fetch_record(fetch, item, false, "");
    if (verdict == UT_VERDICT_THROTTLED) {
        ut_fetch_throttle(fetch, item);
        return;
    }
    ut_pace_accepted(&fetch->pace);
    if (item->request.has_auth) {
        fetch->carried = (struct ut_fetch_waits){0};
        fetch->accepted++;
        fetch->is_doubtful = false;
    }
    if (verdict == UT_VERDICT_UNAUTHORIZED && item->request.has_auth) {
        ut_fetch_refuse_token(fetch, item);
        return;
    }
    if (item->token != NULL && item->token == fetch->token)
        ut_fetch_accept_token(fetch, item);
    if (fetch->answered[item->request.has_auth] < item->number)
        fetch->answered[item->request.has_auth] = item->number;
    if (verdict == UT_VERDICT_REDIRECT)
        ut_fetch_follow(fetch, item);
    else
        finish(fetch, item);
}

void ut_fetch_judge(struct ut_fetch *fetch, struct item *item)
{
    item->status = item->reply.status;
    if (item->reply.code != 0) {
        judge_fault(fetch, item);
        return;
    }
    bool has_wish = item->status == 503 && ut_fetch_has_wish(&item->reply);
    enum ut_verdict verdict = ut_retry_verdict(item->status, has_wish);
    if (verdict == UT_VERDICT_RETRY)
        judge_error(fetch, item);
    else
        judge_answer(fetch, item, verdict);
}
