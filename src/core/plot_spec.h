/*
 * plot_spec.h: the description of a figure, its axes and its marks.
 *
 * Values that are NaN or infinite are missing: they break a line and draw
 * nothing else. Lengths are inches, points (1/72 inch) or data units, as
 * stated. Texts are UTF-8; invalid bytes become U+FFFD, control characters
 * spaces.
 */
#ifndef UT_PLOT_SPEC_H
#define UT_PLOT_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

struct ut_figure_spec {
    double width_inches, height_inches;
    int rows, columns; /* the grid that axes are placed in */
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
    const char *const *notes;      /* smaller, with each category: below it,
                                      behind it, or left out where neither
                                      has room; or NULL */
    size_t category_count;
    bool is_integer; /* ticks at whole numbers only */
    bool is_percent; /* 0.25 is written "25 %" */
    bool has_grid;
    bool is_hidden; /* no ticks, no line */
};

enum ut_legend_place {
    UT_LEGEND_NONE,
    UT_LEGEND_TOP,   /* a row above the plot */
    UT_LEGEND_LEFT,  /* inside, top left, framed */
    UT_LEGEND_RIGHT, /* inside, top right, framed */
};

/* Axes in one column begin and end at the same x. */
struct ut_axes_spec {
    int row, column; /* in the figure's grid, from 1 */
    int row_span;    /* rows it takes, 0 is 1 */
    const char *title;
    const char *message; /* words in the middle, instead of marks and ticks */
    const char *legend_title;
    enum ut_legend_place legend;
    bool is_framed; /* lines on four sides */
    struct ut_axis_spec x, y;
};

/* What a mark draws, and the columns it takes. */
enum ut_mark_kind {
    UT_MARK_BARS,      /* x0 x1 y0 y1 */
    UT_MARK_LINE,      /* x y; with its points when style.size > 0 */
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

#endif
