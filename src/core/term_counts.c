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
    if (rows >= UINT32_MAX)
        return UNDERTONE_ELIMIT;
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

/* --- arranging rows ------------------------------------------------------ */

/* An occurrence filed under its id. */
struct posting {
    uint32_t row;
    uint32_t count;
};

struct postings {
    size_t *starts; /* by id, and one past */
    struct posting *list;
    size_t ids;
};

static bool is_kept(const uint32_t *columns, uint32_t id)
{
    return columns == NULL || columns[id] != UT_TERM_COUNTS_NO_COLUMN;
}

static int init_postings(const struct ut_term_counts *counts,
                         const uint32_t *columns, struct postings *postings)
{
    size_t entries = counts->offsets[counts->rows];
    postings->ids = ut_map_count(counts->vocabulary);
    postings->starts = calloc(postings->ids + 2, sizeof(size_t));
    postings->list = calloc(entries + 1, sizeof *postings->list);
    if (postings->starts == NULL || postings->list == NULL)
        return UNDERTONE_EMEMORY;
    size_t *starts = postings->starts;
    for (size_t i = 0; i < entries; i++)
        if (is_kept(columns, counts->entries[i].id))
            starts[counts->entries[i].id + 2]++;
    for (size_t id = 0; id < postings->ids; id++)
        starts[id + 2] += starts[id + 1];
    return 0;
}

/* Files the entries by id, each id's in row order; starts[id + 1], where the
 * id begins, moves to where it ends. */
static void file_postings(const struct ut_term_counts *counts,
                          const uint32_t *columns, struct postings *postings,
                          struct ut_sparse *matrix)
{
    for (size_t row = 0; row < counts->rows; row++) {
        size_t kept = 0;
        for (size_t i = counts->offsets[row]; i < counts->offsets[row + 1];
             i++) {
            struct ut_term_count entry = counts->entries[i];
            if (!is_kept(columns, entry.id))
                continue;
            size_t place = postings->starts[entry.id + 1]++;
            postings->list[place] =
                (struct posting){(uint32_t)row, entry.count};
            kept++;
        }
        matrix->offsets[row + 1] = matrix->offsets[row] + kept;
    }
}

/* Deals the postings out to their rows, highest id first. */
static void deal_postings(const struct postings *postings,
                          const uint32_t *columns, struct ut_sparse *matrix,
                          size_t *next)
{
    memcpy(next, matrix->offsets, matrix->rows * sizeof *next);
    for (size_t id = postings->ids; id-- > 0;) {
        uint32_t column = columns == NULL ? (uint32_t)id : columns[id];
        for (size_t i = postings->starts[id]; i < postings->starts[id + 1];
             i++) {
            size_t place = next[postings->list[i].row]++;
            matrix->columns[place] = column;
            matrix->values[place] = postings->list[i].count;
        }
    }
}

int ut_term_counts_arrange(const struct ut_term_counts *counts,
                           const uint32_t *columns, size_t cols,
                           struct ut_sparse *matrix)
{
    struct postings postings = {0};
    struct ut_sparse arranged = {0};
    size_t *next = calloc(counts->rows + 1, sizeof *next);
    int status = next == NULL ? UNDERTONE_EMEMORY : 0;
    if (status == 0)
        status = init_postings(counts, columns, &postings);
    if (status == 0)
        status = ut_sparse_init(&arranged, counts->rows, cols,
                                postings.starts[postings.ids + 1]);
    if (status == 0) {
        file_postings(counts, columns, &postings, &arranged);
        deal_postings(&postings, columns, &arranged, next);
        *matrix = arranged;
    }
    free(postings.starts);
    free(postings.list);
    free(next);
    return status;
}
