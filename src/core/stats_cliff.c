/* stats_cliff.c: Cliff's delta and its interval. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/stats_dist.h"
#include "core/stats_pair.h"

#define PRECISION 1e-14 /* of an end that is sought */

/* Sums over one sample of its dominance over the other. */
struct dominance {
    double sum;     /* of sign(x_i - y_j) over all pairs */
    double squares; /* of each value's mean sign */
    double ties;    /* pairs that are equal */
};

/* Both sorted: two fingers walk y as x grows. */
static struct dominance dominance(struct ut_sample x, struct ut_sample y)
{
    struct dominance result = {0, 0, 0};
    size_t below = 0, upto = 0;
    for (size_t i = 0; i < x.count; i++) {
        while (below < y.count && y.values[below] < x.values[i])
            below++;
        while (upto < y.count && y.values[upto] <= x.values[i])
            upto++;
        double sign = (double)below - (double)(y.count - upto);
        result.sum += sign;
        result.squares += sign * sign / (double)(y.count * y.count);
        result.ties += (double)(upto - below);
    }
    return result;
}

/* Of both samples. */
struct sizes {
    double m, n;
};

/* The unbiased variance of delta (Cliff 1993), never below its least
 * possible value (1 - delta^2) / (m n - 1), and the degrees of freedom that
 * Welch's rule gives the two variances it is made of (Brunner and Munzel
 * 2000), or those of equal ones where all values tie. */
struct spread {
    double variance, df;
};

static struct spread delta_spread(struct dominance x, struct dominance y,
                                  struct sizes sizes)
{
    double m = sizes.m, n = sizes.n;
    double delta = x.sum / (m * n), square = delta * delta;
    double across_x = x.squares - m * square;
    double across_y = y.squares - n * square;
    double within = m * n - x.ties - m * n * square;
    double variance = (n * n * across_x + m * m * across_y - within) /
                      (m * n * (m - 1) * (n - 1));
    /* never negative but by rounding, which must not cancel them */
    double of_x = fmax(0, across_x) / (m * (m - 1));
    double of_y = fmax(0, across_y) / (n * (n - 1)), both = of_x + of_y;
    return (struct spread){
        .variance = fmax(variance, (1 - square) / (m * n - 1)),
        .df = both > 0 ? both * both /
                             (of_x * of_x / (m - 1) + of_y * of_y / (n - 1))
                       : m + n - 2,
    };
}

static struct ut_interval cliff_interval(double delta, struct spread spread,
                                         double level)
{
    double t = ut_student_quantile(0.5 + level / 2, spread.df), tt = t * t;
    double square = delta * delta, scale = 1 - square;
    double middle = delta - delta * square, base = scale + tt * spread.variance;
    double reach =
        t * sqrt(spread.variance * (scale * scale + tt * spread.variance));
    return (struct ut_interval){(middle - reach) / base,
                                (middle + reach) / base};
}

/* Where the samples do not overlap the variance is 0 and says nothing; Feng
 * and Cliff's bound uses the smaller sample. */
static struct ut_interval bound_interval(double delta, double few, double z)
{
    double inner = (few - z * z) / (few + z * z);
    return delta > 0 ? (struct ut_interval){inner, 1}
                     : (struct ut_interval){-1, -inner};
}

/* The variance that A would have if it were a: Newcombe's method 5. */
static double newcombe_variance(double a, double m, double n)
{
    double others = (m + n) / 2 - 1;
    return a * (1 - a) / (m * n) *
           (1 + others * ((1 - a) / (2 - a) + a / (1 + a)));
}

/* The value farthest from a towards `end`, 0 or 1, that lies within z
 * standard deviations of its own. */
static double newcombe_end(double a, double end, double z, struct sizes sizes)
{
    double inside = a;
    while (fabs(end - inside) > PRECISION) {
        double middle = (inside + end) / 2;
        double sd = sqrt(newcombe_variance(middle, sizes.m, sizes.n));
        if (fabs(middle - a) > z * sd)
            end = middle;
        else
            inside = middle;
    }
    return inside;
}

/* Cliff's interval is too short where one sample is small and hardly
 * overlaps the other, Newcombe's where their spreads differ: the wider. */
static struct ut_interval wider(double delta, struct ut_interval interval,
                                double z, struct sizes sizes)
{
    double a = (delta + 1) / 2;
    double low = newcombe_end(a, 0, z, sizes);
    double high = newcombe_end(a, 1, z, sizes);
    return (struct ut_interval){fmin(interval.low, 2 * low - 1),
                                fmax(interval.high, 2 * high - 1)};
}

static double *sorted_copy(struct ut_sample sample)
{
    double *copy = malloc((sample.count + 1) * sizeof *copy);
    if (copy == NULL)
        return NULL;
    memcpy(copy, sample.values, sample.count * sizeof *copy);
    ut_stats_sort(copy, sample.count);
    return copy;
}

static struct ut_cliff cliff(struct ut_sample x, struct ut_sample y,
                             double level)
{
    struct dominance over = dominance(x, y), under = dominance(y, x);
    struct sizes sizes = {(double)x.count, (double)y.count};
    double m = sizes.m, n = sizes.n;
    double delta = over.sum / (m * n);
    struct ut_cliff result = {delta, (delta + 1) / 2, {NAN, NAN}};
    if (m < 2 || n < 2)
        return result;
    double z = ut_normal_quantile(0.5 + level / 2);
    struct ut_interval interval =
        fabs(delta) == 1
            ? bound_interval(delta, fmin(m, n), z)
            : cliff_interval(delta, delta_spread(over, under, sizes), level);
    result.interval = wider(delta, interval, z, sizes);
    return result;
}

int ut_stats_cliff(struct ut_sample x, struct ut_sample y, double level,
                   struct ut_cliff *result)
{
    double *sorted_x = sorted_copy(x), *sorted_y = sorted_copy(y);
    bool is_ready = sorted_x != NULL && sorted_y != NULL;
    if (is_ready)
        *result = cliff((struct ut_sample){sorted_x, x.count},
                        (struct ut_sample){sorted_y, y.count}, level);
    free(sorted_x);
    free(sorted_y);
    return is_ready ? 0 : UNDERTONE_EMEMORY;
}
