/* array.c: see array.h. */
#include "core/array.h"

#include <stdlib.h>

#define FIRST_CAPACITY 64

void *ut_array_grow(void *items, size_t *capacity, size_t item_bytes)
{
    size_t grown = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    void *moved = reallocarray(items, grown, item_bytes);
    if (moved != NULL)
        *capacity = grown;
    return moved;
}
