/*
 * kmeans_run.h: one run of k-means, private to kmeans*.c.
 *
 * A run has its own memory; runs may go on beside each other. Inside a run
 * rows are spread over threads where no other run occupies them.
 */
#ifndef UT_KMEANS_RUN_H
#define UT_KMEANS_RUN_H

#include "core/kmeans.h"
#include "core/rng.h"

/* What all runs share. */
struct ut_kmeans_data {
    const struct ut_sparse *matrix;
    const double *squared_lengths; /* of the rows */
    const double *lengths;
    size_t clusters;
    size_t max_iterations;
    double tolerance; /* squared shift of all centres that ends a run */
    const atomic_int *interrupted;
};

/* *tolerance, in units of the columns' mean variance, becomes a squared shift.
 * UNDERTONE_EMEMORY leaves it as it was. */
int ut_kmeans_scale_tolerance(const struct ut_sparse *matrix,
                              double *tolerance);

/* How many candidates each further centre is chosen from. */
size_t ut_kmeans_candidates(size_t clusters);

/* k-means++: centers (clusters x cols) receives copies of chosen rows. */
int ut_kmeans_seed(const struct ut_kmeans_data *data, struct ut_rng *rng,
                   double *centers);

/* Lloyd's iterations from result->centers on; fills labels, inertia and
 * iterations. Its arrays are allocated by the caller. */
int ut_kmeans_iterate(const struct ut_kmeans_data *data,
                      struct ut_kmeans *result);

#endif
