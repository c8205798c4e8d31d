/*
 * map.c: open addressing with linear probing, at most half full.
 *
 * Three arrays that double: slots (half a hash and id + 1, which is 0 when
 * empty), keys (where in the arena, how long, hash) and the arena of key
 * bytes. The half hash settles most lookups of absent keys in the slots.
 */
#include "core/map.h"

#include <stdbool.h>
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

struct slot {
    uint32_t half_hash;
    uint32_t id_plus_1; /* 0 when empty */
};

struct ut_map {
    uint64_t seed;
    struct slot *slots;
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

/* Up to eight bytes as a number, without reading past them: overlapping
 * reads put equal bytes in equal places. */
static uint64_t load_word(const char *bytes, size_t size_bytes)
{
    uint64_t whole;
    uint32_t low, high;
    if (size_bytes >= sizeof whole) {
        memcpy(&whole, bytes, sizeof whole);
        return whole;
    }
    if (size_bytes >= sizeof low) {
        memcpy(&low, bytes, sizeof low);
        memcpy(&high, bytes + size_bytes - sizeof high, sizeof high);
        return low | (uint64_t)high << 8 * (size_bytes - sizeof high);
    }
    whole = 0;
    for (size_t i = 0; i < size_bytes; i++)
        whole |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return whole;
}

static uint64_t hash_bytes(uint64_t seed, const char *bytes, size_t size_bytes)
{
    const uint64_t golden = 0x9E3779B97F4A7C15u, pi = 0x243F6A8885A308D3u;
    uint64_t hash = mix(seed ^ golden, size_bytes ^ pi);
    while (size_bytes > 0) {
        uint64_t word = load_word(bytes, size_bytes);
        size_t step = size_bytes < sizeof word ? size_bytes : sizeof word;
        hash = mix(word ^ hash, golden);
        bytes += step;
        size_bytes -= step;
    }
    return hash;
}

static bool is_key(const struct ut_map *map, struct slot slot, uint64_t hash,
                   const char *bytes, size_t size_bytes)
{
    if (slot.half_hash != (uint32_t)(hash >> 32))
        return false;
    const struct key *key = &map->keys[slot.id_plus_1 - 1];
    return key->hash == hash && key->size_bytes == size_bytes &&
           memcmp(map->arena.bytes + key->offset, bytes, size_bytes) == 0;
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t find_slot(const struct ut_map *map, uint64_t hash,
                        const char *bytes, size_t size_bytes)
{
    size_t mask = map->slot_count - 1;
    size_t at = (size_t)hash & mask;
    while (map->slots[at].id_plus_1 != 0 &&
           !is_key(map, map->slots[at], hash, bytes, size_bytes))
        at = (at + 1) & mask;
    return at;
}

static void fill_slot(struct slot *slot, uint64_t hash, uint32_t id)
{
    *slot = (struct slot){(uint32_t)(hash >> 32), id + 1};
}

static int grow_slots(struct ut_map *map)
{
    size_t count = map->slot_count ? map->slot_count * 2 : FIRST_SLOTS;
    struct slot *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t id = 0; id < map->key_count; id++) {
        size_t at = (size_t)map->keys[id].hash & (count - 1);
        while (slots[at].id_plus_1 != 0)
            at = (at + 1) & (count - 1);
        fill_slot(&slots[at], map->keys[id].hash, id);
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
    if (map->slots[slot].id_plus_1 == 0) {
        size_t offset = map->arena.size_bytes;
        status = add_to_arena(&map->arena, bytes, size_bytes);
        if (status != 0)
            return status;
        map->keys[map->key_count] = (struct key){offset, size_bytes, hash};
        fill_slot(&map->slots[slot], hash, map->key_count++);
    }
    *id = map->slots[slot].id_plus_1 - 1;
    return 0;
}

uint32_t ut_map_find(const struct ut_map *map, const void *bytes,
                     size_t size_bytes)
{
    if (map->slot_count == 0)
        return UT_MAP_NONE;
    uint64_t hash = hash_bytes(map->seed, bytes, size_bytes);
    size_t slot = find_slot(map, hash, bytes, size_bytes);
    return map->slots[slot].id_plus_1 - 1; /* of an empty one, UT_MAP_NONE */
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
