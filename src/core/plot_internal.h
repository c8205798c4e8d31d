/*
 * plot_internal.h: what the plot_*.c files share, and nobody else includes.
 *
 * plot.c owns the description (structs below, all memory from the figure's
 * arena); plot_text.c shapes text; plot_names.c keeps cut names apart;
 * plot_layout.c finds where things go; plot_axes.c draws the frame;
 * plot_marks.c and plot_points.c draw the data; plot_legend.c the key;
 * plot_save.c makes surfaces and files; plot_png.c packs pixels; plot_svg.c
 * renames ids.
 */
#ifndef UT_PLOT_INTERNAL_H
#define UT_PLOT_INTERNAL_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "core/plot.h"
#include "core/plot_scale.h"

#define UT_POINTS_PER_INCH 72.0

/* Ink, from dark to light. */
#define UT_INK 0x222222u
#define UT_INK_SOFT 0x5F5F5Fu
#define UT_INK_LINE 0x8C8C8Cu
#define UT_INK_GRID 0xE4E4E4u
#define UT_PAPER 0xFFFFFFu

#define UT_SIZE_TITLE 13.0
#define UT_SIZE_SUBTITLE 9.5
#define UT_SIZE_LABEL 9.5
#define UT_SIZE_TICK 8.5
#define UT_SIZE_CAPTION 8.0

/* --- the description ---------------------------------------------------- */

struct ut_mark {
    struct ut_mark_spec spec; /* its pointers lead into the arena */
    struct ut_mark *next;
};

struct ut_axes {
    struct ut_axes_spec spec;
    struct ut_mark *first, *last;
};

struct ut_block; /* of the arena */

struct ut_figure {
    struct ut_figure_spec spec;
    struct ut_block *blocks;
    size_t axes_count, mark_count;
    struct ut_axes axes[UT_PLOT_AXES_MAX];
};

/* --- drawing ------------------------------------------------------------ */

struct ut_rect {
    double x, y, width, height;
};

struct ut_pen {
    cairo_t *cairo;
    PangoContext *context;
    const char *font;
    struct ut_plot_layout *layout; /* NULL: nothing is recorded */
    int status;                    /* first failure of recording */
};

struct ut_text {
    const char *string;
    unsigned number;  /* behind the string, in brackets; 0: none */
    const char *note; /* in softer ink, on a line below or behind; or NULL */
    bool is_note_behind;
    bool is_name; /* loses its middle when it is too long, not its end */
    double size;
    double width; /* to wrap at, points; 0: one line of any length */
    int lines;    /* at most so many when wrapped; then elided */
    uint32_t colour;
    bool is_bold;
    PangoAlignment align;
};

struct ut_extent {
    double width, height;
    bool is_elided;
    bool is_broken; /* a word had to be broken, or a line was cut */
};

/* A copy that is valid UTF-8, one line and not too long; g_free it. */
char *ut_text_clean(const char *text);

struct ut_extent ut_text_measure(struct ut_pen *pen,
                                 const struct ut_text *text);

/* What of the string, without its number, is to be read, with "…" where
 * something was cut; g_free it. NULL when nothing was. */
char *ut_text_shown(struct ut_pen *pen, const struct ut_text *text);

/* Several names beside each other, made by a function of what they stand
 * at. Those that look alike once they are cut to fit are to get numbers, from
 * 1 on, so that no two are drawn the same: numbers[i], which the function
 * must put into its text, or 0. */
struct ut_names {
    const void *owner;
    struct ut_text (*text_of)(const void *owner, size_t i);
    size_t count;
    uint16_t *numbers;
};
void ut_names_number(struct ut_pen *pen, const struct ut_names *names);

/* Draws so that the point (anchor_x, anchor_y) of the text's box, each 0 to
 * 1, lies at (x, y); `angle` is clockwise in radians. */
struct ut_place {
    double x, y, anchor_x, anchor_y, angle;
};
void ut_text_draw(struct ut_pen *pen, const struct ut_text *text,
                  struct ut_place place);

void ut_pen_colour(struct ut_pen *pen, uint32_t colour, double alpha);
void ut_pen_line(struct ut_pen *pen, double x0, double y0, double x1,
                 double y1);

/* One axis, ready to draw. */
struct ut_axis {
    const struct ut_axis_spec *spec;
    double low, high; /* data units at the two ends */
    double from, to;  /* the same ends in points */
    struct ut_ticks ticks;
    size_t stride; /* every so many categories get a label */
    double room;   /* category labels wrap at this width */
    uint16_t numbers[UT_PLOT_CATEGORIES_MAX]; /* see ut_names */
    bool is_turned; /* category labels stand at an angle */
};

/* What the legend names: the marks that have a label. */
struct ut_entries {
    size_t count;
    const struct ut_mark_spec *marks[UT_PLOT_MARKS_MAX];
    uint16_t numbers[UT_PLOT_MARKS_MAX]; /* see ut_names */
};

struct ut_margins {
    double left, right;
};

struct ut_view {
    const struct ut_axes *axes;
    struct ut_rect cell; /* what the axes may use */
    struct ut_margins least;
    struct ut_rect plot; /* what the marks use */
    double legend_height;
    struct ut_entries entries;
    struct ut_axis x, y;
};

/* Lengths that layout and drawing share. */
#define UT_TICK_LENGTH 3.0
#define UT_TICK_GAP 4.0     /* between tick and its label */
#define UT_TURN (-G_PI / 4) /* of category labels that are too wide */

/* Finds the plot, the ticks and how categories are written. */
void ut_layout_find(struct ut_pen *pen, struct ut_view *view);
bool ut_has_categories(const struct ut_view *view, const struct ut_axis *axis);
bool ut_is_vertical(const struct ut_view *view, const struct ut_axis *axis);

/* Texts as they are measured and drawn. */
struct ut_text ut_tick_text(const char *string);
struct ut_text ut_category_text(const struct ut_view *view,
                                const struct ut_axis *axis, size_t i);
struct ut_text ut_label_text(const char *label, double room);
struct ut_text ut_title_text(const struct ut_axes *axes, double width);

double ut_axis_place(const struct ut_axis *axis, double value);

/* The margins beside the plot: those the axes need, and drawing the axes with
 * at least those given. */
struct ut_margins ut_axes_margins(struct ut_pen *pen,
                                  const struct ut_axes *axes,
                                  struct ut_rect cell);
void ut_axes_draw(struct ut_pen *pen, const struct ut_axes *axes,
                  struct ut_rect cell, struct ut_margins least);
void ut_axis_domain(const struct ut_axes *axes, struct ut_axis *axis);

/* Marks: where an item lies, whether it has all its values, its colour. */
struct ut_point {
    double x, y;
};
struct ut_point ut_mark_place(const struct ut_view *view,
                              const struct ut_mark_spec *mark, double at,
                              double value);
bool ut_mark_is_complete(const struct ut_mark_spec *mark, size_t item);
uint32_t ut_mark_colour(const struct ut_mark_spec *mark, size_t item);
/* Fills the path, then draws its edge when it has one. */
void ut_mark_paint(struct ut_pen *pen, const struct ut_style *style,
                   uint32_t colour);
/* Within the rectangle, or UT_CLIP_MARGIN around it. */
#define UT_CLIP_MARGIN 1.0
bool ut_is_inside(const struct ut_rect *rect, struct ut_point p);
void ut_marker_path(cairo_t *cairo, enum ut_marker marker, double size,
                    double x, double y);
void ut_points_draw(struct ut_pen *pen, const struct ut_view *view,
                    const struct ut_mark_spec *mark);
void ut_marks_draw(struct ut_pen *pen, const struct ut_view *view);
void ut_figure_draw(const struct ut_figure *figure, struct ut_pen *pen);

/* The key: its entries, its height as a row of that width, and drawing it. */
void ut_legend_find(struct ut_pen *pen, struct ut_view *view);
double ut_legend_height(struct ut_pen *pen, const struct ut_view *view,
                        double width);
void ut_legend_draw(struct ut_pen *pen, const struct ut_view *view);

/* Which axis a column of a mark counts towards: 'x', 'y' or 0. */
char ut_mark_column_axis(const struct ut_mark_spec *mark, size_t column);

/* Appends the picture on an RGB24 image surface as a PNG of that resolution.
 * UNDERTONE_ELIMIT past the buffer's ceiling, UNDERTONE_EMEMORY. */
int ut_png_encode(cairo_surface_t *surface, double dpi, struct ut_buf *out);

/* Appends the SVG with its ids renamed and a title put in. */
int ut_svg_rewrite(const struct ut_buf *svg, const struct ut_encoding *encoding,
                   const char *title, struct ut_buf *out);

#endif
