/*
 * map_hash.h: the head and the hash of a key, for map.c and stopwords.h.
 *
 * A key's head, its first 16 bytes as two numbers, is hashed with a single
 * product and tells most keys apart by itself.
 */
#ifndef UT_MAP_HASH_H
#define UT_MAP_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/map.h"

#define UT_HEAD_BYTES UT_MAP_READABLE

/* The first bytes as numbers, zeros after the last. */
struct ut_head {
    uint64_t low, high;
};

/* Fractions of the golden ratio and of pi. */
#define UT_HASH_GOLDEN 0x9E3779B97F4A7C15u
#define UT_HASH_PI 0x243F6A8885A308D3u

/* Folds the 128-bit product, so that every input bit reaches every output
 * bit. */
static inline uint64_t ut_hash_mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The words are loaded and passed on one by one: a struct stored as two and
 * read as one stalls the processor. */

static inline struct ut_head ut_head_load(const char *bytes, size_t size_bytes)
{
    struct ut_head head = {0, 0};
    memcpy(&head, bytes,
           size_bytes < UT_HEAD_BYTES ? size_bytes : UT_HEAD_BYTES);
    return head;
}

static inline uint64_t ut_load_word(const void *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The same without a branch: reads all and blanks what is not of the key. */
static inline struct ut_head ut_head_load_readable(const char *bytes,
                                                   size_t size_bytes)
{
    static const unsigned char masks[2 * UT_HEAD_BYTES] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    size_t used = size_bytes < UT_HEAD_BYTES ? size_bytes : UT_HEAD_BYTES;
    const unsigned char *mask = masks + UT_HEAD_BYTES - used;
    return (struct ut_head){ut_load_word(bytes) & ut_load_word(mask),
                            ut_load_word(bytes + 8) & ut_load_word(mask + 8)};
}

/* The hash of what follows the head. */
static inline uint64_t ut_hash_rest(uint64_t hash, const char *bytes,
                                    size_t size_bytes)
{
    for (size_t at = UT_HEAD_BYTES; at < size_bytes; at += UT_HEAD_BYTES) {
        struct ut_head head = ut_head_load(bytes + at, size_bytes - at);
        hash = ut_hash_mix(head.low ^ hash ^ UT_HASH_GOLDEN,
                           head.high ^ hash ^ UT_HASH_PI);
    }
    return hash;
}

static inline uint64_t ut_hash_key(uint64_t seed, struct ut_head head,
                                   const char *bytes, size_t size_bytes)
{
    uint64_t hash =
        ut_hash_mix(head.low ^ seed ^ UT_HASH_GOLDEN,
                    head.high ^ (seed << 32 | seed >> 32) ^ UT_HASH_PI);
    hash ^= size_bytes;
    return size_bytes <= UT_HEAD_BYTES ? hash
                                       : ut_hash_rest(hash, bytes, size_bytes);
}

#endif
