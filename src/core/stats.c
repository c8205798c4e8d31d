/* stats.c: moments, quantiles, boxes, bins and ranks of one sample. */
#include "core/stats.h"

#include <math.h>
#include <stdlib.h>

/* Neumaier's compensated sum of (value - center)^power, power 1 or 2. */
static double sum_about(struct ut_sample sample, double center, int power)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < sample.count; i++) {
        double term = sample.values[i] - center;
        term = power == 2 ? term * term : term;
        double next = sum + term;
        lost +=
            fabs(sum) >= fabs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double ut_stats_mean(struct ut_sample sample)
{
    return sum_about(sample, 0, 1) / (double)sample.count;
}

double ut_stats_sd(struct ut_sample sample)
{
    if (sample.count < 2)
        return NAN;
    double squares = sum_about(sample, ut_stats_mean(sample), 2);
    return sqrt(squares / (double)(sample.count - 1));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void ut_stats_sort(double *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof *values, compare);
}

double ut_stats_quantile(struct ut_sample sorted, double fraction)
{
    if (sorted.count == 0)
        return NAN;
    double position = fraction * (double)(sorted.count - 1);
    size_t below = (size_t)position;
    if (below + 1 >= sorted.count)
        return sorted.values[sorted.count - 1];
    double low = sorted.values[below], high = sorted.values[below + 1];
    double part = position - (double)below, step = high - low;
    return part >= 0.5 ? high - step * (1 - part) : low + step * part;
}

struct ut_box ut_stats_box(struct ut_sample sorted)
{
    struct ut_box box = {
        .q1 = ut_stats_quantile(sorted, 0.25),
        .median = ut_stats_quantile(sorted, 0.5),
        .q3 = ut_stats_quantile(sorted, 0.75),
    };
    const double *values = sorted.values;
    double reach = 1.5 * (box.q3 - box.q1);
    size_t low = 0, high = sorted.count;
    while (low < high && values[low] < box.q1 - reach)
        low++;
    while (high > low && values[high - 1] > box.q3 + reach)
        high--;
    box.low_whisker = low < high ? fmin(values[low], box.q1) : box.q1;
    box.high_whisker = low < high ? fmax(values[high - 1], box.q3) : box.q3;
    box.low_outliers = low;
    box.high_outliers = sorted.count - high;
    return box;
}

int ut_stats_auto_bins(struct ut_sample sorted, struct ut_bins *bins,
                       struct ut_error *error)
{
    if (sorted.count == 0) {
        *bins = (struct ut_bins){.last = 1, .count = 1};
        return 0;
    }
    double first = sorted.values[0], last = sorted.values[sorted.count - 1];
    double size = (double)sorted.count, range = last - first;
    double iqr =
        ut_stats_quantile(sorted, 0.75) - ut_stats_quantile(sorted, 0.25);
    double width = range / (log2(size) + 1);
    double narrow = 2 * iqr * pow(size, -1.0 / 3.0);
    if (narrow > 0 && narrow < width)
        width = narrow;
    double count = 1;
    if (range == 0) {
        first -= 0.5;
        last += 0.5;
    } else {
        count = ceil(range / width);
    }
    if (!(count <= UT_STATS_BINS_MAX))
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "a histogram of more than %d bins", UT_STATS_BINS_MAX);
    *bins = (struct ut_bins){first, last, (size_t)count};
    return 0;
}

double ut_bins_edge(const struct ut_bins *bins, size_t index)
{
    double step = (bins->last - bins->first) / (double)bins->count;
    return index == bins->count ? bins->last
                                : (double)index * step + bins->first;
}

/* The division may miss by one at an edge: the edges decide. */
static size_t bin_of(const struct ut_bins *bins, double value)
{
    double scale = (double)bins->count / (bins->last - bins->first);
    size_t index = (size_t)((value - bins->first) * scale);
    if (index >= bins->count)
        index = bins->count - 1;
    if (value < ut_bins_edge(bins, index))
        index--;
    if (index + 1 < bins->count && value >= ut_bins_edge(bins, index + 1))
        index++;
    return index;
}

void ut_bins_count(const struct ut_bins *bins, struct ut_sample sample,
                   size_t *counts)
{
    for (size_t i = 0; i < bins->count; i++)
        counts[i] = 0;
    for (size_t i = 0; i < sample.count; i++) {
        double value = sample.values[i];
        if (value >= bins->first && value <= bins->last)
            counts[bin_of(bins, value)]++;
    }
}

static int compare_targets(const void *a, const void *b)
{
    return compare(*(const double *const *)a, *(const double *const *)b);
}

int ut_stats_ranks(struct ut_sample sample, double *ranks, double *ties)
{
    size_t count = sample.count;
    const double **order = malloc((count + 1) * sizeof *order);
    double tie_sum = 0;
    if (order == NULL)
        return UNDERTONE_EMEMORY;
    for (size_t i = 0; i < count; i++)
        order[i] = &sample.values[i];
    qsort(order, count, sizeof *order, compare_targets);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && *order[end] == *order[i]; end++)
            ;
        double size = (double)(end - i);
        tie_sum += size * (size * size - 1);
        for (size_t j = i; j < end; j++)
            ranks[order[j] - sample.values] = (double)(i + end + 1) / 2;
    }
    free(order);
    if (ties != NULL)
        *ties = tie_sum;
    return 0;
}
