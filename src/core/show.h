/*
 * show.h: bytes from outside made fit for one line of a message.
 *
 * A server's text may hold escape sequences for the terminal, marks that
 * turn the direction of writing, or a megabyte of anything.
 */
#ifndef UT_SHOW_H
#define UT_SHOW_H

#include <stddef.h>

#define UT_SHOW_BYTES 80                     /* shown of a server's text */
#define UT_SHOW_SIZE (UT_SHOW_BYTES * 4 + 4) /* room for it, escaped */

/* Writes at most the first UT_SHOW_BYTES bytes to `out`, NUL-terminated;
 * control characters, marks of direction, other invisible characters and
 * invalid UTF-8 appear as \xNN, a cut is marked by "...". */
void ut_show(const char *bytes, size_t size_bytes, char out[UT_SHOW_SIZE]);

/* The same of a whole sentence that has such text in it, as much as fits into
 * out_size bytes, which are at least 4. */
void ut_show_sentence(const char *text, char *out, size_t out_size);

#endif
