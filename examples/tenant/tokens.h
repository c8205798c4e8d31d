/*
 * tokens.h: bearer tokens that expire and can be revoked. Safe to call from
 * several threads. A token is known by its ordinal: 1 for the first issued.
 */
#ifndef TENANT_TOKENS_H
#define TENANT_TOKENS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define TOKEN_SIZE 64
#define TOKENS_MAX 100000

struct tokens {
    pthread_mutex_t lock;
    uint64_t seed;
    uint64_t issued;
    int64_t *expiry_ms; /* by ordinal, steady clock */
};

int tokens_init(struct tokens *tokens, uint64_t seed);
void tokens_clear(struct tokens *tokens);

/* Its ordinal, or 0 when TOKENS_MAX have been issued. */
uint64_t tokens_issue(struct tokens *tokens, int64_t life_s,
                      char token[TOKEN_SIZE]);

/* The ordinal of the token in an Authorization value, 0 when it is none of
 * ours; is_valid says whether it still opens doors. */
uint64_t tokens_check(struct tokens *tokens, const char *authorization,
                      bool *is_valid);

/* Ends every token issued so far. */
void tokens_revoke_all(struct tokens *tokens);

#endif
