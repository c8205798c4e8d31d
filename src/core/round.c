/*
 * round.c: decimal rounding by exact integer arithmetic.
 *
 * value = m * 2^-s with m < 2^53, so m * 10^places fits 128 bits and the part
 * below the last place is compared with one half without error. Neither
 * printf nor a locale takes part.
 */
#include "core/round.h"

#include <math.h>
#include <stdint.h>

#define MANTISSA_BITS 53
#define MAX_SHIFT 126 /* further right, nothing reaches the last place */

/* floor(product / 2^shift), or one more from the half up, ties to even. */
static double divide_half_even(unsigned __int128 product, int shift)
{
    unsigned __int128 quotient = product >> shift;
    unsigned __int128 rest = product - (quotient << shift);
    unsigned __int128 half = (unsigned __int128)1 << (shift - 1);
    if (rest > half || (rest == half && (quotient & 1) != 0))
        quotient++;
    return (double)quotient;
}

double ut_round(double value, int places)
{
    double scale = 1.0;
    for (int i = 0; i < places; i++)
        scale *= 10.0;
    if (!(fabs(value) < 0x1p53 / scale))
        return value;
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    int shift = MANTISSA_BITS - exponent;
    if (shift > MAX_SHIFT)
        return copysign(0.0, value);
    uint64_t mantissa = (uint64_t)ldexp(fraction, MANTISSA_BITS);
    unsigned __int128 product = (unsigned __int128)mantissa * (uint64_t)scale;
    return copysign(divide_half_even(product, shift) / scale, value);
}
