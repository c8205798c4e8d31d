/*
 * round.h: rounding to decimal places as Python 3's round() does.
 */
#ifndef UT_ROUND_H
#define UT_ROUND_H

/* The double nearest to `value` written with `places` (0 to 15) decimals: the
 * exact binary value is rounded, ties to even. The sign of zero stays.
 * Infinities, NaN and values of 2^53 / 10^places or more come back unchanged.
 */
double ut_round(double value, int places);

#endif
