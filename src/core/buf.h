/*
 * buf.h: growable bytes with a mandatory ceiling.
 *
 * A buffer is created with the most it may ever hold; an append that would
 * pass it fails and leaves the content as it was. The content is always
 * followed by a NUL that is not counted. The owner calls ut_buf_clear.
 */
#ifndef UT_BUF_H
#define UT_BUF_H

#include <stddef.h>

struct ut_buf {
    char *bytes; /* NULL until the first append */
    size_t size_bytes;
    size_t capacity_bytes;
    size_t ceiling_bytes;
};

void ut_buf_init(struct ut_buf *buf, size_t ceiling_bytes);

/* Frees the content; the buffer is empty and may be used again. */
void ut_buf_clear(struct ut_buf *buf);

/* Forgets the content but keeps the memory for reuse. */
void ut_buf_reset(struct ut_buf *buf);

/* Makes room for that many more bytes. UNDERTONE_ELIMIT past the ceiling,
 * UNDERTONE_EMEMORY when the allocator refuses. */
int ut_buf_reserve(struct ut_buf *buf, size_t extra_bytes);

/* Append bytes, a NUL-terminated string, or one byte; errors as reserve. */
int ut_buf_add(struct ut_buf *buf, const void *bytes, size_t size_bytes);
int ut_buf_add_string(struct ut_buf *buf, const char *string);
int ut_buf_add_byte(struct ut_buf *buf, char byte);

#endif
