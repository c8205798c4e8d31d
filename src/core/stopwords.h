/*
 * stopwords.h: the list of words that say nothing about a topic.
 *
 * Most words of a text are looked up here, so words of up to 16 bytes are
 * compared as two numbers. Immutable once read; threads may share a list.
 */
#ifndef UT_STOPWORDS_H
#define UT_STOPWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/map_hash.h"
#include "core/span.h"

/* How many bytes, from its first, must be readable of any word: what stands
 * behind a shorter one does not matter. */
#define UT_STOPWORDS_READ_BYTES UT_HEAD_BYTES

struct ut_stopwords {
    struct ut_map *words;  /* all of them are its keys */
    struct ut_head *table; /* of the short ones; zero when free */
    unsigned shift;        /* of a product, to an index into the table */
};

/* Reads a list, one word a line. UNDERTONE_EMEMORY. */
int ut_stopwords_init(struct ut_stopwords *list, struct ut_span text);

/* Frees a list, also one of zero bytes or one that failed to be read. */
void ut_stopwords_clear(struct ut_stopwords *list);

static inline size_t ut_stopwords_slot(const struct ut_stopwords *list,
                                       struct ut_head key)
{
    return (size_t)(key.low * UT_HASH_GOLDEN >> list->shift);
}

/* Whether the word, which is not empty and free of NUL, is in the list. */
static inline bool ut_stopwords_has(const struct ut_stopwords *list,
                                    const char *bytes, size_t size_bytes)
{
    if (size_bytes > sizeof(struct ut_head))
        return ut_map_find(list->words, bytes, size_bytes) != UT_MAP_NONE;
    struct ut_head key = ut_head_load_readable(bytes, size_bytes);
    const struct ut_head *at = list->table + ut_stopwords_slot(list, key);
    for (;; at++) {
        bool is_same = (at->low == key.low) & (at->high == key.high);
        if (is_same | (at->low == 0)) /* one branch, mostly foreseen */
            return is_same;
    }
}

#endif
