/*
 * chance.h: random choices that depend on what they are about, not on the
 * order in which calls come in.
 */
#ifndef TENANT_CHANCE_H
#define TENANT_CHANCE_H

#include <stdint.h>

/* A well-mixed number from a seed and two counters (SplitMix64's finaliser,
 * Steele, Lea and Flood 2014). */
uint64_t chance_mix(uint64_t seed, uint64_t first, uint64_t second);

/* The same as a number in [0, 1). */
double chance_share(uint64_t seed, uint64_t first, uint64_t second);

#endif
