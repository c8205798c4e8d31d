/*
 * plot.c: the description of a figure: checked, copied, kept.
 *
 * Everything a figure holds comes from its arena, a list of blocks freed
 * together, so that a description that fails half-way leaves nothing behind.
 * Drawing is in the other plot_*.c files.
 */
#include "core/plot_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ut_block {
    struct ut_block *next;
    _Alignas(max_align_t) char bytes[];
};

struct mark_columns {
    const char *names[UT_MARK_COLUMNS_MAX + 1];
    const char *axes; /* a letter per column */
};

static const struct mark_columns mark_columns[UT_MARK_KINDS] = {
    [UT_MARK_BARS] = {{"x0", "x1", "y0", "y1"}, "xxyy"},
    [UT_MARK_LINE] = {{"x", "y"}, "xy"},
    [UT_MARK_AREA] = {{"x", "low", "high"}, "xyy"},
    [UT_MARK_BOXES] = {{"at", "low", "q1", "median", "q3", "high"}, "xyyyyy"},
    [UT_MARK_POINTS] = {{"x", "y"}, "xy"},
    [UT_MARK_TEXT] = {{"x", "y"}, "--"},
    [UT_MARK_RULE] = {{"at"}, "y"},
    [UT_MARK_INTERVALS] = {{"at", "low", "high"}, "xyy"},
};

size_t ut_mark_column_count(enum ut_mark_kind kind)
{
    return strlen(mark_columns[kind].axes);
}

const char *ut_mark_column_name(enum ut_mark_kind kind, size_t column)
{
    return mark_columns[kind].names[column];
}

char ut_mark_column_axis(const struct ut_mark_spec *mark, size_t column)
{
    char axis = mark_columns[mark->kind].axes[column];
    if (axis == '-' || !mark->style.is_sideways)
        return axis;
    return axis == 'x' ? 'y' : 'x';
}

/* --- the arena ---------------------------------------------------------- */

/* Zeroed memory that lives as long as the figure; count × size. */
static void *take(struct ut_figure *figure, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(struct ut_block), &bytes))
        return NULL;
    struct ut_block *block = calloc(1, bytes);
    if (block == NULL)
        return NULL;
    block->next = figure->blocks;
    figure->blocks = block;
    return block->bytes;
}

static bool copy_bytes(struct ut_figure *figure, const void **bytes,
                       size_t count, size_t size)
{
    if (*bytes == NULL)
        return true;
    void *copy = take(figure, count, size);
    if (copy == NULL)
        return false;
    if (count > 0)
        memcpy(copy, *bytes, count * size);
    *bytes = copy;
    return true;
}

/* Control characters and Unicode line separators would start a new line. */
static void flatten(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c != 0; c++) {
        if (*c < 0x20 || *c == 0x7F)
            *c = ' ';
        else if (c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0xA8 || c[2] == 0xA9))
            c[0] = c[1] = c[2] = ' ';
    }
}

char *ut_text_clean(const char *text)
{
    size_t size = strnlen(text, UT_PLOT_TEXT_BYTES_MAX);
    while (size > 0 && (text[size] & 0xC0) == 0x80)
        size--; /* never cut inside a character */
    char *clean = g_utf8_make_valid(text, (gssize)size);
    flatten(clean);
    return clean;
}

static bool copy_text(struct ut_figure *figure, const char **text)
{
    if (*text == NULL)
        return true;
    char *clean = ut_text_clean(*text);
    const void *copy = clean;
    bool is_copied = copy_bytes(figure, &copy, strlen(clean) + 1, 1);
    g_free(clean);
    if (is_copied)
        *text = copy;
    return is_copied;
}

static bool copy_texts(struct ut_figure *figure, const char *const **texts,
                       size_t count)
{
    if (*texts == NULL)
        return true;
    const char **copies = take(figure, count, sizeof *copies);
    if (copies == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        copies[i] = (*texts)[i];
        if (!copy_text(figure, &copies[i]))
            return false;
    }
    *texts = copies;
    return true;
}

/* --- figures ------------------------------------------------------------ */

static bool is_between(double value, double least, double most)
{
    return value >= least && value <= most;
}

static int check_figure(const struct ut_figure_spec *spec,
                        struct ut_error *error)
{
    if (!is_between(spec->width_inches, UT_PLOT_INCHES_MIN,
                    UT_PLOT_INCHES_MAX) ||
        !is_between(spec->height_inches, UT_PLOT_INCHES_MIN,
                    UT_PLOT_INCHES_MAX))
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "a figure is %d to %d inches wide and high",
                       (int)UT_PLOT_INCHES_MIN, (int)UT_PLOT_INCHES_MAX);
    if (spec->rows < 1 || spec->columns < 1 || spec->rows > UT_PLOT_AXES_MAX ||
        spec->columns > UT_PLOT_AXES_MAX / spec->rows)
        return ut_fail(error, UNDERTONE_ELIMIT, "a figure holds 1 to %d axes",
                       UT_PLOT_AXES_MAX);
    return 0;
}

int ut_figure_new(const struct ut_figure_spec *spec, struct ut_figure **figure,
                  struct ut_error *error)
{
    int status = check_figure(spec, error);
    if (status != 0)
        return status;
    struct ut_figure *made = calloc(1, sizeof *made);
    if (made == NULL)
        return ut_fail_memory(error);
    made->spec = *spec;
    if (spec->font == NULL)
        made->spec.font = "DejaVu Sans";
    if (!copy_text(made, &made->spec.title) ||
        !copy_text(made, &made->spec.subtitle) ||
        !copy_text(made, &made->spec.caption) ||
        !copy_text(made, &made->spec.font)) {
        ut_figure_free(made);
        return ut_fail_memory(error);
    }
    *figure = made;
    return 0;
}

void ut_figure_free(struct ut_figure *figure)
{
    if (figure == NULL)
        return;
    while (figure->blocks != NULL) {
        struct ut_block *next = figure->blocks->next;
        free(figure->blocks);
        figure->blocks = next;
    }
    free(figure);
}

/* --- axes --------------------------------------------------------------- */

static int check_axis(const struct ut_axis_spec *axis, struct ut_error *error)
{
    if (axis->category_count > UT_PLOT_CATEGORIES_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "an axis holds at most %d categories",
                       UT_PLOT_CATEGORIES_MAX);
    if (axis->scale == UT_SCALE_CATEGORY && axis->categories == NULL)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "a category axis needs its categories");
    if (axis->min >= axis->max)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "an axis needs min below max");
    if (isinf(axis->min) || isinf(axis->max))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the ends of an axis must be finite");
    if (!is_between(axis->pad_low, 0, 10) || !is_between(axis->pad_high, 0, 10))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the padding of an axis must be 0 to 10");
    return 0;
}

static int check_axes(const struct ut_figure *figure,
                      const struct ut_axes_spec *spec, struct ut_error *error)
{
    if (figure->axes_count == UT_PLOT_AXES_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "a figure holds at most %d axes", UT_PLOT_AXES_MAX);
    int64_t last_row =
        (int64_t)spec->row - 1 + (spec->row_span > 0 ? spec->row_span : 1);
    if (spec->row < 1 || spec->row_span < 0 || last_row > figure->spec.rows ||
        spec->column < 1 || spec->column > figure->spec.columns)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the figure's grid has no room at row %d, column %d",
                       spec->row, spec->column);
    int status = check_axis(&spec->x, error);
    return status != 0 ? status : check_axis(&spec->y, error);
}

static bool copy_axis(struct ut_figure *figure, struct ut_axis_spec *axis)
{
    return copy_text(figure, &axis->label) &&
           copy_texts(figure, &axis->categories, axis->category_count) &&
           copy_texts(figure, &axis->notes, axis->category_count);
}

int ut_figure_add_axes(struct ut_figure *figure,
                       const struct ut_axes_spec *spec, size_t *index,
                       struct ut_error *error)
{
    int status = check_axes(figure, spec, error);
    if (status != 0)
        return status;
    struct ut_axes axes = {.spec = *spec};
    if (!copy_text(figure, &axes.spec.title) ||
        !copy_text(figure, &axes.spec.message) ||
        !copy_text(figure, &axes.spec.legend_title) ||
        !copy_axis(figure, &axes.spec.x) || !copy_axis(figure, &axes.spec.y))
        return ut_fail_memory(error);
    *index = figure->axes_count;
    figure->axes[figure->axes_count++] = axes;
    return 0;
}

/* --- marks -------------------------------------------------------------- */

static int check_style(const struct ut_style *style, struct ut_error *error)
{
    if (!is_between(style->alpha, 0, 1))
        return ut_fail(error, UNDERTONE_EINVALID, "alpha must be 0 to 1");
    if (!is_between(style->edge_width, 0, 100) ||
        !is_between(style->line_width, 0, 100) ||
        !is_between(style->size, 0, 100))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "widths and sizes must be 0 to 100 points");
    if (!is_between(style->breadth, 0, 1e9) ||
        !is_between(style->anchor_x, 0, 1) ||
        !is_between(style->anchor_y, 0, 1) ||
        !is_between(style->shift_x, -1000, 1000) ||
        !is_between(style->shift_y, -1000, 1000))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "breadth, anchor or shift out of range");
    return 0;
}

static int check_mark(const struct ut_figure *figure, size_t axes,
                      const struct ut_mark_spec *spec, struct ut_error *error)
{
    if (axes >= figure->axes_count)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the figure has no such axes");
    if (figure->mark_count == UT_PLOT_MARKS_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "a figure holds at most %d marks", UT_PLOT_MARKS_MAX);
    if (spec->count > UT_PLOT_VALUES_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT, "a mark holds at most %d items",
                       UT_PLOT_VALUES_MAX);
    if (spec->kind == UT_MARK_TEXT && spec->texts == NULL)
        return ut_fail(error, UNDERTONE_EINVALID, "a text mark needs texts");
    return check_style(&spec->style, error);
}

static bool copy_mark(struct ut_figure *figure, struct ut_mark_spec *mark)
{
    for (size_t i = 0; i < ut_mark_column_count(mark->kind); i++) {
        const void *column = mark->columns[i];
        if (!copy_bytes(figure, &column, mark->count, sizeof(double)))
            return false;
        mark->columns[i] = column;
    }
    const void *colours = mark->colours;
    if (!copy_bytes(figure, &colours, mark->count, sizeof *mark->colours))
        return false;
    mark->colours = colours;
    return copy_text(figure, &mark->label) &&
           copy_texts(figure, &mark->texts, mark->count);
}

int ut_figure_add_mark(struct ut_figure *figure, size_t axes,
                       const struct ut_mark_spec *spec, struct ut_error *error)
{
    int status = check_mark(figure, axes, spec, error);
    if (status != 0)
        return status;
    struct ut_mark *mark = take(figure, 1, sizeof *mark);
    if (mark == NULL)
        return ut_fail_memory(error);
    mark->spec = *spec;
    if (!copy_mark(figure, &mark->spec))
        return ut_fail_memory(error);
    struct ut_axes *owner = &figure->axes[axes];
    if (owner->last == NULL)
        owner->first = mark;
    else
        owner->last->next = mark;
    owner->last = mark;
    figure->mark_count++;
    return 0;
}
