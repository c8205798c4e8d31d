/* check_plot.c: what a figure draws of hostile data, and what it refuses. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/plot.h"
#include "support/figure.h"
#include "support/suite.h"

static void draw_all_formats(const struct ut_figure *figure)
{
    static const char *const starts[] = {"\x89PNG", "<?xml", "%PDF"};
    for (int format = UT_PLOT_PNG; format <= UT_PLOT_PDF; format++) {
        struct ut_buf bytes =
            figure_encoded(figure, (enum ut_plot_format)format);
        ck_assert_uint_gt(bytes.size_bytes, 500);
        ck_assert_mem_eq(bytes.bytes, starts[format], strlen(starts[format]));
        ut_buf_clear(&bytes);
    }
}

/* --- hostile data ------------------------------------------------------- */

static void draw_values(enum ut_mark_kind kind, enum ut_scale scale,
                        const double *values, size_t count)
{
    struct ut_figure *figure = figure_new(NULL);
    struct ut_axes_spec axes = figure_axes();
    axes.x.scale = scale;
    figure_add_axes(figure, &axes);
    figure_add_mark(figure, kind, values, count);
    struct ut_buf svg = figure_encoded(figure, UT_PLOT_SVG);
    ck_assert_ptr_null(strstr(svg.bytes, "nan"));
    ck_assert_ptr_null(strstr(svg.bytes, "inf"));
    ut_buf_clear(&svg);
    ut_figure_free(figure);
}

START_TEST(any_values_can_be_drawn)
{
    static const double sets[][4] = {
        {NAN, NAN, NAN, NAN},
        {INFINITY, -INFINITY, NAN, 0},
        {5, 5, 5, 5},
        {1e300, -1e300, 0, 1},
        {1.7e308, -1.7e308, NAN, 1},
        {1e-308, 2e-308, 0, 0},
        {1e15, 1e15 + 1, 1e15, 1e15},
        {-0.0, 0.0, 0, 0},
    };
    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++)
        for (int kind = 0; kind < UT_MARK_KINDS; kind++) {
            enum ut_scale scale = set % 2 ? UT_SCALE_DAY : UT_SCALE_LINEAR;
            draw_values((enum ut_mark_kind)kind, scale, sets[set], 0);
            draw_values((enum ut_mark_kind)kind, scale, sets[set], 1);
            draw_values((enum ut_mark_kind)kind, scale, sets[set], 4);
        }
}
END_TEST

static const struct ut_plot_box *boxes_of(const struct ut_plot_layout *layout,
                                          size_t *count)
{
    *count = layout->boxes.size_bytes / sizeof(struct ut_plot_box);
    return (const struct ut_plot_box *)(const void *)layout->boxes.bytes;
}

/* Everything that was drawn lies on the paper of 4 × 3 inches. */
static void check_on_paper(const struct ut_figure *figure)
{
    struct ut_plot_layout layout;
    size_t count;
    ck_assert_int_eq(ut_figure_measure(figure, &layout, NULL), 0);
    const struct ut_plot_box *boxes = boxes_of(&layout, &count);
    ck_assert_uint_gt(count, 1);
    for (size_t i = 0; i < count; i++) {
        const char *text = layout.texts.bytes + boxes[i].text;
        ck_assert_msg(boxes[i].x > -0.5 && boxes[i].y > -0.5 &&
                          boxes[i].x + boxes[i].width < 288.5 &&
                          boxes[i].y + boxes[i].height < 216.5,
                      "%.0f %.0f %.0f %.0f %s", boxes[i].x, boxes[i].y,
                      boxes[i].width, boxes[i].height, text);
    }
    ut_buf_clear(&layout.boxes);
    ut_buf_clear(&layout.texts);
}

static char *long_name(const char *word, size_t size)
{
    char *name = calloc(1, size + 1);
    for (size_t used = 0; used + strlen(word) <= size; used += strlen(word))
        stpcpy(name + used, word);
    return name;
}

START_TEST(long_and_foreign_labels_fit)
{
    static const char *const words[] = {"W",
                                        "two words ",
                                        "שלום עולם ",
                                        "日本語",
                                        "مرحبا ",
                                        "\xFF\xFE",
                                        "\n",
                                        "\xE2\x80\xA9",
                                        "a\xCC\x81\xCC\x82\xCC\x83 ",
                                        "👩‍👩‍👧 "};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
        for (size_t count = 1; count <= 200; count *= 14) {
            char *name = long_name(words[w], 300);
            const char **names = calloc(count, sizeof *names);
            for (size_t i = 0; i < count; i++)
                names[i] = name;
            struct ut_axes_spec axes = figure_axes();
            struct ut_axis_spec *axis = w % 2 ? &axes.x : &axes.y;
            *axis = (struct ut_axis_spec){.scale = UT_SCALE_CATEGORY,
                                          .label = name,
                                          .categories = names,
                                          .notes = names,
                                          .category_count = count,
                                          .min = NAN,
                                          .max = NAN};
            axes.title = axes.legend_title = name;
            struct ut_figure *figure = figure_new(name);
            figure_add_axes(figure, &axes);
            check_on_paper(figure);
            draw_all_formats(figure);
            ut_figure_free(figure);
            free(names);
            free(name);
        }
}
END_TEST

START_TEST(a_legend_of_two_hundred_stays_small)
{
    static const double values[] = {1, 2};
    for (int place = UT_LEGEND_TOP; place <= UT_LEGEND_RIGHT; place++) {
        struct ut_figure *figure = figure_new("Many");
        struct ut_axes_spec axes = figure_axes();
        axes.legend = (enum ut_legend_place)place;
        figure_add_axes(figure, &axes);
        for (int i = 0; i < 200; i++)
            figure_add_mark(figure, UT_MARK_LINE, values, 2);
        check_on_paper(figure);
        ut_figure_free(figure);
    }
}
END_TEST

/* --- what is refused ---------------------------------------------------- */

START_TEST(sizes_have_limits)
{
    struct ut_figure *figure = NULL;
    struct ut_error error;
    struct ut_figure_spec spec = {
        .width_inches = 41, .height_inches = 3, .rows = 1, .columns = 1};
    ck_assert_int_eq(ut_figure_new(&spec, &figure, &error), UNDERTONE_ELIMIT);
    spec.width_inches = NAN;
    ck_assert_int_eq(ut_figure_new(&spec, &figure, &error), UNDERTONE_ELIMIT);
    spec.width_inches = 40;
    spec.height_inches = 40;
    spec.rows = 37;
    ck_assert_int_eq(ut_figure_new(&spec, &figure, &error), UNDERTONE_ELIMIT);
    ck_assert_ptr_null(figure);
    spec.rows = 1;
    ck_assert_int_eq(ut_figure_new(&spec, &figure, &error), 0);
    struct ut_buf bytes;
    ut_buf_init(&bytes, UT_PLOT_BYTES_MAX);
    struct ut_encoding encoding = {.format = UT_PLOT_PNG, .dpi = 300};
    ck_assert_int_eq(ut_figure_encode(figure, &encoding, &bytes, &error),
                     UNDERTONE_ELIMIT);
    encoding.dpi = 10;
    ck_assert_int_eq(ut_figure_encode(figure, &encoding, &bytes, &error),
                     UNDERTONE_EINVALID);
    ut_figure_free(figure);
}
END_TEST

START_TEST(nonsense_is_refused)
{
    struct ut_figure *figure = figure_new(NULL);
    struct ut_axes_spec axes = figure_axes();
    struct ut_error error;
    size_t index;
    axes.row = 2;
    ck_assert_int_eq(ut_figure_add_axes(figure, &axes, &index, &error),
                     UNDERTONE_EINVALID);
    axes.row = 1;
    axes.x.min = 1;
    axes.x.max = 1;
    ck_assert_int_eq(ut_figure_add_axes(figure, &axes, &index, &error),
                     UNDERTONE_EINVALID);
    axes.x.max = INFINITY;
    ck_assert_int_eq(ut_figure_add_axes(figure, &axes, &index, &error),
                     UNDERTONE_EINVALID);
    struct ut_mark_spec mark = {.kind = UT_MARK_LINE};
    ck_assert_int_eq(ut_figure_add_mark(figure, 0, &mark, &error),
                     UNDERTONE_EINVALID);
    ut_figure_free(figure);
    ut_figure_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plot");
    TCase *tests = tcase_create("plot");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, any_values_can_be_drawn);
    tcase_add_test(tests, long_and_foreign_labels_fit);
    tcase_add_test(tests, a_legend_of_two_hundred_stays_small);
    tcase_add_test(tests, sizes_have_limits);
    tcase_add_test(tests, nonsense_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
