/*
 * stopwords.h: the list of words that say nothing about a topic.
 *
 * Most words of a text are looked up here, so words of up to eight bytes are
 * compared as one number. Immutable once read; threads may share a list.
 */
#ifndef UT_STOPWORDS_H
#define UT_STOPWORDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/map.h"
#include "core/punkt.h"

/* Bytes behind a word that ut_stopwords_has may read, whatever they are. */
#define UT_STOPWORDS_PADDING 8

struct ut_stopwords {
    struct ut_map *words; /* all of them are its keys */
    uint64_t *table;      /* those of 1 to 8 bytes, padded with NUL; or 0 */
    unsigned shift;       /* of a product, to an index into the table */
};

/* Reads a list, one word a line. UNDERTONE_EMEMORY. */
int ut_stopwords_init(struct ut_stopwords *list, struct ut_span file);

/* Frees a list, also one of zero bytes or one that failed to be read. */
void ut_stopwords_clear(struct ut_stopwords *list);

/* The first 0 to 8 bytes of what can be read there, padded with NUL. */
static inline uint64_t ut_stopwords_pack(const char *bytes, size_t size_bytes)
{
    static const unsigned char masks[16] = {0xFF, 0xFF, 0xFF, 0xFF,
                                            0xFF, 0xFF, 0xFF, 0xFF};
    uint64_t word, mask;
    memcpy(&word, bytes, sizeof word);
    memcpy(&mask, masks + 8 - size_bytes, sizeof mask);
    return word & mask;
}

static inline size_t ut_stopwords_slot(const struct ut_stopwords *list,
                                       uint64_t packed)
{
    return (size_t)(packed * 0x9E3779B97F4A7C15u >> list->shift);
}

/* Whether the word, which is not empty and free of NUL, is in the list. */
static inline bool ut_stopwords_has(const struct ut_stopwords *list,
                                    const char *bytes, size_t size_bytes)
{
    if (size_bytes > 8)
        return ut_map_find(list->words, bytes, size_bytes) != UT_MAP_NONE;
    uint64_t packed = ut_stopwords_pack(bytes, size_bytes);
    size_t slot = ut_stopwords_slot(list, packed);
    while (list->table[slot] != 0 && list->table[slot] != packed)
        slot++;
    return list->table[slot] == packed;
}

#endif
