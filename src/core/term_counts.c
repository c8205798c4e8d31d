/*
 * term_counts.c: one pass over the terms, linear; ids find their entry.
 *
 * Whether a term is new to its row, or kept at all, is a coin toss to the
 * processor, so both are decided by arithmetic instead of branches.
 */
#include "core/term_counts.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/status.h"

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
    free(counts->tallies);
    ut_terms_clear(&counts->terms);
    *counts = (struct ut_term_counts){0};
}

/* New entries are zero: count_id reads them before it writes them. */
static int grow_entries(struct ut_term_counts *counts)
{
    size_t known = counts->capacity;
    struct ut_term_count *entries =
        ut_array_grow(counts->entries, &counts->capacity, sizeof *entries);
    if (entries == NULL)
        return UNDERTONE_EMEMORY;
    memset(entries + known, 0, (counts->capacity - known) * sizeof *entries);
    counts->entries = entries;
    return 0;
}

/* Ids of a fixed vocabulary come in any order, so one may be far ahead. */
static int grow_ids(struct ut_term_counts *counts, uint32_t id)
{
    while (id >= counts->id_capacity) {
        size_t known = counts->id_capacity;
        struct ut_term_tally *tallies = ut_array_grow(
            counts->tallies, &counts->id_capacity, sizeof *tallies);
        if (tallies == NULL)
            return UNDERTONE_EMEMORY;
        memset(tallies + known, 0,
               (counts->id_capacity - known) * sizeof *tallies);
        counts->tallies = tallies;
    }
    return 0;
}

/* Counts one occurrence in the row whose entries end at *end. */
static int count_id(struct ut_term_counts *counts, uint32_t id, size_t *end)
{
    if (id >= counts->id_capacity && grow_ids(counts, id) != 0)
        return UNDERTONE_EMEMORY;
    if (*end == counts->capacity && grow_entries(counts) != 0)
        return UNDERTONE_EMEMORY;
    struct ut_term_tally *tally = &counts->tallies[id];
    bool is_new = tally->last_entry <= counts->offsets[counts->rows];
    size_t place = is_new ? *end : tally->last_entry - 1;
    struct ut_term_count *entry = &counts->entries[place];
    *entry = (struct ut_term_count){id, entry->count * !is_new + 1};
    *end += is_new;
    tally->last_entry = place + 1;
    tally->documents += is_new;
    tally->occurrences++;
    return 0;
}

static int find_id(struct ut_term_counts *counts, struct ut_span term,
                   uint32_t *id)
{
    if (!counts->is_fixed)
        return ut_map_intern_readable(counts->vocabulary, term.bytes,
                                      term.size_bytes, id);
    *id = ut_map_find_readable(counts->vocabulary, term.bytes, term.size_bytes);
    return 0;
}

int ut_term_counts_add(struct ut_term_counts *counts, struct ut_span document)
{
    size_t end = counts->offsets[counts->rows];
    struct ut_span term;
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

#define WORD 64 /* bits */

/* Kept ids have ranks in order of the ids, all others the one past them. A
 * row is sorted by marking its ranks and reading the marks from the top. */
struct ranking {
    size_t kept;
    uint32_t *ranks;    /* by id */
    uint32_t *columns;  /* by rank */
    uint32_t *counts;   /* by rank: of the row at hand */
    uint64_t *marks;    /* a bit per rank */
    uint64_t *outlines; /* a bit per word of marks */
};

static void release(struct ranking *ranking)
{
    free(ranking->ranks);
    free(ranking->columns);
    free(ranking->counts);
    free(ranking->marks);
    free(ranking->outlines);
}

static int init_ranking(size_t ids, struct ranking *ranking)
{
    *ranking = (struct ranking){
        .ranks = calloc(ids + 1, sizeof *ranking->ranks),
        .columns = calloc(ids + 1, sizeof *ranking->columns),
        .counts = calloc(ids + 1, sizeof *ranking->counts),
        .marks = calloc(ids / WORD + 1, sizeof *ranking->marks),
        .outlines = calloc(ids / WORD / WORD + 1, sizeof *ranking->outlines),
    };
    if (ranking->ranks && ranking->columns && ranking->counts &&
        ranking->marks && ranking->outlines)
        return 0;
    release(ranking);
    return UNDERTONE_EMEMORY;
}

/* Gives out the ranks; returns how many entries they will be in. */
static size_t rank_ids(const struct ut_term_counts *counts,
                       const uint32_t *columns, size_t ids,
                       struct ranking *ranking)
{
    size_t entries = 0, known = counts->id_capacity;
    for (uint32_t id = 0; id < ids; id++) {
        uint32_t column = columns == NULL ? id : columns[id];
        bool is_kept = column != UT_TERM_COUNTS_NO_COLUMN;
        ranking->ranks[id] = is_kept ? (uint32_t)ranking->kept : UINT32_MAX;
        ranking->columns[ranking->kept] = column;
        ranking->kept += is_kept;
        entries += is_kept && id < known ? counts->tallies[id].documents : 0;
    }
    for (size_t id = 0; id < ids; id++)
        if (ranking->ranks[id] == UINT32_MAX)
            ranking->ranks[id] = (uint32_t)ranking->kept;
    return entries;
}

static void mark_row(const struct ut_term_counts *counts, size_t row,
                     struct ranking *ranking)
{
    for (size_t i = counts->offsets[row]; i < counts->offsets[row + 1]; i++) {
        struct ut_term_count entry = counts->entries[i];
        size_t rank = ranking->ranks[entry.id], word = rank / WORD;
        ranking->counts[rank] = entry.count;
        ranking->marks[word] |= (uint64_t)1 << rank % WORD;
        ranking->outlines[word / WORD] |= (uint64_t)1 << word % WORD;
    }
    ranking->marks[ranking->kept / WORD] &=
        ~((uint64_t)1 << ranking->kept % WORD);
}

/* Takes the highest of the set bits and says which it was. */
static size_t take_highest(uint64_t *bits)
{
    size_t highest = WORD - 1 - (size_t)__builtin_clzll(*bits);
    *bits &= ~((uint64_t)1 << highest);
    return highest;
}

/* Writes the marked entries from `place` on; returns where they end. */
static size_t write_row(struct ranking *ranking, size_t place,
                        struct ut_sparse *matrix)
{
    for (size_t i = ranking->kept / WORD / WORD + 1; i-- > 0;)
        while (ranking->outlines[i] != 0) {
            size_t word = i * WORD + take_highest(&ranking->outlines[i]);
            while (ranking->marks[word] != 0) {
                size_t rank = word * WORD + take_highest(&ranking->marks[word]);
                matrix->columns[place] = ranking->columns[rank];
                matrix->values[place++] = ranking->counts[rank];
            }
        }
    return place;
}

int ut_term_counts_arrange(const struct ut_term_counts *counts,
                           const uint32_t *columns, size_t cols,
                           struct ut_sparse *matrix)
{
    size_t ids = ut_map_count(counts->vocabulary);
    struct ut_sparse arranged;
    struct ranking ranking;
    if (init_ranking(ids, &ranking) != 0)
        return UNDERTONE_EMEMORY;
    size_t entries = rank_ids(counts, columns, ids, &ranking);
    int status = ut_sparse_init(&arranged, counts->rows, cols, entries);
    if (status == 0) {
        for (size_t row = 0; row < counts->rows; row++) {
            mark_row(counts, row, &ranking);
            arranged.offsets[row + 1] =
                write_row(&ranking, arranged.offsets[row], &arranged);
        }
        *matrix = arranged;
    }
    release(&ranking);
    return status;
}
