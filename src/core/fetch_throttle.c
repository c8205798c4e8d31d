/*
 * fetch_throttle.c: the service asks for less: how long this request and all
 * others wait, and when it asks for more than they will.
 */
#include <stdio.h>

#include "core/fetch_state.h"
#include "core/show.h"

#define HEADER_BYTES 8192
#define ODD_BYTES ((size_t)40) /* shown of a Retry-After that is none */
#define YEAR_S 31536000LL

struct wish {
    bool is_valid; /* the service said how long to wait */
    int64_t seconds;
    char odd[UT_SHOW_SIZE]; /* what it said instead, cleaned */
};

static struct wish read_wish(const struct ut_http_reply *reply)
{
    struct wish wish = {0};
    struct ut_buf value, date;
    ut_buf_init(&value, HEADER_BYTES);
    ut_buf_init(&date, HEADER_BYTES);
    bool has_date = ut_http_header(&reply->headers, "date", &date);
    if (ut_http_header(&reply->headers, "retry-after", &value)) {
        wish.is_valid =
            ut_retry_after(value.bytes, has_date ? date.bytes : NULL,
                           &wish.seconds) == 0;
        if (!wish.is_valid)
            ut_show(value.bytes,
                    value.size_bytes < ODD_BYTES ? value.size_bytes : ODD_BYTES,
                    wish.odd);
    }
    ut_buf_clear(&value);
    ut_buf_clear(&date);
    return wish;
}

static void refuse_wish(struct ut_fetch *fetch, struct item *item,
                        int64_t seconds)
{
    char text[UT_FETCH_CAUSE_BYTES];
    long long limit = (long long)fetch->options.retry.server_cap_ms / 1000;
    if (seconds > YEAR_S)
        snprintf(text, sizeof text,
                 "the service answered %d and asks to wait more than a year, "
                 "over the limit of %lld s",
                 item->status, limit);
    else
        snprintf(text, sizeof text,
                 "the service answered %d and asks to wait %lld s, over the "
                 "limit of %lld s",
                 item->status, (long long)seconds, limit);
    ut_fetch_fail_all(fetch, item, UNDERTONE_ELATER, text, "come back later");
}

static bool pause_all(struct ut_fetch *fetch, int64_t pause_ms)
{
    int64_t until_ms = ut_fetch_now(fetch) + pause_ms;
    if (until_ms <= fetch->pause_until_ms)
        return false;
    fetch->pause_until_ms = until_ms;
    return true;
}

struct ut_fetch_waits ut_fetch_waits_of(const struct ut_fetch *fetch,
                                        const struct item *item)
{
    return (struct ut_fetch_waits){item->waits.count + fetch->carried.count,
                                   item->waits.ms + fetch->carried.ms};
}

static void note_pause(struct ut_fetch *fetch, struct item *item,
                       struct wish wish, int64_t pause_ms)
{
    char text[UT_FETCH_CAUSE_BYTES + UT_SHOW_SIZE];
    if (wish.is_valid)
        snprintf(text, sizeof text,
                 "the service answered %d and asks to wait %lld s",
                 item->status, (long long)wish.seconds);
    else
        snprintf(text, sizeof text,
                 "the service answered %d without saying how long to wait%s%s",
                 item->status, *wish.odd ? ": Retry-After " : "", wish.odd);
    ut_fetch_note(fetch, UT_FETCH_PAUSE, pause_ms, item, text);
}

/* One request that is always throttled must not hold up the others. While
 * none of these was answered nobody knows whether it is the only one: the next
 * to be throttled need not wait as long again to show that it is not, unless
 * it is in doubt itself or no other is left. */
static void give_up(struct ut_fetch *fetch, struct item *item,
                    struct ut_fetch_waits used)
{
    bool is_alone = fetch->accepted > item->others;
    bool is_next = fetch->is_doubtful && !is_alone;
    bool is_general =
        is_next && !item->request.is_doubted && !ut_fetch_is_last(fetch);
    if (is_next && used.count < fetch->spent.count)
        used = fetch->spent;
    char text[UT_FETCH_CAUSE_BYTES];
    snprintf(text, sizeof text,
             "the service answered %d after %d waits of %lld s together",
             item->status, used.count, (long long)used.ms / 1000);
    if (is_general) {
        ut_fetch_fail_all(fetch, item, UNDERTONE_ELATER, text,
                          "come back later");
        return;
    }
    ut_fetch_fail(fetch, item, UNDERTONE_ELATER, text, "come back later");
    item->ending = UT_FETCH_SET_ASIDE;
    if (!is_alone) {
        fetch->is_doubtful = true;
        fetch->spent = used;
    }
}

/* How long all wait. The service's wish is enough the first time: a limiter
 * that is full again loses what we wait longer. Only the first refusal of a
 * burst draws: the others were under way already and would only find the
 * longest of many delays. */
static int64_t draw_pause(struct ut_fetch *fetch, struct wish wish, int waits)
{
    const struct ut_retry_policy *policy = &fetch->options.retry;
    int64_t own_ms = 0;
    if (waits > 0 || wish.seconds == 0)
        own_ms = ut_retry_delay_ms(policy, waits, true, ut_fetch_chance(fetch));
    return ut_retry_pause_ms(policy, wish.seconds, own_ms,
                             ut_fetch_chance(fetch));
}

void ut_fetch_throttle(struct ut_fetch *fetch, struct item *item)
{
    const struct ut_retry_policy *policy = &fetch->options.retry;
    struct wish wish = read_wish(&item->reply);
    struct ut_fetch_waits used = ut_fetch_waits_of(fetch, item);
    int64_t now_ms = ut_fetch_now(fetch);
    bool is_first = ut_pace_refused(&fetch->pace, item->sent_ms, now_ms);
    fetch->stats.throttled++;
    if (wish.seconds > policy->server_cap_ms / 1000) {
        refuse_wish(fetch, item, wish.seconds);
        return;
    }
    int64_t pause_ms =
        is_first ? draw_pause(fetch, wish, used.count) : wish.seconds * 1000;
    if (item->waits.count == 0)
        item->others = fetch->accepted;
    if (fetch->is_doubtful || item->waits.count >= item->waits_most ||
        used.count >= policy->waits || used.ms + pause_ms > policy->waits_ms) {
        give_up(fetch, item, used);
        return;
    }
    item->waits.count++;
    item->waits.ms += pause_ms;
    if (pause_all(fetch, pause_ms))
        note_pause(fetch, item, wish, pause_ms);
    fetch->stats.retries++;
    ut_list_push_front(ut_fetch_ready(fetch, item), item);
}

void ut_fetch_hold(struct ut_fetch *fetch, int64_t wait_ms,
                   struct ut_fetch_waits waits)
{
    pause_all(fetch, wait_ms);
    fetch->carried = waits;
}

bool ut_fetch_has_wish(const struct ut_http_reply *reply)
{
    return read_wish(reply).is_valid;
}
