/*
 * plot_layout.c: where the plot of axes lies, and how its labels are set.
 *
 * The room that labels take depends on the ticks, and the ticks on the room
 * that is left, so the layout is found in a few rounds. The texts that are
 * measured here are the ones plot_axes.c draws.
 */
#include <math.h>

#include "core/plot_internal.h"

#define LAYOUT_ROUNDS 3
#define LABEL_GAP 6.0 /* between tick labels and the axis label */
#define RIGHT_MARGIN 8.0
#define TOP_MARGIN 6.0
#define X_TICK_GAP 14.0   /* least room between two labels */
#define Y_TICK_EVERY 30.0 /* points of height per tick */
#define BAND_FILL 0.92    /* how much of its band a label may fill */
#define BAND_UPRIGHT 22.0 /* a narrower band has its label turned */
#define BAND_WIDE 90.0    /* a wider one never, even if its label is cut */
#define LINES_UPRIGHT 3
#define TURNED_HEIGHT_MAX 0.34 /* of the cell's height */
#define SIDE_WIDTH_MAX 0.36    /* of the cell's width */
#define LINE_TICK (UT_SIZE_TICK * 1.25)
#define NOTE_BAND (2.3 * LINE_TICK) /* a narrower one has no note below */
#define NOTE_SHARE 3.0 /* of the room, what a note behind may take: a third */
#define PLOT_LEAST 20.0

/* --- ticks and their labels --------------------------------------------- */

struct ut_text ut_tick_text(const char *string)
{
    return (struct ut_text){.string = string,
                            .size = UT_SIZE_TICK,
                            .colour = UT_INK_SOFT,
                            .align = PANGO_ALIGN_CENTER};
}

bool ut_is_vertical(const struct ut_view *view, const struct ut_axis *axis)
{
    return axis == &view->y;
}

/* Width of a category's band in points. */
static double band(const struct ut_axis *axis)
{
    return fabs(axis->to - axis->from) / (axis->high - axis->low);
}

/* Puts the note below the name, behind it in a narrow band, or nowhere: a
 * name that is cut must keep room for its two ends. */
static void place_note(const struct ut_view *view, const struct ut_axis *axis,
                       const char *note, struct ut_text *text)
{
    bool is_beside = ut_is_vertical(view, axis);
    double across = band(axis) * (axis->is_turned ? -sin(UT_TURN) : 1);
    bool is_below = (!is_beside && !axis->is_turned) || across >= NOTE_BAND;
    double width = (double)g_utf8_strlen(note, -1) * text->size / 2;
    text->is_note_behind = !is_below;
    if (is_below || (is_beside && width <= axis->room / NOTE_SHARE))
        text->note = note;
}

struct ut_text ut_category_text(const struct ut_view *view,
                                const struct ut_axis *axis, size_t i)
{
    const struct ut_axis_spec *spec = axis->spec;
    struct ut_text text =
        ut_tick_text(spec->categories[i] ? spec->categories[i] : "");
    text.is_name = true;
    text.number = axis->numbers[i / axis->stride];
    text.colour = UT_INK;
    text.width = axis->room;
    text.lines = axis->is_turned ? 1 : LINES_UPRIGHT;
    if (spec->notes != NULL && spec->notes[i] != NULL)
        place_note(view, axis, spec->notes[i], &text);
    if (ut_is_vertical(view, axis)) {
        double lines = floor(band(axis) / LINE_TICK);
        if (text.note != NULL && !text.is_note_behind)
            lines--;
        text.lines = (int)fmin(fmax(lines, 1), LINES_UPRIGHT);
    }
    if (ut_is_vertical(view, axis) || axis->is_turned)
        text.align = PANGO_ALIGN_RIGHT;
    return text;
}

/* Ticks of a linear or day axis for the length it has now. */
static void find_ticks(struct ut_pen *pen, const struct ut_view *view,
                       struct ut_axis *axis)
{
    double length = fabs(axis->to - axis->from);
    size_t most = (size_t)fmin(fmax(length / Y_TICK_EVERY, 2), 12);
    for (;; most--) {
        struct ut_tick_wish wish = {.most = most,
                                    .step = axis->spec->step,
                                    .integer = axis->spec->is_integer,
                                    .percent = axis->spec->is_percent};
        if (axis->spec->scale == UT_SCALE_DAY)
            ut_ticks_days(axis->low, axis->high, most, &axis->ticks);
        else
            ut_ticks_linear(axis->low, axis->high, &wish, &axis->ticks);
        if (ut_is_vertical(view, axis) || most <= 2)
            return;
        double sum = 0;
        for (size_t i = 0; i < axis->ticks.count; i++) {
            struct ut_text text = ut_tick_text(axis->ticks.at[i].label);
            sum += ut_text_measure(pen, &text).width + X_TICK_GAP;
        }
        if (sum <= length)
            return;
    }
}

static void fit_below(struct ut_pen *pen, struct ut_view *view)
{
    struct ut_axis *axis = &view->x;
    axis->room = band(axis) * BAND_FILL;
    axis->is_turned = band(axis) < BAND_UPRIGHT;
    size_t count = band(axis) < BAND_WIDE ? axis->spec->category_count : 0;
    for (size_t i = 0; i < count && !axis->is_turned; i++) {
        struct ut_text text = ut_category_text(view, axis, i);
        axis->is_turned = ut_text_measure(pen, &text).is_broken;
    }
    axis->stride = 1;
    if (!axis->is_turned)
        return;
    axis->room = view->cell.height * TURNED_HEIGHT_MAX / sin(-UT_TURN);
    axis->stride = (size_t)ceil(LINE_TICK * 1.5 / band(axis));
}

static void fit_beside(struct ut_view *view)
{
    struct ut_axis *axis = &view->y;
    axis->room = view->cell.width * SIDE_WIDTH_MAX;
    axis->stride = (size_t)fmax(1, ceil(LINE_TICK / band(axis)));
}

static void fit_axis(struct ut_pen *pen, struct ut_view *view,
                     struct ut_axis *axis)
{
    axis->ticks.count = 0;
    if (axis->spec->is_hidden || view->axes->spec.message != NULL)
        return;
    if (axis->spec->scale != UT_SCALE_CATEGORY)
        find_ticks(pen, view, axis);
    else if (ut_is_vertical(view, axis))
        fit_beside(view);
    else
        fit_below(pen, view);
}

/* --- room --------------------------------------------------------------- */

struct need {
    double width, height; /* of the largest tick label */
    double before, after; /* how far labels reach past the axis' ends */
};

bool ut_has_categories(const struct ut_view *view, const struct ut_axis *axis)
{
    return axis->spec->scale == UT_SCALE_CATEGORY && !axis->spec->is_hidden &&
           view->axes->spec.message == NULL;
}

static void need_text(struct ut_pen *pen, const struct ut_axis *axis,
                      const struct ut_text *text, double value,
                      struct need *need)
{
    struct ut_extent extent = ut_text_measure(pen, text);
    double half = extent.width / 2;
    double at = ut_axis_place(axis, value);
    if (axis->is_turned) {
        double reach = (extent.width + extent.height) * sin(-UT_TURN);
        need->height = fmax(need->height, reach);
        need->before = fmax(need->before, reach - (at - axis->from));
        return;
    }
    need->width = fmax(need->width, extent.width);
    need->height = fmax(need->height, extent.height);
    need->before = fmax(need->before, half - (at - axis->from));
    need->after = fmax(need->after, half - (axis->to - at));
}

static struct need measure_need(struct ut_pen *pen, const struct ut_view *view,
                                const struct ut_axis *axis)
{
    struct need need = {0};
    for (size_t i = 0; i < axis->ticks.count; i++) {
        struct ut_text text = ut_tick_text(axis->ticks.at[i].label);
        need_text(pen, axis, &text, axis->ticks.at[i].value, &need);
    }
    size_t count =
        ut_has_categories(view, axis) ? axis->spec->category_count : 0;
    for (size_t i = 0; i < count; i += axis->stride) {
        struct ut_text text = ut_category_text(view, axis, i);
        need_text(pen, axis, &text, (double)i + 1, &need);
    }
    return need;
}

struct ut_text ut_label_text(const char *label, double room)
{
    return (struct ut_text){.string = label,
                            .size = UT_SIZE_LABEL,
                            .width = room,
                            .lines = 2,
                            .colour = UT_INK,
                            .align = PANGO_ALIGN_CENTER};
}

static double label_height(struct ut_pen *pen, const char *label, double room)
{
    if (label == NULL)
        return 0;
    struct ut_text text = ut_label_text(label, room);
    return ut_text_measure(pen, &text).height + LABEL_GAP;
}

static void set_ends(struct ut_view *view)
{
    const struct ut_rect *plot = &view->plot;
    view->x.from = plot->x;
    view->x.to = plot->x + plot->width;
    bool is_downward = view->y.spec->scale == UT_SCALE_CATEGORY;
    view->y.from = is_downward ? plot->y : plot->y + plot->height;
    view->y.to = is_downward ? plot->y + plot->height : plot->y;
}

/* The plot that is left when everything around it has its room. */
static void shrink_plot(struct ut_pen *pen, struct ut_view *view, double top)
{
    const struct ut_axes_spec *spec = &view->axes->spec;
    struct ut_rect *plot = &view->plot;
    struct need x = measure_need(pen, view, &view->x);
    struct need y = measure_need(pen, view, &view->y);
    double left = y.width + UT_TICK_GAP +
                  (spec->is_framed ? UT_TICK_LENGTH : 0) +
                  label_height(pen, spec->y.label, plot->height);
    double bottom = x.height + UT_TICK_GAP + UT_TICK_LENGTH +
                    label_height(pen, spec->x.label, plot->width);
    left = fmax(fmax(left, x.before), view->least.left);
    double right = fmax(fmax(RIGHT_MARGIN, x.after + 1), view->least.right);
    const struct ut_rect *cell = &view->cell;
    plot->x = cell->x + left;
    plot->width = fmax(cell->width - left - right, PLOT_LEAST);
    view->legend_height = ut_legend_height(pen, view, cell->width);
    top += view->legend_height > 0 ? view->legend_height - TOP_MARGIN : 0;
    plot->y = cell->y + top;
    plot->height = fmax(cell->height - top - bottom, PLOT_LEAST);
    set_ends(view);
}

struct ut_text ut_title_text(const struct ut_axes *axes, double width)
{
    return (struct ut_text){.string = axes->spec.title,
                            .size = UT_SIZE_LABEL,
                            .width = width,
                            .lines = 2,
                            .colour = UT_INK,
                            .is_bold = true};
}

struct axis_of_view {
    const struct ut_view *view;
    const struct ut_axis *axis;
};

static struct ut_text category_text_of(const void *owner, size_t i)
{
    const struct axis_of_view *of = owner;
    return ut_category_text(of->view, of->axis, i * of->axis->stride);
}

/* The labels that are drawn, kept apart as plot_names.c has it. */
static void number_categories(struct ut_pen *pen, const struct ut_view *view,
                              struct ut_axis *axis)
{
    if (!ut_has_categories(view, axis))
        return;
    struct axis_of_view of = {view, axis};
    struct ut_names names = {&of, category_text_of,
                             (axis->spec->category_count + axis->stride - 1) /
                                 axis->stride,
                             axis->numbers};
    ut_names_number(pen, &names);
}

void ut_layout_find(struct ut_pen *pen, struct ut_view *view)
{
    double top = TOP_MARGIN;
    if (view->axes->spec.title != NULL) {
        struct ut_text title = ut_title_text(view->axes, view->cell.width);
        top += ut_text_measure(pen, &title).height + 2;
    }
    ut_legend_find(pen, view);
    ut_axis_domain(view->axes, &view->x);
    ut_axis_domain(view->axes, &view->y);
    view->plot =
        (struct ut_rect){view->cell.x + 40, view->cell.y + top,
                         fmax(view->cell.width - 50, PLOT_LEAST),
                         fmax(view->cell.height - top - 40, PLOT_LEAST)};
    set_ends(view);
    for (int round = 0; round < LAYOUT_ROUNDS; round++) {
        fit_axis(pen, view, &view->x);
        fit_axis(pen, view, &view->y);
        shrink_plot(pen, view, top);
    }
    number_categories(pen, view, &view->x);
    number_categories(pen, view, &view->y);
}
