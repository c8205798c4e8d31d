/*
 * kmeans_lloyd.c: assign rows to the nearest centre, average, repeat.
 *
 * A run ends when no label changes, or when the centres hardly move; then
 * the labels are assigned once more to match the last centres. A centre
 * that lost all rows moves to the row farthest from its own.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/kmeans_nearest.h"
#include "core/numpy.h"

struct lloyd {
    const struct ut_kmeans_data *data;
    struct ut_nearest nearest;
    double *centers; /* clusters x cols, in turn with the result's */
    int32_t *last_labels;
    size_t *first_member; /* by cluster, and one past: where in members */
    uint32_t *members;    /* rows by cluster, each in index order */
    size_t *sizes;
    bool *is_changed;  /* by cluster: other members than in the last step */
    bool is_first;     /* whether no step has been */
    bool is_relocated; /* whether the last step filled empty clusters */
    double *shifts;    /* how far each centre moved, then the squares */
};

static void release(struct lloyd *lloyd)
{
    ut_nearest_clear(&lloyd->nearest);
    free(lloyd->centers);
    free(lloyd->last_labels);
    free(lloyd->first_member);
    free(lloyd->members);
    free(lloyd->sizes);
    free(lloyd->is_changed);
    free(lloyd->shifts);
}

static int prepare(struct lloyd *lloyd, const struct ut_kmeans_data *data)
{
    size_t rows = data->matrix->rows, cols = data->matrix->cols;
    size_t clusters = data->clusters;
    *lloyd = (struct lloyd){
        .data = data,
        .is_first = true,
        .centers = calloc(cols + 1, clusters * sizeof(double)),
        .last_labels = calloc(rows, sizeof(int32_t)),
        .first_member = calloc(clusters + 1, sizeof(size_t)),
        .members = calloc(rows, sizeof(uint32_t)),
        .sizes = calloc(clusters, sizeof(size_t)),
        .is_changed = calloc(clusters, sizeof(bool)),
        .shifts = calloc(clusters, 2 * sizeof(double)),
    };
    if (ut_nearest_init(&lloyd->nearest, data) == 0 && lloyd->centers &&
        lloyd->last_labels && lloyd->first_member && lloyd->members &&
        lloyd->sizes && lloyd->is_changed && lloyd->shifts) {
        memset(lloyd->last_labels, 0xff, rows * sizeof(int32_t));
        return 0;
    }
    release(lloyd);
    return UNDERTONE_EMEMORY;
}

/* --- new centres --------------------------------------------------------- */

static void group_members(struct lloyd *lloyd, const int32_t *labels)
{
    size_t rows = lloyd->data->matrix->rows;
    size_t clusters = lloyd->data->clusters;
    memset(lloyd->sizes, 0, clusters * sizeof *lloyd->sizes);
    for (size_t row = 0; row < rows; row++)
        lloyd->sizes[labels[row]]++;
    size_t *next = lloyd->first_member + 1;
    next[0] = lloyd->first_member[0] = 0;
    for (size_t c = 0; c + 1 < clusters; c++)
        next[c + 1] = next[c] + lloyd->sizes[c];
    for (size_t row = 0; row < rows; row++)
        lloyd->members[next[labels[row]]++] = (uint32_t)row;
}

/* Notes which clusters have other members than before. When clusters are or
 * were empty, no centre can be kept: some are not the mean of their rows. */
static void note_changes(struct lloyd *lloyd, const int32_t *labels)
{
    size_t rows = lloyd->data->matrix->rows;
    bool is_any_empty = false;
    for (size_t c = 0; c < lloyd->data->clusters; c++)
        is_any_empty |= lloyd->sizes[c] == 0;
    bool is_all = lloyd->is_first || lloyd->is_relocated || is_any_empty;
    memset(lloyd->is_changed, is_all, lloyd->data->clusters);
    for (size_t row = 0; row < rows && !is_all; row++)
        if (labels[row] != lloyd->last_labels[row])
            lloyd->is_changed[labels[row]] =
                lloyd->is_changed[lloyd->last_labels[row]] = true;
    lloyd->is_relocated = is_any_empty;
    lloyd->is_first = false;
}

/* The sum of the cluster's rows, added in index order. */
static void sum_members(const struct lloyd *lloyd, size_t cluster,
                        double *center)
{
    const struct ut_sparse *matrix = lloyd->data->matrix;
    size_t last = lloyd->first_member[cluster + 1];
    memset(center, 0, matrix->cols * sizeof *center);
    for (size_t i = lloyd->first_member[cluster]; i < last; i++)
        ut_sparse_add_row(matrix, lloyd->members[i], 1, center);
}

/* Changed clusters' new centres are sums for now; the others keep theirs. */
static void sum_clusters(struct lloyd *lloyd, const double *old_centers)
{
    size_t clusters = lloyd->data->clusters, cols = lloyd->data->matrix->cols;
#pragma omp parallel for schedule(dynamic, 1)
    for (size_t c = 0; c < clusters; c++) {
        double *center = lloyd->centers + c * cols;
        if (lloyd->is_changed[c])
            sum_members(lloyd, c, center);
        else
            memcpy(center, old_centers + c * cols, cols * sizeof *center);
    }
}

/* Gives each empty cluster one of the rows farthest from their centres:
 * order holds them from order[rows - 1] downwards. */
static void move_rows(struct lloyd *lloyd, const uint32_t *order,
                      const int32_t *labels, double *centers)
{
    const struct ut_sparse *matrix = lloyd->data->matrix;
    size_t next = matrix->rows;
    for (size_t c = 0; c < lloyd->data->clusters; c++) {
        if (lloyd->first_member[c] < lloyd->first_member[c + 1])
            continue; /* had members, whatever it has given since */
        size_t row = order[--next];
        size_t donor = (size_t)labels[row];
        ut_sparse_add_row(matrix, row, -1, centers + donor * matrix->cols);
        double *center = centers + c * matrix->cols;
        for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++)
            center[matrix->columns[i]] = matrix->values[i];
        lloyd->sizes[c] = 1;
        lloyd->sizes[donor]--;
    }
}

static int relocate_empty(struct lloyd *lloyd, const double *old_centers,
                          const int32_t *labels, double *centers)
{
    const struct ut_sparse *matrix = lloyd->data->matrix;
    size_t empty = 0;
    for (size_t c = 0; c < lloyd->data->clusters; c++)
        empty += lloyd->sizes[c] == 0;
    if (empty == 0)
        return 0;
    double *distances = calloc(matrix->rows, sizeof *distances);
    uint32_t *order = calloc(matrix->rows, sizeof *order);
    if (distances != NULL && order != NULL) {
        for (size_t row = 0; row < matrix->rows; row++) {
            size_t own = (size_t)labels[row];
            distances[row] = ut_sparse_squared_distance(
                matrix, row, old_centers + own * matrix->cols,
                lloyd->nearest.squared_lengths[own]);
        }
        ut_numpy_argpartition(distances, matrix->rows, matrix->rows - empty,
                              order);
        move_rows(lloyd, order, labels, centers);
    }
    int status = distances == NULL || order == NULL ? UNDERTONE_EMEMORY : 0;
    free(distances);
    free(order);
    return status;
}

/* Sums become means; a cluster that gave its last row keeps what rounding
 * left of its sum. */
static void average(struct lloyd *lloyd, double *centers)
{
    size_t cols = lloyd->data->matrix->cols;
    for (size_t c = 0; c < lloyd->data->clusters; c++) {
        if (lloyd->sizes[c] == 0 || !lloyd->is_changed[c])
            continue;
        double share = 1.0 / (double)lloyd->sizes[c];
        for (size_t column = 0; column < cols; column++)
            centers[c * cols + column] *= share;
    }
}

/* --- convergence --------------------------------------------------------- */

/* Squares in fours, as the reference adds them. */
static double dense_distance(const double *a, const double *b, size_t count)
{
    double sum = 0;
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        double d0 = a[i] - b[i], d1 = a[i + 1] - b[i + 1];
        double d2 = a[i + 2] - b[i + 2], d3 = a[i + 3] - b[i + 3];
        sum += d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    }
    for (; i < count; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static double total_shift(struct lloyd *lloyd, const double *from,
                          const double *to)
{
    size_t cols = lloyd->data->matrix->cols, clusters = lloyd->data->clusters;
    double *squares = lloyd->shifts + clusters;
    for (size_t c = 0; c < clusters; c++) {
        double shift = dense_distance(to + c * cols, from + c * cols, cols);
        lloyd->shifts[c] = shift;
        squares[c] = shift * shift;
    }
    return ut_numpy_sum(squares, clusters);
}

static void swap_centers(struct lloyd *lloyd, struct ut_kmeans *result)
{
    double *kept = result->centers;
    result->centers = lloyd->centers;
    lloyd->centers = kept;
}

/* One assignment and averaging; result->centers are the new ones. */
static int step(struct lloyd *lloyd, struct ut_kmeans *result)
{
    ut_nearest_assign(&lloyd->nearest, result->centers, lloyd->shifts,
                      result->labels);
    group_members(lloyd, result->labels);
    note_changes(lloyd, result->labels);
    sum_clusters(lloyd, result->centers);
    int status =
        relocate_empty(lloyd, result->centers, result->labels, lloyd->centers);
    if (status != 0)
        return status;
    average(lloyd, lloyd->centers);
    swap_centers(lloyd, result);
    return 0;
}

/* Sizes and inertia of the final labels. */
static void summarize(struct lloyd *lloyd, struct ut_kmeans *result)
{
    const struct ut_sparse *matrix = lloyd->data->matrix;
    double *squared_lengths = lloyd->shifts; /* needed no more */
    for (size_t c = 0; c < lloyd->data->clusters; c++)
        squared_lengths[c] = ut_numpy_squared_length(
            result->centers + c * matrix->cols, matrix->cols);
    result->inertia = 0;
    for (size_t row = 0; row < matrix->rows; row++) {
        size_t own = (size_t)result->labels[row];
        result->sizes[own]++;
        result->inertia += ut_sparse_squared_distance(
            matrix, row, result->centers + own * matrix->cols,
            squared_lengths[own]);
    }
}

/* Steps until nothing changes; *is_strict says that no label did. */
static int iterate(struct lloyd *lloyd, struct ut_kmeans *result,
                   bool *is_strict)
{
    const struct ut_kmeans_data *data = lloyd->data;
    size_t bytes = data->matrix->rows * sizeof *result->labels;
    while (result->iterations < data->max_iterations) {
        if (data->interrupted != NULL && *data->interrupted)
            return UNDERTONE_EINTERRUPTED;
        int status = step(lloyd, result);
        if (status != 0)
            return status;
        result->iterations++;
        *is_strict = memcmp(result->labels, lloyd->last_labels, bytes) == 0;
        if (*is_strict || total_shift(lloyd, lloyd->centers, result->centers) <=
                              data->tolerance)
            return 0;
        memcpy(lloyd->last_labels, result->labels, bytes);
    }
    return 0;
}

int ut_kmeans_iterate(const struct ut_kmeans_data *data,
                      struct ut_kmeans *result)
{
    struct lloyd lloyd;
    bool is_strict = false;
    int status = prepare(&lloyd, data);
    if (status != 0)
        return status;
    result->iterations = 0;
    status = iterate(&lloyd, result, &is_strict);
    if (status == 0 && !is_strict)
        ut_nearest_assign(&lloyd.nearest, result->centers, lloyd.shifts,
                          result->labels);
    if (status == 0)
        summarize(&lloyd, result);
    release(&lloyd);
    return status;
}
