/* tokens.c: see tokens.h. The ordinal is part of a token, the rest follows
 * from the seed, so that checking one needs no search. */
#include "tokens.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "chance.h"
#include "text.h"

int tokens_init(struct tokens *tokens, uint64_t seed)
{
    *tokens = (struct tokens){.seed = seed};
    tokens->expiry_ms = calloc(TOKENS_MAX + 1, sizeof *tokens->expiry_ms);
    return tokens->expiry_ms && !pthread_mutex_init(&tokens->lock, NULL) ? 0
                                                                         : -1;
}

void tokens_clear(struct tokens *tokens)
{
    free(tokens->expiry_ms);
    pthread_mutex_destroy(&tokens->lock);
}

static void spell(uint64_t seed, uint64_t ordinal, char token[TOKEN_SIZE])
{
    snprintf(token, TOKEN_SIZE, "tenant.%" PRIu64 ".%016" PRIx64 "%016" PRIx64,
             ordinal, chance_mix(seed, ordinal, 1),
             chance_mix(seed, ordinal, 2));
}

uint64_t tokens_issue(struct tokens *tokens, int64_t life_s,
                      char token[TOKEN_SIZE])
{
    pthread_mutex_lock(&tokens->lock);
    uint64_t ordinal = 0;
    if (tokens->issued < TOKENS_MAX) {
        ordinal = ++tokens->issued;
        tokens->expiry_ms[ordinal] = text_steady_ms() + life_s * 1000;
        spell(tokens->seed, ordinal, token);
    }
    pthread_mutex_unlock(&tokens->lock);
    return ordinal;
}

uint64_t tokens_check(struct tokens *tokens, const char *authorization,
                      bool *is_valid)
{
    char wanted[TOKEN_SIZE];
    *is_valid = false;
    if (!authorization || strncasecmp(authorization, "Bearer tenant.", 14) != 0)
        return 0;
    const char *token = authorization + 7, *digits = token + 7;
    struct slice number = {digits, strcspn(digits, ".")};
    int64_t ordinal;
    if (!text_read_integer(number, &ordinal) || ordinal < 1 ||
        ordinal > TOKENS_MAX)
        return 0;
    spell(tokens->seed, (uint64_t)ordinal, wanted);
    if (strcmp(wanted, token) != 0)
        return 0;
    pthread_mutex_lock(&tokens->lock);
    *is_valid = text_steady_ms() < tokens->expiry_ms[ordinal];
    pthread_mutex_unlock(&tokens->lock);
    return (uint64_t)ordinal;
}

void tokens_revoke_all(struct tokens *tokens)
{
    pthread_mutex_lock(&tokens->lock);
    for (uint64_t i = 1; i <= tokens->issued; i++)
        tokens->expiry_ms[i] = 0;
    pthread_mutex_unlock(&tokens->lock);
}
