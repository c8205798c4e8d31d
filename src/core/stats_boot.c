/* stats_boot.c: resampled means and the BCa correction. */
#include "core/stats_boot.h"

#include <math.h>
#include <stdlib.h>

#include "core/numpy.h"
#include "core/rng.h"
#include "core/stats_dist.h"

/* NumPy's order of addition: replicates that tie with the mean tie here too,
 * and ties decide the bias correction. */
static double mean_of(const double *values, size_t count)
{
    return ut_numpy_sum(values, count) / (double)count;
}

/* The middle `level` of the replicates, which are sorted in place. */
static struct ut_interval percentiles(double *replicates, size_t count,
                                      double level)
{
    struct ut_sample sorted = {replicates, count};
    ut_stats_sort(replicates, count);
    return (struct ut_interval){
        ut_stats_quantile(sorted, (1 - level) / 2),
        ut_stats_quantile(sorted, 1 - (1 - level) / 2),
    };
}

/* The normal quantile of the share of replicates below the statistic, half of
 * the equal ones counted in. */
static double bias(const double *replicates, size_t count, double statistic)
{
    size_t twice = 0;
    for (size_t i = 0; i < count; i++)
        twice += (size_t)(replicates[i] < statistic) +
                 (size_t)(replicates[i] <= statistic);
    return ut_normal_quantile((double)twice / (2 * (double)count));
}

/* The acceleration of a mean from its jackknife: leaving value i out moves
 * the mean by (mean - value) / (n - 1), so only the skewness remains. */
static double acceleration(struct ut_sample sample)
{
    double mean = ut_stats_mean(sample), squares = 0, cubes = 0;
    for (size_t i = 0; i < sample.count; i++) {
        double d = sample.values[i] - mean;
        squares += d * d;
        cubes += d * d * d;
    }
    return cubes / (6 * pow(squares, 1.5));
}

static double corrected(double z0, double a, double z)
{
    double sum = z0 + z;
    return ut_normal_sf(-(z0 + sum / (1 - a * sum)));
}

/* When every replicate lies on one side the correction is undefined and the
 * plain percentiles stand. */
static struct ut_interval bca(double *replicates, struct ut_sample sample,
                              const struct ut_resampling *plan)
{
    size_t count = plan->resamples;
    double z0 = bias(replicates, count, mean_of(sample.values, sample.count));
    double a = acceleration(sample);
    double z = ut_normal_quantile((1 - plan->level) / 2);
    if (!isfinite(z0))
        return percentiles(replicates, count, plan->level);
    struct ut_sample sorted = {replicates, count};
    ut_stats_sort(replicates, count);
    return (struct ut_interval){
        ut_stats_quantile(sorted, corrected(z0, a, z)),
        ut_stats_quantile(sorted, corrected(z0, a, -z)),
    };
}

static bool all_equal(struct ut_sample sample)
{
    for (size_t i = 1; i < sample.count; i++)
        if (sample.values[i] != sample.values[0])
            return false;
    return true;
}

bool ut_boot_is_interrupted(const struct ut_resampling *plan)
{
    return plan->interrupted != NULL && *plan->interrupted;
}

/* What drawing samples takes. */
struct draws {
    double *replicates; /* the means */
    double *values;     /* drawn, as many as the sample has */
    uint32_t *places;   /* of these in the sample */
};

static int resample_means(struct ut_sample sample,
                          const struct ut_resampling *plan, struct draws draws)
{
    struct ut_rng rng;
    uint32_t count = (uint32_t)sample.count;
    ut_rng_seed(&rng, plan->seed);
    for (size_t i = 0; i < plan->resamples; i++) {
        if (ut_boot_is_interrupted(plan))
            return UNDERTONE_EINTERRUPTED;
        ut_rng_fill_below(&rng, count, draws.places, count);
        for (size_t j = 0; j < count; j++)
            draws.values[j] = sample.values[draws.places[j]];
        draws.replicates[i] = mean_of(draws.values, count);
    }
    return 0;
}

int ut_boot_mean(struct ut_sample sample, const struct ut_resampling *plan,
                 struct ut_interval *interval)
{
    if (all_equal(sample)) {
        *interval = (struct ut_interval){sample.values[0], sample.values[0]};
        return 0;
    }
    size_t count = sample.count, resamples = plan->resamples;
    if (count > UINT32_MAX)
        return UNDERTONE_ELIMIT;
    struct draws draws = {
        .replicates = calloc(resamples + count, sizeof(double)),
        .places = calloc(count, sizeof(uint32_t)),
    };
    int status = UNDERTONE_EMEMORY;
    if (draws.replicates != NULL && draws.places != NULL) {
        draws.values = draws.replicates + resamples;
        status = resample_means(sample, plan, draws);
    }
    if (status == 0)
        *interval = bca(draws.replicates, sample, plan);
    free(draws.replicates);
    free(draws.places);
    return status;
}
