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
#include "core/terms.h"

struct ut_term_count {
    uint32_t id;
    uint32_t count;
};

struct ut_term_counts {
    struct ut_map *vocabulary; /* not owned */
    bool is_fixed;
    size_t rows;
    size_t *offsets; /* rows + 1: where in entries a row begins */
    struct ut_term_count *entries;
    size_t capacity;
    size_t *last_entry; /* by id: 1 + its latest entry */
    size_t id_capacity;
    struct ut_terms terms;
};

/* Room for `rows` documents over the vocabulary; UNDERTONE_EMEMORY leaves
 * nothing to clear. */
int ut_term_counts_init(struct ut_term_counts *counts, size_t rows,
                        struct ut_map *vocabulary, bool is_fixed);
void ut_term_counts_clear(struct ut_term_counts *counts);

/* Appends the counts of one document, at most `rows` times, entries by first
 * occurrence. UNDERTONE_EMEMORY or UNDERTONE_ELIMIT. */
int ut_term_counts_add(struct ut_term_counts *counts,
                       struct ut_document document);

#endif
