/*
 * map.c: open addressing with linear probing, at most half full.
 *
 * Three arrays that double: slots (half a hash and id + 1, which is 0 when
 * empty), keys (first bytes, where in the arena, how long, hash) and the
 * arena of key bytes. The half hash settles most lookups of absent keys in
 * the slots, the first bytes most others without the arena.
 */
#include "core/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/buf.h"
#include "core/map_hash.h"
#include "core/status.h"

#define FIRST_SLOTS 64u

struct key {
    struct ut_head head;
    size_t size_bytes;
    size_t offset;
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

/* A key to look for. */
struct query {
    struct ut_head head;
    uint64_t hash;
    size_t size_bytes;
    const char *bytes;
};

static inline struct query make_query(const struct ut_map *map,
                                      struct ut_head head, const char *bytes,
                                      size_t size_bytes)
{
    uint64_t hash = ut_hash_key(map->seed, head, bytes, size_bytes);
    return (struct query){head, hash, size_bytes, bytes};
}

/* --- slots --------------------------------------------------------------- */

static inline bool is_key(const struct ut_map *map, struct slot slot,
                          const struct query *query)
{
    if (slot.half_hash != (uint32_t)(query->hash >> 32))
        return false;
    const struct key *key = &map->keys[slot.id_plus_1 - 1];
    if (((key->head.low ^ query->head.low) |
         (key->head.high ^ query->head.high) |
         (key->size_bytes ^ query->size_bytes)) != 0)
        return false;
    return query->size_bytes <= UT_HEAD_BYTES ||
           memcmp(map->arena.bytes + key->offset, query->bytes,
                  query->size_bytes) == 0;
}

/* The slot that holds the key, or the empty one where it belongs. */
static inline size_t find_slot(const struct ut_map *map,
                               const struct query *query)
{
    size_t mask = map->slot_count - 1;
    size_t at = (size_t)query->hash & mask;
    while (map->slots[at].id_plus_1 != 0 && !is_key(map, map->slots[at], query))
        at = (at + 1) & mask;
    return at;
}

static void fill_slot(struct slot *slot, uint64_t hash, uint32_t id)
{
    *slot = (struct slot){(uint32_t)(hash >> 32), id + 1};
}

static uint64_t hash_known(const struct ut_map *map, const struct key *key)
{
    return ut_hash_key(map->seed, key->head, map->arena.bytes + key->offset,
                       key->size_bytes);
}

static int grow_slots(struct ut_map *map)
{
    size_t count = map->slot_count ? map->slot_count * 2 : FIRST_SLOTS;
    struct slot *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t id = 0; id < map->key_count; id++) {
        uint64_t hash = hash_known(map, &map->keys[id]);
        size_t at = (size_t)hash & (count - 1);
        while (slots[at].id_plus_1 != 0)
            at = (at + 1) & (count - 1);
        fill_slot(&slots[at], hash, id);
    }
    free(map->slots);
    map->slots = slots;
    map->slot_count = count;
    return 0;
}

static int grow_keys(struct ut_map *map)
{
    struct key *keys =
        ut_array_grow(map->keys, &map->key_capacity, sizeof *keys);
    if (keys == NULL)
        return UNDERTONE_EMEMORY;
    map->keys = keys;
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

static int add_key(struct ut_map *map, const struct query *query, size_t slot)
{
    size_t offset = map->arena.size_bytes;
    int status = add_to_arena(&map->arena, query->bytes, query->size_bytes);
    if (status != 0)
        return status;
    map->keys[map->key_count] =
        (struct key){query->head, query->size_bytes, offset};
    fill_slot(&map->slots[slot], query->hash, map->key_count++);
    return 0;
}

static inline __attribute__((always_inline)) int
intern(struct ut_map *map, struct query query, uint32_t *id)
{
    int status = make_room(map);
    if (status != 0)
        return status;
    size_t slot = find_slot(map, &query);
    if (map->slots[slot].id_plus_1 == 0)
        status = add_key(map, &query, slot);
    if (status == 0)
        *id = map->slots[slot].id_plus_1 - 1;
    return status;
}

static inline __attribute__((always_inline)) uint32_t
find(const struct ut_map *map, struct query query)
{
    if (map->slot_count == 0)
        return UT_MAP_NONE;
    size_t slot = find_slot(map, &query);
    return map->slots[slot].id_plus_1 - 1; /* of an empty one, UT_MAP_NONE */
}

/* --- the public face ----------------------------------------------------- */

int ut_map_intern(struct ut_map *map, const void *bytes, size_t size_bytes,
                  uint32_t *id)
{
    struct ut_head head = ut_head_load(bytes, size_bytes);
    return intern(map, make_query(map, head, bytes, size_bytes), id);
}

int ut_map_intern_readable(struct ut_map *map, const void *bytes,
                           size_t size_bytes, uint32_t *id)
{
    struct ut_head head = ut_head_load_readable(bytes, size_bytes);
    return intern(map, make_query(map, head, bytes, size_bytes), id);
}

uint32_t ut_map_find(const struct ut_map *map, const void *bytes,
                     size_t size_bytes)
{
    struct ut_head head = ut_head_load(bytes, size_bytes);
    return find(map, make_query(map, head, bytes, size_bytes));
}

uint32_t ut_map_find_readable(const struct ut_map *map, const void *bytes,
                              size_t size_bytes)
{
    struct ut_head head = ut_head_load_readable(bytes, size_bytes);
    return find(map, make_query(map, head, bytes, size_bytes));
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
