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

/* Kruskal and Wallis 1952 with tie correction. epsilon squared, H / (n - 1),
 * is the share of rank variance between the groups as sampled; eta squared,
 * (H - df) / (n - 1 - df) or 0, is the share with what chance alone adds
 * taken out (Tomczak and Tomczak 2014). The interval is of that share among
 * all such groups: it inverts the noncentral F of the analysis of variance of
 * ranks (Conover and Iman 1981; Smithson 2003, "Confidence Intervals", 4.2),
 * so that it begins at 0 unless p is small. NaN with fewer than two groups,
 * and what needs values within groups where each has one. */
struct ut_kruskal {
    double h, p, epsilon2, eta2;
    struct ut_interval interval;
    size_t df;
};

int ut_stats_kruskal(const struct ut_sample *groups, size_t count, double level,
                     struct ut_kruskal *result);

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
