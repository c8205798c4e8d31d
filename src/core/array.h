/*
 * array.h: the memory of an array that grows one item at a time.
 */
#ifndef UT_ARRAY_H
#define UT_ARRAY_H

#include <stddef.h>

/* Doubles the room of an array on the heap (NULL and 0 at first), so that
 * appending stays linear: the items where they are now, or NULL without
 * memory, which leaves both as they were. */
void *ut_array_grow(void *items, size_t *capacity, size_t item_bytes);

#endif
