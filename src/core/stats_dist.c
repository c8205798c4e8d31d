/*
 * stats_dist.c: what follows from the incomplete gamma and beta functions,
 * and Wichura's normal quantile.
 */
#include "core/stats_dist.h"

#include <math.h>
#include <stdbool.h>

#include "core/stats_incomplete.h"

#define NEWTON_MAX 12
#define NEWTON_ENOUGH 1e-8 /* relative; the error left is its square */

double ut_normal_sf(double x)
{
    return 0.5 * erfc(x * 0.70710678118654752440084436210485);
}

static double polynomial(const double *coefficients, int count, double x)
{
    double value = coefficients[count - 1];
    for (int i = count - 2; i >= 0; i--)
        value = value * x + coefficients[i];
    return value;
}

/* AS 241's rational functions: centre, tail and far tail. */
static const double quantile_top[3][8] = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.42343711074968357734e0, 4.63033784615654529590e0,
     5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {6.65790464350110377720e0, 5.46378491116411436990e0,
     1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
};
static const double quantile_bottom[3][8] = {
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2,
     5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
     2.8729085735721942674e4, 5.2264952788528545610e3},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
     6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9},
    {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
     1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15},
};

static double rational(int piece, double x)
{
    return polynomial(quantile_top[piece], 8, x) /
           polynomial(quantile_bottom[piece], 8, x);
}

double ut_normal_quantile(double p)
{
    double q = p - 0.5;
    if (fabs(q) <= 0.425)
        return q * rational(0, 0.180625 - q * q);
    double r = sqrt(-log(q < 0 ? p : 1 - p));
    double size = r <= 5 ? rational(1, r - 1.6) : rational(2, r - 5);
    return q < 0 ? -size : size;
}

double ut_chi2_sf(double x, double df)
{
    return ut_gamma_tails(df / 2, x / 2).upper;
}

double ut_chi2_cdf(double x, double df)
{
    return ut_gamma_tails(df / 2, x / 2).lower;
}

static struct ut_tails f_tails(double x, double df1, double df2)
{
    if (!(x > 0))
        return (struct ut_tails){0, 1};
    if (isinf(x))
        return (struct ut_tails){1, 0};
    double part = df1 * x / (df1 * x + df2), rest = df2 / (df1 * x + df2);
    return ut_beta_tails(df1 / 2, df2 / 2, part, rest);
}

double ut_f_sf(double x, double df1, double df2)
{
    return f_tails(x, df1, df2).upper;
}

double ut_f_cdf(double x, double df1, double df2)
{
    return f_tails(x, df1, df2).lower;
}

/* The upper half tail by P(T > |t|) = P(F(1, df) > t^2) / 2. */
double ut_student_sf(double t, double df)
{
    double half = 0.5 * f_tails(t * t, 1, df).upper;
    return t >= 0 ? half : 1 - half;
}

/* A distribution on x > 0 with up to two parameters. */
struct law {
    struct ut_tails (*tails)(double x, double df1, double df2);
    double df1, df2;
};

static struct ut_tails chi2_tails(double x, double df, double unused)
{
    (void)unused;
    return ut_gamma_tails(df / 2, x / 2);
}

/* True when the quantile lies above x; the smaller tail is compared. */
static bool lies_above(const struct law *law, double x, struct ut_tails target)
{
    struct ut_tails tails = law->tails(x, law->df1, law->df2);
    return target.lower < target.upper ? tails.lower < target.lower
                                       : tails.upper > target.upper;
}

/* Bisection in log x between doubles of every size: always arrives. */
static double solve(struct law law, struct ut_tails target)
{
    double low = -709, high = 709;
    for (int i = 0; i < 200; i++) {
        double middle = 0.5 * (low + high);
        if (middle == low || middle == high)
            break;
        if (lies_above(&law, exp(middle), target))
            low = middle;
        else
            high = middle;
    }
    return exp(0.5 * (low + high));
}

double ut_chi2_quantile(double p, double df)
{
    return solve((struct law){chi2_tails, df, 0}, (struct ut_tails){p, 1 - p});
}

double ut_f_quantile(double p, double df1, double df2)
{
    return solve((struct law){f_tails, df1, df2}, (struct ut_tails){p, 1 - p});
}

/* The density of Student's t at t above 0. */
static double student_density(double t, double df)
{
    double sum = df + t * t;
    return exp(ut_beta_log_term(0.5, df / 2, t * t / sum, df / sum)) / t;
}

/* Newton's method from the normal quantile, which is nearer to 0: the tail is
 * convex, so it comes ever nearer. False where that takes too long, far out
 * with few degrees of freedom. */
static bool approach_student(double tail, double df, double *t)
{
    *t = -ut_normal_quantile(tail);
    for (int i = 0; i < NEWTON_MAX; i++) {
        double step = (ut_student_sf(*t, df) - tail) / student_density(*t, df);
        *t += step;
        if (fabs(step) <= NEWTON_ENOUGH * *t)
            return true;
    }
    return false;
}

double ut_student_quantile(double p, double df)
{
    double t, tail = p < 0.5 ? p : 1 - p;
    if (tail == 0.5)
        return 0;
    if (!approach_student(tail, df, &t))
        t = sqrt(solve((struct law){f_tails, 1, df},
                       (struct ut_tails){1 - 2 * tail, 2 * tail}));
    return p < 0.5 ? -t : t;
}
