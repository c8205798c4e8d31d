/*
 * tfidf_columns.h: which terms become columns, private to tfidf*.c.
 *
 * Document frequency lets terms through, what is left is sorted by code
 * points, and of too many those with the most occurrences stay.
 */
#ifndef UT_TFIDF_COLUMNS_H
#define UT_TFIDF_COLUMNS_H

#include "core/term_counts.h"
#include "core/tfidf.h"

struct ut_tfidf_column {
    struct ut_span term; /* the vocabulary's bytes */
    uint64_t start;      /* its first bytes as a number that sorts alike */
    uint32_t id;         /* in the vocabulary */
    uint32_t documents;  /* how many hold it */
};

/* UNDERTONE_EINVALID for options out of range. */
int ut_tfidf_check(const struct ut_tfidf_options *options,
                   struct ut_error *error);

/* *columns receives a new array of *count columns in their order, which the
 * caller frees. UNDERTONE_EINVALID when there are none, UNDERTONE_EMEMORY. */
int ut_tfidf_choose(const struct ut_term_counts *counts,
                    const struct ut_tfidf_options *options,
                    struct ut_tfidf_column **columns, size_t *count,
                    struct ut_error *error);

#endif
