/*
 * map.c: open addressing with linear probing, at most half full.
 *
 * Three arrays that double: slots (id + 1, 0 for empty), keys (where in the
 * arena, how long, full hash) and the arena of key bytes.
 */
#include "core/map.h"

#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/status.h"

#define FIRST_SLOTS 64u

struct key {
    size_t offset;
    size_t size_bytes;
    uint64_t hash;
};

struct ut_map {
    uint64_t seed;
    uint32_t *slots;   /* id + 1, or 0 */
    size_t slot_count; /* a power of two, or 0 */
    struct key *keys;
    size_t key_capacity;
    uint32_t key_count;
    struct ut_buf arena;
};

struct ut_map *ut_map_new(void)
{
    struct ut_map *map = calloc(1, sizeof *map);
    if (map == NULL)
        return NULL;
    map->seed = (uint64_t)(uintptr_t)map;
    ut_buf_init(&map->arena, UT_MAP_MAX_BYTES);
    return map;
}

void ut_map_free(struct ut_map *map)
{
    if (map == NULL)
        return;
    free(map->slots);
    free(map->keys);
    ut_buf_clear(&map->arena);
    free(map);
}

/* Folds the 128-bit product, so that every input bit reaches every output
 * bit; the odd constants are fractions of the golden ratio and of pi. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_bytes(uint64_t seed, const char *bytes, size_t size_bytes)
{
    const uint64_t golden = 0x9E3779B97F4A7C15u, pi = 0x243F6A8885A308D3u;
    uint64_t hash = mix(seed ^ golden, size_bytes ^ pi);
    while (size_bytes > 0) {
        uint64_t word = 0;
        size_t step = size_bytes < sizeof word ? size_bytes : sizeof word;
        memcpy(&word, bytes, step);
        hash = mix(hash ^ word, hash + golden) ^ mix(word ^ golden, hash ^ pi);
        bytes += step;
        size_bytes -= step;
    }
    return mix(hash ^ pi, hash ^ golden);
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t find_slot(const struct ut_map *map, uint64_t hash,
                        const char *bytes, size_t size_bytes)
{
    size_t mask = map->slot_count - 1;
    size_t slot = (size_t)hash & mask;
    for (; map->slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct key *key = &map->keys[map->slots[slot] - 1];
        if (key->hash == hash && key->size_bytes == size_bytes &&
            memcmp(map->arena.bytes + key->offset, bytes, size_bytes) == 0)
            break;
    }
    return slot;
}

static int grow_slots(struct ut_map *map)
{
    size_t count = map->slot_count ? map->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t id = 0; id < map->key_count; id++) {
        size_t slot = (size_t)map->keys[id].hash & (count - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = id + 1;
    }
    free(map->slots);
    map->slots = slots;
    map->slot_count = count;
    return 0;
}

static int grow_keys(struct ut_map *map)
{
    size_t capacity =
        map->key_capacity ? map->key_capacity * 2 : FIRST_SLOTS / 2;
    struct key *keys = reallocarray(map->keys, capacity, sizeof *keys);
    if (keys == NULL)
        return UNDERTONE_EMEMORY;
    map->keys = keys;
    map->key_capacity = capacity;
    return 0;
}

/* Room for one more key in slots and keys. */
static int make_room(struct ut_map *map)
{
    if (map->key_count >= UT_MAP_MAX_KEYS)
        return UNDERTONE_ELIMIT;
    if (map->key_count == map->key_capacity && grow_keys(map) != 0)
        return UNDERTONE_EMEMORY;
    if ((size_t)map->key_count * 2 >= map->slot_count)
        return grow_slots(map);
    return 0;
}

/* Copies the bytes and a NUL; on failure the arena is as before. */
static int add_to_arena(struct ut_buf *arena, const void *bytes,
                        size_t size_bytes)
{
    if (size_bytes >= UT_MAP_MAX_BYTES)
        return UNDERTONE_ELIMIT;
    int status = ut_buf_reserve(arena, size_bytes + 1);
    if (status != 0)
        return status;
    ut_buf_add(arena, bytes, size_bytes);
    return ut_buf_add_byte(arena, '\0');
}

int ut_map_intern(struct ut_map *map, const void *bytes, size_t size_bytes,
                  uint32_t *id)
{
    int status = make_room(map);
    if (status != 0)
        return status;
    uint64_t hash = hash_bytes(map->seed, bytes, size_bytes);
    size_t slot = find_slot(map, hash, bytes, size_bytes);
    if (map->slots[slot] == 0) {
        size_t offset = map->arena.size_bytes;
        status = add_to_arena(&map->arena, bytes, size_bytes);
        if (status != 0)
            return status;
        map->keys[map->key_count] = (struct key){offset, size_bytes, hash};
        map->slots[slot] = ++map->key_count;
    }
    *id = map->slots[slot] - 1;
    return 0;
}

uint32_t ut_map_find(const struct ut_map *map, const void *bytes,
                     size_t size_bytes)
{
    if (map->slot_count == 0)
        return UT_MAP_NONE;
    uint64_t hash = hash_bytes(map->seed, bytes, size_bytes);
    size_t slot = find_slot(map, hash, bytes, size_bytes);
    return map->slots[slot] == 0 ? UT_MAP_NONE : map->slots[slot] - 1;
}

uint32_t ut_map_count(const struct ut_map *map)
{
    return map->key_count;
}

const char *ut_map_key(const struct ut_map *map, uint32_t id,
                       size_t *size_bytes)
{
    *size_bytes = map->keys[id].size_bytes;
    return map->arena.bytes + map->keys[id].offset;
}
