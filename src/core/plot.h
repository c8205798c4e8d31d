/*
 * plot.h: figures made of axes made of marks, saved as PNG, SVG or PDF.
 *
 * A figure is described first and drawn only when it is measured, encoded or
 * saved; it copies everything it is given. Text is UTF-8, shaped and measured
 * by Pango in the font it is drawn with; invalid bytes become U+FFFD, control
 * characters spaces, and what does not fit is wrapped, turned or elided. The
 * same description gives the same bytes on every run, in any locale and
 * whatever was drawn before.
 *
 * Values that are NaN or infinite are missing: they break a line and draw
 * nothing else. Lengths are inches, points (1/72 inch) or data units, as
 * stated. Errors: UNDERTONE_EINVALID for a description that makes no sense,
 * UNDERTONE_ELIMIT past a maximum below, UNDERTONE_ESTORAGE for files,
 * UNDERTONE_EMEMORY.
 */
#ifndef UT_PLOT_H
#define UT_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/status.h"

#define UT_PLOT_INCHES_MIN 1.0
#define UT_PLOT_INCHES_MAX 40.0
#define UT_PLOT_DPI 150.0 /* the default */
#define UT_PLOT_DPI_MIN 30.0
#define UT_PLOT_DPI_MAX 1200.0
#define UT_PLOT_PIXELS_MAX 100e6
#define UT_PLOT_AXES_MAX 36
#define UT_PLOT_MARKS_MAX 1000         /* per figure */
#define UT_PLOT_VALUES_MAX 1000000     /* per mark */
#define UT_PLOT_CATEGORIES_MAX 1000    /* per axis */
#define UT_PLOT_TEXT_BYTES_MAX 2000    /* a longer text is cut */
#define UT_PLOT_BYTES_MAX (256u << 20) /* an encoded figure */

struct ut_figure;

struct ut_figure_spec {
    double width_inches, height_inches;
    int rows, columns; /* the grid that axes are placed in; 1 × 1 */
    const char *title; /* texts: NULL for none */
    const char *subtitle;
    const char *caption;
    const char *font; /* NULL: "DejaVu Sans" */
    bool is_centred;  /* titles centred instead of at the left */
};

enum ut_scale {
    UT_SCALE_LINEAR,
    UT_SCALE_CATEGORY, /* category i lies at i (from 1), half a unit each way */
    UT_SCALE_DAY,      /* days since 1970-01-01 */
};

struct ut_axis_spec {
    enum ut_scale scale;
    const char *label;
    double min, max;          /* NaN: from the marks */
    double step;              /* between ticks of a linear axis; NaN: chosen */
    double pad_low, pad_high; /* added beyond the marks, share of the range */
    const char *const *categories; /* on y, the first is at the top */
    const char *const *notes;      /* smaller, beside each category; or NULL */
    size_t category_count;
    bool is_integer; /* ticks at whole numbers only */
    bool is_percent; /* 0.25 is written "25%" */
    bool has_grid;
    bool is_hidden; /* no ticks, no line */
};

enum ut_legend_place {
    UT_LEGEND_NONE,
    UT_LEGEND_TOP,   /* a row above the plot */
    UT_LEGEND_LEFT,  /* inside, top left, framed */
    UT_LEGEND_RIGHT, /* inside, top right, framed */
};

struct ut_axes_spec {
    int row, column; /* in the figure's grid, from 1 */
    const char *title;
    const char *message; /* words in the middle, instead of marks and ticks */
    const char *legend_title;
    enum ut_legend_place legend;
    bool is_framed; /* lines on four sides */
    struct ut_axis_spec x, y;
};

enum ut_mark_kind {                    /* columns */
                    UT_MARK_BARS,      /* x0 x1 y0 y1 */
                    UT_MARK_LINE,      /* x y */
                    UT_MARK_AREA,      /* x low high */
                    UT_MARK_BOXES,     /* at low q1 median q3 high */
                    UT_MARK_POINTS,    /* x y */
                    UT_MARK_TEXT,      /* x y */
                    UT_MARK_RULE,      /* at: a line across the plot */
                    UT_MARK_INTERVALS, /* at low high */
                    UT_MARK_KINDS,
};

#define UT_MARK_COLUMNS_MAX 6

enum ut_marker { UT_MARKER_CIRCLE, UT_MARKER_DIAMOND, UT_MARKER_SQUARE };

struct ut_style {
    uint32_t colour; /* 0xRRGGBB */
    double alpha;    /* of the fill, 0 to 1 */
    uint32_t edge_colour;
    double edge_width;         /* points; 0: no edge; whiskers too */
    double line_width;         /* points; of a box, its median */
    double size;               /* marker or text size, points */
    double breadth;            /* of boxes and interval caps, data units */
    double anchor_x, anchor_y; /* text: which part of it lies at x, y; 0 is
                                  left and top, 1 right and bottom */
    double shift_x, shift_y;   /* text: points right and down */
    enum ut_marker marker;
    bool is_dashed;
    bool is_sideways; /* boxes and intervals lie along x; a rule stands */
};

struct ut_mark_spec {
    enum ut_mark_kind kind;
    size_t count;
    const double *columns[UT_MARK_COLUMNS_MAX]; /* each `count` long */
    const char *const *texts; /* of UT_MARK_TEXT; missing ones are NULL */
    const uint32_t *colours;  /* one per item, or NULL: style.colour */
    const char *label;        /* its line in the legend, or NULL */
    struct ut_style style;
};

/* How many columns a mark has, and the name of each. */
size_t ut_mark_column_count(enum ut_mark_kind kind);
const char *ut_mark_column_name(enum ut_mark_kind kind, size_t column);

/* The figure belongs to the caller, who frees it; NULL may be freed. */
int ut_figure_new(const struct ut_figure_spec *spec, struct ut_figure **figure,
                  struct ut_error *error);
void ut_figure_free(struct ut_figure *figure);

/* Adds axes; *index receives their number, from 0. */
int ut_figure_add_axes(struct ut_figure *figure,
                       const struct ut_axes_spec *spec, size_t *index,
                       struct ut_error *error);

/* Adds a mark to those axes; marks are drawn in the order they came. */
int ut_figure_add_mark(struct ut_figure *figure, size_t axes,
                       const struct ut_mark_spec *spec, struct ut_error *error);

/* --- results ------------------------------------------------------------ */

enum ut_plot_format { UT_PLOT_PNG, UT_PLOT_SVG, UT_PLOT_PDF };

struct ut_encoding {
    enum ut_plot_format format;
    double dpi;            /* of PNG; 0: UT_PLOT_DPI */
    const char *id_prefix; /* of SVG ids, [A-Za-z][A-Za-z0-9_-]*; NULL: "ut" */
    const char *alternative; /* SVG: for screen readers; NULL: the title */
    bool is_inline;          /* SVG without the XML declaration */
};

/* Appends the picture's bytes to `out`. */
int ut_figure_encode(const struct ut_figure *figure,
                     const struct ut_encoding *encoding, struct ut_buf *out,
                     struct ut_error *error);

/* Encodes and writes the file, whole or not at all. */
int ut_figure_save(const struct ut_figure *figure, const char *path,
                   const struct ut_encoding *encoding, struct ut_error *error);

/* Where something was drawn, in points from the figure's top left. */
struct ut_plot_box {
    enum { UT_BOX_PLOT, UT_BOX_TEXT } kind; /* a plot area, or a text */
    double x, y, width, height;
    bool is_turned; /* text at an angle: the box bounds it loosely */
    bool is_elided; /* text that was cut to fit */
    size_t text;    /* offset of its NUL-terminated text in `texts` */
};

struct ut_plot_layout {
    struct ut_buf boxes; /* of struct ut_plot_box */
    struct ut_buf texts;
};

/* Draws nowhere and says what would be where; the caller clears both
 * buffers of *layout, which this initialises. */
int ut_figure_measure(const struct ut_figure *figure,
                      struct ut_plot_layout *layout, struct ut_error *error);

/* The versions of cairo and Pango at work. */
const char *ut_plot_cairo_version(void);
const char *ut_plot_pango_version(void);

#endif
