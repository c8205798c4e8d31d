/*
 * plot_legend.c: the key that says which colour is what.
 *
 * Either a row of entries above the plot, which wraps, or a framed column
 * inside it. Measuring and drawing walk the same entries in the same way.
 */
#include "core/plot_internal.h"

#include <math.h>
#include <stdio.h>

#define SWATCH_WIDTH 14.0
#define SWATCH_HEIGHT 8.0
#define SWATCH_GAP 5.0
#define MARKER_MAX 9.0
#define ENTRY_GAP 16.0
#define LINE_HEIGHT 14.0
#define ROWS_MAX 4 /* of the row above the plot */
#define BELOW_ROWS 6.0
#define LABEL_WIDTH_MAX 190.0
#define FRAME_PADDING 6.0
#define FRAME_INSET 6.0

static struct ut_text plain_text(const char *string)
{
    return (struct ut_text){.string = string,
                            .size = UT_SIZE_TICK,
                            .width = LABEL_WIDTH_MAX,
                            .lines = 1,
                            .colour = UT_INK};
}

static struct ut_text entry_text(const void *owner, size_t i)
{
    const struct ut_entries *entries = owner;
    struct ut_text text = plain_text(entries->marks[i]->label);
    text.is_name = true;
    text.number = entries->numbers[i];
    return text;
}

static void draw_text(struct ut_pen *pen, const struct ut_text *text, double x,
                      double y)
{
    ut_text_draw(pen, text, (struct ut_place){x, y, 0, 0.5, 0});
}

/* Collects the labelled marks; those that look alike get numbers. */
void ut_legend_find(struct ut_pen *pen, struct ut_view *view)
{
    struct ut_entries *entries = &view->entries;
    entries->count = 0;
    if (view->axes->spec.legend == UT_LEGEND_NONE)
        return;
    for (struct ut_mark *mark = view->axes->first; mark != NULL;
         mark = mark->next)
        if (mark->spec.label != NULL)
            entries->marks[entries->count++] = &mark->spec;
    struct ut_names names = {entries, entry_text, entries->count,
                             entries->numbers};
    ut_names_number(pen, &names);
}

static void draw_line_swatch(struct ut_pen *pen,
                             const struct ut_mark_spec *mark, double x,
                             double y)
{
    static const double dashes[] = {4, 3};
    const struct ut_style *style = &mark->style;
    cairo_set_line_width(pen->cairo, style->line_width);
    cairo_set_dash(pen->cairo, dashes, style->is_dashed ? 2 : 0, 0);
    ut_pen_line(pen, x, y, x + SWATCH_WIDTH, y);
}

static void draw_block_swatch(struct ut_pen *pen,
                              const struct ut_mark_spec *mark, double x,
                              double y)
{
    const struct ut_style *style = &mark->style;
    cairo_rectangle(pen->cairo, x, y - SWATCH_HEIGHT / 2, SWATCH_WIDTH,
                    SWATCH_HEIGHT);
    cairo_fill_preserve(pen->cairo);
    ut_pen_colour(pen, style->edge_colour, style->edge_width > 0);
    cairo_set_line_width(pen->cairo, style->edge_width);
    cairo_stroke(pen->cairo);
}

/* The mark in small: a line, a marker or both, or a rectangle. */
static void draw_swatch(struct ut_pen *pen, const struct ut_mark_spec *mark,
                        double x, double y)
{
    const struct ut_style *style = &mark->style;
    bool is_line = mark->kind == UT_MARK_LINE || mark->kind == UT_MARK_RULE ||
                   mark->kind == UT_MARK_INTERVALS;
    cairo_save(pen->cairo);
    ut_pen_colour(pen, style->colour, style->alpha);
    if (is_line)
        draw_line_swatch(pen, mark, x, y);
    else if (mark->kind != UT_MARK_POINTS)
        draw_block_swatch(pen, mark, x, y);
    if (mark->kind == UT_MARK_POINTS ||
        (mark->kind == UT_MARK_LINE && style->size > 0)) {
        ut_marker_path(pen->cairo, style->marker, fmin(style->size, MARKER_MAX),
                       x + SWATCH_WIDTH / 2, y);
        cairo_fill(pen->cairo);
    }
    cairo_restore(pen->cairo);
}

/* --- the row above the plot --------------------------------------------- */

struct flow {
    struct ut_pen *pen;
    double left, right; /* where entries may lie */
    double x, y;        /* the next entry's start and middle */
    int rows;
    bool is_drawing;
};

/* Moves to a place `width` wide; false when no row is left for it. */
static bool make_room(struct flow *flow, double width)
{
    if (flow->x > flow->left && flow->x + width > flow->right) {
        if (flow->rows == ROWS_MAX)
            return false;
        flow->x = flow->left;
        flow->y += LINE_HEIGHT;
        flow->rows++;
    }
    return true;
}

static void flow_text(struct flow *flow, const char *string)
{
    struct ut_text text = plain_text(string);
    double width = ut_text_measure(flow->pen, &text).width;
    make_room(flow, width);
    if (flow->is_drawing)
        draw_text(flow->pen, &text, flow->x, flow->y);
    flow->x += width + ENTRY_GAP;
}

static bool flow_entry(struct flow *flow, const struct ut_entries *entries,
                       size_t i)
{
    struct ut_text text = entry_text(entries, i);
    double width =
        SWATCH_WIDTH + SWATCH_GAP + ut_text_measure(flow->pen, &text).width;
    /* The last row keeps room for "+ 120 more". */
    if (!make_room(flow, width + (flow->rows == ROWS_MAX ? 70 : 0)))
        return false;
    if (flow->is_drawing) {
        draw_swatch(flow->pen, entries->marks[i], flow->x, flow->y);
        draw_text(flow->pen, &text, flow->x + SWATCH_WIDTH + SWATCH_GAP,
                  flow->y);
    }
    flow->x += width + ENTRY_GAP;
    return true;
}

static void flow_all(struct flow *flow, const struct ut_view *view)
{
    const struct ut_entries *entries = &view->entries;
    if (view->axes->spec.legend_title != NULL)
        flow_text(flow, view->axes->spec.legend_title);
    size_t i = 0;
    while (i < entries->count && flow_entry(flow, entries, i))
        i++;
    char more[32];
    snprintf(more, sizeof more, "+ %zu more", entries->count - i);
    if (i < entries->count)
        flow_text(flow, more);
}

static struct flow start_flow(struct ut_pen *pen, double x, double y,
                              double width)
{
    return (struct flow){.pen = pen,
                         .left = x,
                         .right = x + width,
                         .x = x,
                         .y = y + LINE_HEIGHT / 2,
                         .rows = 1};
}

double ut_legend_height(struct ut_pen *pen, const struct ut_view *view,
                        double width)
{
    if (view->axes->spec.legend != UT_LEGEND_TOP || view->entries.count == 0)
        return 0;
    struct flow flow = start_flow(pen, 0, 0, width);
    flow_all(&flow, view);
    return flow.rows * LINE_HEIGHT + BELOW_ROWS;
}

static void draw_row(struct ut_pen *pen, const struct ut_view *view)
{
    struct flow flow =
        start_flow(pen, view->cell.x, view->plot.y - view->legend_height,
                   view->cell.width);
    flow.is_drawing = true;
    flow_all(&flow, view);
}

/* --- the column inside the plot ----------------------------------------- */

struct column {
    double width; /* of the widest entry */
    int lines;
    int lines_max;
};

static struct column measure_column(struct ut_pen *pen,
                                    const struct ut_view *view)
{
    const struct ut_axes *axes = view->axes;
    struct column column = {.lines_max =
                                (int)((view->plot.height - 24) / LINE_HEIGHT)};
    if (axes->spec.legend_title != NULL) {
        struct ut_text title = plain_text(axes->spec.legend_title);
        column.width = ut_text_measure(pen, &title).width;
        column.lines++;
    }
    for (size_t i = 0;
         i < view->entries.count && column.lines < column.lines_max;
         i++, column.lines++) {
        struct ut_text text = entry_text(&view->entries, i);
        column.width =
            fmax(column.width,
                 SWATCH_WIDTH + SWATCH_GAP + ut_text_measure(pen, &text).width);
    }
    return column;
}

static void draw_frame(struct ut_pen *pen, const struct ut_rect *frame)
{
    cairo_rectangle(pen->cairo, frame->x, frame->y, frame->width,
                    frame->height);
    ut_pen_colour(pen, UT_PAPER, 0.85);
    cairo_fill_preserve(pen->cairo);
    ut_pen_colour(pen, UT_INK_GRID, 1);
    cairo_set_line_width(pen->cairo, 0.8);
    cairo_stroke(pen->cairo);
}

static void draw_lines(struct ut_pen *pen, const struct ut_view *view,
                       int lines_max, const struct ut_rect *frame)
{
    double x = frame->x + FRAME_PADDING;
    double y = frame->y + (FRAME_PADDING + LINE_HEIGHT) / 2;
    int lines = 0;
    if (view->axes->spec.legend_title != NULL) {
        struct ut_text title = plain_text(view->axes->spec.legend_title);
        draw_text(pen, &title, x, y);
        lines++;
    }
    for (size_t i = 0; i < view->entries.count && lines < lines_max;
         i++, lines++) {
        struct ut_text text = entry_text(&view->entries, i);
        double line_y = y + lines * LINE_HEIGHT;
        draw_swatch(pen, view->entries.marks[i], x, line_y);
        draw_text(pen, &text, x + SWATCH_WIDTH + SWATCH_GAP, line_y);
    }
}

static void draw_column(struct ut_pen *pen, const struct ut_view *view)
{
    struct column column = measure_column(pen, view);
    if (column.lines <= 0)
        return;
    double width = column.width + 2 * FRAME_PADDING;
    bool is_left = view->axes->spec.legend == UT_LEGEND_LEFT;
    struct ut_rect frame = {is_left ? view->plot.x + FRAME_INSET
                                    : view->plot.x + view->plot.width -
                                          FRAME_INSET - width,
                            view->plot.y + FRAME_INSET, width,
                            column.lines * LINE_HEIGHT + FRAME_PADDING};
    draw_frame(pen, &frame);
    draw_lines(pen, view, column.lines, &frame);
}

void ut_legend_draw(struct ut_pen *pen, const struct ut_view *view)
{
    if (view->entries.count == 0)
        return;
    if (view->axes->spec.legend == UT_LEGEND_TOP)
        draw_row(pen, view);
    else
        draw_column(pen, view);
}
