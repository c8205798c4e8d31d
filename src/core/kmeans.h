/*
 * kmeans.h: seeded k-means over sparse rows.
 *
 * Gives the labels, inertia and iterations of scikit-learn 1.2.1's
 * KMeans(n_clusters, random_state, n_init) on the same CSR matrix: greedy
 * k-means++ (2 + ln k candidates per centre) and Lloyd's iterations, the best
 * of several runs. Sums run in index order, so the result is the same on any
 * number of threads.
 *
 * Source: Lloyd, "Least squares quantization in PCM", 1982; Arthur and
 * Vassilvitskii, "k-means++", SODA 2007.
 */
#ifndef UT_KMEANS_H
#define UT_KMEANS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "core/sparse.h"
#include "core/status.h"

struct ut_kmeans_options {
    size_t clusters;
    uint32_t seed;
    size_t runs; /* the one with the smallest inertia counts */
    size_t max_iterations;
    double tolerance; /* squared centre shift that ends a run, in units of
                         the columns' mean variance */
    const atomic_int *interrupted; /* may be NULL */
};

struct ut_kmeans {
    size_t clusters, rows, cols;
    int32_t *labels; /* one per row, 0 .. clusters - 1 */
    size_t *sizes;   /* rows by cluster */
    double *centers; /* clusters x cols */
    double inertia;  /* sum of squared distances to the own centre */
    size_t iterations;
};

/* Fills *result, which the caller clears. With fewer distinct rows than
 * clusters some clusters stay empty, as in the reference. UNDERTONE_EINVALID:
 * fewer rows than clusters, a weight that is not finite, an option of 0 or
 * a negative or NaN tolerance. UNDERTONE_EINTERRUPTED when the flag is up. */
int ut_kmeans_fit(const struct ut_sparse *matrix,
                  const struct ut_kmeans_options *options,
                  struct ut_kmeans *result, struct ut_error *error);

/* Frees the content; a cleared result is fine. */
void ut_kmeans_clear(struct ut_kmeans *result);

#endif
