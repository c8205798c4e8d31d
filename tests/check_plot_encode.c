/* check_plot_encode.c: pictures as bytes: PNG, SVG and PDF, whole and the same
 * every time. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/plot.h"
#include "support/figure.h"
#include "support/suite.h"

START_TEST(bytes_do_not_depend_on_what_came_before)
{
    struct ut_figure *one = figure_sample("One"),
                     *two = figure_sample("Two, longer");
    for (int format = UT_PLOT_PNG; format <= UT_PLOT_PDF; format++) {
        struct ut_buf first = figure_encoded(one, (enum ut_plot_format)format);
        struct ut_buf other = figure_encoded(two, (enum ut_plot_format)format);
        struct ut_buf again = figure_encoded(one, (enum ut_plot_format)format);
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
    struct ut_figure *figure = figure_sample("a <b> & \"c\"");
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
    struct ut_figure *figure = figure_sample("One");
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
    struct ut_figure *figure = figure_sample("One");
    struct ut_buf png = figure_encoded(figure, UT_PLOT_PNG);
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

static uint32_t number_at(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

/* The rows of a PNG of 600 × 450, each behind the number of its filter; the
 * caller frees them. Every chunk's checksum is looked at. */
static unsigned char *unpacked(const struct ut_buf *png, size_t *chunks)
{
    struct ut_buf packed;
    ut_buf_init(&packed, UT_PLOT_BYTES_MAX);
    *chunks = 0;
    for (const char *at = png->bytes + 8; at < png->bytes + png->size_bytes;) {
        uint32_t size = number_at(at);
        uLong crc = crc32(0, (const Bytef *)at + 4, size + 4);
        ck_assert_uint_eq(number_at(at + 8 + size), crc);
        if (memcmp(at + 4, "IDAT", 4) == 0) {
            ck_assert_int_eq(ut_buf_add(&packed, at + 8, size), 0);
            ++*chunks;
        }
        at += 12 + size;
    }
    ck_assert_mem_eq(png->bytes + png->size_bytes - 8, "IEND", 4);
    uLongf size = 450 * (1 + 3 * 600);
    unsigned char *rows = malloc(size);
    ck_assert_int_eq(
        uncompress(rows, &size, (const Bytef *)packed.bytes, packed.size_bytes),
        Z_OK);
    ck_assert_uint_eq(size, 450 * (1 + 3 * 600));
    ut_buf_clear(&packed);
    return rows;
}

static uint32_t pixel(const unsigned char *rows, int x, int y)
{
    const unsigned char *at = rows + y * (1 + 3 * 600) + 1 + 3 * x;
    return (uint32_t)(at[0] << 16 | at[1] << 8 | at[2]);
}

/* Points of many colours, so that a PNG of them packs badly. */
static struct ut_figure *noise(size_t count, uint32_t mask)
{
    struct ut_figure *figure = figure_new(NULL);
    struct ut_axes_spec axes = figure_axes();
    figure_add_axes(figure, &axes);
    double *x = calloc(count, sizeof *x), *y = calloc(count, sizeof *y);
    uint32_t *colours = calloc(count, sizeof *colours), state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        x[i] = state >> 16;
        state = state * 1664525u + 1013904223u;
        y[i] = state >> 16;
        colours[i] = state & mask;
    }
    struct ut_mark_spec spec = {.kind = UT_MARK_POINTS,
                                .count = count,
                                .columns = {x, y},
                                .colours = colours,
                                .style = {.alpha = 1, .size = 3}};
    ck_assert_int_eq(ut_figure_add_mark(figure, 0, &spec, NULL), 0);
    free(x);
    free(y);
    free(colours);
    return figure;
}

START_TEST(png_holds_the_pixels)
{
    struct ut_figure *figure = noise(30000, 0xFFFFFF);
    struct ut_buf png = figure_encoded(figure, UT_PLOT_PNG);
    size_t chunks;
    unsigned char *rows = unpacked(&png, &chunks);
    ck_assert_uint_gt(chunks, 2);
    ck_assert_uint_eq(pixel(rows, 5, 0), 0xFFFFFF);
    size_t coloured = 0;
    for (int x = 100; x < 500; x++)
        coloured += pixel(rows, x, 225) != 0xFFFFFF;
    ck_assert_uint_gt(coloured, 300);
    free(rows);
    ut_buf_clear(&png);
    ut_figure_free(figure);
}
END_TEST

START_TEST(a_full_buffer_stops_the_picture)
{
    struct ut_figure *figure = noise(30000, 0xFFFFFF);
    for (int format = UT_PLOT_PNG; format <= UT_PLOT_PDF; format++) {
        struct ut_buf bytes;
        struct ut_error error;
        ut_buf_init(&bytes, 100000);
        struct ut_encoding encoding = {.format = (enum ut_plot_format)format};
        ck_assert_int_eq(ut_figure_encode(figure, &encoding, &bytes, &error),
                         UNDERTONE_ELIMIT);
        ut_buf_clear(&bytes);
    }
    ut_figure_free(figure);
}
END_TEST

START_TEST(thousands_of_points_stay_small)
{
    struct ut_figure *plain = noise(10000, 0);
    struct ut_buf svg = figure_encoded(plain, UT_PLOT_SVG);
    ck_assert_uint_lt(svg.size_bytes, 60 * 10000);
    for (const char *at = svg.bytes; (at = strchr(at, '.')) != NULL; at++)
        ck_assert_uint_le(strspn(at + 1, "0123456789"), 2);
    ut_buf_clear(&svg);
    ut_figure_free(plain);
}
END_TEST

/* Neighbours of one colour share a path; each must still have its own. */
START_TEST(points_keep_their_colours)
{
    static const double x[] = {0, 1, 2, 3, 4}, y[] = {1, 1, NAN, 1, 1};
    static const uint32_t colours[] = {0xFF0000, 0xFF0000, 0x00FF00, 0x0000FF,
                                       0x008000};
    for (int marker = UT_MARKER_CIRCLE; marker <= UT_MARKER_SQUARE; marker++) {
        struct ut_figure *figure = figure_new(NULL);
        struct ut_axes_spec axes = figure_axes();
        axes.x.is_hidden = axes.y.is_hidden = true;
        figure_add_axes(figure, &axes);
        struct ut_mark_spec spec = {
            .kind = UT_MARK_POINTS,
            .count = 5,
            .columns = {x, y},
            .colours = colours,
            .style = {
                .alpha = 1, .size = 20, .marker = (enum ut_marker)marker}};
        ck_assert_int_eq(ut_figure_add_mark(figure, 0, &spec, NULL), 0);
        struct ut_buf png = figure_encoded(figure, UT_PLOT_PNG);
        size_t chunks, found[5] = {0};
        unsigned char *rows = unpacked(&png, &chunks);
        for (int i = 0; i < 600 * 450; i++)
            for (int k = 0; k < 5; k++)
                found[k] += pixel(rows, i % 600, i / 600) == colours[k];
        ck_assert_uint_gt(found[0], 3 * found[3] / 2);
        ck_assert_uint_eq(found[2], 0);
        ck_assert_uint_gt(found[3], 300);
        ck_assert_uint_gt(found[4], 300);
        free(rows);
        ut_buf_clear(&png);
        ut_figure_free(figure);
    }
}
END_TEST

START_TEST(a_failed_save_leaves_the_old_file)
{
    char folder[] = "/tmp/check_plot.XXXXXX", path[64];
    struct ut_error error;
    struct ut_figure *figure = figure_sample("One");
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
    Suite *suite = suite_create("plot_encode");
    TCase *tests = tcase_create("plot_encode");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, bytes_do_not_depend_on_what_came_before);
    tcase_add_test(tests, svg_ids_have_the_prefix);
    tcase_add_test(tests, svg_references_resolve);
    tcase_add_test(tests, png_has_its_size_and_resolution);
    tcase_add_test(tests, png_holds_the_pixels);
    tcase_add_test(tests, a_full_buffer_stops_the_picture);
    tcase_add_test(tests, thousands_of_points_stay_small);
    tcase_add_test(tests, points_keep_their_colours);
    tcase_add_test(tests, a_failed_save_leaves_the_old_file);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
