/* buf.c: growable bytes; capacity doubles so that appends stay linear. */
#include "core/buf.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"

#define FIRST_CAPACITY_BYTES 64

void ut_buf_init(struct ut_buf *buf, size_t ceiling_bytes)
{
    *buf = (struct ut_buf){.ceiling_bytes = ceiling_bytes};
}

void ut_buf_clear(struct ut_buf *buf)
{
    free(buf->bytes);
    ut_buf_init(buf, buf->ceiling_bytes);
}

void ut_buf_reset(struct ut_buf *buf)
{
    buf->size_bytes = 0;
    if (buf->bytes != NULL)
        buf->bytes[0] = '\0';
}

/* The capacity to grow to: a doubling, but never past ceiling + NUL. */
static size_t grown_capacity(const struct ut_buf *buf, size_t needed)
{
    size_t capacity =
        buf->capacity_bytes ? buf->capacity_bytes : FIRST_CAPACITY_BYTES;
    while (capacity < needed && capacity <= buf->ceiling_bytes)
        capacity *= 2;
    if (capacity > buf->ceiling_bytes)
        capacity = buf->ceiling_bytes + 1;
    return capacity < needed ? needed : capacity;
}

int ut_buf_reserve(struct ut_buf *buf, size_t extra_bytes)
{
    if (extra_bytes > buf->ceiling_bytes - buf->size_bytes)
        return UNDERTONE_ELIMIT;
    size_t needed = buf->size_bytes + extra_bytes + 1;
    if (needed <= buf->capacity_bytes)
        return 0;
    size_t capacity = grown_capacity(buf, needed);
    char *bytes = realloc(buf->bytes, capacity);
    if (bytes == NULL)
        return UNDERTONE_EMEMORY;
    buf->bytes = bytes;
    buf->capacity_bytes = capacity;
    return 0;
}

int ut_buf_add(struct ut_buf *buf, const void *bytes, size_t size_bytes)
{
    int status = ut_buf_reserve(buf, size_bytes);
    if (status != 0)
        return status;
    if (size_bytes > 0)
        memcpy(buf->bytes + buf->size_bytes, bytes, size_bytes);
    buf->size_bytes += size_bytes;
    buf->bytes[buf->size_bytes] = '\0';
    return 0;
}

int ut_buf_add_string(struct ut_buf *buf, const char *string)
{
    return ut_buf_add(buf, string, strlen(string));
}

int ut_buf_add_byte(struct ut_buf *buf, char byte)
{
    return ut_buf_add(buf, &byte, 1);
}
