/*
 * stats.h: describing a sample: moments, quantiles, boxes, bins, density.
 *
 * Values are finite: callers keep NaN and infinities out. Sums run in index
 * order (compensated), so results do not depend on threads. A statistic that
 * a sample is too small for is NaN.
 */
#ifndef UT_STATS_H
#define UT_STATS_H

#include <stdatomic.h>
#include <stddef.h>

#include "core/status.h"

/* Borrowed values; the owner keeps them alive. */
struct ut_sample {
    const double *values;
    size_t count;
};

double ut_stats_mean(struct ut_sample sample);

/* Standard deviation with n - 1 in the denominator. */
double ut_stats_sd(struct ut_sample sample);

/* Sorts in place, ascending. */
void ut_stats_sort(double *values, size_t count);

/* Quantile of sorted values at 0 <= fraction <= 1, type 7 of Hyndman and Fan
 * 1996: what NumPy calls linear, computed as NumPy computes it. */
double ut_stats_quantile(struct ut_sample sorted, double fraction);

/* A box as matplotlib draws it: whiskers reach the most extreme values within
 * 1.5 interquartile ranges of the box; what lies beyond is an outlier. */
struct ut_box {
    double low_whisker, q1, median, q3, high_whisker;
    size_t low_outliers;  /* the first so many of the sorted values */
    size_t high_outliers; /* the last so many */
};

/* Sorted, at least one value. */
struct ut_box ut_stats_box(struct ut_sample sorted);

/* Equal bins from first to last. */
struct ut_bins {
    double first, last;
    size_t count;
};

#define UT_STATS_BINS_MAX 100000

/* The bins of NumPy's "auto" rule: the narrower of Sturges' and Freedman and
 * Diaconis' widths. Sorted values; none give one bin from 0 to 1.
 * UNDERTONE_ELIMIT past UT_STATS_BINS_MAX bins. */
int ut_stats_auto_bins(struct ut_sample sorted, struct ut_bins *bins,
                       struct ut_error *error);

/* The left edge of bin `index`; index == count is the right end. */
double ut_bins_edge(const struct ut_bins *bins, size_t index);

/* Counts values into counts[bins->count]; values outside are left out, the
 * last bin includes its right edge. As numpy.histogram. */
void ut_bins_count(const struct ut_bins *bins, struct ut_sample sample,
                   size_t *counts);

/* Ranks from 1, ties sharing their mean rank. *ties (may be NULL) receives
 * the sum of t^3 - t over groups of t equal values. UNDERTONE_EMEMORY. */
int ut_stats_ranks(struct ut_sample sample, double *ranks, double *ties);

/* A Gaussian kernel density of the sample. */
struct ut_density {
    double bandwidth;
    double low, high; /* bounds that the density does not pass, or +-INFINITY:
                         mass beyond them is reflected (Silverman 1986, 2.10) */
    const atomic_int
        *interrupted; /* looked at before each point; may be NULL */
};

/* Scott's rule as scipy.stats.gaussian_kde: sd * n^(-1/5). */
double ut_density_scott(struct ut_sample sample);

/* Densities at the grid points; 0 outside the bounds.
 * UNDERTONE_EINTERRUPTED. */
int ut_density_at(const struct ut_density *density, struct ut_sample sample,
                  struct ut_sample grid, double *out);

#endif
