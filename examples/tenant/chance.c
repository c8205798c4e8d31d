/* chance.c: see chance.h. */
#include "chance.h"

static uint64_t scramble(uint64_t value)
{
    value += UINT64_C(0x9E3779B97F4A7C15);
    value = (value ^ (value >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94D049BB133111EB);
    return value ^ (value >> 31);
}

uint64_t chance_mix(uint64_t seed, uint64_t first, uint64_t second)
{
    return scramble(scramble(scramble(seed) ^ first) ^ second);
}

double chance_share(uint64_t seed, uint64_t first, uint64_t second)
{
    return (double)(chance_mix(seed, first, second) >> 11) / 9007199254740992.0;
}
