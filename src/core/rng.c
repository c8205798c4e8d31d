/* rng.c: MT19937 and the bounded and floating draws over it. */
#include "core/rng.h"

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

static void refill(struct ut_rng *rng)
{
    uint32_t *words = rng->words;
    for (uint32_t i = 0; i < WORDS; i++) {
        uint32_t mixed =
            (words[i] & UPPER_BIT) | (words[(i + 1) % WORDS] & LOWER_BITS);
        words[i] = words[(i + MIDDLE) % WORDS] ^ (mixed >> 1) ^
                   ((mixed & 1) ? TWIST : 0);
    }
    rng->next = 0;
}

uint32_t ut_rng_bits(struct ut_rng *rng)
{
    if (rng->next >= WORDS)
        refill(rng);
    uint32_t bits = rng->words[rng->next++];
    bits ^= bits >> 11;
    bits ^= (bits << 7) & 0x9d2c5680u;
    bits ^= (bits << 15) & 0xefc60000u;
    return bits ^ (bits >> 18);
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

uint64_t ut_rng_below(struct ut_rng *rng, uint64_t count)
{
    uint64_t last = count - 1, mask = last, value;
    if (last == 0)
        return 0;
    for (unsigned shift = 1; shift < 64; shift *= 2)
        mask |= mask >> shift;
    do {
        value = (last <= UINT32_MAX ? ut_rng_bits(rng) : long_bits(rng)) & mask;
    } while (value > last);
    return value;
}
