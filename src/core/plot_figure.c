/*
 * plot_figure.c: the page: paper, titles, and the grid of axes.
 */
#include "core/plot_internal.h"

#include <math.h>

#define MARGIN 12.0
#define GAP 18.0 /* between cells */
#define TITLE_GAP 4.0
#define BLOCK_GAP 6.0 /* between titles, axes and caption */
#define CELL_LEAST 30.0

struct slot {
    const char *string;
    double size;
    int lines;
    uint32_t colour;
    bool is_bold;
};

static struct ut_text slot_text(const struct ut_figure *figure,
                                const struct slot *slot, double width)
{
    return (struct ut_text){.string = slot->string,
                            .size = slot->size,
                            .width = width,
                            .lines = slot->lines,
                            .colour = slot->colour,
                            .is_bold = slot->is_bold,
                            .align = figure->spec.is_centred
                                         ? PANGO_ALIGN_CENTER
                                         : PANGO_ALIGN_LEFT};
}

/* Draws one text at the top of `room` and takes its height away. */
static void draw_above(const struct ut_figure *figure, struct ut_pen *pen,
                       const struct slot *slot, struct ut_rect *room)
{
    if (slot->string == NULL)
        return;
    struct ut_text text = slot_text(figure, slot, room->width);
    double height = ut_text_measure(pen, &text).height + TITLE_GAP;
    double share = figure->spec.is_centred ? 0.5 : 0;
    ut_text_draw(
        pen, &text,
        (struct ut_place){room->x + room->width * share, room->y, share, 0, 0});
    room->y += height;
    room->height -= height;
}

static void draw_caption(const struct ut_figure *figure, struct ut_pen *pen,
                         struct ut_rect *room)
{
    struct slot slot = {figure->spec.caption, UT_SIZE_CAPTION, 3, UT_INK_SOFT,
                        false};
    if (slot.string == NULL)
        return;
    struct ut_text text = slot_text(figure, &slot, room->width);
    text.align = PANGO_ALIGN_LEFT;
    double height = ut_text_measure(pen, &text).height;
    ut_text_draw(pen, &text,
                 (struct ut_place){room->x, room->y + room->height, 0, 1, 0});
    room->height -= height + BLOCK_GAP;
}

static struct ut_rect cell_of(const struct ut_figure *figure,
                              const struct ut_rect *room,
                              const struct ut_axes *axes)
{
    int rows = figure->spec.rows, columns = figure->spec.columns;
    double width = (room->width - GAP * (columns - 1)) / columns;
    double height = (room->height - GAP * (rows - 1)) / rows;
    int span = axes->spec.row_span > 0 ? axes->spec.row_span : 1;
    return (struct ut_rect){room->x + (axes->spec.column - 1) * (width + GAP),
                            room->y + (axes->spec.row - 1) * (height + GAP),
                            fmax(width, CELL_LEAST),
                            fmax(height * span + GAP * (span - 1), CELL_LEAST)};
}

static int count_in_column(const struct ut_figure *figure, int column)
{
    int count = 0;
    for (size_t i = 0; i < figure->axes_count; i++)
        count += figure->axes[i].spec.column == column;
    return count;
}

/* The margins that all axes of a column take: the widest that one needs. */
static void find_margins(const struct ut_figure *figure, struct ut_pen *pen,
                         const struct ut_rect *room,
                         struct ut_margins margins[UT_PLOT_AXES_MAX])
{
    for (size_t i = 0; i < figure->axes_count; i++) {
        const struct ut_axes *axes = &figure->axes[i];
        struct ut_margins *shared = &margins[axes->spec.column - 1];
        if (count_in_column(figure, axes->spec.column) < 2)
            continue;
        struct ut_margins own =
            ut_axes_margins(pen, axes, cell_of(figure, room, axes));
        shared->left = fmax(shared->left, own.left);
        shared->right = fmax(shared->right, own.right);
    }
}

void ut_figure_draw(const struct ut_figure *figure, struct ut_pen *pen)
{
    double width = figure->spec.width_inches * UT_POINTS_PER_INCH;
    double height = figure->spec.height_inches * UT_POINTS_PER_INCH;
    ut_pen_colour(pen, UT_PAPER, 1);
    cairo_rectangle(pen->cairo, 0, 0, width, height);
    cairo_fill(pen->cairo);
    struct ut_rect room = {MARGIN, MARGIN, width - 2 * MARGIN,
                           height - 2 * MARGIN};
    struct slot title = {figure->spec.title, UT_SIZE_TITLE, 2, UT_INK, true};
    struct slot subtitle = {figure->spec.subtitle, UT_SIZE_SUBTITLE, 3,
                            UT_INK_SOFT, false};
    draw_above(figure, pen, &title, &room);
    draw_above(figure, pen, &subtitle, &room);
    if (title.string != NULL || subtitle.string != NULL) {
        room.y += BLOCK_GAP;
        room.height -= BLOCK_GAP;
    }
    draw_caption(figure, pen, &room);
    struct ut_margins margins[UT_PLOT_AXES_MAX] = {0};
    find_margins(figure, pen, &room, margins);
    for (size_t i = 0; i < figure->axes_count; i++) {
        const struct ut_axes *axes = &figure->axes[i];
        ut_axes_draw(pen, axes, cell_of(figure, &room, axes),
                     margins[axes->spec.column - 1]);
    }
}
