/*
 * stats_noncentral.c: a noncentral beta is a beta whose first shape is
 * raised by a Poisson number. Its distribution function is summed outwards
 * from the likeliest number, each beta function had from its neighbour; the
 * step between the two is kept as a logarithm, since it may be too small for
 * a double where the walk begins.
 */
#include "core/stats_noncentral.h"

#include <math.h>

#include "core/stats_incomplete.h"

#define NEGLIGIBLE 1e-17 /* weight beside the largest */

/* Poisson weights in units of the largest, and the sum they weigh. */
struct mixture {
    double weights, sum;
};

/* The Poisson numbers of one distribution. */
struct walk {
    double x, a, b, mean; /* mean of the Poisson number */
    double number;        /* where the walk begins */
    double lower;         /* I_x(a + number, b) */
    double log_step;      /* of what it loses to the next number */
};

static void add(struct mixture *mixture, double weight, double lower)
{
    mixture->weights += weight;
    mixture->sum += weight * lower;
}

/* I_x(shape - 1, b) = I_x(shape, b) + step(shape - 1), DLMF 8.17.20. */
static void walk_down(const struct walk *walk, struct mixture *mixture)
{
    double weight = 1, lower = walk->lower, log_step = walk->log_step;
    for (double i = walk->number; i > 0 && weight > NEGLIGIBLE; i--) {
        double shape = walk->a + i;
        log_step += log(shape / (walk->x * (shape + walk->b - 1)));
        lower += exp(log_step);
        weight *= i / walk->mean;
        add(mixture, weight, lower);
    }
}

static void walk_up(const struct walk *walk, struct mixture *mixture)
{
    double weight = 1, lower = walk->lower, log_step = walk->log_step;
    for (double i = walk->number; weight > NEGLIGIBLE; i++) {
        double shape = walk->a + i;
        lower = fmax(0, lower - exp(log_step));
        log_step += log(walk->x * (shape + walk->b) / (shape + 1));
        weight *= walk->mean / (i + 1);
        add(mixture, weight, lower);
    }
}

double ut_noncentral_beta_cdf(double x, double a, double b, double lambda)
{
    if (!(x > 0) || x >= 1)
        return x >= 1;
    double number = floor(lambda / 2), shape = a + number;
    struct walk walk = {
        .x = x,
        .a = a,
        .b = b,
        .mean = lambda / 2,
        .number = number,
        .lower = ut_beta_tails(shape, b, x, 1 - x).lower,
        .log_step = ut_beta_log_term(shape, b, x, 1 - x) - log(shape),
    };
    struct mixture mixture = {1, walk.lower};
    walk_down(&walk, &mixture);
    walk_up(&walk, &mixture);
    return mixture.sum / mixture.weights;
}
