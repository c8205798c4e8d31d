/* stats_pair.c: Mann-Whitney, Spearman, Wilson. */
#include "core/stats_pair.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/stats_dist.h"

#define EXACT_MAX 8 /* as SciPy: the smaller sample of an exact test */
#define BINOMIAL_MAX 0x1p126

static double binomial(size_t n, size_t k)
{
    double value = 1;
    for (size_t i = 1; i <= k; i++)
        value = value * (double)(n - k + i) / (double)i;
    return value;
}

/* The share of arrangements with U <= u: the coefficients of the Gaussian
 * binomial [m + n, m], built factor by factor. Counts wrap at 2^128, which
 * does no harm because the final ones fit. */
static int exact_tail(size_t u, size_t m, size_t n, double *tail)
{
    unsigned __int128 *ways = calloc(u + 1, sizeof *ways);
    if (ways == NULL)
        return UNDERTONE_EMEMORY;
    ways[0] = 1;
    for (size_t i = 1; i <= m; i++) {
        for (size_t k = i; k <= u; k++)
            ways[k] += ways[k - i];
        for (size_t k = u; k >= n + i; k--)
            ways[k] -= ways[k - (n + i)];
    }
    double sum = 0;
    for (size_t k = 0; k <= u; k++)
        sum += (double)ways[k];
    *tail = sum / binomial(m + n, m);
    free(ways);
    return 0;
}

static double asymptotic_tail(double u, double m, double n, double ties)
{
    double total = m + n;
    double variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)));
    if (!(variance > 0))
        return 1;
    return ut_normal_sf((u - m * n / 2 - 0.5) / sqrt(variance));
}

/* Ranks of x followed by y, and the tie sum; the caller frees. */
static double *joint_ranks(struct ut_sample x, struct ut_sample y, double *ties)
{
    size_t count = x.count + y.count;
    double *both = malloc(2 * count * sizeof *both);
    if (both == NULL)
        return NULL;
    memcpy(both, x.values, x.count * sizeof *both);
    memcpy(both + x.count, y.values, y.count * sizeof *both);
    struct ut_sample all = {both, count};
    if (ut_stats_ranks(all, both + count, ties) != 0) {
        free(both);
        return NULL;
    }
    memmove(both, both + count, count * sizeof *both);
    return both;
}

int ut_stats_mann_whitney(struct ut_sample x, struct ut_sample y,
                          struct ut_mann_whitney *result)
{
    double ties, m = (double)x.count, n = (double)y.count, tail, sum = 0;
    double *ranks = joint_ranks(x, y, &ties);
    if (ranks == NULL)
        return UNDERTONE_EMEMORY;
    for (size_t i = 0; i < x.count; i++)
        sum += ranks[i];
    free(ranks);
    double u = sum - m * (m + 1) / 2, larger = fmax(u, m * n - u);
    size_t few = x.count < y.count ? x.count : y.count;
    size_t many = x.count + y.count - few;
    bool is_exact = few <= EXACT_MAX && ties == 0 &&
                    binomial(x.count + y.count, few) < BINOMIAL_MAX;
    if (!is_exact)
        tail = asymptotic_tail(larger, m, n, ties);
    else if (exact_tail((size_t)(m * n - larger), few, many, &tail) != 0)
        return UNDERTONE_EMEMORY;
    *result = (struct ut_mann_whitney){u, fmin(1, 2 * tail), is_exact};
    return 0;
}

/* Pearson's correlation of two columns of ranks, whose mean is known. */
static double rank_correlation(const double *x, const double *y, size_t count)
{
    double mean = ((double)count + 1) / 2, xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < count; i++) {
        xy += (x[i] - mean) * (y[i] - mean);
        xx += (x[i] - mean) * (x[i] - mean);
        yy += (y[i] - mean) * (y[i] - mean);
    }
    double rho = xy / sqrt(xx * yy);
    return isnan(rho) ? NAN : fmax(-1, fmin(1, rho));
}

static struct ut_spearman spearman_of(double rho, double n, double level)
{
    struct ut_spearman result = {rho, NAN, {NAN, NAN}};
    if (n < 3 || isnan(rho))
        return result;
    double t = fabs(rho) * sqrt((n - 2) / ((1 + rho) * (1 - rho)));
    result.p = 2 * ut_student_sf(t, n - 2);
    if (n > 3) {
        double reach = ut_normal_quantile(0.5 + level / 2) *
                       sqrt((1 + rho * rho / 2) / (n - 3));
        result.interval.low = tanh(atanh(rho) - reach);
        result.interval.high = tanh(atanh(rho) + reach);
    }
    return result;
}

int ut_stats_spearman(struct ut_sample x, struct ut_sample y, double level,
                      struct ut_spearman *result)
{
    size_t count = x.count;
    double *ranks = malloc((2 * count + 1) * sizeof *ranks);
    if (ranks == NULL)
        return UNDERTONE_EMEMORY;
    int status = ut_stats_ranks(x, ranks, NULL);
    if (status == 0)
        status = ut_stats_ranks(y, ranks + count, NULL);
    if (status == 0) {
        double rho = rank_correlation(ranks, ranks + count, count);
        *result = spearman_of(rho, (double)count, level);
    }
    free(ranks);
    return status;
}

struct ut_interval ut_stats_wilson(double hits, double n, double level)
{
    double z = ut_normal_quantile(0.5 + level / 2), share = hits / n;
    double base = 1 + z * z / n, middle = (share + z * z / (2 * n)) / base;
    double reach =
        z / base * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return (struct ut_interval){hits == 0 ? 0 : middle - reach,
                                hits == n ? 1 : middle + reach};
}
