/*
 * stopwords.c: reads a list into a map and a table of short words.
 *
 * The table is probed upwards without wrapping around: it has room for all
 * words behind the last slot that a product can lead to.
 */
#include "core/stopwords.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"

static int intern_lines(struct ut_map *words, struct ut_span text)
{
    int status = 0;
    while (status == 0 && text.size_bytes > 0) {
        uint32_t id;
        struct ut_span word = ut_span_cut(&text, '\n');
        if (word.size_bytes > 0)
            status = ut_map_intern(words, word.bytes, word.size_bytes, &id);
    }
    return status;
}

static void add_short_word(struct ut_stopwords *list, const char *bytes,
                           size_t size_bytes)
{
    char padded[sizeof(struct ut_head)] = {0};
    memcpy(padded, bytes, size_bytes);
    struct ut_head key = ut_head_load_readable(padded, size_bytes);
    size_t slot = ut_stopwords_slot(list, key);
    while (list->table[slot].low != 0)
        slot++;
    list->table[slot] = key;
}

/* At most an eighth of the slots is taken, so that probes end at once. */
static int fill_table(struct ut_stopwords *list)
{
    uint32_t count = ut_map_count(list->words);
    unsigned bits = 4;
    while ((size_t)1 << bits < (size_t)count * 8)
        bits++;
    list->shift = 64 - bits;
    list->table =
        calloc(((size_t)1 << bits) + count + 1, sizeof list->table[0]);
    if (list->table == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t id = 0; id < count; id++) {
        size_t size;
        const char *word = ut_map_key(list->words, id, &size);
        if (size <= sizeof(struct ut_head))
            add_short_word(list, word, size);
    }
    return 0;
}

int ut_stopwords_init(struct ut_stopwords *list, struct ut_span text)
{
    *list = (struct ut_stopwords){.words = ut_map_new()};
    if (list->words == NULL)
        return UNDERTONE_EMEMORY;
    int status = intern_lines(list->words, text);
    return status != 0 ? status : fill_table(list);
}

void ut_stopwords_clear(struct ut_stopwords *list)
{
    ut_map_free(list->words);
    free(list->table);
    *list = (struct ut_stopwords){.words = NULL};
}
