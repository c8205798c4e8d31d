/*
 * stats_boot.h: seeded bootstrap intervals.
 *
 * Draws are those of NumPy's RandomState(seed), made in one sequence, so the
 * interval of a mean is the one of scipy.stats.bootstrap(method="BCa") with
 * that state, whatever the number of threads. BCa: Efron 1987, "Better
 * Bootstrap Confidence Intervals".
 */
#ifndef UT_STATS_BOOT_H
#define UT_STATS_BOOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/stats.h"

#define UT_RESAMPLES_MAX 1000000

struct ut_resampling {
    uint32_t seed;
    size_t resamples;              /* 1 to UT_RESAMPLES_MAX */
    double level;                  /* coverage between 0 and 1, such as 0.95 */
    const atomic_int *interrupted; /* looked at before each; may be NULL */
};

struct ut_interval {
    double low, high;
};

/* Whether resampling is to end with UNDERTONE_EINTERRUPTED. */
bool ut_boot_is_interrupted(const struct ut_resampling *plan);

/* The interval of a mean. Two or more values; equal ones give that value.
 * UNDERTONE_ELIMIT past 2^32 - 1 values, UNDERTONE_EMEMORY,
 * UNDERTONE_EINTERRUPTED. */
int ut_boot_mean(struct ut_sample sample, const struct ut_resampling *plan,
                 struct ut_interval *interval);

#endif
