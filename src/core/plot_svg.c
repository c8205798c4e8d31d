/*
 * plot_svg.c: ids that depend on the picture alone, and fewer decimals.
 *
 * Cairo numbers ids through the life of the process, and two pictures on one
 * page would share them. Every id and every reference to one is renamed to
 * prefix-0, prefix-1 ... in order of appearance. The root gets a role and a
 * label for screen readers; numbers end after hundredths of a point, which
 * takes a quarter off the file. The rest is cairo's, byte for byte.
 */
#include "core/plot_internal.h"

#include <stdio.h>
#include <string.h>

#include "core/map.h"

#define DEFAULT_PREFIX "ut"
#define DECIMALS 2

/* What stands before an id, and what ends it. */
struct frame {
    const char *before;
    char end;
};

static const struct frame frames[] = {
    {" id=\"", '"'}, {"\"#", '"'}, {"(#", ')'}};

struct rewrite {
    struct ut_map *ids;
    const char *prefix;
    struct ut_buf *out;
};

static const struct frame *frame_at(const char *at)
{
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
        if (strncmp(at, frames[i].before, strlen(frames[i].before)) == 0)
            return &frames[i];
    return NULL;
}

/* Appends the new name of the id at bytes[0 .. size). */
static int add_id(struct rewrite *rewrite, const char *bytes, size_t size)
{
    uint32_t id;
    int status = ut_map_intern(rewrite->ids, bytes, size, &id);
    char number[16];
    snprintf(number, sizeof number, "-%u", (unsigned)id);
    if (status == 0)
        status = ut_buf_add_string(rewrite->out, rewrite->prefix);
    return status != 0 ? status : ut_buf_add_string(rewrite->out, number);
}

/* Copies what stands before an id, and the id renamed. */
static int copy_id(struct rewrite *rewrite, const char **at,
                   const struct frame *frame)
{
    const char *id = *at + strlen(frame->before);
    size_t size = strcspn(id, (char[]){frame->end, '\0'});
    int status = ut_buf_add_string(rewrite->out, frame->before);
    *at = id + size;
    return status != 0 ? status : add_id(rewrite, id, size);
}

/* Copies a point and the decimals behind it, without those that nobody sees:
 * cairo writes six, and the unit is a point. */
static int copy_decimals(struct rewrite *rewrite, const char **at)
{
    size_t digits = strspn(*at + 1, "0123456789");
    size_t kept = digits < DECIMALS ? digits : DECIMALS;
    int status = ut_buf_add(rewrite->out, *at, 1 + kept);
    *at += 1 + digits;
    return status;
}

/* Copies up to and with the next thing to change; *at moves behind it. */
static int copy_some(struct rewrite *rewrite, const char **at)
{
    size_t plain = strcspn(*at, " \"(.");
    int status = ut_buf_add(rewrite->out, *at, plain);
    *at += plain;
    if (status != 0 || **at == '\0')
        return status;
    const struct frame *frame = frame_at(*at);
    if (frame != NULL)
        return copy_id(rewrite, at, frame);
    if (**at == '.')
        return copy_decimals(rewrite, at);
    return ut_buf_add_byte(rewrite->out, *(*at)++);
}

static int add_label(struct ut_buf *out, const char *label)
{
    int status = ut_buf_add_string(out, " role=\"img\"");
    if (status != 0 || label == NULL)
        return status;
    char *clean = ut_text_clean(label);
    char *escaped = g_markup_escape_text(clean, -1);
    g_free(clean);
    status = ut_buf_add_string(out, " aria-label=\"");
    if (status == 0)
        status = ut_buf_add_string(out, escaped);
    if (status == 0)
        status = ut_buf_add_byte(out, '"');
    g_free(escaped);
    return status;
}

/* The text up to the root's name, then its role and label. */
static int copy_head(struct rewrite *rewrite, const char **at, bool is_inline,
                     const char *label)
{
    const char *root = strstr(*at, "<svg");
    if (root == NULL)
        return UNDERTONE_EPARSE;
    const char *from = is_inline ? root : *at;
    *at = root + strlen("<svg");
    int status = ut_buf_add(rewrite->out, from, (size_t)(*at - from));
    return status != 0 ? status : add_label(rewrite->out, label);
}

int ut_svg_rewrite(const struct ut_buf *svg, const struct ut_encoding *encoding,
                   const char *title, struct ut_buf *out)
{
    struct rewrite rewrite = {
        .ids = ut_map_new(),
        .prefix = encoding->id_prefix ? encoding->id_prefix : DEFAULT_PREFIX,
        .out = out,
    };
    if (rewrite.ids == NULL)
        return UNDERTONE_EMEMORY;
    const char *label = encoding->alternative ? encoding->alternative : title;
    const char *at = svg->bytes;
    int status = copy_head(&rewrite, &at, encoding->is_inline, label);
    while (status == 0 && *at != '\0')
        status = copy_some(&rewrite, &at);
    ut_map_free(rewrite.ids);
    return status;
}
