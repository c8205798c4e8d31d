/*
 * store.h: the conversations that the tenant serves.
 *
 * Loaded once and never changed, from lines such as
 *
 *   {"conversationId": "…", "start_time": "2026-11-02T09:14:10Z",
 *    "duration": 127, "disposition": "resolved", "channel": "voice",
 *    "topic": "Billing", "transcript": [{"author": {"type": "customer"},
 *    "text": "…", "timestamp": "…"}, …]}
 *
 * where a null transcript means none and topic is for the reader only. A line
 * keeps its members as slices of the text, so what is served is what was
 * written. `repeat` serves the whole file several times over: copy k > 0 of
 * conversation X has the id "X-rk". A conversation's number counts through
 * all copies.
 */
#ifndef TENANT_STORE_H
#define TENANT_STORE_H

#include <stdatomic.h>
#include <stdint.h>

#include "json.h"

struct conversation {
    char *id;
    int64_t start_ms;
    struct slice start_time, duration, disposition, channel;
    struct slice transcript; /* "null" or size 0: there is none */
};

struct store {
    struct slice text; /* all lines */
    char *owned_text;  /* the same when it was read from a file */
    struct conversation *conversations;
    size_t count, copies;
    struct store_index *index;
    atomic_uint *attempts; /* transcript requests per number */
};

/* A path, or NULL for the compiled-in sample. On failure returns -1 and puts
 * the reason, with its line, into `why`. */
int store_load(struct store *store, const char *path, size_t copies,
               char why[256]);
void store_clear(struct store *store);

size_t store_size(const struct store *store);

/* The number of the first conversation with that id, or -1. */
int64_t store_find(const struct store *store, const char *id);

const struct conversation *store_get(const struct store *store, size_t number);

/* Writes {"conversationId": …}: what a page says of a conversation. */
void store_write_item(const struct store *store, size_t number, FILE *out);

#endif
