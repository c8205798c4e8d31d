/*
 * http_text.h: what may stand in a request and how an answer is read.
 *
 * Paths, header lines and percent-encoding as text; no network, no curl.
 * Sources: RFC 3986 (paths, escapes), RFC 9110 section 5 (headers).
 */
#ifndef UT_HTTP_TEXT_H
#define UT_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"
#include "core/status.h"

#define UT_HTTP_PATH_BYTES 8192 /* longest path, query or link accepted */
#define UT_HTTP_HEADERS 32      /* most request headers */

/* Whether text is printable ASCII without space and without any character
 * of `refused`. */
bool ut_http_is_printable(const char *text, const char *refused);

/* Appends one request header. UNDERTONE_EINVALID when the name is no token
 * or one the client sets itself, or the value has control bytes. */
int ut_http_headers_add(struct ut_buf *headers, const char *name,
                        const char *value);

/* Appends the value of a header of an answer ("name: value\n" lines, names
 * in lower case; values there have no space in front), repeated ones joined by
 * ", ". Returns whether there was any. */
bool ut_http_header(const struct ut_buf *headers, const char *name,
                    struct ut_buf *value);

/* Checks that `path` may be requested: starts with "/", printable ASCII
 * without a fragment, no dot segments, not too long. Else the error says which
 * of these it is. */
int ut_http_check_path(const char *path, struct ut_error *error);

/* Writes bytes percent-encoded for one path segment or form field to `out`,
 * which has room for 3 * size_bytes, and returns how many it wrote. Letters,
 * digits and "-_~" stay; so does ".", except where the whole segment would be
 * "." or "..". */
size_t ut_http_escape(const char *bytes, size_t size_bytes, char *out);

#endif
