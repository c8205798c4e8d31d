/* stats_density.c: Gaussian kernel density, grid points in parallel. */
#include <math.h>

#include "core/stats.h"

double ut_density_scott(struct ut_sample sample)
{
    return ut_stats_sd(sample) * pow((double)sample.count, -0.2);
}

static double kernel_sum(struct ut_sample sample, double at, double bandwidth)
{
    double sum = 0;
    for (size_t i = 0; i < sample.count; i++) {
        double z = (at - sample.values[i]) / bandwidth;
        sum += exp(-0.5 * z * z);
    }
    return sum;
}

/* The kernels at `at` and at its mirror images beyond finite bounds. */
static double density_at(const struct ut_density *density,
                         struct ut_sample sample, double at)
{
    if (at < density->low || at > density->high)
        return 0;
    double sum = kernel_sum(sample, at, density->bandwidth);
    if (isfinite(density->low))
        sum += kernel_sum(sample, 2 * density->low - at, density->bandwidth);
    if (isfinite(density->high))
        sum += kernel_sum(sample, 2 * density->high - at, density->bandwidth);
    return sum / ((double)sample.count * density->bandwidth *
                  2.506628274631000502415765284811); /* sqrt(2 pi) */
}

int ut_density_at(const struct ut_density *density, struct ut_sample sample,
                  struct ut_sample grid, double *out)
{
    int status = 0;
#pragma omp parallel for schedule(static) reduction(min : status)
    for (size_t i = 0; i < grid.count; i++) {
        if (density->interrupted != NULL && *density->interrupted)
            status = UNDERTONE_EINTERRUPTED;
        else
            out[i] = density_at(density, sample, grid.values[i]);
    }
    return status;
}
