/*
 * stats_groups.c: rank tests over pooled groups.
 *
 * The bootstrap of epsilon squared ranks each resample by counting: values
 * are replaced once by their place among the distinct values, so a resample
 * costs time linear in its size.
 */
#include "core/stats_groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "core/stats_dist.h"

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

int ut_stats_kruskal(const struct ut_sample *groups, size_t count,
                     struct ut_kruskal *result)
{
    struct pooled pooled;
    int status = pool(groups, count, &pooled);
    if (status != 0)
        return status;
    double n = (double)pooled.count;
    *result = (struct ut_kruskal){NAN, NAN, NAN, 0};
    if (pooled.groups >= 2) {
        double squares = rank_squares(groups, count, pooled.ranks);
        result->h = h_statistic(squares, n, pooled.ties);
        result->df = pooled.groups - 1;
        result->p = ut_chi2_sf(result->h, (double)result->df);
        result->epsilon2 = result->h / (n - 1);
    }
    free(pooled.values);
    return 0;
}

/* What one resample needs; one allocation that starts at place. */
struct resample {
    size_t *place; /* of each pooled value among the distinct ones */
    size_t *drawn; /* places drawn, group after group */
    size_t *times; /* how often each place was drawn */
    size_t distinct;
};

/* Tied values share a rank and no others do, so sorted ranks tell places. */
static int prepare(const struct pooled *pooled, struct resample *resample)
{
    size_t n = pooled->count;
    resample->place = calloc(3 * n + 1, sizeof *resample->place);
    double *sorted = malloc((n + 1) * sizeof *sorted);
    if (resample->place == NULL || sorted == NULL) {
        free(resample->place);
        free(sorted);
        return UNDERTONE_EMEMORY;
    }
    resample->drawn = resample->place + n;
    resample->times = resample->drawn + n;
    /* times[first index of a tie group] is lent to hold its place */
    memcpy(sorted, pooled->ranks, n * sizeof *sorted);
    ut_stats_sort(sorted, n);
    resample->distinct = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && sorted[i] != sorted[i - 1])
            resample->distinct++;
        resample->times[(size_t)sorted[i] - 1] = resample->distinct;
    }
    resample->distinct += n > 0;
    for (size_t i = 0; i < n; i++)
        resample->place[i] = resample->times[(size_t)pooled->ranks[i] - 1];
    free(sorted);
    return 0;
}

static void draw(const struct ut_sample *groups, size_t count,
                 struct resample *resample, struct ut_rng *rng)
{
    const size_t *place = resample->place;
    size_t *drawn = resample->drawn;
    memset(resample->times, 0, resample->distinct * sizeof(size_t));
    for (size_t i = 0; i < count; place += groups[i++].count)
        for (size_t j = 0; j < groups[i].count; j++) {
            *drawn = place[ut_rng_below(rng, groups[i].count)];
            resample->times[*drawn++]++;
        }
}

/* The mean rank of each place from how often it was drawn. */
static double rank_places(const struct resample *resample, double *rank_of)
{
    double ties = 0, below = 0;
    for (size_t i = 0; i < resample->distinct; i++) {
        double size = (double)resample->times[i];
        rank_of[i] = below + (size + 1) / 2;
        ties += size * (size * size - 1);
        below += size;
    }
    return ties;
}

static double epsilon2_of(const struct ut_sample *groups, size_t count,
                          const struct resample *resample, double *scratch)
{
    double *rank_of = scratch, *ranks = scratch + resample->distinct;
    double ties = rank_places(resample, rank_of);
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        n += groups[i].count;
    for (size_t i = 0; i < n; i++)
        ranks[i] = rank_of[resample->drawn[i]];
    double squares = rank_squares(groups, count, ranks);
    return h_statistic(squares, (double)n, ties) / (double)(n - 1);
}

static int epsilon2_replicates(const struct ut_sample *groups, size_t count,
                               const struct ut_resampling *plan,
                               const struct pooled *pooled, double *replicates)
{
    struct ut_rng rng;
    struct resample resample;
    int status = prepare(pooled, &resample);
    if (status != 0)
        return status;
    ut_rng_seed(&rng, plan->seed);
    double *scratch = pooled->values; /* both halves are free to use now */
    for (size_t i = 0; i < plan->resamples && status == 0; i++) {
        draw(groups, count, &resample, &rng);
        replicates[i] = epsilon2_of(groups, count, &resample, scratch);
        if (ut_boot_is_interrupted(plan))
            status = UNDERTONE_EINTERRUPTED;
    }
    free(resample.place);
    return status;
}

int ut_boot_epsilon2(const struct ut_sample *groups, size_t count,
                     const struct ut_resampling *plan,
                     struct ut_interval *interval)
{
    struct pooled pooled;
    int status = pool(groups, count, &pooled);
    if (status != 0)
        return status;
    *interval = (struct ut_interval){NAN, NAN};
    double *replicates = malloc(plan->resamples * sizeof *replicates);
    if (replicates == NULL)
        status = UNDERTONE_EMEMORY;
    else if (pooled.groups >= 2)
        status = epsilon2_replicates(groups, count, plan, &pooled, replicates);
    if (status == 0 && pooled.groups >= 2)
        *interval =
            ut_boot_percentile(replicates, plan->resamples, plan->level);
    free(replicates);
    free(pooled.values);
    return status;
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
