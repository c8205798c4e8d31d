/*
 * rng.h: the Mersenne Twister MT19937 with the draws of NumPy's RandomState.
 *
 * Seeded alike, ut_rng_below(n) gives RandomState.randint(n), element by
 * element for sized calls too, and ut_rng_uniform gives random_sample() and
 * uniform(). A shuffle is `for i = count - 1 .. 1: swap(i, below(i + 1))`, as
 * RandomState.shuffle. A generator is a plain value: a copy continues
 * independently from the same point. Not for secrets.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8(1), 1998;
 * draws as documented for NumPy's legacy generator (masked rejection, 53
 * bits).
 */
#ifndef UT_RNG_H
#define UT_RNG_H

#include <stddef.h>
#include <stdint.h>

#define UT_RNG_WORDS 624

struct ut_rng {
    uint32_t words[UT_RNG_WORDS];
    uint32_t bits[UT_RNG_WORDS]; /* what the words give */
    uint32_t next;               /* of bits; UT_RNG_WORDS = refill */
};

/* RandomState(seed). */
void ut_rng_seed(struct ut_rng *rng, uint32_t seed);

/* The next 32 random bits. */
uint32_t ut_rng_bits(struct ut_rng *rng);

/* Uniform on [0, 1) with 53 random bits; takes two 32-bit outputs. */
double ut_rng_uniform(struct ut_rng *rng);

/* Uniform on 0 .. count - 1, count at least 1. Draws nothing when count is 1,
 * else 32-bit (64-bit past 2^32) outputs until one fits. */
uint64_t ut_rng_below(struct ut_rng *rng, uint64_t count);

/* Fills values as `size` calls of ut_rng_below(count) would, faster. */
void ut_rng_fill_below(struct ut_rng *rng, uint32_t count, uint32_t *values,
                       size_t size);

#endif
