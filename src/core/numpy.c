/* numpy.c: pairwise sums and the logarithm, bit by bit as NumPy's. */
#include "core/numpy.h"

#include <math.h>

#define SUM_BUFFER 8192
#define SUM_BLOCK 128

static double block_sum(const double *values, size_t count)
{
    double sums[8], total = 0;
    size_t i = 0;
    if (count >= 8) {
        for (size_t lane = 0; lane < 8; lane++)
            sums[lane] = values[lane];
        for (i = 8; i + 8 <= count; i += 8)
            for (size_t lane = 0; lane < 8; lane++)
                sums[lane] += values[i + lane];
        total = ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
                ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    }
    for (; i < count; i++)
        total += values[i];
    return total;
}

static double pairwise_sum(const double *values, size_t count)
{
    if (count <= SUM_BLOCK)
        return block_sum(values, count);
    size_t half = count / 2;
    half -= half % 8;
    return pairwise_sum(values, half) +
           pairwise_sum(values + half, count - half);
}

double ut_numpy_sum(const double *values, size_t count)
{
    double total = 0;
    for (size_t start = 0; start < count; start += SUM_BUFFER) {
        size_t left = count - start;
        total +=
            pairwise_sum(values + start, left < SUM_BUFFER ? left : SUM_BUFFER);
    }
    return total;
}

double ut_numpy_squared_length(const double *values, size_t count)
{
    double even = 0, odd = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) /* the last pair of eight comes first */
        for (size_t pair = i + 8; pair > i; pair -= 2) {
            even += values[pair - 2] * values[pair - 2];
            odd += values[pair - 1] * values[pair - 1];
        }
    for (; i < count; i += 2) {
        even += values[i] * values[i];
        if (i + 1 < count)
            odd += values[i + 1] * values[i + 1];
    }
    return even + odd;
}

/* Rounds 32 / mantissa, 16 to 32. Halfway, at 16.5 + i, the reference rounds
 * the processor's estimate, which goes up for these i. */
static double round_reciprocal(double quotient)
{
    const unsigned is_above = 0x2fa5;
    double whole = floor(quotient), part = quotient - whole;
    if (part != 0.5)
        return nearbyint(quotient);
    return whole + (is_above >> ((unsigned)whole - 16) & 1);
}

/* log(value) = exponent ln 2 - log(r) + log(1 + x), where r is the mantissa's
 * reciprocal in steps of 1/32 and x = mantissa * r - 1 is small. Source of the
 * polynomial's coefficients: Intel's SVML, the log of eight doubles. */
double ut_numpy_log(double value)
{
    int exponent;
    double mantissa = frexp(value, &exponent) * 2;
    double reciprocal = round_reciprocal(32 / mantissa) / 32;
    exponent -= reciprocal < 0.75 ? 0 : 1;
    double x = fma(mantissa, reciprocal, -1), x2 = x * x;
    double p8 = fma(x, 0x1.c81cd309d7c70p-4, -0x1.007357e93af62p-3);
    double p6 = fma(x, 0x1.249229cee81efp-3, -0x1.55553fb28db06p-3);
    double p4 = fma(x, 0x1.9999999cc9f5cp-3, -0x1.00000000c05bdp-2);
    double p2 = fma(x, 0x1.5555555555466p-2, -0x1.fffffffffffc6p-2);
    double high = fma(x2, p8, p6), low = fma(x2, p4, p2);
    double rest = fma(x2, fma(x2 * x2, high, low), x);
    double step = reciprocal < 0.75 ? 2 * reciprocal : reciprocal;
    return fma(0x1.62e42fefa39efp-1, exponent, rest - log(step));
}
