/*
 * stats_noncentral.h: the distribution of an effect's size when there is one.
 */
#ifndef UT_STATS_NONCENTRAL_H
#define UT_STATS_NONCENTRAL_H

/* P(B <= x) of the noncentral beta distribution with shapes a and b above 0
 * and noncentrality lambda from 0: that of df1 F / (df1 F + df2) for a
 * noncentral F with df1 = 2a and df2 = 2b. To about 1e-12, not relative to a
 * small value; takes time with the square root of lambda. Source: Lenth 1987
 * (AS 226), begun at the largest term as Frick 1990 (AS R84). */
double ut_noncentral_beta_cdf(double x, double a, double b, double lambda);

#endif
