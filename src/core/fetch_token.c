/*
 * fetch_token.c: the token that requests are sent with: when a new one is
 * needed, what counts as one, and what a 401 says about it.
 *
 * It asks for a sign-in through its return values and never signs in itself.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"

#define TOKEN_LIFE_LEAST_S 30.0
#define TOKEN_LIFE_MOST_S 86400.0
#define TOKEN_SHARE 0.8     /* of its life a token is used ... */
#define TOKEN_MARGIN_S 60.0 /* ... and not in its last minute */
#define TOKEN_REFUSALS 3    /* 401s of one request that other tokens excuse */
#define TOKEN_DOUBTS 8      /* items that prove a new token to be no good ... */
#define FIRST_DOUBTS 2      /* ... and where none was ever accepted */
#define TOKEN_SIGN_INS 3    /* so many without any use are enough */

void ut_token_drop(struct token *token)
{
    if (token == NULL || --token->users > 0)
        return;
    ut_secret_free(&token->spellings);
    explicit_bzero(token->line, token->size_bytes);
    free(token);
}

void ut_item_drop_token(struct item *item)
{
    ut_token_drop(item->token);
    item->token = NULL;
}

const char *ut_fetch_token_fault(const char *text, size_t size)
{
    if (size == 0)
        return "is empty";
    if (size > UT_FETCH_TOKEN_BYTES)
        return "is too long";
    size_t body = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz"
                               "0123456789-._~+/");
    size_t padding = strspn(text + body, "=");
    return body > 0 && body + padding == size
               ? NULL
               : "has characters that no token may have";
}

double ut_fetch_token_life(double seconds)
{
    if (!(seconds >= TOKEN_LIFE_LEAST_S))
        return TOKEN_LIFE_LEAST_S;
    return fmin(seconds, TOKEN_LIFE_MOST_S);
}

static int64_t useful_life_ms(double given_s)
{
    double life_s = ut_fetch_token_life(given_s);
    double margin_s = fmin(TOKEN_MARGIN_S, life_s / 2.0);
    return (int64_t)(fmin(life_s * TOKEN_SHARE, life_s - margin_s) * 1000.0);
}

int ut_fetch_sign_in(struct ut_fetch *fetch, const char *text, double life_s,
                     struct ut_error *error)
{
    static const char name[] = "Authorization: Bearer ";
    size_t size = sizeof name - 1, text_size = strlen(text);
    const char *fault = ut_fetch_token_fault(text, text_size);
    if (fault != NULL)
        return ut_fail(error, UNDERTONE_ECREDENTIALS,
                       "the sign-in gave a token that %s", fault);
    struct token *token = malloc(sizeof *token + size + text_size + 1);
    if (token == NULL)
        return ut_fail_memory(error);
    *token =
        (struct token){.users = 1,
                       .number = fetch->token ? fetch->token->number + 1 : 1,
                       .size_bytes = size + text_size + 1};
    memcpy(token->line, name, size);
    memcpy(token->line + size, text, text_size + 1);
    if (ut_secret_add(&token->spellings, text, text_size) != 0) {
        ut_token_drop(token);
        return ut_fail_memory(error);
    }
    ut_token_drop(fetch->token);
    fetch->token = token;
    fetch->token_state = TOKEN_READY;
    fetch->token_answered = 0;
    fetch->doubts = 0;
    fetch->token_due_ms = ut_fetch_now(fetch) + useful_life_ms(life_s);
    return 0;
}

bool ut_fetch_has_token(struct ut_fetch *fetch, int64_t now_ms)
{
    if (fetch->token_state == TOKEN_READY && now_ms >= fetch->token_due_ms)
        fetch->token_state = TOKEN_NEEDED;
    return fetch->token_state == TOKEN_READY;
}

bool ut_fetch_must_sign_in(struct ut_fetch *fetch)
{
    if (fetch->bound.first == NULL || fetch->token_state == TOKEN_ASKED ||
        fetch->stop_code != 0 || ut_fetch_has_token(fetch, ut_fetch_now(fetch)))
        return false;
    fetch->token_state = TOKEN_ASKED;
    return true;
}

void ut_fetch_accept_token(struct ut_fetch *fetch, const struct item *item)
{
    fetch->was_accepted = true;
    fetch->doubts = fetch->renewals = 0;
    if (fetch->token_answered < item->number)
        fetch->token_answered = item->number;
}

enum refusal {
    REFUSAL_RENEW, /* it is the token's fault: again with a new one */
    REFUSAL_PARK,  /* again after the others, whose answers tell whose it is */
    REFUSAL_ALONE, /* it is the item's fault */
    REFUSAL_STOP,  /* no token will do */
};

/* Whether a new token is refused for more than single items can explain. */
static bool is_hopeless(const struct ut_fetch *fetch, const struct item *item)
{
    if (fetch->was_accepted)
        return fetch->doubts >= TOKEN_DOUBTS;
    return fetch->doubts >= FIRST_DOUBTS ||
           (item->refusals >= 2 &&
            (item->parked_at > 0 || ut_fetch_is_last(fetch)));
}

/* What a 401 means that the token in use has met. A service that accepted a
 * token before is not to be given up for one item: a new token that is refused
 * for it as well is kept, for the next items to prove it good or not. One that
 * was good is renewed, but not for ever when that never was the reason. An item
 * that was in doubt before tells nothing of the credentials. */
static enum refusal read_refusal(const struct ut_fetch *fetch,
                                 const struct item *item)
{
    bool is_new = fetch->token_answered == 0;
    bool is_doubted = item->request.is_doubted;
    bool is_known = fetch->was_accepted || is_doubted;
    bool is_parked = item->parked_at > 0;
    int64_t since = is_parked ? item->parked_at : item->number;
    if (is_new && !is_doubted && is_hopeless(fetch, item))
        return REFUSAL_STOP;
    bool has_met_two = item->first_token != item->token->number;
    bool is_its_own =
        is_new ? has_met_two && is_known : fetch->token_answered > since;
    if (item->refusals >= 2 && is_its_own)
        return REFUSAL_ALONE;
    bool is_spared = fetch->refused >= TOKEN_SIGN_INS && fetch->doubts < 2;
    if (!is_parked && (is_spared || (is_new && (is_known || has_met_two))))
        return REFUSAL_PARK;
    if (fetch->renewals < TOKEN_SIGN_INS)
        return REFUSAL_RENEW;
    return is_doubted ? REFUSAL_ALONE : REFUSAL_STOP;
}

static void fail(struct ut_fetch *fetch, struct item *item, bool is_general)
{
    ut_fetch_fail(fetch, item, UNDERTONE_ECREDENTIALS,
                  "the service answered 401 to a token that was just issued",
                  "check that the credentials belong to this service");
    item->is_stopped = is_general;
    fetch->refused++;
    if (is_general)
        ut_fetch_stop(fetch, UNDERTONE_ECREDENTIALS,
                      item->message ? item->message
                                    : "the service refused a new token");
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
        fetch->doubts += item->parked_at == 0 && !item->request.is_doubted;
        refusal = read_refusal(fetch, item);
    }
    if (refusal == REFUSAL_RENEW && item->refusals > TOKEN_REFUSALS)
        refusal = REFUSAL_ALONE;
    if (refusal == REFUSAL_PARK)
        park(fetch, item);
    else if (refusal == REFUSAL_RENEW)
        renew(fetch, item, is_current);
    else
        fail(fetch, item, refusal == REFUSAL_STOP);
}
