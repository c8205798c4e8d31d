/* rng.c: MT19937 and the bounded and floating draws over it. */
#include "core/rng.h"

#include <string.h>

#define WORDS UT_RNG_WORDS
#define MIDDLE 397
#define UPPER_BIT 0x80000000u
#define LOWER_BITS 0x7fffffffu
#define TWIST 0x9908b0dfu

void ut_rng_seed(struct ut_rng *rng, uint32_t seed)
{
    rng->words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) {
        uint32_t last = rng->words[i - 1];
        rng->words[i] = 1812433253u * (last ^ (last >> 30)) + i;
    }
    rng->next = WORDS;
}

static uint32_t twist(uint32_t word, uint32_t next, uint32_t far)
{
    uint32_t mixed = (word & UPPER_BIT) | (next & LOWER_BITS);
    return far ^ (mixed >> 1) ^ (-(mixed & 1) & TWIST);
}

static uint32_t temper(uint32_t bits)
{
    bits ^= bits >> 11;
    bits ^= (bits << 7) & 0x9d2c5680u;
    bits ^= (bits << 15) & 0xefc60000u;
    return bits ^ (bits >> 18);
}

/* In whole blocks, without a division, so that compilers can do several words
 * at once. */
static void refill(struct ut_rng *rng)
{
    uint32_t *words = rng->words;
    for (size_t i = 0; i < WORDS - MIDDLE; i++)
        words[i] = twist(words[i], words[i + 1], words[i + MIDDLE]);
    for (size_t i = WORDS - MIDDLE; i < WORDS - 1; i++)
        words[i] = twist(words[i], words[i + 1], words[i + MIDDLE - WORDS]);
    words[WORDS - 1] = twist(words[WORDS - 1], words[0], words[MIDDLE - 1]);
    for (size_t i = 0; i < WORDS; i++)
        rng->bits[i] = temper(words[i]);
    rng->next = 0;
}

uint32_t ut_rng_bits(struct ut_rng *rng)
{
    if (rng->next >= WORDS)
        refill(rng);
    return rng->bits[rng->next++];
}

double ut_rng_uniform(struct ut_rng *rng)
{
    double high = ut_rng_bits(rng) >> 5;
    double low = ut_rng_bits(rng) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}

static uint64_t long_bits(struct ut_rng *rng)
{
    uint64_t high = ut_rng_bits(rng);
    return (high << 32) | ut_rng_bits(rng);
}

/* The least 2^b - 1 that is no less than last, which is above 0. */
static uint64_t mask_of(uint64_t last)
{
    return UINT64_MAX >> __builtin_clzll(last);
}

uint64_t ut_rng_below(struct ut_rng *rng, uint64_t count)
{
    uint64_t last = count - 1, value;
    if (last == 0)
        return 0;
    uint64_t mask = mask_of(last);
    do {
        value = (last <= UINT32_MAX ? ut_rng_bits(rng) : long_bits(rng)) & mask;
    } while (value > last);
    return value;
}

/* A value that does not fit is overwritten by the next: no branch to guess. */
void ut_rng_fill_below(struct ut_rng *rng, uint32_t count, uint32_t *values,
                       size_t size)
{
    uint32_t last = count - 1;
    if (last == 0) {
        memset(values, 0, size * sizeof *values);
        return;
    }
    uint32_t mask = (uint32_t)mask_of(last);
    for (size_t filled = 0; filled < size;) {
        if (rng->next >= WORDS)
            refill(rng);
        size_t left = WORDS - rng->next, wanted = size - filled;
        size_t some = left < wanted ? left : wanted;
        const uint32_t *bits = rng->bits + rng->next;
        rng->next += (uint32_t)some;
        for (size_t i = 0; i < some; i++) {
            values[filled] = bits[i] & mask;
            filled += values[filled] <= last;
        }
    }
}
