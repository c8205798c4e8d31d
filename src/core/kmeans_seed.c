/*
 * kmeans_seed.c: greedy k-means++ seeding.
 *
 * Each further centre is drawn a few times with probability proportional to
 * the squared distance from the nearest centre so far; the candidate that
 * leaves the smallest sum of those distances is taken.
 */
#include <math.h>
#include <stdlib.h>

#include "core/kmeans_run.h"
#include "core/numpy.h"

struct seeding {
    const struct ut_kmeans_data *data;
    size_t candidates;
    size_t stride;      /* of lanes */
    double *lanes;      /* cols x stride: candidates side by side */
    double *closest;    /* by row: squared distance of the nearest centre */
    double *cumulated;  /* by row: running sum of closest */
    double *distances;  /* candidates x rows: closest if it were taken */
    uint32_t *drawn;    /* the candidates' rows */
    double *potentials; /* the candidates' sums of distances */
};

size_t ut_kmeans_candidates(size_t clusters)
{
    return 2 + (size_t)log((double)clusters);
}

static void release(struct seeding *seeding)
{
    free(seeding->lanes);
    free(seeding->closest);
    free(seeding->cumulated);
    free(seeding->distances);
    free(seeding->drawn);
    free(seeding->potentials);
}

static int prepare(struct seeding *seeding, const struct ut_kmeans_data *data)
{
    size_t rows = data->matrix->rows, cols = data->matrix->cols;
    size_t candidates = ut_kmeans_candidates(data->clusters);
    size_t stride = ut_sparse_stride(candidates);
    *seeding = (struct seeding){
        .data = data,
        .candidates = candidates,
        .stride = stride,
        .lanes = calloc(cols + 1, stride * sizeof(double)),
        .closest = calloc(rows, sizeof(double)),
        .cumulated = calloc(rows, sizeof(double)),
        .distances = calloc(rows, candidates * sizeof(double)),
        .drawn = calloc(candidates, sizeof(uint32_t)),
        .potentials = calloc(candidates, sizeof(double)),
    };
    if (seeding->lanes && seeding->closest && seeding->cumulated &&
        seeding->distances && seeding->drawn && seeding->potentials)
        return 0;
    release(seeding);
    return UNDERTONE_EMEMORY;
}

/* Writes the row, times 1 or 0 to take it away again, into a lane. */
static void set_lane(const struct ut_sparse *matrix, size_t row, double times,
                     double *lane, size_t stride)
{
    for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++)
        lane[matrix->columns[i] * stride] = matrix->values[i] * times;
}

static void set_candidates(struct seeding *seeding, double times)
{
    for (size_t i = 0; i < seeding->candidates; i++)
        set_lane(seeding->data->matrix, seeding->drawn[i], times,
                 seeding->lanes + i, seeding->stride);
}

/* |a - b|^2 = -2ab + |a|^2 + |b|^2, added in this order. */
static double squared_distance(double product, double a, double b)
{
    double distance = -2 * product + a + b;
    return distance > 0 ? distance : 0;
}

/* closest = squared distance from the first centre, which is dense to the
 * reference and so has its length summed as a dense row. */
static void measure_first(struct seeding *seeding, const double *center)
{
    const struct ut_kmeans_data *data = seeding->data;
    const struct ut_sparse *matrix = data->matrix;
    double length = ut_numpy_squared_length(center, matrix->cols);
    for (size_t row = 0; row < matrix->rows; row++) {
        double product = 0;
        for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++)
            product += matrix->values[i] * center[matrix->columns[i]];
        seeding->closest[row] =
            squared_distance(product, length, data->squared_lengths[row]);
    }
}

/* One row's new closest distance under each candidate. */
static void measure_row(struct seeding *seeding, size_t row, double *products)
{
    const struct ut_kmeans_data *data = seeding->data;
    size_t rows = data->matrix->rows;
    ut_sparse_multiply(data->matrix, row, seeding->lanes, seeding->stride,
                       products);
    for (size_t i = 0; i < seeding->candidates; i++) {
        double distance = squared_distance(
            products[i], data->squared_lengths[seeding->drawn[i]],
            data->squared_lengths[row]);
        double closest = seeding->closest[row];
        seeding->distances[i * rows + row] =
            distance < closest ? distance : closest;
    }
}

#define MAX_CANDIDATES 64 /* 2 + ln k stays far below */

static void measure_candidates(struct seeding *seeding)
{
    size_t rows = seeding->data->matrix->rows;
    set_candidates(seeding, 1);
#pragma omp parallel for schedule(static)
    for (size_t row = 0; row < rows; row++) {
        double products[MAX_CANDIDATES];
        measure_row(seeding, row, products);
    }
    set_candidates(seeding, 0);
    for (size_t i = 0; i < seeding->candidates; i++)
        seeding->potentials[i] =
            ut_numpy_sum(seeding->distances + i * rows, rows);
}

/* The first row whose running sum reaches the target, else the last one. */
static size_t find_row(const double *cumulated, size_t rows, double target)
{
    size_t low = 0, high = rows - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cumulated[middle] < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void draw_candidates(struct seeding *seeding, struct ut_rng *rng,
                            double potential)
{
    size_t rows = seeding->data->matrix->rows;
    double sum = 0;
    for (size_t row = 0; row < rows; row++)
        seeding->cumulated[row] = sum += seeding->closest[row];
    for (size_t i = 0; i < seeding->candidates; i++) {
        double target = ut_rng_uniform(rng) * potential;
        seeding->drawn[i] =
            (uint32_t)find_row(seeding->cumulated, rows, target);
    }
}

/* Takes the candidate with the smallest potential; returns its index. */
static size_t take_best(struct seeding *seeding)
{
    size_t best = 0, rows = seeding->data->matrix->rows;
    for (size_t i = 1; i < seeding->candidates; i++)
        if (seeding->potentials[i] < seeding->potentials[best])
            best = i;
    const double *distances = seeding->distances + best * rows;
    for (size_t row = 0; row < rows; row++)
        seeding->closest[row] = distances[row];
    return best;
}

int ut_kmeans_seed(const struct ut_kmeans_data *data, struct ut_rng *rng,
                   double *centers)
{
    const struct ut_sparse *matrix = data->matrix;
    struct seeding seeding;
    int status = prepare(&seeding, data);
    if (status != 0)
        return status;
    set_lane(matrix, ut_rng_below(rng, matrix->rows), 1, centers, 1);
    measure_first(&seeding, centers);
    double potential = ut_numpy_sum(seeding.closest, matrix->rows);
    for (size_t c = 1; c < data->clusters; c++) {
        draw_candidates(&seeding, rng, potential);
        measure_candidates(&seeding);
        size_t best = take_best(&seeding);
        potential = seeding.potentials[best];
        set_lane(matrix, seeding.drawn[best], 1, centers + c * matrix->cols, 1);
    }
    release(&seeding);
    return 0;
}
