/*
 * term_counts.h: how often each term occurs in each document.
 *
 * The first half of TF-IDF: documents are cut into terms (terms.h), terms
 * get ids from a vocabulary, and the counts of a document are appended as a
 * row. A new vocabulary grows by what it sees; a fixed one ignores the rest.
 */
#ifndef UT_TERM_COUNTS_H
#define UT_TERM_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"
#include "core/sparse.h"
#include "core/terms.h"

struct ut_term_count {
    uint32_t id;
    uint32_t count;
};

/* What is known of a term, by id. */
struct ut_term_tally {
    size_t last_entry; /* 1 + its latest entry */
    uint64_t occurrences;
    uint32_t documents; /* how many hold it */
};

struct ut_term_counts {
    struct ut_map *vocabulary; /* not owned */
    bool is_fixed;
    size_t rows;
    size_t *offsets; /* rows + 1: where in entries a row begins */
    struct ut_term_count *entries;
    size_t capacity;
    struct ut_term_tally *tallies;
    size_t id_capacity;
    struct ut_terms terms;
};

/* Room for `rows` documents over the vocabulary; UNDERTONE_EMEMORY, or
 * UNDERTONE_ELIMIT past 2^32 documents, leave nothing to clear. */
int ut_term_counts_init(struct ut_term_counts *counts, size_t rows,
                        struct ut_map *vocabulary, bool is_fixed);
void ut_term_counts_clear(struct ut_term_counts *counts);

/* Appends the counts of one document, at most `rows` times, entries by first
 * occurrence. UNDERTONE_EMEMORY or UNDERTONE_ELIMIT. */
int ut_term_counts_add(struct ut_term_counts *counts, struct ut_span document);

#define UT_TERM_COUNTS_NO_COLUMN UINT32_MAX

/* The counts as a matrix with `cols` columns: columns[id] is the id's column
 * or UT_TERM_COUNTS_NO_COLUMN; without columns ids are columns. The entries
 * of a row run from the highest id to the lowest, as the reference leaves
 * them: it sorts rows by id, and its product with the idf diagonal reverses
 * each. UNDERTONE_EMEMORY leaves the matrix empty. */
int ut_term_counts_arrange(const struct ut_term_counts *counts,
                           const uint32_t *columns, size_t cols,
                           struct ut_sparse *matrix);

#endif
