/*
 * plot_points.c: points, few or by the thousand.
 *
 * Where thousands lie on each other only their colour shows, so plain ones
 * share a path: a tenth of the bytes of an SVG and half the time.
 */
#include "core/plot_internal.h"

#define POINTS_TOGETHER 64 /* in one path; cairo fills huge ones slowly */

void ut_marker_path(cairo_t *cairo, enum ut_marker marker, double size,
                    double x, double y)
{
    double half = size / 2;
    cairo_new_sub_path(cairo);
    switch (marker) {
    case UT_MARKER_CIRCLE:
        cairo_arc(cairo, x, y, half, 0, 2 * G_PI);
        break;
    case UT_MARKER_SQUARE:
        cairo_rectangle(cairo, x - half, y - half, size, size);
        break;
    case UT_MARKER_DIAMOND: /* slim, as box plots have it */
        cairo_move_to(cairo, x, y - half);
        cairo_line_to(cairo, x + half * 0.6, y);
        cairo_line_to(cairo, x, y + half);
        cairo_line_to(cairo, x - half * 0.6, y);
        cairo_close_path(cairo);
        break;
    }
}

/* The next item from `from` on that is complete and in the plot, with its
 * place; mark->count when there is none. */
static size_t next_point(const struct ut_view *view,
                         const struct ut_mark_spec *mark, size_t from,
                         struct ut_point *p)
{
    for (; from < mark->count; from++) {
        if (!ut_mark_is_complete(mark, from))
            continue;
        *p = ut_mark_place(view, mark, mark->columns[0][from],
                           mark->columns[1][from]);
        if (ut_is_inside(&view->plot, *p))
            break;
    }
    return from;
}

/* A line of no length with round ends: a circle in few bytes. */
static void add_dot(cairo_t *cairo, struct ut_point p)
{
    cairo_move_to(cairo, p.x, p.y);
    cairo_line_to(cairo, p.x, p.y);
}

/* Puts up to POINTS_TOGETHER points from `from` on, all of one colour, into
 * the path; returns the first that is not in it. */
static size_t add_points(cairo_t *cairo, const struct ut_view *view,
                         const struct ut_mark_spec *mark, size_t from,
                         struct ut_point *p)
{
    const struct ut_style *style = &mark->style;
    uint32_t colour = ut_mark_colour(mark, from);
    size_t i = from;
    for (int k = 0; k < POINTS_TOGETHER && i < mark->count &&
                    ut_mark_colour(mark, i) == colour;
         k++) {
        if (style->marker == UT_MARKER_CIRCLE)
            add_dot(cairo, *p);
        else
            ut_marker_path(cairo, style->marker, style->size, p->x, p->y);
        i = next_point(view, mark, i + 1, p);
    }
    return i;
}

/* Opaque and without an edge: which lies on which cannot be seen. */
static void draw_solid_points(struct ut_pen *pen, const struct ut_view *view,
                              const struct ut_mark_spec *mark)
{
    cairo_set_line_width(pen->cairo, mark->style.size);
    cairo_set_line_cap(pen->cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_dash(pen->cairo, NULL, 0, 0); /* of the line they are on */
    struct ut_point p;
    size_t i = next_point(view, mark, 0, &p);
    while (i < mark->count) {
        ut_pen_colour(pen, ut_mark_colour(mark, i), 1);
        i = add_points(pen->cairo, view, mark, i, &p);
        if (mark->style.marker == UT_MARKER_CIRCLE)
            cairo_stroke(pen->cairo);
        else
            cairo_fill(pen->cairo);
    }
}

void ut_points_draw(struct ut_pen *pen, const struct ut_view *view,
                    const struct ut_mark_spec *mark)
{
    if (mark->style.alpha >= 1 && mark->style.edge_width <= 0) {
        draw_solid_points(pen, view, mark);
        return;
    }
    struct ut_point p;
    for (size_t i = next_point(view, mark, 0, &p); i < mark->count;
         i = next_point(view, mark, i + 1, &p)) {
        ut_marker_path(pen->cairo, mark->style.marker, mark->style.size, p.x,
                       p.y);
        ut_mark_paint(pen, &mark->style, ut_mark_colour(mark, i));
    }
}
