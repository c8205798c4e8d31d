/*
 * plot_save.c: surfaces, encodings and files.
 *
 * Each encoding makes a surface that writes into a buffer, draws the figure on
 * it, and asks cairo how it went. What is the same in every picture (font
 * options, PDF dates) is set here, so that no clock and no desktop setting
 * shows in the bytes.
 */
#include "core/plot_internal.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "core/file.h"

#define PDF_DATE "2000-01-01T00:00:00Z"

/* --- cairo and our codes ------------------------------------------------ */

struct sink {
    struct ut_buf *out;
    int status;
};

static cairo_status_t sink_write(void *closure, const unsigned char *bytes,
                                 unsigned size_bytes)
{
    struct sink *sink = closure;
    sink->status = ut_buf_add(sink->out, bytes, size_bytes);
    return sink->status == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static int fail_cairo(struct ut_error *error, cairo_status_t status,
                      const struct sink *sink)
{
    if (status == CAIRO_STATUS_NO_MEMORY ||
        (sink != NULL && sink->status == UNDERTONE_EMEMORY))
        return ut_fail_memory(error);
    if (sink != NULL && sink->status != 0)
        return ut_fail(error, sink->status,
                       "the picture would be larger than %u bytes",
                       UT_PLOT_BYTES_MAX);
    return ut_fail(error, UNDERTONE_EINVALID, "cannot draw the figure: %s",
                   cairo_status_to_string(status));
}

/* A font map of its own: nothing of one figure shows in the next, and nothing
 * stays behind. */
static PangoContext *new_context(void)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    PangoContext *context = pango_font_map_create_context(fonts);
    g_object_unref(fonts);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, UT_POINTS_PER_INCH);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    return context;
}

/* Draws on the surface, one unit being 1/72 inch, and finishes it when it is
 * a document; the surface stays the caller's. */
static int draw_on(const struct ut_figure *figure, cairo_surface_t *surface,
                   double scale, struct ut_plot_layout *layout,
                   struct ut_error *error)
{
    struct ut_pen pen = {.cairo = cairo_create(surface),
                         .context = new_context(),
                         .font = figure->spec.font,
                         .layout = layout};
    cairo_scale(pen.cairo, scale, scale);
    ut_figure_draw(figure, &pen);
    cairo_status_t status = cairo_status(pen.cairo);
    cairo_destroy(pen.cairo);
    g_object_unref(pen.context);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return fail_cairo(error, status, NULL);
    if (pen.status != 0)
        return ut_fail(error, pen.status, "cannot lay out the figure");
    return 0;
}

/* --- PNG ---------------------------------------------------------------- */

static int encode_png(const struct ut_figure *figure, double dpi,
                      struct ut_buf *out, struct ut_error *error)
{
    if (!(dpi >= UT_PLOT_DPI_MIN && dpi <= UT_PLOT_DPI_MAX))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "a PNG has %d to %d dots per inch", (int)UT_PLOT_DPI_MIN,
                       (int)UT_PLOT_DPI_MAX);
    double width = round(figure->spec.width_inches * dpi);
    double height = round(figure->spec.height_inches * dpi);
    if (width * height > UT_PLOT_PIXELS_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT,
                       "a PNG has at most %d million pixels",
                       (int)(UT_PLOT_PIXELS_MAX / 1e6));
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
    int status =
        draw_on(figure, surface, dpi / UT_POINTS_PER_INCH, NULL, error);
    if (status == 0 && (status = ut_png_encode(surface, dpi, out)) != 0)
        ut_fail(error, status, "cannot keep the picture");
    cairo_surface_destroy(surface);
    return status;
}

/* --- SVG and PDF -------------------------------------------------------- */

/* Draws the one page of a document and closes it. */
static int draw_document(const struct ut_figure *figure,
                         cairo_surface_t *surface, const struct sink *sink,
                         struct ut_error *error)
{
    int status = draw_on(figure, surface, 1, NULL, error);
    cairo_surface_finish(surface);
    cairo_status_t drawn = cairo_surface_status(surface);
    if (status == 0 && drawn != CAIRO_STATUS_SUCCESS)
        status = fail_cairo(error, drawn, sink);
    cairo_surface_destroy(surface);
    return status;
}

static bool is_id(const char *prefix)
{
    size_t size = strlen(prefix);
    return size > 0 && size <= 64 && g_ascii_isalpha(prefix[0]) &&
           strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                          "0123456789_-") == size;
}

static int encode_svg(const struct ut_figure *figure,
                      const struct ut_encoding *encoding, struct ut_buf *out,
                      struct ut_error *error)
{
    if (encoding->id_prefix != NULL && !is_id(encoding->id_prefix))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "an id prefix is a letter, then letters, digits, _, -");
    struct ut_buf svg;
    ut_buf_init(&svg, UT_PLOT_BYTES_MAX);
    struct sink sink = {&svg, 0};
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(
        sink_write, &sink, figure->spec.width_inches * UT_POINTS_PER_INCH,
        figure->spec.height_inches * UT_POINTS_PER_INCH);
    int status = draw_document(figure, surface, &sink, error);
    if (status == 0) {
        status = ut_svg_rewrite(&svg, encoding, figure->spec.title, out);
        if (status != 0)
            ut_fail(error, status, "cannot keep the picture");
    }
    ut_buf_clear(&svg);
    return status;
}

static int encode_pdf(const struct ut_figure *figure, struct ut_buf *out,
                      struct ut_error *error)
{
    struct sink sink = {out, 0};
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        sink_write, &sink, figure->spec.width_inches * UT_POINTS_PER_INCH,
        figure->spec.height_inches * UT_POINTS_PER_INCH);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   PDF_DATE);
    if (figure->spec.title != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                       figure->spec.title);
    return draw_document(figure, surface, &sink, error);
}

/* --- public ------------------------------------------------------------- */

int ut_figure_encode(const struct ut_figure *figure,
                     const struct ut_encoding *encoding, struct ut_buf *out,
                     struct ut_error *error)
{
    switch (encoding->format) {
    case UT_PLOT_PNG:
        return encode_png(figure,
                          encoding->dpi == 0 ? UT_PLOT_DPI : encoding->dpi, out,
                          error);
    case UT_PLOT_SVG:
        return encode_svg(figure, encoding, out, error);
    case UT_PLOT_PDF:
        return encode_pdf(figure, out, error);
    }
    return ut_fail(error, UNDERTONE_EINVALID, "unknown picture format");
}

int ut_figure_save(const struct ut_figure *figure, const char *path,
                   const struct ut_encoding *encoding, struct ut_error *error)
{
    struct ut_buf bytes;
    ut_buf_init(&bytes, UT_PLOT_BYTES_MAX);
    int status = ut_figure_encode(figure, encoding, &bytes, error);
    if (status == 0)
        status = ut_file_write(path, bytes.bytes, bytes.size_bytes, error);
    ut_buf_clear(&bytes);
    return status;
}

int ut_figure_measure(const struct ut_figure *figure,
                      struct ut_plot_layout *layout, struct ut_error *error)
{
    ut_buf_init(&layout->boxes, UT_PLOT_BYTES_MAX);
    ut_buf_init(&layout->texts, UT_PLOT_BYTES_MAX);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    int status = draw_on(figure, surface, 1, layout, error);
    cairo_surface_destroy(surface);
    return status;
}

const char *ut_plot_cairo_version(void)
{
    return cairo_version_string();
}

const char *ut_plot_pango_version(void)
{
    return pango_version_string();
}
