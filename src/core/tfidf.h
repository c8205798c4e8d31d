/*
 * tfidf.h: documents to a sparse matrix of unit-length term weights.
 *
 * Implements scikit-learn 1.2.1's TfidfVectorizer with its defaults: terms
 * as in terms.h, idf = ln((1 + n) / (1 + df)) + 1, weight = count * idf, rows
 * scaled to length 1. Columns are the terms in code point order; the entries
 * of a row lie in the order scikit-learn leaves them in, so that sums over
 * them agree to the last bit. Time and memory are linear in the text.
 */
#ifndef UT_TFIDF_H
#define UT_TFIDF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sparse.h"
#include "core/status.h"
#include "core/terms.h"

/* A bound on document frequency: documents, or a share of all documents. */
struct ut_tfidf_bound {
    double value; /* a whole number from 1, or 0.0 to 1.0 */
    bool is_share;
};

#define UT_TFIDF_ALL_FEATURES SIZE_MAX

struct ut_tfidf_options {
    /* Keep the terms with the largest counts in the whole corpus; which of
     * equal ones stay is decided as NumPy's argsort orders them. */
    size_t max_features;
    struct ut_tfidf_bound min_df;
    struct ut_tfidf_bound max_df;
};

/* What fitting learned: the terms and their idf. */
struct ut_tfidf;

/* Learns from the documents and transforms them: *model (the caller frees
 * it) and *matrix (the caller clears it). UNDERTONE_EINVALID with a sentence
 * for bounds out of range, no term in any document, min_df above max_df, and
 * when no term is left between them. */
int ut_tfidf_fit(struct ut_spans documents,
                 const struct ut_tfidf_options *options,
                 struct ut_tfidf **model, struct ut_sparse *matrix,
                 struct ut_error *error);

/* NULL is fine. */
void ut_tfidf_free(struct ut_tfidf *model);

size_t ut_tfidf_count(const struct ut_tfidf *model);

/* The term of a column, valid as long as the model. */
struct ut_span ut_tfidf_term(const struct ut_tfidf *model, size_t column);
double ut_tfidf_idf(const struct ut_tfidf *model, size_t column);

/* Other documents in the model's columns, unknown terms left out: weights,
 * or plain counts when is_counts. A document without known terms is an empty
 * row. */
int ut_tfidf_transform(const struct ut_tfidf *model, struct ut_spans documents,
                       bool is_counts, struct ut_sparse *matrix,
                       struct ut_error *error);

#endif
