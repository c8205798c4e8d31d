/* stats_groups.c: rank tests over pooled groups, and Welch's of means. */
#include "core/stats_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/stats_dist.h"
#include "core/stats_noncentral.h"

#define PRECISION 1e-12 /* of the ends of an interval */
/* A larger share leaves next to nothing within the groups to judge by: it
 * stands for both ends of its interval. */
#define SEPARATED 0.9999

struct pooled {
    double *values; /* all groups, one after the other */
    double *ranks;  /* in the same order, the same allocation */
    double ties;
    size_t count;
    size_t groups; /* that are not empty */
};

static int pool(const struct ut_sample *groups, size_t count,
                struct pooled *pooled)
{
    *pooled = (struct pooled){.count = 0};
    for (size_t i = 0; i < count; i++) {
        pooled->count += groups[i].count;
        pooled->groups += groups[i].count > 0;
    }
    pooled->values = malloc((2 * pooled->count + 1) * sizeof(double));
    if (pooled->values == NULL)
        return UNDERTONE_EMEMORY;
    pooled->ranks = pooled->values + pooled->count;
    double *end = pooled->values;
    for (size_t i = 0; i < count; end += groups[i++].count)
        if (groups[i].count > 0)
            memcpy(end, groups[i].values, groups[i].count * sizeof *end);
    struct ut_sample all = {pooled->values, pooled->count};
    int status = ut_stats_ranks(all, pooled->ranks, &pooled->ties);
    if (status != 0)
        free(pooled->values);
    return status;
}

/* H from the sum over groups of (rank sum)^2 / size. */
static double h_statistic(double squares, double n, double ties)
{
    double correction = 1 - ties / (n * (n * n - 1));
    if (!(correction > 0))
        return 0;
    return (12 / (n * (n + 1)) * squares - 3 * (n + 1)) / correction;
}

static double rank_squares(const struct ut_sample *groups, size_t count,
                           const double *ranks)
{
    double squares = 0;
    for (size_t i = 0; i < count; ranks += groups[i++].count) {
        double sum = 0;
        for (size_t j = 0; j < groups[i].count; j++)
            sum += ranks[j];
        if (groups[i].count > 0)
            squares += sum * sum / (double)groups[i].count;
    }
    return squares;
}

/* Groups whose shares of the rank variance are sought. */
struct design {
    double n, df; /* df of the groups; n - 1 - df remain within them */
};

/* P(share in a sample <= share), given the population's: the analysis of
 * variance of ranks has F noncentral by n * population / (1 - population). */
static double share_cdf(struct design design, double share, double population)
{
    double lambda = design.n * population / (1 - population);
    double within = design.n - 1 - design.df;
    return ut_noncentral_beta_cdf(share, design.df / 2, within / 2, lambda);
}

/* The population's share for which the sample's has that P; 0 where even
 * without differences it is smaller. */
static double invert_share(struct design design, double share, double p)
{
    double low = 0, high = 1;
    if (share_cdf(design, share, 0) <= p)
        return 0;
    while (high - low > PRECISION) {
        double middle = (low + high) / 2;
        if (share_cdf(design, share, middle) > p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

static struct ut_interval share_interval(struct design design, double share,
                                         double level)
{
    double tail = (1 - level) / 2;
    if (!(design.n - 1 > design.df))
        return (struct ut_interval){NAN, NAN};
    if (share > SEPARATED)
        return (struct ut_interval){share, share};
    return (struct ut_interval){invert_share(design, share, 1 - tail),
                                invert_share(design, share, tail)};
}

static struct ut_kruskal kruskal(double h, struct design design, double level)
{
    double share = fmin(1, h / (design.n - 1));
    double within = design.n - 1 - design.df;
    return (struct ut_kruskal){
        .h = h,
        .p = ut_chi2_sf(h, design.df),
        .epsilon2 = share,
        .eta2 = within > 0 ? fmax(0, (h - design.df) / within) : NAN,
        .interval = share_interval(design, share, level),
        .df = (size_t)design.df,
    };
}

int ut_stats_kruskal(const struct ut_sample *groups, size_t count, double level,
                     struct ut_kruskal *result)
{
    struct pooled pooled;
    int status = pool(groups, count, &pooled);
    if (status != 0)
        return status;
    *result = (struct ut_kruskal){NAN, NAN, NAN, NAN, {NAN, NAN}, 0};
    if (pooled.groups >= 2) {
        struct design design = {(double)pooled.count,
                                (double)pooled.groups - 1};
        double squares = rank_squares(groups, count, pooled.ranks);
        double h = h_statistic(squares, design.n, pooled.ties);
        *result = kruskal(h, design, level);
    }
    free(pooled.values);
    return 0;
}

static double mean_rank(const double *ranks, size_t count)
{
    return ut_stats_mean((struct ut_sample){ranks, count});
}

/* Without spread in the ranks no pair differs. */
static double dunn_z(double difference, double base, double sizes)
{
    return base > 0 ? difference / sqrt(base * sizes) : 0;
}

int ut_stats_dunn(const struct ut_sample *groups, size_t count, double *z)
{
    struct pooled pooled;
    int status = pool(groups, count, &pooled);
    if (status != 0)
        return status;
    double n = (double)pooled.count;
    double base = n * (n + 1) / 12 - pooled.ties / (12 * (n - 1));
    const double *ranks = pooled.ranks;
    for (size_t i = 0; i < count; ranks += groups[i++].count) {
        const double *others = ranks + groups[i].count;
        for (size_t j = i + 1; j < count; others += groups[j++].count) {
            double sizes =
                1 / (double)groups[i].count + 1 / (double)groups[j].count;
            double difference = mean_rank(ranks, groups[i].count) -
                                mean_rank(others, groups[j].count);
            *z++ = isfinite(sizes) ? dunn_z(difference, base, sizes) : NAN;
        }
    }
    free(pooled.values);
    return 0;
}

/* Weights n / variance and their sums, over groups that are not empty. */
struct welch_sums {
    double groups, weight, weighted_mean;
};

static double weight_of(struct ut_sample group)
{
    double sd = ut_stats_sd(group);
    return (double)group.count / (sd * sd);
}

static struct welch_sums welch_sums(const struct ut_sample *groups,
                                    size_t count)
{
    struct welch_sums sums = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        if (groups[i].count == 0)
            continue;
        double weight = weight_of(groups[i]);
        sums.groups++;
        sums.weight += weight;
        sums.weighted_mean += weight * ut_stats_mean(groups[i]);
    }
    sums.weighted_mean /= sums.weight;
    return sums;
}

struct ut_welch ut_stats_welch(const struct ut_sample *groups, size_t count)
{
    struct welch_sums sums = welch_sums(groups, count);
    double k = sums.groups, between = 0, unequal = 0;
    if (k < 2 || !isfinite(sums.weight))
        return (struct ut_welch){NAN, NAN, NAN, NAN};
    for (size_t i = 0; i < count; i++) {
        if (groups[i].count == 0)
            continue;
        double weight = weight_of(groups[i]);
        double away = ut_stats_mean(groups[i]) - sums.weighted_mean;
        double rest = 1 - weight / sums.weight;
        between += weight * away * away;
        unequal += rest * rest / (double)(groups[i].count - 1);
    }
    double f = between / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * unequal);
    double df2 = (k * k - 1) / (3 * unequal);
    return (struct ut_welch){f, k - 1, df2, ut_f_sf(f, k - 1, df2)};
}
