/*
 * stats_pair.h: two samples compared, two columns related, many p-values
 * adjusted. What can fail does so with UNDERTONE_EMEMORY.
 */
#ifndef UT_STATS_PAIR_H
#define UT_STATS_PAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/stats.h"
#include "core/stats_boot.h"

/* Mann and Whitney 1947, two-sided, neither sample empty. As SciPy's "auto":
 * exact when a sample has at most 8 values and none tie (and the count of
 * arrangements fits 127 bits), else the normal approximation with tie and
 * continuity correction. u counts pairs in which x is larger. */
struct ut_mann_whitney {
    double u, p;
    bool is_exact;
};

int ut_stats_mann_whitney(struct ut_sample x, struct ut_sample y,
                          struct ut_mann_whitney *result);

/* Cliff 1993: delta = P(x > y) - P(x < y); a = (delta + 1) / 2 is Vargha and
 * Delaney's A, the chance that x beats y, ties counting half. The interval is
 * the
 * wider, at each end, of Cliff's asymmetric one (Feng and Cliff 2004) with
 * Student's quantile at the degrees of freedom of Brunner and Munzel 2000,
 * and of Newcombe's method 5 (Newcombe 2006); NaN when a sample has fewer
 * than two values. */
struct ut_cliff {
    double delta, a;
    struct ut_interval interval; /* of delta */
};

int ut_stats_cliff(struct ut_sample x, struct ut_sample y, double level,
                   struct ut_cliff *result);

/* Spearman's rank correlation of columns of one length, two-sided p by
 * Student's t as SciPy; interval by Fisher's z with the variance of Bonett
 * and Wright 2000. NaN with fewer than three rows, four for the interval, or
 * when a column is constant. */
struct ut_spearman {
    double rho, p;
    struct ut_interval interval;
};

int ut_stats_spearman(struct ut_sample x, struct ut_sample y, double level,
                      struct ut_spearman *result);

/* Wilson 1927: interval of a share, 0 <= hits <= n, n above 0. */
struct ut_interval ut_stats_wilson(double hits, double n, double level);

/* Holm 1979 and Benjamini and Hochberg 1995: p-values adjusted in place. */
int ut_stats_holm(double *p, size_t count);
int ut_stats_bh(double *p, size_t count);

#endif
