/*
 * stats_dist.h: tails and quantiles of the usual distributions.
 *
 * Upper tails P(X > x) keep a relative error under 1e-9 (about 1e-12 in
 * practice) down to the smallest normal double; lower tails are had by
 * symmetry or the complement functions, never as 1 - tail. Degrees of
 * freedom are positive and need not be whole. Quantiles take the probability
 * below them, 0 < p < 1.
 *
 * Source of the normal quantile: Wichura 1988 (AS 241); of the others see
 * stats_incomplete.h.
 */
#ifndef UT_STATS_DIST_H
#define UT_STATS_DIST_H

double ut_normal_sf(double x);
double ut_normal_quantile(double p);

double ut_student_sf(double t, double df);
double ut_student_quantile(double p, double df);

double ut_chi2_sf(double x, double df);
double ut_chi2_cdf(double x, double df);
double ut_chi2_quantile(double p, double df);

double ut_f_sf(double x, double df1, double df2);
double ut_f_cdf(double x, double df1, double df2);
double ut_f_quantile(double p, double df1, double df2);

#endif
