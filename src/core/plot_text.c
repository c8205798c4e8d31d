/*
 * plot_text.c: text shaped, measured and drawn by Pango.
 *
 * One function builds the layout for measuring and for drawing, so that what
 * was measured is what is drawn. Also the small pen operations that every
 * drawing file uses. Owns nothing beyond a call.
 */
#include "core/plot_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOTE_SCALE 0.92
#define NUMBER " (%u)"
#define ELLIPSIS "\u2026"

void ut_pen_colour(struct ut_pen *pen, uint32_t colour, double alpha)
{
    cairo_set_source_rgba(pen->cairo, (colour >> 16 & 255) / 255.0,
                          (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0,
                          alpha);
}

void ut_pen_line(struct ut_pen *pen, double x0, double y0, double x1, double y1)
{
    cairo_move_to(pen->cairo, x0, y0);
    cairo_line_to(pen->cairo, x1, y1);
    cairo_stroke(pen->cairo);
}

static void style_note(PangoLayout *layout, size_t start)
{
    PangoAttrList *list = pango_attr_list_new();
    PangoAttribute *attributes[] = {
        pango_attr_scale_new(NOTE_SCALE),
        pango_attr_foreground_new((UT_INK_SOFT >> 16 & 255) * 257,
                                  (UT_INK_SOFT >> 8 & 255) * 257,
                                  (UT_INK_SOFT & 255) * 257),
    };
    for (size_t i = 0; i < 2; i++) {
        attributes[i]->start_index = (guint)start;
        pango_attr_list_insert(list, attributes[i]);
    }
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

/* String, number and note. A note below follows the direction of its string,
 * so that both keep to one side: U+200F makes a paragraph run from right to
 * left. */
static void set_string(PangoLayout *layout, const struct ut_text *text)
{
    GString *all = g_string_new(text->string);
    pango_layout_set_text(layout, all->str, (int)all->len);
    bool is_rtl = pango_layout_get_direction(layout, 0) == PANGO_DIRECTION_RTL;
    if (text->number > 0)
        g_string_append_printf(all, NUMBER, text->number);
    size_t note = all->len;
    if (text->note != NULL) {
        const char *break_before = is_rtl ? "\n\u200F" : "\n";
        g_string_append(all, text->is_note_behind ? "  " : break_before);
        g_string_append(all, text->note);
    }
    pango_layout_set_text(layout, all->str, (int)all->len);
    if (text->note != NULL)
        style_note(layout, note + 1);
    g_string_free(all, TRUE);
}

static void set_font(const struct ut_pen *pen, PangoLayout *layout,
                     const struct ut_text *text)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, pen->font);
    pango_font_description_set_absolute_size(font, text->size * PANGO_SCALE);
    if (text->is_bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

/* Pango's left and right are start and end; here they are sides. */
static PangoAlignment side(PangoLayout *layout, PangoAlignment align)
{
    if (align == PANGO_ALIGN_CENTER ||
        pango_layout_get_direction(layout, 0) != PANGO_DIRECTION_RTL)
        return align;
    return align == PANGO_ALIGN_LEFT ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static PangoLayout *new_layout(const struct ut_pen *pen,
                               const struct ut_text *text)
{
    PangoLayout *layout = pango_layout_new(pen->context);
    set_font(pen, layout, text);
    set_string(layout, text);
    pango_layout_set_alignment(layout, side(layout, text->align));
    if (text->width > 0) {
        double width = text->width < 1 ? 1 : text->width;
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_height(layout, text->lines > 1 ? -text->lines : -1);
        pango_layout_set_ellipsize(layout, text->is_name
                                               ? PANGO_ELLIPSIZE_MIDDLE
                                               : PANGO_ELLIPSIZE_END);
    }
    return layout;
}

/* Whether some line begins where a line may not. */
static bool has_broken_word(PangoLayout *layout)
{
    int count;
    const PangoLogAttr *attributes =
        pango_layout_get_log_attrs_readonly(layout, &count);
    const char *string = pango_layout_get_text(layout);
    GSList *lines = pango_layout_get_lines_readonly(layout);
    for (GSList *node = lines; node != NULL; node = node->next) {
        const PangoLayoutLine *line = node->data;
        long offset =
            g_utf8_pointer_to_offset(string, string + line->start_index);
        if (offset > 0 && offset < count && !attributes[offset].is_line_break)
            return true;
    }
    return false;
}

struct ut_extent ut_text_measure(struct ut_pen *pen, const struct ut_text *text)
{
    PangoLayout *layout = new_layout(pen, text);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    struct ut_extent extent = {
        .width = (double)logical.width / PANGO_SCALE,
        .height = (double)logical.height / PANGO_SCALE,
        .is_elided = pango_layout_is_ellipsized(layout),
    };
    extent.is_broken = extent.is_elided || has_broken_word(layout);
    g_object_unref(layout);
    return extent;
}

struct cut {
    int offset, length; /* bytes */
};

/* What the first ellipsis stands for; nothing when no line has one. */
static struct cut find_cut(PangoLayout *layout)
{
    struct cut cut = {0, 0};
    PangoLayoutIter *at = pango_layout_get_iter(layout);
    do {
        PangoLayoutRun *run = pango_layout_iter_get_run_readonly(at);
        if (run != NULL &&
            run->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) {
            cut = (struct cut){run->item->offset, run->item->length};
            break;
        }
    } while (pango_layout_iter_next_run(at));
    pango_layout_iter_free(at);
    return cut;
}

/* The first `size` bytes of the layout's text with "…" for what is cut out of
 * them; g_free it. NULL when nothing is. */
static char *shown(PangoLayout *layout, int size)
{
    const char *string = pango_layout_get_text(layout);
    struct cut cut = find_cut(layout);
    if (cut.length == 0 || cut.offset >= size)
        return NULL;
    int end = MIN(cut.offset + cut.length, size);
    return g_strdup_printf("%.*s" ELLIPSIS "%.*s", cut.offset, string,
                           size - end, string + end);
}

static int number_size(const struct ut_text *text)
{
    return text->number > 0 ? snprintf(NULL, 0, NUMBER, text->number) : 0;
}

char *ut_text_shown(struct ut_pen *pen, const struct ut_text *text)
{
    PangoLayout *layout = new_layout(pen, text);
    char *string = shown(layout, (int)strlen(text->string));
    g_object_unref(layout);
    return string;
}

/* The upright box around the text's turned box. */
static struct ut_plot_box bounding_box(cairo_t *cairo, double x, double y,
                                       double width, double height)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY,
           bottom = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double at_x = corner & 1 ? x + width : x;
        double at_y = corner & 2 ? y + height : y;
        cairo_user_to_device(cairo, &at_x, &at_y);
        left = fmin(left, at_x);
        right = fmax(right, at_x);
        top = fmin(top, at_y);
        bottom = fmax(bottom, at_y);
    }
    return (struct ut_plot_box){.kind = UT_BOX_TEXT,
                                .x = left,
                                .y = top,
                                .width = right - left,
                                .height = bottom - top};
}

static size_t record_string(struct ut_pen *pen, const char *string)
{
    size_t offset = pen->layout->texts.size_bytes;
    int status = ut_buf_add(&pen->layout->texts, string, strlen(string) + 1);
    if (pen->status == 0)
        pen->status = status;
    return offset;
}

static void record(struct ut_pen *pen, const struct ut_text *text,
                   PangoLayout *layout, struct ut_plot_box box)
{
    box.is_elided = pango_layout_is_ellipsized(layout);
    box.is_lacking = pango_layout_get_unknown_glyphs_count(layout) > 0;
    box.text = box.shown = record_string(pen, text->string);
    char *string = shown(layout, (int)strlen(text->string) + number_size(text));
    if (string != NULL)
        box.shown = record_string(pen, string);
    g_free(string);
    int status = ut_buf_add(&pen->layout->boxes, &box, sizeof box);
    if (pen->status == 0)
        pen->status = status;
}

void ut_text_draw(struct ut_pen *pen, const struct ut_text *text,
                  struct ut_place place)
{
    PangoLayout *layout = new_layout(pen, text);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    double height = (double)logical.height / PANGO_SCALE;
    double x = -width * place.anchor_x;
    double y = -height * place.anchor_y;
    cairo_save(pen->cairo);
    cairo_translate(pen->cairo, place.x, place.y);
    cairo_rotate(pen->cairo, place.angle);
    if (pen->layout != NULL) {
        struct ut_plot_box box = bounding_box(pen->cairo, x, y, width, height);
        box.is_turned = fabs(sin(2 * place.angle)) > 1e-6;
        record(pen, text, layout, box);
    }
    ut_pen_colour(pen, text->colour, 1);
    cairo_move_to(pen->cairo, x - (double)logical.x / PANGO_SCALE,
                  y - (double)logical.y / PANGO_SCALE);
    pango_cairo_show_layout(pen->cairo, layout);
    cairo_restore(pen->cairo);
    g_object_unref(layout);
}
