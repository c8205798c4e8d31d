/*
 * stats_incomplete.h: incomplete gamma and beta functions, on which the
 * distributions of stats_dist.h rest.
 *
 * The smaller of the two tails keeps a relative error of about 1e-12.
 * Sources: Loader 2000, "Fast and accurate computation of binomial
 * probabilities", for the leading factors; the continued fractions of
 * DLMF 8.9.2 and 8.17.22.
 */
#ifndef UT_STATS_INCOMPLETE_H
#define UT_STATS_INCOMPLETE_H

/* They add up to 1. */
struct ut_tails {
    double lower, upper;
};

/* The regularised P(a, x) and Q(a, x), a above 0. */
struct ut_tails ut_gamma_tails(double a, double x);

/* I_x(a, b) and its complement, a and b above 0; y is 1 - x, given exactly. */
struct ut_tails ut_beta_tails(double a, double b, double x, double y);

/* log(x^a y^b / B(a, b)), x and y above 0. */
double ut_beta_log_term(double a, double b, double x, double y);

#endif
