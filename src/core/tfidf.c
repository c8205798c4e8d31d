/* tfidf.c: choosing the columns, then weighting rows of counts. */
#include "core/tfidf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/numpy.h"
#include "core/term_counts.h"

struct ut_tfidf {
    struct ut_map *terms; /* ids are columns */
    double *idf;
};

/* A term of the corpus that document frequency lets through. */
struct candidate {
    struct ut_document term;
    uint32_t id;
    uint32_t documents; /* how many hold it */
    double occurrences;
};

/* What fit works on; everything but the model is released at its end. */
struct fitting {
    struct ut_map *vocabulary;
    struct ut_term_counts counts;
    struct candidate *candidates;
    size_t candidate_count;
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

struct ut_document ut_tfidf_term(const struct ut_tfidf *model, size_t column)
{
    struct ut_document term;
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
                           const struct ut_document *documents, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = ut_term_counts_add(counts, documents[i]);
    return status;
}

/* --- choosing columns ---------------------------------------------------- */

static int check_bound(struct ut_tfidf_bound bound, const char *name,
                       struct ut_error *error)
{
    double lowest = bound.is_share ? 0 : 1;
    double highest = bound.is_share ? 1 : HUGE_VAL;
    if (bound.value >= lowest && bound.value <= highest)
        return 0;
    return ut_fail(error, UNDERTONE_EINVALID,
                   "%s must be a share from 0.0 to 1.0 or a whole number of "
                   "documents from 1",
                   name);
}

static double bound_documents(struct ut_tfidf_bound bound, size_t documents)
{
    return bound.is_share ? bound.value * (double)documents : bound.value;
}

/* Fills the candidates with every term and its frequencies. */
static int gather_candidates(struct fitting *fit)
{
    const struct ut_term_counts *counts = &fit->counts;
    size_t count = ut_map_count(fit->vocabulary);
    fit->candidates = calloc(count + 1, sizeof *fit->candidates);
    if (fit->candidates == NULL)
        return UNDERTONE_EMEMORY;
    fit->candidate_count = count;
    for (uint32_t id = 0; id < count; id++) {
        struct candidate *candidate = &fit->candidates[id];
        candidate->id = id;
        candidate->term.bytes =
            ut_map_key(fit->vocabulary, id, &candidate->term.size_bytes);
    }
    for (size_t i = 0; i < counts->offsets[counts->rows]; i++) {
        struct candidate *candidate = &fit->candidates[counts->entries[i].id];
        candidate->documents++;
        candidate->occurrences += counts->entries[i].count;
    }
    return 0;
}

static void drop_by_document_frequency(struct fitting *fit, double low,
                                       double high)
{
    size_t kept = 0;
    for (size_t i = 0; i < fit->candidate_count; i++) {
        double documents = fit->candidates[i].documents;
        if (documents >= low && documents <= high)
            fit->candidates[kept++] = fit->candidates[i];
    }
    fit->candidate_count = kept;
}

/* UTF-8 bytes sort as code points do. */
static int compare_terms(const void *left, const void *right)
{
    struct ut_document a = ((const struct candidate *)left)->term;
    struct ut_document b = ((const struct candidate *)right)->term;
    size_t shared = a.size_bytes < b.size_bytes ? a.size_bytes : b.size_bytes;
    int order = memcmp(a.bytes, b.bytes, shared);
    return order != 0
               ? order
               : (a.size_bytes > b.size_bytes) - (a.size_bytes < b.size_bytes);
}

/* Keeps, of the sorted candidates, `limit` with the most occurrences. */
static int keep_most_frequent(struct fitting *fit, size_t limit)
{
    size_t count = fit->candidate_count;
    if (count <= limit)
        return 0;
    double *keys = calloc(count, sizeof *keys);
    uint32_t *order = calloc(count, sizeof *order);
    if (keys != NULL && order != NULL) {
        for (size_t i = 0; i < count; i++)
            keys[i] = -fit->candidates[i].occurrences;
        ut_numpy_argsort(keys, count, order);
        for (size_t i = limit; i < count; i++)
            fit->candidates[order[i]].documents = 0;
        drop_by_document_frequency(fit, 1, HUGE_VAL);
    }
    int status = keys == NULL || order == NULL ? UNDERTONE_EMEMORY : 0;
    free(keys);
    free(order);
    return status;
}

static int choose_columns(struct fitting *fit,
                          const struct ut_tfidf_options *options,
                          struct ut_error *error)
{
    size_t documents = fit->counts.rows;
    double low = bound_documents(options->min_df, documents);
    double high = bound_documents(options->max_df, documents);
    if (ut_map_count(fit->vocabulary) == 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "no document holds a term (two or more letters or "
                       "digits)");
    if (high < low)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "max_df allows fewer documents than min_df asks for");
    if (gather_candidates(fit) != 0)
        return ut_fail_memory(error);
    drop_by_document_frequency(fit, low, high);
    if (fit->candidate_count == 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "no term is left: lower min_df or raise max_df");
    qsort(fit->candidates, fit->candidate_count, sizeof *fit->candidates,
          compare_terms);
    if (keep_most_frequent(fit, options->max_features) != 0)
        return ut_fail_memory(error);
    return 0;
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
    for (size_t i = 0; i < fit->candidate_count; i++) {
        const struct candidate *chosen = &fit->candidates[i];
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

/* Counts become weights: times idf, then rows of length 1. */
static void weigh_rows(const struct ut_tfidf *model, struct ut_sparse *matrix)
{
    for (size_t row = 0; row < matrix->rows; row++) {
        size_t first = matrix->offsets[row], last = matrix->offsets[row + 1];
        for (size_t i = first; i < last; i++)
            matrix->values[i] *= model->idf[matrix->columns[i]];
        double length = sqrt(ut_sparse_squared_length(matrix, row));
        for (size_t i = first; i < last && length > 0; i++)
            matrix->values[i] /= length;
    }
}

static void clear_fitting(struct fitting *fit)
{
    ut_term_counts_clear(&fit->counts);
    ut_map_free(fit->vocabulary);
    free(fit->candidates);
    free(fit->columns);
}

static int count_all(struct fitting *fit, const struct ut_document *documents,
                     size_t count, struct ut_error *error)
{
    fit->vocabulary = ut_map_new();
    if (fit->vocabulary == NULL ||
        ut_term_counts_init(&fit->counts, count, fit->vocabulary, false) != 0)
        return ut_fail_memory(error);
    int status = count_documents(&fit->counts, documents, count);
    return status == 0 ? 0 : fail_counting(status, error);
}

static int finish_fit(struct fitting *fit, struct ut_tfidf **model,
                      struct ut_sparse *matrix, struct ut_error *error)
{
    struct ut_tfidf *built = new_model(fit->candidate_count);
    if (built != NULL && build_model(fit, built) == 0 &&
        ut_term_counts_arrange(&fit->counts, fit->columns, fit->candidate_count,
                               matrix) == 0) {
        weigh_rows(built, matrix);
        *model = built;
        return 0;
    }
    ut_tfidf_free(built);
    return ut_fail_memory(error);
}

int ut_tfidf_fit(const struct ut_document *documents, size_t count,
                 const struct ut_tfidf_options *options,
                 struct ut_tfidf **model, struct ut_sparse *matrix,
                 struct ut_error *error)
{
    struct fitting fit = {0};
    int status = check_bound(options->min_df, "min_df", error);
    if (status == 0)
        status = check_bound(options->max_df, "max_df", error);
    if (status == 0 && options->max_features == 0)
        status = ut_fail(error, UNDERTONE_EINVALID,
                         "max_features must be at least 1");
    if (status == 0)
        status = count_all(&fit, documents, count, error);
    if (status == 0)
        status = choose_columns(&fit, options, error);
    if (status == 0)
        status = finish_fit(&fit, model, matrix, error);
    clear_fitting(&fit);
    return status;
}

int ut_tfidf_transform(const struct ut_tfidf *model,
                       const struct ut_document *documents, size_t count,
                       bool is_counts, struct ut_sparse *matrix,
                       struct ut_error *error)
{
    struct ut_term_counts counts;
    int status = ut_term_counts_init(&counts, count, model->terms, true);
    if (status == 0)
        status = count_documents(&counts, documents, count);
    if (status == 0)
        status = ut_term_counts_arrange(&counts, NULL, ut_tfidf_count(model),
                                        matrix);
    if (status == 0 && !is_counts)
        weigh_rows(model, matrix);
    ut_term_counts_clear(&counts);
    return status == 0 ? 0 : fail_counting(status, error);
}
