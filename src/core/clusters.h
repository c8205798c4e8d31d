/*
 * clusters.h: what a grouping of rows looks like: cohesion, terms, examples.
 *
 * Works on any labels, one per row: 0 .. clusters - 1, or -1 for a row that
 * belongs to none and is left out. Time is linear in the stored entries plus
 * clusters x columns (silhouette: rows x clusters).
 */
#ifndef UT_CLUSTERS_H
#define UT_CLUSTERS_H

#include <stddef.h>
#include <stdint.h>

#include "core/sparse.h"
#include "core/status.h"

#define UT_CLUSTERS_NO_LABEL (-1)
#define UT_CLUSTERS_NO_ROW UINT32_MAX

struct ut_grouping {
    const struct ut_sparse *matrix;
    const int32_t *labels; /* one per row */
    size_t clusters;
};

struct ut_silhouette {
    double mean;
    double below_zero;  /* the share of rows with a negative value */
    double *by_cluster; /* the caller's, one per cluster: mean, NaN if empty */
};

/* Silhouette with cosine distance. For unit rows the mean distance from a
 * group is 1 - x . (the group's sum) / size, so it is exact without looking
 * at pairs. A row without weights has distance 1 from all; a row alone in
 * its cluster counts 0. UNDERTONE_EINVALID unless at least two clusters have
 * rows and rows are more than those.
 * Source: Rousseeuw, "Silhouettes", 1987. */
int ut_clusters_silhouette(const struct ut_grouping *grouping,
                           struct ut_silhouette *result,
                           struct ut_error *error);

/* scores[clusters x cols] receives the class-based TF-IDF of a matrix of
 * counts: tf * ln(1 + A / f), with tf the term's count in the cluster, f in
 * all, and A the mean count of words per cluster that has rows.
 * UNDERTONE_EMEMORY. Source: Grootendorst, "BERTopic", 2022. */
int ut_clusters_term_scores(const struct ut_grouping *grouping, double *scores);

/* best[0 .. limit) receives the columns with the largest positive scores,
 * largest first, equal ones in column order; returns how many there are. */
size_t ut_clusters_best_terms(const double *scores, size_t cols, uint32_t *best,
                              size_t limit);

/* nearest[clusters x limit] receives, for each cluster, its rows nearest to
 * the mean of its rows, nearest first, equal ones in row order, then
 * UT_CLUSTERS_NO_ROW. UNDERTONE_EMEMORY. */
int ut_clusters_nearest(const struct ut_grouping *grouping, size_t limit,
                        uint32_t *nearest);

#endif
