/*
 * kmeans_nearest.h: which centre is nearest to each row, again and again.
 *
 * Private to kmeans*.c. Labels are those of comparing every row with every
 * centre; a row is left alone where bounds prove that its label stands. The
 * bounds take one double per row and centre.
 *
 * Source: Elkan, "Using the triangle inequality to accelerate k-means",
 * 2003, with bounds on |c|^2 - 2xc instead of on distances.
 */
#ifndef UT_KMEANS_NEAREST_H
#define UT_KMEANS_NEAREST_H

#include "core/kmeans_run.h"

struct ut_nearest {
    const struct ut_kmeans_data *data;
    size_t stride;           /* of lanes */
    size_t passes;           /* so far */
    double *lanes;           /* cols x stride: centres side by side */
    double *squared_lengths; /* of the centres */
    double *rises;           /* by lane: |c|^2 against that of the first pass */
    double *reach;  /* by lane: twice the way the centre has gone since */
    double *bounds; /* rows x stride: see kmeans_nearest.c */
    double longest_row, longest_center;
    double margin; /* above all rounding errors of a comparison */
};

/* UNDERTONE_EMEMORY leaves nothing to clear. */
int ut_nearest_init(struct ut_nearest *nearest,
                    const struct ut_kmeans_data *data);
void ut_nearest_clear(struct ut_nearest *nearest);

/* Labels every row with the first of its nearest centres. labels holds those
 * of the last pass and shifts how far each centre has moved since; neither
 * is read in the first. */
void ut_nearest_assign(struct ut_nearest *nearest, const double *centers,
                       const double *shifts, int32_t *labels);

#endif
