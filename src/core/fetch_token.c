/*
 * fetch_token.c: the token that requests are sent with: what counts as one,
 * and when a new one is needed.
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

void ut_token_drop(struct token *token)
{
    if (token == NULL || --token->users > 0)
        return;
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
    size_t size = sizeof UT_BEARER - 1, text_size = strlen(text);
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
    memcpy(token->line, UT_BEARER, size);
    memcpy(token->line + size, text, text_size + 1);
    ut_token_drop(fetch->token);
    fetch->token = token;
    fetch->token_state = TOKEN_READY;
    fetch->token_answered = 0;
    fetch->refused_in_a_row = 0;
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
    fetch->refused_in_a_row = fetch->renewals = 0;
    if (fetch->token_answered < item->number)
        fetch->token_answered = item->number;
}
