/*
 * stats_groups.h: do several groups differ, and which pairs do.
 *
 * Groups may be empty; empty ones are left out of counts and degrees of
 * freedom. Where all values are equal there is no difference: the statistic
 * is 0 and p is 1. What can fail does so with UNDERTONE_EMEMORY.
 */
#ifndef UT_STATS_GROUPS_H
#define UT_STATS_GROUPS_H

#include <stddef.h>

#include "core/stats.h"
#include "core/stats_boot.h"

/* Kruskal and Wallis 1952 with tie correction; epsilon squared is
 * H / (n - 1), the share of rank variance between groups. NaN with fewer
 * than two groups. */
struct ut_kruskal {
    double h, p, epsilon2;
    size_t df;
};

int ut_stats_kruskal(const struct ut_sample *groups, size_t count,
                     struct ut_kruskal *result);

/* Percentile interval of epsilon squared, resampled within groups.
 * UNDERTONE_EINTERRUPTED as well. */
int ut_boot_epsilon2(const struct ut_sample *groups, size_t count,
                     const struct ut_resampling *plan,
                     struct ut_interval *interval);

/* Dunn 1964: z of each pair i < j in the order (0,1), (0,2) ... (1,2) ...,
 * positive when i ranks higher; NaN where a group is empty. The two-sided p
 * is 2 * ut_normal_sf(|z|). */
int ut_stats_dunn(const struct ut_sample *groups, size_t count, double *z);

/* Welch 1951: means compared without assuming equal spread. NaN when fewer
 * than two groups or a group lacks two differing values. */
struct ut_welch {
    double f, df1, df2, p;
};

struct ut_welch ut_stats_welch(const struct ut_sample *groups, size_t count);

#endif
