/*
 * kmeans_tolerance.c: how far a centre may move and count as at rest.
 *
 * The mean variance of the columns, as scikit-learn's
 * incr_mean_variance_axis sums it.
 */
#include <stdlib.h>

#include "core/kmeans_run.h"
#include "core/numpy.h"

/* Turns sums over the stored entries into the columns' variances: the zeros
 * not stored count too, and the mean's rounding error is taken out. */
static void finish_variances(const struct ut_sparse *matrix,
                             const double *means, const double *corrections,
                             const size_t *stored, double *variances)
{
    double rows = (double)matrix->rows;
    for (size_t c = 0; c < matrix->cols; c++) {
        double correction = corrections[c];
        if (stored[c] != matrix->rows) {
            double zeros = rows - (double)stored[c];
            correction -= zeros * means[c];
            variances[c] += zeros * (means[c] * means[c]);
        }
        correction = correction * correction / rows;
        variances[c] = (variances[c] - correction) / rows;
    }
}

/* The variance of every column in two passes, in stored order. */
static void measure_variances(const struct ut_sparse *matrix, double *means,
                              double *corrections, size_t *stored,
                              double *variances)
{
    size_t entries = ut_sparse_entries(matrix);
    for (size_t i = 0; i < entries; i++) {
        means[matrix->columns[i]] += matrix->values[i];
        stored[matrix->columns[i]]++;
    }
    for (size_t c = 0; c < matrix->cols; c++)
        means[c] /= (double)matrix->rows;
    for (size_t i = 0; i < entries; i++) {
        size_t c = matrix->columns[i];
        double difference = matrix->values[i] - means[c];
        corrections[c] += difference;
        variances[c] += difference * difference;
    }
    finish_variances(matrix, means, corrections, stored, variances);
}

int ut_kmeans_scale_tolerance(const struct ut_sparse *matrix, double *tolerance)
{
    size_t cols = matrix->cols;
    if (*tolerance == 0 || cols == 0)
        return 0;
    double *sums = calloc(cols, 3 * sizeof *sums);
    size_t *stored = calloc(cols, sizeof *stored);
    if (sums != NULL && stored != NULL) {
        double *variances = sums + 2 * cols;
        measure_variances(matrix, sums, sums + cols, stored, variances);
        *tolerance = ut_numpy_sum(variances, cols) / (double)cols * *tolerance;
    }
    int status = sums == NULL || stored == NULL ? UNDERTONE_EMEMORY : 0;
    free(sums);
    free(stored);
    return status;
}
