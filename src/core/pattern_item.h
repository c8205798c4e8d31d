/*
 * pattern_item.h: what matches a single byte: ".", a byte, "%x" and "[set]".
 *
 * Private to pattern*.c. Items are offsets in the pattern's text.
 */
#ifndef UT_PATTERN_ITEM_H
#define UT_PATTERN_ITEM_H

#include "core/pattern.h"

/* No offset: no match, or with error.code set, a malformed pattern. */
#define UT_PATTERN_NONE ((size_t)-1)

/* Sets the error; UT_PATTERN_NONE. */
size_t ut_pattern_refuse(struct ut_pattern *p, const char *why);

/* Whether the byte stands there in the pattern. */
static inline bool ut_pattern_is_at(const struct ut_pattern *p, size_t item,
                                    char byte)
{
    return item < p->text_bytes && p->text[item] == byte;
}

static inline int ut_pattern_byte_at(const char *bytes, size_t at)
{
    return (unsigned char)bytes[at];
}

/* The offset after the item, or UT_PATTERN_NONE. */
size_t ut_pattern_item_end(struct ut_pattern *p, size_t item);

/* Whether the item, which ends at `end`, matches the subject's byte at `at`;
 * false at the subject's end. */
bool ut_pattern_item_matches(const struct ut_pattern *p, size_t at, size_t item,
                             size_t end);

/* The offset of the ']' that closes a set, from the byte after '[' on. */
size_t ut_pattern_set_end(struct ut_pattern *p, size_t item);

/* Whether the set from the byte after '[' to the ']' at `end` has the byte. */
bool ut_pattern_set_has(const struct ut_pattern *p, int byte, size_t item,
                        size_t end);

#endif
