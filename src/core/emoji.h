/*
 * emoji.h: the words that stand for an emoji.
 *
 * As in the reference an emoji is one code point; longer sequences in a list
 * are passed over. Once loaded it is only read, from any number of threads.
 */
#ifndef UT_EMOJI_H
#define UT_EMOJI_H

#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/span.h"
#include "core/status.h"

struct ut_emoji {
    uint32_t point;
    uint32_t offset; /* of its description in the text */
    uint32_t size_bytes;
};

struct ut_emoji_list {
    struct ut_emoji *items; /* sorted by code point */
    size_t count;
    struct ut_buf text; /* the file, which descriptions point into */
};

/* Loads lines of emoji, tab, description (further columns are left unread;
 * of two lines for one emoji the later wins). UNDERTONE_EPARSE with
 * "name:line: reason", UNDERTONE_ELIMIT, UNDERTONE_EMEMORY. The list must be
 * zero; clear is due either way. */
int ut_emoji_load(struct ut_emoji_list *list, struct ut_file_text file,
                  struct ut_error *error);
void ut_emoji_clear(struct ut_emoji_list *list);

/* The emoji of a code point, or NULL. */
const struct ut_emoji *ut_emoji_find(const struct ut_emoji_list *list,
                                     uint32_t point);

/* Appends a text with its emoji as words, as the reference reads it. White
 * space outside ASCII becomes a newline, invalid UTF-8 U+FFFD. Errors as
 * ut_buf_add. */
int ut_emoji_spell_out(const struct ut_emoji_list *list, struct ut_span text,
                       struct ut_buf *out);

#endif
