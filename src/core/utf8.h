/*
 * utf8.h: text as code points, and its lower case, as Python 3 has them.
 *
 * Built over utf8proc. "As Python" is what the reference results were made
 * with: bytes.decode("utf-8", "replace") and str.lower. What a code point is
 * stands in point.h.
 */
#ifndef UT_UTF8_H
#define UT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"

#define UT_UTF8_REPLACEMENT 0xFFFDu

/* ut_utf8_decode for what does not start with an ASCII byte. */
size_t ut_utf8_decode_wide(const char *bytes, size_t size_bytes,
                           uint32_t *point);

/* Decodes the code point at the start of bytes[0 .. size_bytes), size_bytes
 * at least 1. Returns how many bytes it took (1 to 4). An invalid sequence
 * gives U+FFFD and takes one maximal subpart (Unicode 15, section 3.9), as
 * Python's "replace" does. */
static inline size_t ut_utf8_decode(const char *bytes, size_t size_bytes,
                                    uint32_t *point)
{
    if ((unsigned char)bytes[0] >= 0x80)
        return ut_utf8_decode_wide(bytes, size_bytes, point);
    *point = (unsigned char)bytes[0];
    return 1;
}

/* How many bytes the text starts with that are ASCII. */
size_t ut_utf8_ascii_size(const char *bytes, size_t size_bytes);

/* Writes 1 to 4 bytes and returns how many. */
size_t ut_utf8_encode(uint32_t point, char out[4]);

/* Appends str.lower() of the bytes, with the final-sigma rule and the one
 * lower case that is two code points (U+0130); invalid bytes become U+FFFD.
 * Errors as ut_buf_add. */
int ut_utf8_lower(const char *bytes, size_t size_bytes, struct ut_buf *out);

/* Appends the bytes with every invalid sequence replaced by U+FFFD;
 * *replaced (may be NULL) receives how many. Errors as ut_buf_add. */
int ut_utf8_clean(const char *bytes, size_t size_bytes, struct ut_buf *out,
                  size_t *replaced);

/* The version of utf8proc at work, such as "2.8.0". */
const char *ut_utf8_library_version(void);

#endif
