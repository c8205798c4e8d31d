/* tfidf_columns.c: the choice of columns, as CountVectorizer makes it. */
#include "core/tfidf_columns.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/numpy.h"

/* The columns still in the running. */
struct choice {
    struct ut_tfidf_column *columns;
    size_t count;
};

/* --- bounds -------------------------------------------------------------- */

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

int ut_tfidf_check(const struct ut_tfidf_options *options,
                   struct ut_error *error)
{
    int status = check_bound(options->min_df, "min_df", error);
    if (status == 0)
        status = check_bound(options->max_df, "max_df", error);
    if (status == 0 && options->max_features == 0)
        status = ut_fail(error, UNDERTONE_EINVALID,
                         "max_features must be at least 1");
    return status;
}

static double bound_documents(struct ut_tfidf_bound bound, size_t documents)
{
    return bound.is_share ? bound.value * (double)documents : bound.value;
}

/* --- order --------------------------------------------------------------- */

static uint64_t start_of(struct ut_span term)
{
    uint64_t start = 0;
    memcpy(&start, term.bytes,
           term.size_bytes < sizeof start ? term.size_bytes : sizeof start);
    return be64toh(start);
}

/* UTF-8 bytes sort as code points do, and no term holds a NUL. */
static int compare_columns(const void *left, const void *right)
{
    const struct ut_tfidf_column *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return strcmp(a->term.bytes, b->term.bytes);
}

/* --- choosing ------------------------------------------------------------ */

/* Every term whose document frequency is from low to high. */
static int gather(const struct ut_term_counts *counts, double low, double high,
                  struct choice *choice)
{
    uint32_t ids = ut_map_count(counts->vocabulary);
    choice->columns = calloc(ids, sizeof *choice->columns);
    if (choice->columns == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t id = 0; id < ids; id++) {
        uint32_t documents = counts->tallies[id].documents;
        if (documents < low || documents > high)
            continue;
        struct ut_tfidf_column *column = &choice->columns[choice->count++];
        column->id = id;
        column->documents = documents;
        column->term.bytes =
            ut_map_key(counts->vocabulary, id, &column->term.size_bytes);
        column->start = start_of(column->term);
    }
    return 0;
}

/* Keeps, of the sorted columns, `limit` with the most occurrences. */
static int keep_most_frequent(const struct ut_term_counts *counts, size_t limit,
                              struct choice *choice)
{
    size_t count = choice->count, kept = 0;
    if (count <= limit)
        return 0;
    double *keys = calloc(count, sizeof *keys);
    uint32_t *order = calloc(count, sizeof *order);
    if (keys != NULL && order != NULL) {
        for (size_t i = 0; i < count; i++)
            keys[i] =
                -(double)counts->tallies[choice->columns[i].id].occurrences;
        ut_numpy_argsort(keys, count, order);
        for (size_t i = limit; i < count; i++)
            choice->columns[order[i]].documents = 0;
        for (size_t i = 0; i < count; i++)
            if (choice->columns[i].documents > 0)
                choice->columns[kept++] = choice->columns[i];
        choice->count = kept;
    }
    int status = keys == NULL || order == NULL ? UNDERTONE_EMEMORY : 0;
    free(keys);
    free(order);
    return status;
}

static int choose(const struct ut_term_counts *counts,
                  const struct ut_tfidf_options *options, struct choice *choice,
                  struct ut_error *error)
{
    double low = bound_documents(options->min_df, counts->rows);
    double high = bound_documents(options->max_df, counts->rows);
    if (ut_map_count(counts->vocabulary) == 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "no document holds a term (two or more letters or "
                       "digits)");
    if (high < low)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "max_df allows fewer documents than min_df asks for");
    if (gather(counts, low, high, choice) != 0)
        return ut_fail_memory(error);
    if (choice->count == 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "no term is left: lower min_df or raise max_df");
    qsort(choice->columns, choice->count, sizeof *choice->columns,
          compare_columns);
    if (keep_most_frequent(counts, options->max_features, choice) != 0)
        return ut_fail_memory(error);
    return 0;
}

int ut_tfidf_choose(const struct ut_term_counts *counts,
                    const struct ut_tfidf_options *options,
                    struct ut_tfidf_column **columns, size_t *count,
                    struct ut_error *error)
{
    struct choice choice = {0};
    int status = choose(counts, options, &choice, error);
    if (status != 0) {
        free(choice.columns);
        return status;
    }
    *columns = choice.columns;
    *count = choice.count;
    return 0;
}
