/*
 * spelled.h: finds a text in bytes that may spell its characters otherwise.
 *
 * Services repeat what they were sent in error texts, escaped for whatever they
 * put it into: percent-encoded (RFC 3986, 2.1; "+" for a space), as part of a
 * JSON string (RFC 8259, 7), once or several times over, or as HTML character
 * references. Every character may be spelled in its own way. Not known are
 * encodings of the whole, such as base64, and \u of what is not ASCII.
 */
#ifndef UT_SPELLED_H
#define UT_SPELLED_H

#include <stddef.h>

#define UT_SPELLED_LEAST 16 /* characters, or all of a shorter text */

/* Overwrites every place where the bytes spell the text, or the first
 * UT_SPELLED_LEAST or more characters of it, with asterisks, one for each byte;
 * text_bytes > 0. Takes time proportional to size_bytes at most. */
void ut_spelled_blank(char *bytes, size_t size_bytes, const char *text,
                      size_t text_bytes);

#endif
