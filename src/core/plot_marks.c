/*
 * plot_marks.c: the data of axes, drawn mark by mark.
 *
 * Places come from the two axes of a view; nothing here measures or moves.
 * A value that is missing draws nothing.
 */
#include "core/plot_internal.h"

#include <math.h>

/* Data to points; sideways marks give their first coordinate along y. */
struct ut_point ut_mark_place(const struct ut_view *view,
                              const struct ut_mark_spec *mark, double at,
                              double value)
{
    bool is_sideways = mark->style.is_sideways;
    return (struct ut_point){
        ut_axis_place(&view->x, is_sideways ? value : at),
        ut_axis_place(&view->y, is_sideways ? at : value),
    };
}

bool ut_mark_is_complete(const struct ut_mark_spec *mark, size_t item)
{
    for (size_t i = 0; i < ut_mark_column_count(mark->kind); i++)
        if (!isfinite(mark->columns[i][item]))
            return false;
    return true;
}

uint32_t ut_mark_colour(const struct ut_mark_spec *mark, size_t item)
{
    return mark->colours != NULL ? mark->colours[item] : mark->style.colour;
}

void ut_mark_paint(struct ut_pen *pen, const struct ut_style *style,
                   uint32_t colour)
{
    ut_pen_colour(pen, colour, style->alpha);
    if (style->edge_width <= 0) {
        cairo_fill(pen->cairo);
        return;
    }
    cairo_fill_preserve(pen->cairo);
    ut_pen_colour(pen, style->edge_colour, 1);
    cairo_set_line_width(pen->cairo, style->edge_width);
    cairo_stroke(pen->cairo);
}

bool ut_is_inside(const struct ut_rect *rect, struct ut_point p)
{
    return p.x >= rect->x - UT_CLIP_MARGIN && p.y >= rect->y - UT_CLIP_MARGIN &&
           p.x <= rect->x + rect->width + UT_CLIP_MARGIN &&
           p.y <= rect->y + rect->height + UT_CLIP_MARGIN;
}

static void set_stroke(struct ut_pen *pen, const struct ut_style *style,
                       uint32_t colour)
{
    static const double dashes[] = {4, 3};
    ut_pen_colour(pen, colour, style->alpha);
    cairo_set_line_width(pen->cairo, style->line_width);
    cairo_set_line_join(pen->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(pen->cairo, dashes, style->is_dashed ? 2 : 0, 0);
}

static void rectangle(cairo_t *cairo, struct ut_point a, struct ut_point b)
{
    cairo_rectangle(cairo, fmin(a.x, b.x), fmin(a.y, b.y), fabs(b.x - a.x),
                    fabs(b.y - a.y));
}

static void draw_bars(struct ut_pen *pen, const struct ut_view *view,
                      const struct ut_mark_spec *mark)
{
    for (size_t i = 0; i < mark->count; i++) {
        if (!ut_mark_is_complete(mark, i))
            continue;
        struct ut_point from = {ut_axis_place(&view->x, mark->columns[0][i]),
                                ut_axis_place(&view->y, mark->columns[2][i])};
        struct ut_point to = {ut_axis_place(&view->x, mark->columns[1][i]),
                              ut_axis_place(&view->y, mark->columns[3][i])};
        rectangle(pen->cairo, from, to);
        ut_mark_paint(pen, &mark->style, ut_mark_colour(mark, i));
    }
}

static void draw_line(struct ut_pen *pen, const struct ut_view *view,
                      const struct ut_mark_spec *mark)
{
    bool is_down = false;
    for (size_t i = 0; i < mark->count; i++) {
        bool is_there = ut_mark_is_complete(mark, i);
        if (is_there) {
            struct ut_point p = ut_mark_place(view, mark, mark->columns[0][i],
                                              mark->columns[1][i]);
            if (is_down)
                cairo_line_to(pen->cairo, p.x, p.y);
            else
                cairo_move_to(pen->cairo, p.x, p.y);
        }
        is_down = is_there;
    }
    set_stroke(pen, &mark->style, mark->style.colour);
    cairo_stroke(pen->cairo);
    if (mark->style.size > 0)
        ut_points_draw(pen, view, mark);
}

/* One unbroken run of an area: out along `low`, back along `high`. */
static void outline_run(struct ut_pen *pen, const struct ut_view *view,
                        const struct ut_mark_spec *mark, size_t first,
                        size_t end)
{
    for (size_t i = first; i < end; i++) {
        struct ut_point p =
            ut_mark_place(view, mark, mark->columns[0][i], mark->columns[1][i]);
        cairo_line_to(pen->cairo, p.x, p.y);
    }
    for (size_t i = end; i-- > first;) {
        struct ut_point p =
            ut_mark_place(view, mark, mark->columns[0][i], mark->columns[2][i]);
        cairo_line_to(pen->cairo, p.x, p.y);
    }
    cairo_close_path(pen->cairo);
}

static void draw_area(struct ut_pen *pen, const struct ut_view *view,
                      const struct ut_mark_spec *mark)
{
    for (size_t first = 0; first < mark->count; first++) {
        size_t end = first;
        while (end < mark->count && ut_mark_is_complete(mark, end))
            end++;
        if (end == first)
            continue;
        cairo_new_path(pen->cairo);
        outline_run(pen, view, mark, first, end);
        ut_mark_paint(pen, &mark->style, mark->style.colour);
        first = end;
    }
}

static void segment(struct ut_pen *pen, struct ut_point a, struct ut_point b)
{
    ut_pen_line(pen, a.x, a.y, b.x, b.y);
}

/* Whiskers with caps half as broad as the box, the box, the median. */
static void draw_box(struct ut_pen *pen, const struct ut_view *view,
                     const struct ut_mark_spec *mark, size_t item)
{
    const struct ut_style *style = &mark->style;
    double v[UT_MARK_COLUMNS_MAX];
    for (size_t i = 0; i < UT_MARK_COLUMNS_MAX; i++)
        v[i] = mark->columns[i][item];
    double half = style->breadth / 2, cap = half / 2;
    cairo_set_line_width(pen->cairo, style->edge_width);
    ut_pen_colour(pen, style->edge_colour, 1);
    for (int side = 0; side < 2; side++) {
        double end = side ? v[5] : v[1], hinge = side ? v[4] : v[2];
        segment(pen, ut_mark_place(view, mark, v[0], hinge),
                ut_mark_place(view, mark, v[0], end));
        segment(pen, ut_mark_place(view, mark, v[0] - cap, end),
                ut_mark_place(view, mark, v[0] + cap, end));
    }
    rectangle(pen->cairo, ut_mark_place(view, mark, v[0] - half, v[2]),
              ut_mark_place(view, mark, v[0] + half, v[4]));
    ut_mark_paint(pen, style, ut_mark_colour(mark, item));
    cairo_set_line_width(pen->cairo, style->line_width);
    ut_pen_colour(pen, style->edge_colour, 1);
    segment(pen, ut_mark_place(view, mark, v[0] - half, v[3]),
            ut_mark_place(view, mark, v[0] + half, v[3]));
}

static void draw_boxes(struct ut_pen *pen, const struct ut_view *view,
                       const struct ut_mark_spec *mark)
{
    for (size_t i = 0; i < mark->count; i++)
        if (ut_mark_is_complete(mark, i))
            draw_box(pen, view, mark, i);
}

static void draw_texts(struct ut_pen *pen, const struct ut_view *view,
                       const struct ut_mark_spec *mark)
{
    const struct ut_style *style = &mark->style;
    for (size_t i = 0; i < mark->count; i++) {
        if (!ut_mark_is_complete(mark, i) || mark->texts[i] == NULL)
            continue;
        struct ut_point p =
            ut_mark_place(view, mark, mark->columns[0][i], mark->columns[1][i]);
        if (!ut_is_inside(&view->plot, p))
            continue;
        struct ut_text text = {.string = mark->texts[i],
                               .size = style->size,
                               .width = view->plot.width,
                               .lines = 1,
                               .colour = ut_mark_colour(mark, i)};
        ut_text_draw(pen, &text,
                     (struct ut_place){p.x + style->shift_x,
                                       p.y + style->shift_y, style->anchor_x,
                                       style->anchor_y, 0});
    }
}

static void draw_rules(struct ut_pen *pen, const struct ut_view *view,
                       const struct ut_mark_spec *mark)
{
    const struct ut_rect *plot = &view->plot;
    for (size_t i = 0; i < mark->count; i++) {
        if (!ut_mark_is_complete(mark, i))
            continue;
        struct ut_point p = ut_mark_place(view, mark, NAN, mark->columns[0][i]);
        set_stroke(pen, &mark->style, ut_mark_colour(mark, i));
        if (mark->style.is_sideways)
            ut_pen_line(pen, p.x, plot->y, p.x, plot->y + plot->height);
        else
            ut_pen_line(pen, plot->x, p.y, plot->x + plot->width, p.y);
    }
}

static void draw_intervals(struct ut_pen *pen, const struct ut_view *view,
                           const struct ut_mark_spec *mark)
{
    double half = mark->style.breadth / 2;
    for (size_t i = 0; i < mark->count; i++) {
        if (!ut_mark_is_complete(mark, i))
            continue;
        double at = mark->columns[0][i];
        set_stroke(pen, &mark->style, ut_mark_colour(mark, i));
        segment(pen, ut_mark_place(view, mark, at, mark->columns[1][i]),
                ut_mark_place(view, mark, at, mark->columns[2][i]));
        for (size_t end = 1; half > 0 && end <= 2; end++)
            segment(
                pen,
                ut_mark_place(view, mark, at - half, mark->columns[end][i]),
                ut_mark_place(view, mark, at + half, mark->columns[end][i]));
    }
}

typedef void draw_mark(struct ut_pen *pen, const struct ut_view *view,
                       const struct ut_mark_spec *mark);

static draw_mark *const drawers[UT_MARK_KINDS] = {
    [UT_MARK_BARS] = draw_bars,        [UT_MARK_LINE] = draw_line,
    [UT_MARK_AREA] = draw_area,        [UT_MARK_BOXES] = draw_boxes,
    [UT_MARK_POINTS] = ut_points_draw, [UT_MARK_TEXT] = draw_texts,
    [UT_MARK_RULE] = draw_rules,       [UT_MARK_INTERVALS] = draw_intervals,
};

/* Points and texts at the rim are drawn whole, all else ends at it. */
static bool is_clipped(enum ut_mark_kind kind)
{
    return kind != UT_MARK_POINTS && kind != UT_MARK_TEXT;
}

void ut_marks_draw(struct ut_pen *pen, const struct ut_view *view)
{
    const struct ut_rect *plot = &view->plot;
    for (struct ut_mark *mark = view->axes->first; mark != NULL;
         mark = mark->next) {
        cairo_save(pen->cairo);
        if (is_clipped(mark->spec.kind)) {
            cairo_rectangle(pen->cairo, plot->x - UT_CLIP_MARGIN,
                            plot->y - UT_CLIP_MARGIN,
                            plot->width + 2 * UT_CLIP_MARGIN,
                            plot->height + 2 * UT_CLIP_MARGIN);
            cairo_clip(pen->cairo);
        }
        drawers[mark->spec.kind](pen, view, &mark->spec);
        cairo_restore(pen->cairo);
    }
}
