/*
 * map.h: interning of byte strings: key -> id in order of first appearance.
 *
 * Ids run from 0 and depend only on the order of the calls. Keys are copied
 * into the map's arena and may hold any bytes, NUL included. Interning n
 * keys takes time linear in their total size; the hash is seeded per map, so
 * that colliding keys cannot be prepared ahead. A map is used by one thread
 * at a time; lookups alone may run from several.
 */
#ifndef UT_MAP_H
#define UT_MAP_H

#include <stddef.h>
#include <stdint.h>

struct ut_map;

#define UT_MAP_MAX_KEYS (UINT32_MAX / 2)
#define UT_MAP_MAX_BYTES ((size_t)4 << 30) /* of all keys together */
#define UT_MAP_NONE UINT32_MAX

/* An empty map, or NULL when there is no memory. */
struct ut_map *ut_map_new(void);

/* Frees the map and its keys; NULL is fine. */
void ut_map_free(struct ut_map *map);

/* *id receives the id of the key, a new one when it is seen for the first
 * time. UNDERTONE_EMEMORY, or UNDERTONE_ELIMIT past the limits above; the
 * map is then as before. */
int ut_map_intern(struct ut_map *map, const void *bytes, size_t size_bytes,
                  uint32_t *id);

/* The id of the key, or UT_MAP_NONE. */
uint32_t ut_map_find(const struct ut_map *map, const void *bytes,
                     size_t size_bytes);

/* The same two, faster, for keys from whose first byte on that many bytes
 * may be read, whatever the key's size. */
#define UT_MAP_READABLE 16
int ut_map_intern_readable(struct ut_map *map, const void *bytes,
                           size_t size_bytes, uint32_t *id);
uint32_t ut_map_find_readable(const struct ut_map *map, const void *bytes,
                              size_t size_bytes);

/* How many keys there are: ids are 0 .. count - 1. */
uint32_t ut_map_count(const struct ut_map *map);

/* The bytes of key `id` (below the count), followed by a NUL that is not
 * counted. Valid until the next intern. */
const char *ut_map_key(const struct ut_map *map, uint32_t id,
                       size_t *size_bytes);

#endif
