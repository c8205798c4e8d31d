/* term_counts.c: one pass over the terms, linear; ids find their entry. */
#include "core/term_counts.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"

#define FIRST_CAPACITY 256

int ut_term_counts_init(struct ut_term_counts *counts, size_t rows,
                        struct ut_map *vocabulary, bool is_fixed)
{
    *counts =
        (struct ut_term_counts){.vocabulary = vocabulary, .is_fixed = is_fixed};
    ut_terms_init(&counts->terms);
    if (rows == SIZE_MAX)
        return UNDERTONE_EMEMORY;
    counts->offsets = calloc(rows + 1, sizeof *counts->offsets);
    return counts->offsets == NULL ? UNDERTONE_EMEMORY : 0;
}

void ut_term_counts_clear(struct ut_term_counts *counts)
{
    free(counts->offsets);
    free(counts->entries);
    free(counts->last_entry);
    ut_terms_clear(&counts->terms);
    *counts = (struct ut_term_counts){0};
}

static int grow_entries(struct ut_term_counts *counts)
{
    size_t capacity = counts->capacity ? counts->capacity * 2 : FIRST_CAPACITY;
    struct ut_term_count *entries =
        reallocarray(counts->entries, capacity, sizeof *entries);
    if (entries == NULL)
        return UNDERTONE_EMEMORY;
    counts->entries = entries;
    counts->capacity = capacity;
    return 0;
}

static int grow_ids(struct ut_term_counts *counts, uint32_t id)
{
    size_t old = counts->id_capacity, capacity = old ? old : FIRST_CAPACITY;
    while (capacity <= id)
        capacity *= 2;
    size_t *last_entry =
        reallocarray(counts->last_entry, capacity, sizeof *last_entry);
    if (last_entry == NULL)
        return UNDERTONE_EMEMORY;
    memset(last_entry + old, 0, (capacity - old) * sizeof *last_entry);
    counts->last_entry = last_entry;
    counts->id_capacity = capacity;
    return 0;
}

/* Counts one occurrence in the row whose entries end at *end. */
static int count_id(struct ut_term_counts *counts, uint32_t id, size_t *end)
{
    if (id >= counts->id_capacity && grow_ids(counts, id) != 0)
        return UNDERTONE_EMEMORY;
    size_t known = counts->last_entry[id];
    if (known > counts->offsets[counts->rows]) {
        counts->entries[known - 1].count++;
        return 0;
    }
    if (*end == counts->capacity && grow_entries(counts) != 0)
        return UNDERTONE_EMEMORY;
    counts->entries[*end] = (struct ut_term_count){id, 1};
    counts->last_entry[id] = ++*end;
    return 0;
}

static int find_id(struct ut_term_counts *counts, struct ut_document term,
                   uint32_t *id)
{
    if (!counts->is_fixed)
        return ut_map_intern(counts->vocabulary, term.bytes, term.size_bytes,
                             id);
    *id = ut_map_find(counts->vocabulary, term.bytes, term.size_bytes);
    return 0;
}

int ut_term_counts_add(struct ut_term_counts *counts,
                       struct ut_document document)
{
    size_t end = counts->offsets[counts->rows];
    struct ut_document term;
    int status = ut_terms_start(&counts->terms, document);
    while (status == 0 && ut_terms_next(&counts->terms, &term)) {
        uint32_t id;
        status = find_id(counts, term, &id);
        if (status == 0 && id != UT_MAP_NONE)
            status = count_id(counts, id, &end);
    }
    if (status == 0)
        counts->offsets[++counts->rows] = end;
    return status;
}
