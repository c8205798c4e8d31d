/*
 * numpy.h: sums and orders exactly as NumPy 1.24 computes them.
 *
 * A clustering compares sums, and a cut between equal keys keeps whichever
 * the sort put first; to give the reference's labels and terms, the order of
 * additions and of ties must be the reference's. Inputs hold no NaN.
 *
 * Source: behaviour of NumPy 1.24.2 on x86-64 without FMA, compared bit by
 * bit in tests; introsort after Musser, "Introspective sorting and selection
 * algorithms", 1997.
 */
#ifndef UT_NUMPY_H
#define UT_NUMPY_H

#include <stddef.h>
#include <stdint.h>

/* numpy.sum of a contiguous array: pairwise by halves down to 128 elements
 * in eight partial sums, over buffers of 8,192 elements. */
double ut_numpy_sum(const double *values, size_t count);

/* numpy.einsum("ij,ij->i") of one row: its squared Euclidean length, in two
 * partial sums. */
double ut_numpy_squared_length(const double *values, size_t count);

/* numpy.log of a positive normal number, as NumPy computes it with AVX-512:
 * within 1 ulp of the C library's, which it uses on other processors. (A few
 * arguments in a hundred thousand, near a step of the processor's rough
 * reciprocal, may differ by an ulp.) */
double ut_numpy_log(double value);

/* order[0 .. count) receives keys.argsort(): the positions of the keys from
 * smallest to largest, equal keys in the order the introsort leaves them. */
void ut_numpy_argsort(const double *keys, size_t count, uint32_t *order);

/* order[0 .. count) receives keys.argpartition(kth), kth < count: the kth
 * smallest in its place, none larger before it, none smaller after it. */
void ut_numpy_argpartition(const double *keys, size_t count, size_t kth,
                           uint32_t *order);

#endif
