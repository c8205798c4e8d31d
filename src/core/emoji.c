/*
 * emoji.c: the emoji list as an array sorted by code point.
 *
 * The file is cleaned to valid UTF-8 and kept, so that descriptions need no
 * copies of their own.
 */
#include "core/emoji.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/lexicon_lines.h"
#include "core/point.h"
#include "core/utf8.h"

#define TEXT_CEILING_BYTES ((size_t)16 << 20)

static int compare_points(const void *left, const void *right)
{
    const struct ut_emoji *a = left;
    const struct ut_emoji *b = right;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    /* Further down in the file comes later. */
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Sorts and keeps the last of the items with the same code point. */
static void settle(struct ut_emoji_list *list)
{
    size_t kept = 0;
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_points);
    for (size_t i = 0; i < list->count; i++)
        if (i + 1 == list->count ||
            list->items[i + 1].point != list->items[i].point)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

/* Reads a line of list->text into the next item. False when it is not an
 * emoji, a tab and a description. */
static bool read_line(struct ut_emoji_list *list, struct ut_span line)
{
    uint32_t point;
    struct ut_span emoji = ut_span_cut(&line, '\t');
    struct ut_span description = ut_span_cut(&line, '\t');
    if (emoji.size_bytes == 0 || (unsigned char)emoji.bytes[0] < 0x80 ||
        description.size_bytes == 0)
        return false;
    if (ut_utf8_decode(emoji.bytes, emoji.size_bytes, &point) <
        emoji.size_bytes)
        return true; /* a sequence */
    list->items[list->count++] = (struct ut_emoji){
        .point = point,
        .offset = (uint32_t)(description.bytes - list->text.bytes),
        .size_bytes = (uint32_t)description.size_bytes,
    };
    return true;
}

static size_t count_lines(const struct ut_buf *text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text->size_bytes; i++)
        lines += text->bytes[i] == '\n';
    return lines;
}

static int read_lines(struct ut_emoji_list *list, const char *name,
                      struct ut_error *error)
{
    struct ut_line_reader reader = {
        .file = {name, {list->text.bytes, list->text.size_bytes}},
        .error = error,
    };
    struct ut_span line;
    while (ut_line_next(&reader, &line))
        if (line.size_bytes > 0 && !read_line(list, line))
            return ut_line_fail(&reader,
                                "expected an emoji, a tab and its description");
    return 0;
}

int ut_emoji_load(struct ut_emoji_list *list, struct ut_file_text file,
                  struct ut_error *error)
{
    ut_buf_init(&list->text, TEXT_CEILING_BYTES);
    int status =
        ut_utf8_clean(file.text.bytes, file.text.size_bytes, &list->text, NULL);
    if (status == UNDERTONE_ELIMIT)
        return ut_fail(error, status, "%s: larger than 16 MiB", file.name);
    if (status == 0)
        list->items = calloc(count_lines(&list->text), sizeof *list->items);
    if (status != 0 || list->items == NULL)
        return ut_fail_memory(error);
    status = read_lines(list, file.name, error);
    settle(list);
    return status;
}

void ut_emoji_clear(struct ut_emoji_list *list)
{
    free(list->items);
    ut_buf_clear(&list->text);
    *list = (struct ut_emoji_list){0};
}

static int compare_key(const void *key, const void *item)
{
    uint32_t point = *(const uint32_t *)key;
    const struct ut_emoji *emoji = item;
    return point < emoji->point ? -1 : point > emoji->point;
}

const struct ut_emoji *ut_emoji_find(const struct ut_emoji_list *list,
                                     uint32_t point)
{
    if (list->count == 0)
        return NULL;
    return bsearch(&point, list->items, list->count, sizeof *list->items,
                   compare_key);
}

/* Appends one code point that is not ASCII. A description is set off from
 * what stands before it, unless that is a space, but not from what follows:
 * so the reference does it. */
static int add_point(struct ut_buf *out, const struct ut_emoji_list *list,
                     uint32_t point, bool is_after_space)
{
    char encoded[4];
    const struct ut_emoji *emoji = ut_emoji_find(list, point);
    if (emoji == NULL && ut_point_is_space(point))
        return ut_buf_add_byte(out, '\n'); /* not the space asked for above */
    if (emoji == NULL)
        return ut_buf_add(out, encoded, ut_utf8_encode(point, encoded));
    int status = is_after_space ? 0 : ut_buf_add_byte(out, ' ');
    if (status != 0)
        return status;
    return ut_buf_add(out, list->text.bytes + emoji->offset, emoji->size_bytes);
}

int ut_emoji_spell_out(const struct ut_emoji_list *list, struct ut_span text,
                       struct ut_buf *out)
{
    bool is_after_space = true;
    for (;;) {
        size_t run = ut_utf8_ascii_size(text.bytes, text.size_bytes);
        int status = ut_buf_add(out, text.bytes, run);
        if (status != 0 || run == text.size_bytes)
            return status;
        if (run > 0)
            is_after_space = text.bytes[run - 1] == ' ';
        text = ut_span_skip(text, run);
        uint32_t point;
        size_t size = ut_utf8_decode(text.bytes, text.size_bytes, &point);
        status = add_point(out, list, point, is_after_space);
        if (status != 0)
            return status;
        text = ut_span_skip(text, size);
        is_after_space = false;
    }
}
