/* check_plot.c: ticks, what a figure refuses, what it draws, same bytes. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/plot.h"
#include "core/plot_scale.h"
#include "support/suite.h"

/* --- ticks -------------------------------------------------------------- */

static struct ut_tick_wish at_most(size_t most)
{
    return (struct ut_tick_wish){.most = most, .step = NAN};
}

/* The labels of the ticks with spaces between. */
static const char *joined(const struct ut_ticks *ticks)
{
    static char text[UT_TICKS_MAX * UT_TICK_LABEL_SIZE];
    char *end = text;
    for (size_t i = 0; i < ticks->count; i++) {
        if (i > 0)
            end = stpcpy(end, " ");
        end = stpcpy(end, ticks->at[i].label);
    }
    *end = '\0';
    return text;
}

START_TEST(ticks_are_round_and_exact)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(6);
    ut_ticks_linear(-1, 1, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "−1.0 −0.5 0.0 0.5 1.0");
    ut_ticks_linear(0, 0.31, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0.0 0.1 0.2 0.3");
    ck_assert_double_eq(ticks.at[3].value, 0.3);
    ut_ticks_linear(0, 25000, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks),
                     "0 5000 10\u202F000 15\u202F000 20\u202F000 25\u202F000");
    ut_ticks_linear(0, 3e9, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0 1×10^9 2×10^9 3×10^9");
}
END_TEST

START_TEST(ticks_obey_wishes)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(10);
    wish.integer = true;
    ut_ticks_linear(0, 2, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0 1 2");
    wish = (struct ut_tick_wish){.most = 5, .step = 0.25};
    ut_ticks_linear(-0.6, 0.5, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "−0.50 −0.25 0.00 0.25 0.50");
    wish = (struct ut_tick_wish){.most = 5, .step = NAN, .percent = true};
    ut_ticks_linear(0, 1, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0% 50% 100%");
    wish = (struct ut_tick_wish){.most = 5, .step = 1e-7};
    ut_ticks_linear(0, 1, &wish, &ticks);
    ck_assert_uint_le(ticks.count, 5);
}
END_TEST

static void check_ticks(double low, double high, size_t most)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(most);
    ut_ticks_linear(low, high, &wish, &ticks);
    ck_assert_uint_le(ticks.count, most < 2 ? 2 : most);
    double slack = (high - low) * 1e-6;
    for (size_t k = 0; k < ticks.count; k++)
        ck_assert(ticks.at[k].value >= low - slack &&
                  ticks.at[k].value <= high + slack);
}

START_TEST(ticks_of_any_range_are_few_and_inside)
{
    static const double ranges[][2] = {
        {-1e300, 1e300},  {1e300, 1.1e300}, {1e-300, 2e-300}, {0, 1e-5},
        {1e15, 1e15 + 2}, {-7, -6.99},      {0.1, 0.7},       {99, 101},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (size_t most = 0; most < 40; most++)
            check_ticks(ranges[i][0], ranges[i][1], most);
}
END_TEST

START_TEST(days_are_named)
{
    struct ut_ticks ticks;
    ut_ticks_days(20393, 20396, 8, &ticks); /* 2025-11-01 */
    ck_assert_str_eq(joined(&ticks), "1 Nov\n2025 2 Nov 3 Nov 4 Nov");
    ut_ticks_days(20393, 20423, 6, &ticks); /* Mondays */
    ck_assert_str_eq(joined(&ticks), "3 Nov\n2025 10 Nov 17 Nov 24 Nov 1 Dec");
    ut_ticks_days(20393, 20500, 5, &ticks);
    ck_assert_str_eq(joined(&ticks), "Nov\n2025 Dec Jan\n2026 Feb");
    ut_ticks_days(0, 4000, 5, &ticks);
    ck_assert_str_eq(joined(&ticks), "1970 1975 1980");
    ut_ticks_days(11016, 11017, 4, &ticks);
    ck_assert_str_eq(joined(&ticks), "29 Feb\n2000 1 Mar");
    ut_ticks_days(-1e18, 1e18, 5, &ticks);
    ck_assert_uint_eq(ticks.count, 0);
}
END_TEST

START_TEST(numbers_for_labels)
{
    char text[UT_TICK_LABEL_SIZE];
    ut_label_number(-1234.5678, 2, text);
    ck_assert_str_eq(text, "−1234.57");
    ut_label_number(1234567, 0, text);
    ck_assert_str_eq(text, "1\u202F234\u202F567");
    ut_label_number(-0.001, 2, text);
    ck_assert_str_eq(text, "0.00");
    ut_label_number(NAN, 2, text);
    ck_assert_str_eq(text, "–");
    ut_label_number(-1.7e308, 6, text);
    ck_assert_str_eq(text, "−1.7e+308");
}
END_TEST

/* --- figures ------------------------------------------------------------ */

static struct ut_figure *new_figure(const char *title)
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

static struct ut_axes_spec plain_axes(void)
{
    return (struct ut_axes_spec){.row = 1,
                                 .column = 1,
                                 .legend = UT_LEGEND_TOP,
                                 .x = linear(),
                                 .y = linear()};
}

static void add_axes(struct ut_figure *figure, const struct ut_axes_spec *spec)
{
    size_t index;
    ck_assert_int_eq(ut_figure_add_axes(figure, spec, &index, NULL), 0);
    ck_assert_uint_eq(index, 0);
}

/* A mark of that kind whose columns all hold the same values. */
static void add_mark(struct ut_figure *figure, enum ut_mark_kind kind,
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

static struct ut_buf encoded(const struct ut_figure *figure,
                             enum ut_plot_format format)
{
    struct ut_buf bytes;
    ut_buf_init(&bytes, UT_PLOT_BYTES_MAX);
    struct ut_encoding encoding = {.format = format};
    ck_assert_int_eq(ut_figure_encode(figure, &encoding, &bytes, NULL), 0);
    return bytes;
}

static void draw_all_formats(const struct ut_figure *figure)
{
    static const char *const starts[] = {"\x89PNG", "<?xml", "%PDF"};
    for (int format = UT_PLOT_PNG; format <= UT_PLOT_PDF; format++) {
        struct ut_buf bytes = encoded(figure, (enum ut_plot_format)format);
        ck_assert_uint_gt(bytes.size_bytes, 500);
        ck_assert_mem_eq(bytes.bytes, starts[format], strlen(starts[format]));
        ut_buf_clear(&bytes);
    }
}

static struct ut_figure *sample(const char *title)
{
    static const double values[] = {1, 2, 4, 3};
    struct ut_figure *figure = new_figure(title);
    struct ut_axes_spec axes = plain_axes();
    add_axes(figure, &axes);
    for (int kind = 0; kind < UT_MARK_KINDS; kind++)
        add_mark(figure, (enum ut_mark_kind)kind, values, 4);
    return figure;
}

START_TEST(bytes_do_not_depend_on_what_came_before)
{
    struct ut_figure *one = sample("One"), *two = sample("Two, longer");
    for (int format = UT_PLOT_PNG; format <= UT_PLOT_PDF; format++) {
        struct ut_buf first = encoded(one, (enum ut_plot_format)format);
        struct ut_buf other = encoded(two, (enum ut_plot_format)format);
        struct ut_buf again = encoded(one, (enum ut_plot_format)format);
        ck_assert_uint_eq(first.size_bytes, again.size_bytes);
        ck_assert_mem_eq(first.bytes, again.bytes, first.size_bytes);
        ck_assert(first.size_bytes != other.size_bytes ||
                  memcmp(first.bytes, other.bytes, first.size_bytes) != 0);
        ut_buf_clear(&first);
        ut_buf_clear(&other);
        ut_buf_clear(&again);
    }
    ut_figure_free(one);
    ut_figure_free(two);
}
END_TEST

static struct ut_buf prefixed_svg(const struct ut_figure *figure,
                                  const char *prefix, int wanted)
{
    struct ut_buf svg;
    ut_buf_init(&svg, UT_PLOT_BYTES_MAX);
    struct ut_encoding encoding = {
        .format = UT_PLOT_SVG, .id_prefix = prefix, .is_inline = true};
    int status = ut_figure_encode(figure, &encoding, &svg, NULL);
    ck_assert_int_eq(status, wanted);
    return svg;
}

START_TEST(svg_ids_have_the_prefix)
{
    struct ut_figure *figure = sample("a <b> & \"c\"");
    struct ut_buf svg = prefixed_svg(figure, "fig-7", 0);
    ck_assert_mem_eq(svg.bytes, "<svg role=\"img\"", 15);
    ck_assert_ptr_nonnull(
        strstr(svg.bytes, "aria-label=\"a &lt;b&gt; &amp; &quot;c&quot;\""));
    size_t count = 0;
    for (const char *at = svg.bytes; (at = strstr(at, " id=\"")) != NULL;
         at += 5, count++)
        ck_assert_int_eq(strncmp(at + 5, "fig-7-", 6), 0);
    ck_assert_uint_gt(count, 5);
    ut_buf_clear(&svg);
    prefixed_svg(figure, "x\" onload=\"", UNDERTONE_EINVALID);
    prefixed_svg(figure, "", UNDERTONE_EINVALID);
    ut_figure_free(figure);
}
END_TEST

START_TEST(svg_references_resolve)
{
    struct ut_figure *figure = sample("One");
    struct ut_buf svg = prefixed_svg(figure, NULL, 0);
    for (const char *at = svg.bytes; (at = strchr(at, '#')) != NULL; at++) {
        char id[64];
        size_t size = strcspn(at + 1, "\")");
        snprintf(id, sizeof id, " id=\"%.*s\"", (int)size, at + 1);
        ck_assert_msg(strstr(svg.bytes, id) != NULL, "no %s", id);
    }
    ut_buf_clear(&svg);
    ut_figure_free(figure);
}
END_TEST

START_TEST(png_has_its_size_and_resolution)
{
    struct ut_figure *figure = sample("One");
    struct ut_buf png = encoded(figure, UT_PLOT_PNG);
    static const unsigned char size[] = {0, 0, 2, 0x58, 0, 0, 1, 0xC2};
    static const unsigned char chunk[] = {0,    0, 9,    'p',  'H',  'Y', 's',
                                          0,    0, 0x17, 0x12, 0,    0,   0x17,
                                          0x12, 1, 0x67, 0x9F, 0xD2, 0x52};
    ck_assert_mem_eq(png.bytes + 16, size, sizeof size); /* 600 × 450 */
    ck_assert_mem_eq(png.bytes + 34, chunk, sizeof chunk);
    ut_buf_clear(&png);
    ut_figure_free(figure);
}
END_TEST

/* --- hostile data ------------------------------------------------------- */

static void draw_values(enum ut_mark_kind kind, enum ut_scale scale,
                        const double *values, size_t count)
{
    struct ut_figure *figure = new_figure(NULL);
    struct ut_axes_spec axes = plain_axes();
    axes.x.scale = scale;
    add_axes(figure, &axes);
    add_mark(figure, kind, values, count);
    struct ut_buf svg = encoded(figure, UT_PLOT_SVG);
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
            struct ut_axes_spec axes = plain_axes();
            struct ut_axis_spec *axis = w % 2 ? &axes.x : &axes.y;
            *axis = (struct ut_axis_spec){.scale = UT_SCALE_CATEGORY,
                                          .label = name,
                                          .categories = names,
                                          .notes = names,
                                          .category_count = count,
                                          .min = NAN,
                                          .max = NAN};
            axes.title = axes.legend_title = name;
            struct ut_figure *figure = new_figure(name);
            add_axes(figure, &axes);
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
        struct ut_figure *figure = new_figure("Many");
        struct ut_axes_spec axes = plain_axes();
        axes.legend = (enum ut_legend_place)place;
        add_axes(figure, &axes);
        for (int i = 0; i < 200; i++)
            add_mark(figure, UT_MARK_LINE, values, 2);
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
    struct ut_figure *figure = new_figure(NULL);
    struct ut_axes_spec axes = plain_axes();
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

START_TEST(a_failed_save_leaves_the_old_file)
{
    char folder[] = "/tmp/check_plot.XXXXXX", path[64];
    struct ut_error error;
    struct ut_figure *figure = sample("One");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.png", folder);
    struct ut_encoding encoding = {.format = UT_PLOT_PNG};
    ck_assert_int_eq(ut_figure_save(figure, path, &encoding, &error), 0);
    encoding.dpi = 1e9;
    ck_assert_int_ne(ut_figure_save(figure, path, &encoding, &error), 0);
    ck_assert_int_eq(access(path, R_OK), 0);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left in it */
    encoding.dpi = 0;
    ck_assert_int_eq(ut_figure_save(figure, path, &encoding, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_ptr_nonnull(strstr(error.message, path));
    ut_figure_free(figure);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plot");
    TCase *tests = tcase_create("plot");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, ticks_are_round_and_exact);
    tcase_add_test(tests, ticks_obey_wishes);
    tcase_add_test(tests, ticks_of_any_range_are_few_and_inside);
    tcase_add_test(tests, days_are_named);
    tcase_add_test(tests, numbers_for_labels);
    tcase_add_test(tests, bytes_do_not_depend_on_what_came_before);
    tcase_add_test(tests, svg_ids_have_the_prefix);
    tcase_add_test(tests, svg_references_resolve);
    tcase_add_test(tests, png_has_its_size_and_resolution);
    tcase_add_test(tests, any_values_can_be_drawn);
    tcase_add_test(tests, long_and_foreign_labels_fit);
    tcase_add_test(tests, a_legend_of_two_hundred_stays_small);
    tcase_add_test(tests, sizes_have_limits);
    tcase_add_test(tests, nonsense_is_refused);
    tcase_add_test(tests, a_failed_save_leaves_the_old_file);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
