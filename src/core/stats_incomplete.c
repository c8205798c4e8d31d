/*
 * stats_incomplete.c: both keep the small one of the two tails and both of x
 * and 1 - x, so that nothing is lost by subtracting from one.
 */
#include "core/stats_incomplete.h"

#include <math.h>

#define SERIES_MAX 1000000
#define TINY 1e-300
#define PRECISION 1e-16
#define LOG_2PI 1.837877066409345483560659472811

/* log(n!) less Stirling's formula. */
static double stirling_error(double n)
{
    if (n < 16)
        return lgamma_r(n + 1, &(int){0}) - (n + 0.5) * log(n) + n -
               0.5 * LOG_2PI;
    double s = 1 / (n * n);
    return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 -
                                             s * (1.0 / 1680 -
                                                  s * (1.0 / 1188 -
                                                       s * 691.0 / 360360))))) /
           n;
}

/* x log(x / m) + m - x without cancellation where x is close to m. */
static double deviance(double x, double m)
{
    if (fabs(x - m) >= 0.1 * (x + m))
        return x * log(x / m) + m - x;
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
    for (int i = 1; i < 1000; i++) {
        term *= v * v;
        double next = sum + term / (2 * i + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

/* x^a e^-x / gamma(a + 1) */
static double poisson_term(double a, double x)
{
    return exp(-stirling_error(a) - deviance(a, x) - 0.5 * (LOG_2PI + log(a)));
}

static double gamma_series(double a, double x)
{
    double sum = 1, term = 1;
    for (int i = 1; i < SERIES_MAX && term > sum * PRECISION; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return poisson_term(a, x) * sum;
}

static double nonzero(double value)
{
    return fabs(value) < TINY ? TINY : value;
}

/* Lentz's method on DLMF 8.9.2. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / TINY, d = 1 / nonzero(b), h = d;
    for (int i = 1; i < SERIES_MAX; i++) {
        double n = i * (a - i);
        b += 2;
        d = 1 / nonzero(n * d + b);
        c = nonzero(b + n / c);
        h *= d * c;
        if (fabs(d * c - 1) < PRECISION)
            break;
    }
    return poisson_term(a, x) * a * h;
}

struct ut_tails ut_gamma_tails(double a, double x)
{
    if (!(x > 0))
        return (struct ut_tails){0, 1};
    if (isinf(x))
        return (struct ut_tails){1, 0};
    if (x < a + 1) {
        double lower = gamma_series(a, x);
        return (struct ut_tails){lower, 1 - lower};
    }
    double upper = gamma_fraction(a, x);
    return (struct ut_tails){1 - upper, upper};
}

double ut_beta_log_term(double a, double b, double x, double y)
{
    double n = a + b;
    return stirling_error(n) - stirling_error(a) - stirling_error(b) -
           deviance(a, n * x) - deviance(b, n * y) +
           0.5 * (log(a * b / n) - LOG_2PI);
}

/* One step of Lentz's method with the next numerator. */
static double lentz(double numerator, double *c, double *d)
{
    *d = 1 / nonzero(1 + numerator * *d);
    *c = nonzero(1 + numerator / *c);
    return *c * *d;
}

/* DLMF 8.17.22; converges fast for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / nonzero(1 - (a + b) * x / (a + 1)), h = d;
    for (int m = 1; m < SERIES_MAX; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd =
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        h *= lentz(even, &c, &d);
        double change = lentz(odd, &c, &d);
        h *= change;
        if (fabs(change - 1) < PRECISION)
            break;
    }
    return h;
}

struct ut_tails ut_beta_tails(double a, double b, double x, double y)
{
    if (!(x > 0))
        return (struct ut_tails){0, 1};
    if (!(y > 0))
        return (struct ut_tails){1, 0};
    double term = exp(ut_beta_log_term(a, b, x, y));
    if (x < (a + 1) / (a + b + 2)) {
        double lower = term * beta_fraction(a, b, x) / a;
        return (struct ut_tails){lower, 1 - lower};
    }
    double upper = term * beta_fraction(b, a, y) / b;
    return (struct ut_tails){1 - upper, upper};
}
