/* figure.c: see figure.h. */
#include "figure.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

struct ut_figure *figure_new(const char *title)
{
    struct ut_figure *figure = NULL;
    struct ut_figure_spec spec = {.width_inches = 4,
                                  .height_inches = 3,
                                  .rows = 1,
                                  .columns = 1,
                                  .title = title};
    ck_assert_int_eq(ut_figure_new(&spec, &figure, NULL), 0);
    return figure;
}

static struct ut_axis_spec linear(void)
{
    return (struct ut_axis_spec){
        .min = NAN, .max = NAN, .step = NAN, .pad_low = 0.05, .pad_high = 0.05};
}

struct ut_axes_spec figure_axes(void)
{
    return (struct ut_axes_spec){.row = 1,
                                 .column = 1,
                                 .legend = UT_LEGEND_TOP,
                                 .x = linear(),
                                 .y = linear()};
}

void figure_add_axes(struct ut_figure *figure, const struct ut_axes_spec *spec)
{
    size_t index;
    ck_assert_int_eq(ut_figure_add_axes(figure, spec, &index, NULL), 0);
    ck_assert_uint_eq(index, 0);
}

void figure_add_mark(struct ut_figure *figure, enum ut_mark_kind kind,
                     const double *values, size_t count)
{
    const char **texts = calloc(count + 1, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        texts[i] = "value";
    struct ut_mark_spec spec = {
        .kind = kind,
        .count = count,
        .texts = texts,
        .label = "series",
        .style = {.alpha = 0.5, .size = 5, .line_width = 1, .breadth = 0.5}};
    for (size_t i = 0; i < ut_mark_column_count(kind); i++)
        spec.columns[i] = values;
    ck_assert_int_eq(ut_figure_add_mark(figure, 0, &spec, NULL), 0);
    free(texts);
}

struct ut_buf figure_encoded(const struct ut_figure *figure,
                             enum ut_plot_format format)
{
    struct ut_buf bytes;
    ut_buf_init(&bytes, UT_PLOT_BYTES_MAX);
    struct ut_encoding encoding = {.format = format};
    ck_assert_int_eq(ut_figure_encode(figure, &encoding, &bytes, NULL), 0);
    return bytes;
}

struct ut_figure *figure_sample(const char *title)
{
    static const double values[] = {1, 2, 4, 3};
    struct ut_figure *figure = figure_new(title);
    struct ut_axes_spec axes = figure_axes();
    figure_add_axes(figure, &axes);
    for (int kind = 0; kind < UT_MARK_KINDS; kind++)
        figure_add_mark(figure, (enum ut_mark_kind)kind, values, 4);
    return figure;
}
