/* tfidf.c: counting, columns, then rows of counts become weights. */
#include "core/tfidf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/numpy.h"
#include "core/tfidf_columns.h"

struct ut_tfidf {
    struct ut_map *terms; /* ids are columns */
    double *idf;
};

/* What fit works on; everything but the model is released at its end. */
struct fitting {
    struct ut_map *vocabulary;
    struct ut_term_counts counts;
    struct ut_tfidf_column *chosen; /* in column order */
    size_t chosen_count;
    uint32_t *columns; /* by id: its column, or UT_TERM_COUNTS_NO_COLUMN */
};

void ut_tfidf_free(struct ut_tfidf *model)
{
    if (model == NULL)
        return;
    ut_map_free(model->terms);
    free(model->idf);
    free(model);
}

size_t ut_tfidf_count(const struct ut_tfidf *model)
{
    return ut_map_count(model->terms);
}

struct ut_span ut_tfidf_term(const struct ut_tfidf *model, size_t column)
{
    struct ut_span term;
    term.bytes = ut_map_key(model->terms, (uint32_t)column, &term.size_bytes);
    return term;
}

double ut_tfidf_idf(const struct ut_tfidf *model, size_t column)
{
    return model->idf[column];
}

static int fail_counting(int status, struct ut_error *error)
{
    if (status == UNDERTONE_ELIMIT)
        return ut_fail(error, status, "too much text for one matrix");
    return ut_fail_memory(error);
}

static int count_documents(struct ut_term_counts *counts,
                           struct ut_spans documents)
{
    int status = 0;
    for (size_t i = 0; i < documents.count && status == 0; i++)
        status = ut_term_counts_add(counts, documents.items[i]);
    return status;
}

/* --- the model ----------------------------------------------------------- */

static struct ut_tfidf *new_model(size_t columns)
{
    struct ut_tfidf *model = calloc(1, sizeof *model);
    if (model == NULL)
        return NULL;
    model->terms = ut_map_new();
    model->idf = calloc(columns, sizeof *model->idf);
    if (model->terms != NULL && model->idf != NULL)
        return model;
    ut_tfidf_free(model);
    return NULL;
}

/* Interns the chosen terms in column order and maps ids to columns. */
static int build_model(struct fitting *fit, struct ut_tfidf *model)
{
    size_t count = ut_map_count(fit->vocabulary);
    double documents = (double)fit->counts.rows;
    fit->columns = malloc(count * sizeof *fit->columns);
    if (fit->columns == NULL)
        return UNDERTONE_EMEMORY;
    memset(fit->columns, 0xff, count * sizeof *fit->columns);
    for (size_t i = 0; i < fit->chosen_count; i++) {
        const struct ut_tfidf_column *chosen = &fit->chosen[i];
        uint32_t column;
        int status = ut_map_intern(model->terms, chosen->term.bytes,
                                   chosen->term.size_bytes, &column);
        if (status != 0)
            return status;
        fit->columns[chosen->id] = column;
        model->idf[column] =
            ut_numpy_log((documents + 1) / ((double)chosen->documents + 1)) + 1;
    }
    return 0;
}

/* --- the whole ----------------------------------------------------------- */

/* Counts become weights: times idf, then rows of length 1. An idf is at least
 * 1, so no row with entries has the length 0. */
static void weigh_rows(const struct ut_tfidf *model, struct ut_sparse *matrix)
{
    for (size_t row = 0; row < matrix->rows; row++) {
        size_t first = matrix->offsets[row], last = matrix->offsets[row + 1];
        for (size_t i = first; i < last; i++)
            matrix->values[i] *= model->idf[matrix->columns[i]];
        double length = sqrt(ut_sparse_squared_length(matrix, row));
        for (size_t i = first; i < last; i++)
            matrix->values[i] /= length;
    }
}

static void clear_fitting(struct fitting *fit)
{
    ut_term_counts_clear(&fit->counts);
    ut_map_free(fit->vocabulary);
    free(fit->chosen);
    free(fit->columns);
}

static int count_all(struct fitting *fit, struct ut_spans documents,
                     struct ut_error *error)
{
    fit->vocabulary = ut_map_new();
    if (fit->vocabulary == NULL ||
        ut_term_counts_init(&fit->counts, documents.count, fit->vocabulary,
                            false) != 0)
        return ut_fail_memory(error);
    int status = count_documents(&fit->counts, documents);
    return status == 0 ? 0 : fail_counting(status, error);
}

static int finish_fit(struct fitting *fit, struct ut_tfidf **model,
                      struct ut_sparse *matrix, struct ut_error *error)
{
    struct ut_tfidf *built = new_model(fit->chosen_count);
    if (built != NULL && build_model(fit, built) == 0 &&
        ut_term_counts_arrange(&fit->counts, fit->columns, fit->chosen_count,
                               matrix) == 0) {
        weigh_rows(built, matrix);
        *model = built;
        return 0;
    }
    ut_tfidf_free(built);
    return ut_fail_memory(error);
}

int ut_tfidf_fit(struct ut_spans documents,
                 const struct ut_tfidf_options *options,
                 struct ut_tfidf **model, struct ut_sparse *matrix,
                 struct ut_error *error)
{
    struct fitting fit = {0};
    int status = ut_tfidf_check(options, error);
    if (status == 0)
        status = count_all(&fit, documents, error);
    if (status == 0)
        status = ut_tfidf_choose(&fit.counts, options, &fit.chosen,
                                 &fit.chosen_count, error);
    if (status == 0)
        status = finish_fit(&fit, model, matrix, error);
    clear_fitting(&fit);
    return status;
}

int ut_tfidf_transform(const struct ut_tfidf *model, struct ut_spans documents,
                       bool is_counts, struct ut_sparse *matrix,
                       struct ut_error *error)
{
    struct ut_term_counts counts;
    int status =
        ut_term_counts_init(&counts, documents.count, model->terms, true);
    if (status == 0)
        status = count_documents(&counts, documents);
    if (status == 0)
        status = ut_term_counts_arrange(&counts, NULL, ut_tfidf_count(model),
                                        matrix);
    if (status == 0 && !is_counts)
        weigh_rows(model, matrix);
    ut_term_counts_clear(&counts);
    return status == 0 ? 0 : fail_counting(status, error);
}
