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
#include <string.h>

#include "core/map.h"
#include "core/punkt.h"

/* How many bytes, from its first, must be readable of any word: what stands
 * behind a shorter one does not matter. */
#define UT_STOPWORDS_READ_BYTES 16

/* A word of up to 16 bytes, padded with NUL. */
struct ut_stopwords_key {
    uint64_t low;
    uint64_t high;
};

struct ut_stopwords {
    struct ut_map *words;           /* all of them are its keys */
    struct ut_stopwords_key *table; /* of the short ones; zero when free */
    unsigned shift; /* of a product, to an index into the table */
};

/* Reads a list, one word a line. UNDERTONE_EMEMORY. */
int ut_stopwords_init(struct ut_stopwords *list, struct ut_span file);

/* Frees a list, also one of zero bytes or one that failed to be read. */
void ut_stopwords_clear(struct ut_stopwords *list);

static inline uint64_t ut_stopwords_load(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static inline struct ut_stopwords_key ut_stopwords_pack(const char *bytes,
                                                        size_t size_bytes)
{
    static const unsigned char masks[32] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    };
    const unsigned char *mask = masks + 16 - size_bytes;
    return (struct ut_stopwords_key){
        ut_stopwords_load(bytes) & ut_stopwords_load(mask),
        ut_stopwords_load(bytes + 8) & ut_stopwords_load(mask + 8),
    };
}

static inline size_t ut_stopwords_slot(const struct ut_stopwords *list,
                                       struct ut_stopwords_key key)
{
    return (size_t)(key.low * 0x9E3779B97F4A7C15u >> list->shift);
}

/* Whether the word, which is not empty and free of NUL, is in the list. */
static inline bool ut_stopwords_has(const struct ut_stopwords *list,
                                    const char *bytes, size_t size_bytes)
{
    if (size_bytes > sizeof(struct ut_stopwords_key))
        return ut_map_find(list->words, bytes, size_bytes) != UT_MAP_NONE;
    struct ut_stopwords_key key = ut_stopwords_pack(bytes, size_bytes);
    const struct ut_stopwords_key *at =
        list->table + ut_stopwords_slot(list, key);
    for (;; at++) {
        bool is_same = (at->low == key.low) & (at->high == key.high);
        if (is_same | (at->low == 0)) /* one branch, mostly foreseen */
            return is_same;
    }
}

#endif
