/*
 * json.h: what can be known of a JSON text before it is decoded: how much the
 * decoder would build of it, and the escapes that it would refuse.
 *
 * No parser: a text that is not JSON gets some answer, in linear time.
 */
#ifndef UT_JSON_H
#define UT_JSON_H

#include <stddef.h>

/* At least as many as the values in the text, the keys of objects not counted:
 * one for the text, and one for each '[', '{' and ',' outside strings. */
size_t ut_json_most_values(const char *bytes, size_t size_bytes);

/* Where the next escape of half a surrogate pair, \uD800 to \uDFFF (RFC 8259,
 * section 8.2), is at or after `from`, which is not inside an escape; it takes
 * UT_JSON_ESCAPE_SIZE bytes. size_bytes when there is none. */
#define UT_JSON_ESCAPE_SIZE 6
size_t ut_json_next_lone(const char *bytes, size_t size_bytes, size_t from);

#endif
