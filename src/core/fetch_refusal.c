/*
 * fetch_refusal.c: what a 401 means and who has to answer for it.
 *
 * It is the fault of the token, which was revoked, of the item, or of the
 * credentials, which are no good for this service. A token is new until it is
 * accepted for something. What was accepted shows that the credentials are
 * good, and what is accepted after an item was refused that it is the item's
 * fault. An item that is in doubt by itself shows nothing.
 */
#include "core/fetch_state.h"

#define SIGN_INS 3       /* so many without any use are enough */
#define NEW_REFUSALS 8   /* that prove a new token to be no good */
#define FIRST_REFUSALS 2 /* the same where none was ever accepted */
#define ALONE_MANY 3     /* items that failed alone; the next is suspected */

enum refusal {
    REFUSAL_RENEW, /* the token's: again with a new one */
    REFUSAL_PARK,  /* not known: again after the others, who will show it */
    REFUSAL_ALONE, /* the item's: it fails */
    REFUSAL_STOP,  /* the credentials': everything ends */
};

static enum refusal renew_unless_in_vain(const struct ut_fetch *fetch,
                                         const struct item *item)
{
    if (fetch->renewals < SIGN_INS)
        return REFUSAL_RENEW;
    return item->request.is_doubted ? REFUSAL_ALONE : REFUSAL_STOP;
}

/* Whether a new token is refused for more than single items can explain. */
static bool is_hopeless(const struct ut_fetch *fetch, const struct item *item)
{
    if (item->request.is_doubted)
        return false;
    if (fetch->was_accepted)
        return fetch->refused_in_a_row >= NEW_REFUSALS;
    return fetch->refused_in_a_row >= FIRST_REFUSALS ||
           (item->refusals >= 2 && ut_fetch_is_last(fetch));
}

static enum refusal read_refused_new(const struct ut_fetch *fetch,
                                     const struct item *item)
{
    bool has_met_two = item->first_token != item->token->number;
    /* The credentials are good, or not to be judged by this item. */
    bool is_known = fetch->was_accepted || item->request.is_doubted;
    if (is_hopeless(fetch, item))
        return REFUSAL_STOP;
    if (has_met_two && is_known)
        return REFUSAL_ALONE;
    if (item->parked_at == 0 && (has_met_two || is_known))
        return REFUSAL_PARK;
    return renew_unless_in_vain(fetch, item);
}

/* Where several items failed alone, the next one is suspected of the same
 * before the token is. */
static enum refusal read_refused_good(const struct ut_fetch *fetch,
                                      const struct item *item)
{
    bool is_parked = item->parked_at > 0;
    int64_t since = is_parked ? item->parked_at : item->number;
    if (item->refusals >= 2 && fetch->token_answered > since)
        return REFUSAL_ALONE;
    if (!is_parked && fetch->refused_alone >= ALONE_MANY &&
        fetch->refused_in_a_row < 2)
        return REFUSAL_PARK;
    return renew_unless_in_vain(fetch, item);
}

static void fail(struct ut_fetch *fetch, struct item *item, bool is_general)
{
    static const char cause[] =
        "the service answered 401 to a token that was just issued";
    static const char ending[] =
        "check that the credentials belong to this service";
    fetch->refused_alone++;
    if (is_general)
        ut_fetch_fail_all(fetch, item, UNDERTONE_ECREDENTIALS, cause, ending);
    else
        ut_fetch_fail(fetch, item, UNDERTONE_ECREDENTIALS, cause, ending);
}

static void park(struct ut_fetch *fetch, struct item *item)
{
    fetch->stats.retries++;
    item->parked_at = item->number;
    ut_list_push(ut_fetch_ready(fetch, item), item);
}

static void renew(struct ut_fetch *fetch, struct item *item, bool is_current)
{
    fetch->stats.retries++;
    if (is_current) {
        fetch->renewals++;
        fetch->token_state = TOKEN_NEEDED;
    }
    ut_list_push_front(ut_fetch_ready(fetch, item), item);
}

/* Of many requests that meet a 401 together, the first is judged and the
 * others just repeat with the next token. */
void ut_fetch_refuse_token(struct ut_fetch *fetch, struct item *item)
{
    bool is_current =
        item->token == fetch->token && fetch->token_state == TOKEN_READY;
    enum refusal refusal = REFUSAL_RENEW;
    if (item->refusals++ == 0)
        item->first_token = item->token->number;
    if (is_current) {
        fetch->refused_in_a_row +=
            item->parked_at == 0 && !item->request.is_doubted;
        refusal = fetch->token_answered == 0 ? read_refused_new(fetch, item)
                                             : read_refused_good(fetch, item);
    }
    if (refusal == REFUSAL_PARK)
        park(fetch, item);
    else if (refusal == REFUSAL_RENEW)
        renew(fetch, item, is_current);
    else
        fail(fetch, item, refusal == REFUSAL_STOP);
}
