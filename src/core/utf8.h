/*
 * utf8.h: code points, case and classes, as Python 3 sees them.
 *
 * Built over utf8proc. "As Python" is what the reference results were made
 * with: str.split, lower, isupper, isalpha and bytes.decode("utf-8",
 * "replace").
 */
#ifndef UT_UTF8_H
#define UT_UTF8_H

#include <stdbool.h>
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

/* str.isspace of one code point: what str.split() splits at. */
bool ut_point_is_space(uint32_t point);
/* str.isalpha of one code point: categories Lm, Lt, Lu, Ll, Lo. */
bool ut_point_is_alpha(uint32_t point);
/* What \d and \w match in Python's re: decimal digits (Nd); letters, every
 * kind of number (Nd, Nl, No) and the underscore. */
bool ut_point_is_digit(uint32_t point);
bool ut_point_is_word(uint32_t point);
/* Derived properties Uppercase, Lowercase, and Cased (upper, lower or
 * title). */
bool ut_point_is_upper(uint32_t point);
bool ut_point_is_lower(uint32_t point);
bool ut_point_is_cased(uint32_t point);

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
