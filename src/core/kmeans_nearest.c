/*
 * kmeans_nearest.c: products of rows and centres, and when to save them.
 *
 * Centre c is nearer to row x the smaller g = |c|^2 - 2xc is. When c moves by
 * d, g changes by the rise of |c|^2 and at most 2|x||d|. Each product made is
 * kept as a bound that needs no touching: g less the rise so far, and less
 * the reach |x| * sum of 2|d| for the own centre, plus it for the others, so
 * that today's rise and reach give today's upper and lower bound.
 */
#include "core/kmeans_nearest.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "core/numpy.h"

void ut_nearest_clear(struct ut_nearest *nearest)
{
    free(nearest->lanes);
    free(nearest->squared_lengths);
    free(nearest->rises);
    free(nearest->reach);
    free(nearest->bounds);
    *nearest = (struct ut_nearest){0};
}

int ut_nearest_init(struct ut_nearest *nearest,
                    const struct ut_kmeans_data *data)
{
    size_t rows = data->matrix->rows, cols = data->matrix->cols;
    size_t stride = ut_sparse_stride(data->clusters);
    *nearest = (struct ut_nearest){
        .data = data,
        .stride = stride,
        .lanes = calloc(cols + 1, stride * sizeof(double)),
        .squared_lengths = calloc(stride, sizeof(double)),
        .rises = calloc(stride, sizeof(double)),
        .reach = calloc(stride, sizeof(double)),
        .bounds = calloc(rows, stride * sizeof(double)),
    };
    if (!nearest->lanes || !nearest->squared_lengths || !nearest->rises ||
        !nearest->reach || !nearest->bounds) {
        ut_nearest_clear(nearest);
        return UNDERTONE_EMEMORY;
    }
    for (size_t row = 0; row < rows; row++)
        nearest->longest_row = fmax(nearest->longest_row, data->lengths[row]);
    for (size_t lane = data->clusters; lane < stride; lane++)
        nearest->squared_lengths[lane] = HUGE_VAL;
    return 0;
}

/* --- the centres --------------------------------------------------------- */

static void spread_into_lanes(struct ut_nearest *nearest, const double *centers)
{
    size_t cols = nearest->data->matrix->cols;
    for (size_t c = 0; c < nearest->data->clusters; c++)
        for (size_t column = 0; column < cols; column++)
            nearest->lanes[column * nearest->stride + c] =
                centers[c * cols + column];
}

/* A comparison adds a product of at most `cols` terms, a length, and one rise
 * and reach per pass that may each have been as large as the largest squared
 * distance; the factor leaves room. Near underflow nothing is certain. */
static void set_margin(struct ut_nearest *nearest)
{
    double diameter = nearest->longest_row + nearest->longest_center;
    double passes = (double)nearest->passes;
    double terms = (double)nearest->data->matrix->cols + passes * passes + 64;
    nearest->margin = diameter < 1e-70
                          ? HUGE_VAL
                          : 16 * DBL_EPSILON * terms * diameter * diameter;
}

static void follow_centers(struct ut_nearest *nearest, const double *centers,
                           const double *shifts)
{
    size_t cols = nearest->data->matrix->cols;
    for (size_t c = 0; c < nearest->data->clusters; c++) {
        double length = ut_numpy_squared_length(centers + c * cols, cols);
        if (nearest->passes > 0) {
            nearest->rises[c] += length - nearest->squared_lengths[c];
            nearest->reach[c] += 2 * shifts[c];
        }
        nearest->squared_lengths[c] = length;
        nearest->longest_center = fmax(nearest->longest_center, sqrt(length));
    }
    spread_into_lanes(nearest, centers);
    set_margin(nearest);
}

/* --- the rows ------------------------------------------------------------ */

/* Whether every other centre is farther than the row's own for certain. */
static bool is_settled(const struct ut_nearest *nearest, size_t row, size_t own)
{
    const double *bounds = nearest->bounds + row * nearest->stride;
    const double *rises = nearest->rises, *reach = nearest->reach;
    double length = nearest->data->lengths[row];
    double limit = bounds[own] + (rises[own] + length * reach[own]);
    size_t farther = 0;
    limit += nearest->margin;
#pragma omp simd reduction(+ : farther)
    for (size_t c = 0; c < nearest->stride; c++)
        farther += bounds[c] + (rises[c] - length * reach[c]) > limit;
    return farther == nearest->stride - 1;
}

/* The first of the smallest. No branch: it would be guessed wrong and undo
 * what the processor has begun of the next row. */
static size_t find_smallest(const double *values, size_t count)
{
    size_t place = 0;
    double smallest = values[0];
    for (size_t i = 1; i < count; i++) {
        place = values[i] < smallest ? i : place;
        smallest = values[i] < smallest ? values[i] : smallest;
    }
    return place;
}

/* Compares the row with all centres and keeps the bounds. */
static size_t compare(const struct ut_nearest *nearest, size_t row)
{
    const double *rises = nearest->rises, *reach = nearest->reach;
    double *bounds = nearest->bounds + row * nearest->stride;
    double length = nearest->data->lengths[row];
    ut_sparse_multiply(nearest->data->matrix, row, nearest->lanes,
                       nearest->stride, bounds);
#pragma omp simd
    for (size_t c = 0; c < nearest->stride; c++)
        bounds[c] = nearest->squared_lengths[c] - 2 * bounds[c];
    size_t own = find_smallest(bounds, nearest->data->clusters);
    double upper = bounds[own] - (rises[own] + length * reach[own]);
#pragma omp simd
    for (size_t c = 0; c < nearest->stride; c++)
        bounds[c] -= rises[c] - length * reach[c];
    bounds[own] = upper;
    return own;
}

#define BLOCK 256

/* Labels a block of rows: first it is decided which need it, so that their
 * products follow on each other. */
static void label_block(const struct ut_nearest *nearest, size_t first,
                        int32_t *labels)
{
    size_t last = first + BLOCK, count = 0;
    uint32_t rows[BLOCK];
    if (last > nearest->data->matrix->rows)
        last = nearest->data->matrix->rows;
    for (size_t row = first; row < last; row++) {
        rows[count] = (uint32_t)row;
        count += nearest->passes == 0 ||
                 !is_settled(nearest, row, (size_t)labels[row]);
    }
    for (size_t i = 0; i < count; i++)
        labels[rows[i]] = (int32_t)compare(nearest, rows[i]);
}

void ut_nearest_assign(struct ut_nearest *nearest, const double *centers,
                       const double *shifts, int32_t *labels)
{
    size_t rows = nearest->data->matrix->rows;
    follow_centers(nearest, centers, shifts);
#pragma omp parallel for schedule(static)
    for (size_t first = 0; first < rows; first += BLOCK)
        label_block(nearest, first, labels);
    nearest->passes++;
}
