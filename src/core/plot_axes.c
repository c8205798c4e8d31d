/*
 * plot_axes.c: everything around the data of axes, drawn.
 *
 * In this order: labels, grid, marks, lines, ticks, legend. Where they lie
 * was found by plot_layout.c.
 */
#include "core/plot_internal.h"

static void draw_grid(struct ut_pen *pen, const struct ut_view *view)
{
    const struct ut_rect *plot = &view->plot;
    ut_pen_colour(pen, UT_INK_GRID, 1);
    cairo_set_line_width(pen->cairo, 0.7);
    for (size_t i = 0; view->x.spec->has_grid && i < view->x.ticks.count; i++) {
        double x = ut_axis_place(&view->x, view->x.ticks.at[i].value);
        ut_pen_line(pen, x, plot->y, x, plot->y + plot->height);
    }
    for (size_t i = 0; view->y.spec->has_grid && i < view->y.ticks.count; i++) {
        double y = ut_axis_place(&view->y, view->y.ticks.at[i].value);
        ut_pen_line(pen, plot->x, y, plot->x + plot->width, y);
    }
}

/* Lines where marks stand on an axis: all four sides when framed, else
 * below, or at the left of categories. */
static void draw_sides(struct ut_pen *pen, const struct ut_view *view)
{
    const struct ut_rect *plot = &view->plot;
    ut_pen_colour(pen, UT_INK_LINE, 1);
    cairo_set_line_width(pen->cairo, 0.9);
    if (view->axes->spec.is_framed) {
        cairo_rectangle(pen->cairo, plot->x, plot->y, plot->width,
                        plot->height);
        cairo_stroke(pen->cairo);
    } else if (view->y.spec->scale == UT_SCALE_CATEGORY) {
        ut_pen_line(pen, plot->x, plot->y, plot->x, plot->y + plot->height);
    } else if (!view->x.spec->is_hidden) {
        ut_pen_line(pen, plot->x, plot->y + plot->height, plot->x + plot->width,
                    plot->y + plot->height);
    }
}

static void draw_x_ticks(struct ut_pen *pen, const struct ut_view *view)
{
    double bottom = view->plot.y + view->plot.height;
    bool has_marks = view->y.spec->scale != UT_SCALE_CATEGORY;
    for (size_t i = 0; i < view->x.ticks.count; i++) {
        const struct ut_tick *tick = &view->x.ticks.at[i];
        double x = ut_axis_place(&view->x, tick->value);
        ut_pen_colour(pen, UT_INK_LINE, has_marks);
        ut_pen_line(pen, x, bottom, x, bottom + UT_TICK_LENGTH);
        struct ut_text text = ut_tick_text(tick->label);
        ut_text_draw(
            pen, &text,
            (struct ut_place){x, bottom + UT_TICK_LENGTH + UT_TICK_GAP / 2, 0.5,
                              0, 0});
    }
}

static void draw_y_ticks(struct ut_pen *pen, const struct ut_view *view)
{
    double length = view->axes->spec.is_framed ? UT_TICK_LENGTH : 0;
    for (size_t i = 0; i < view->y.ticks.count; i++) {
        const struct ut_tick *tick = &view->y.ticks.at[i];
        double y = ut_axis_place(&view->y, tick->value);
        ut_pen_colour(pen, UT_INK_LINE, length > 0);
        ut_pen_line(pen, view->plot.x - length, y, view->plot.x, y);
        struct ut_text text = ut_tick_text(tick->label);
        ut_text_draw(pen, &text,
                     (struct ut_place){view->plot.x - length - UT_TICK_GAP, y,
                                       1, 0.5, 0});
    }
}

static void draw_categories(struct ut_pen *pen, const struct ut_view *view,
                            const struct ut_axis *axis)
{
    if (!ut_has_categories(view, axis))
        return;
    const struct ut_rect *plot = &view->plot;
    for (size_t i = 0; i < axis->spec->category_count; i += axis->stride) {
        struct ut_text text = ut_category_text(view, axis, i);
        double at = ut_axis_place(axis, (double)i + 1);
        struct ut_place place = {at, plot->y + plot->height + UT_TICK_GAP, 0.5,
                                 0, 0};
        if (ut_is_vertical(view, axis))
            place = (struct ut_place){plot->x - UT_TICK_GAP, at, 1, 0.5, 0};
        else if (axis->is_turned)
            place = (struct ut_place){at + UT_SIZE_TICK / 2, place.y, 1, 0,
                                      UT_TURN};
        ut_text_draw(pen, &text, place);
    }
}

static void draw_labels(struct ut_pen *pen, const struct ut_view *view)
{
    const struct ut_axes_spec *spec = &view->axes->spec;
    const struct ut_rect *plot = &view->plot, *cell = &view->cell;
    if (spec->x.label != NULL) {
        struct ut_text text = ut_label_text(spec->x.label, plot->width);
        ut_text_draw(pen, &text,
                     (struct ut_place){plot->x + plot->width / 2,
                                       cell->y + cell->height, 0.5, 1, 0});
    }
    if (spec->y.label != NULL) {
        struct ut_text text = ut_label_text(spec->y.label, plot->height);
        ut_text_draw(pen, &text,
                     (struct ut_place){cell->x, plot->y + plot->height / 2, 0.5,
                                       0, -G_PI / 2});
    }
    if (spec->title != NULL) {
        struct ut_text text = ut_title_text(view->axes, cell->width);
        ut_text_draw(pen, &text, (struct ut_place){cell->x, cell->y, 0, 0, 0});
    }
}

static void draw_message(struct ut_pen *pen, const struct ut_view *view)
{
    const struct ut_rect *plot = &view->plot;
    struct ut_text text = {.string = view->axes->spec.message,
                           .size = UT_SIZE_LABEL + 1,
                           .width = plot->width * 0.8,
                           .lines = 4,
                           .colour = UT_INK_SOFT,
                           .align = PANGO_ALIGN_CENTER};
    ut_text_draw(pen, &text,
                 (struct ut_place){plot->x + plot->width / 2,
                                   plot->y + plot->height / 2, 0.5, 0.5, 0});
}

static void record_plot(struct ut_pen *pen, const struct ut_rect *plot)
{
    if (pen->layout == NULL || pen->status != 0)
        return;
    struct ut_plot_box box = {.kind = UT_BOX_PLOT,
                              .x = plot->x,
                              .y = plot->y,
                              .width = plot->width,
                              .height = plot->height};
    pen->status = ut_buf_add(&pen->layout->boxes, &box, sizeof box);
}

static struct ut_view start_view(const struct ut_axes *axes,
                                 struct ut_rect cell)
{
    return (struct ut_view){.axes = axes,
                            .cell = cell,
                            .x = {.spec = &axes->spec.x, .stride = 1},
                            .y = {.spec = &axes->spec.y, .stride = 1}};
}

struct ut_margins ut_axes_margins(struct ut_pen *pen,
                                  const struct ut_axes *axes,
                                  struct ut_rect cell)
{
    struct ut_view view = start_view(axes, cell);
    ut_layout_find(pen, &view);
    return (struct ut_margins){view.plot.x - cell.x, cell.x + cell.width -
                                                         view.plot.x -
                                                         view.plot.width};
}

void ut_axes_draw(struct ut_pen *pen, const struct ut_axes *axes,
                  struct ut_rect cell, struct ut_margins least)
{
    struct ut_view view = start_view(axes, cell);
    view.least = least;
    ut_layout_find(pen, &view);
    record_plot(pen, &view.plot);
    draw_labels(pen, &view);
    if (axes->spec.message != NULL) {
        draw_sides(pen, &view);
        draw_message(pen, &view);
        return;
    }
    draw_grid(pen, &view);
    ut_marks_draw(pen, &view);
    draw_sides(pen, &view);
    draw_x_ticks(pen, &view);
    draw_y_ticks(pen, &view);
    draw_categories(pen, &view, &view.x);
    draw_categories(pen, &view, &view.y);
    ut_legend_draw(pen, &view);
}
