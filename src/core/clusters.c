/* clusters.c: everything follows from the sum of each cluster's rows. */
#include "core/clusters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sums {
    double *vectors; /* clusters x cols */
    size_t *sizes;
};

static void release(struct sums *sums)
{
    free(sums->vectors);
    free(sums->sizes);
}

static int prepare(const struct ut_grouping *grouping, struct sums *sums)
{
    size_t clusters = grouping->clusters;
    sums->vectors =
        calloc(grouping->matrix->cols + 1, (clusters + 1) * sizeof(double));
    sums->sizes = calloc(clusters + 1, sizeof *sums->sizes);
    if (sums->vectors != NULL && sums->sizes != NULL)
        return 0;
    release(sums);
    return UNDERTONE_EMEMORY;
}

/* 1 / length, and 0 for a row without weights. */
static double unit_scale(const struct ut_sparse *matrix, size_t row)
{
    double length = sqrt(ut_sparse_squared_length(matrix, row));
    return length > 0 ? 1 / length : 0;
}

/* Adds every labelled row to its cluster's sum, as it is or at length 1. */
static void add_rows(const struct ut_grouping *grouping, bool is_unit,
                     struct sums *sums)
{
    const struct ut_sparse *matrix = grouping->matrix;
    for (size_t row = 0; row < matrix->rows; row++) {
        int32_t label = grouping->labels[row];
        if (label == UT_CLUSTERS_NO_LABEL)
            continue;
        double scale = is_unit ? unit_scale(matrix, row) : 1;
        ut_sparse_add_row(matrix, row, scale,
                          sums->vectors + (size_t)label * matrix->cols);
        sums->sizes[label]++;
    }
}

static double product(const struct ut_sparse *matrix, size_t row,
                      const double *vector)
{
    double sum = 0;
    for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++)
        sum += matrix->values[i] * vector[matrix->columns[i]];
    return sum;
}

/* --- silhouette ---------------------------------------------------------- */

/* The mean distance from the nearest other cluster. */
static double distance_from_others(const struct ut_grouping *grouping,
                                   const struct sums *sums, size_t row,
                                   double scale)
{
    double smallest = HUGE_VAL;
    for (size_t c = 0; c < grouping->clusters; c++) {
        if (sums->sizes[c] == 0 || (int32_t)c == grouping->labels[row])
            continue;
        double likeness =
            scale * product(grouping->matrix, row,
                            sums->vectors + c * grouping->matrix->cols);
        double distance = 1 - likeness / (double)sums->sizes[c];
        smallest = distance < smallest ? distance : smallest;
    }
    return smallest;
}

static double silhouette_of_row(const struct ut_grouping *grouping,
                                const struct sums *sums, size_t row)
{
    size_t own = (size_t)grouping->labels[row];
    if (sums->sizes[own] < 2)
        return 0;
    const struct ut_sparse *matrix = grouping->matrix;
    double scale = unit_scale(matrix, row), others = (double)sums->sizes[own];
    others -= 1;
    double likeness =
        scale * product(matrix, row, sums->vectors + own * matrix->cols);
    double within = (others - (likeness - (scale > 0))) / others;
    double between = distance_from_others(grouping, sums, row, scale);
    double larger = within > between ? within : between;
    return larger > 0 ? (between - within) / larger : 0;
}

/* Averages the rows' values, added in row order. */
static void average_rows(const struct ut_grouping *grouping,
                         const struct sums *sums, const double *values,
                         struct ut_silhouette *result)
{
    size_t labelled = 0, below = 0;
    result->mean = 0;
    memset(result->by_cluster, 0,
           grouping->clusters * sizeof *result->by_cluster);
    for (size_t row = 0; row < grouping->matrix->rows; row++) {
        if (grouping->labels[row] == UT_CLUSTERS_NO_LABEL)
            continue;
        result->mean += values[row];
        result->by_cluster[grouping->labels[row]] += values[row];
        below += values[row] < 0;
        labelled++;
    }
    result->mean /= (double)labelled;
    result->below_zero = (double)below / (double)labelled;
    for (size_t c = 0; c < grouping->clusters; c++)
        result->by_cluster[c] /= (double)sums->sizes[c]; /* 0 / 0 is NaN */
}

static int check_sizes(const struct ut_grouping *grouping,
                       const struct sums *sums, struct ut_error *error)
{
    size_t used = 0, labelled = 0;
    for (size_t c = 0; c < grouping->clusters; c++) {
        used += sums->sizes[c] > 0;
        labelled += sums->sizes[c];
    }
    if (used >= 2 && labelled > used)
        return 0;
    return ut_fail(error, UNDERTONE_EINVALID,
                   "a silhouette needs at least two clusters and more rows "
                   "than clusters");
}

int ut_clusters_silhouette(const struct ut_grouping *grouping,
                           struct ut_silhouette *result, struct ut_error *error)
{
    size_t rows = grouping->matrix->rows;
    struct sums sums;
    double *values = calloc(rows + 1, sizeof *values);
    if (values == NULL || prepare(grouping, &sums) != 0) {
        free(values);
        return ut_fail_memory(error);
    }
    add_rows(grouping, true, &sums);
    int status = check_sizes(grouping, &sums, error);
    if (status == 0) {
#pragma omp parallel for schedule(static)
        for (size_t row = 0; row < rows; row++)
            if (grouping->labels[row] != UT_CLUSTERS_NO_LABEL)
                values[row] = silhouette_of_row(grouping, &sums, row);
        average_rows(grouping, &sums, values, result);
    }
    release(&sums);
    free(values);
    return status;
}

/* --- terms --------------------------------------------------------------- */

/* Multiplies the counts of one column by its weight. */
static void weigh_column(const struct ut_grouping *grouping, size_t column,
                         double mean_words, double *scores)
{
    size_t cols = grouping->matrix->cols;
    double everywhere = 0;
    for (size_t c = 0; c < grouping->clusters; c++)
        everywhere += scores[c * cols + column];
    if (everywhere == 0)
        return;
    double weight = log(1 + mean_words / everywhere);
    for (size_t c = 0; c < grouping->clusters; c++)
        scores[c * cols + column] *= weight;
}

int ut_clusters_term_scores(const struct ut_grouping *grouping, double *scores)
{
    size_t cols = grouping->matrix->cols, used = 0;
    struct sums sums;
    double words = 0;
    if (prepare(grouping, &sums) != 0)
        return UNDERTONE_EMEMORY;
    add_rows(grouping, false, &sums);
    for (size_t c = 0; c < grouping->clusters; c++)
        used += sums.sizes[c] > 0;
    memcpy(scores, sums.vectors, grouping->clusters * cols * sizeof *scores);
    release(&sums);
    for (size_t i = 0; i < grouping->clusters * cols; i++)
        words += scores[i];
    for (size_t column = 0; column < cols && used > 0; column++)
        weigh_column(grouping, column, words / (double)used, scores);
    return 0;
}

size_t ut_clusters_best_terms(const double *scores, size_t cols, uint32_t *best,
                              size_t limit)
{
    size_t count = 0;
    for (size_t column = 0; column < cols; column++) {
        if (scores[column] <= 0)
            continue;
        size_t place = count < limit ? count++ : limit;
        for (; place > 0 && scores[best[place - 1]] < scores[column]; place--)
            if (place < limit)
                best[place] = best[place - 1];
        if (place < limit)
            best[place] = (uint32_t)column;
    }
    return count;
}

/* --- examples ------------------------------------------------------------ */

/* Puts the row among the cluster's nearest, which are in order. */
static void insert_nearest(uint32_t *nearest, size_t limit,
                           const double *distances, uint32_t row)
{
    size_t place = limit;
    while (place > 0 && (nearest[place - 1] == UT_CLUSTERS_NO_ROW ||
                         distances[nearest[place - 1]] > distances[row])) {
        place--;
        if (place + 1 < limit)
            nearest[place + 1] = nearest[place];
    }
    if (place < limit)
        nearest[place] = row;
}

struct centers {
    const double *vectors; /* clusters x cols */
    const double *squared_lengths;
};

static void average_sums(const struct ut_grouping *grouping, struct sums *sums,
                         double *squared_lengths)
{
    size_t cols = grouping->matrix->cols;
    for (size_t c = 0; c < grouping->clusters; c++) {
        double *vector = sums->vectors + c * cols;
        squared_lengths[c] = 0;
        for (size_t column = 0; column < cols && sums->sizes[c] > 0; column++) {
            vector[column] /= (double)sums->sizes[c];
            squared_lengths[c] += vector[column] * vector[column];
        }
    }
}

static void find_nearest(const struct ut_grouping *grouping,
                         const struct centers *centers, size_t limit,
                         double *distances, uint32_t *nearest)
{
    const struct ut_sparse *matrix = grouping->matrix;
    memset(nearest, 0xff, grouping->clusters * limit * sizeof *nearest);
    for (size_t row = 0; row < matrix->rows; row++) {
        if (grouping->labels[row] == UT_CLUSTERS_NO_LABEL)
            continue;
        size_t own = (size_t)grouping->labels[row];
        distances[row] = ut_sparse_squared_distance(
            matrix, row, centers->vectors + own * matrix->cols,
            centers->squared_lengths[own]);
        insert_nearest(nearest + own * limit, limit, distances, (uint32_t)row);
    }
}

int ut_clusters_nearest(const struct ut_grouping *grouping, size_t limit,
                        uint32_t *nearest)
{
    struct sums sums;
    if (prepare(grouping, &sums) != 0)
        return UNDERTONE_EMEMORY;
    double *lengths = calloc(grouping->clusters + 1, sizeof *lengths);
    double *distances = calloc(grouping->matrix->rows + 1, sizeof *distances);
    if (lengths != NULL && distances != NULL) {
        add_rows(grouping, false, &sums);
        average_sums(grouping, &sums, lengths);
        struct centers centers = {sums.vectors, lengths};
        find_nearest(grouping, &centers, limit, distances, nearest);
    }
    int status = lengths == NULL || distances == NULL ? UNDERTONE_EMEMORY : 0;
    free(lengths);
    free(distances);
    release(&sums);
    return status;
}
