/*
 * plot.h: figures made of axes made of marks, saved as PNG, SVG or PDF.
 *
 * A figure is described first (plot_spec.h) and drawn only when it is
 * measured, encoded or saved; it copies everything it is given. Text is
 * shaped and measured by Pango in the font it is drawn with; what does not
 * fit is wrapped, turned or cut, and names that then look alike are numbered.
 * The same description gives the same bytes on every run, in any locale and
 * whatever was drawn before.
 *
 * Errors: UNDERTONE_EINVALID for a description that makes no sense,
 * UNDERTONE_ELIMIT past a maximum of it, UNDERTONE_ESTORAGE for files,
 * UNDERTONE_EMEMORY.
 */
#ifndef UT_PLOT_H
#define UT_PLOT_H

#include "core/buf.h"
#include "core/plot_spec.h"
#include "core/status.h"

struct ut_figure;

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
    bool is_turned;  /* text at an angle: the box bounds it loosely */
    bool is_elided;  /* text that was cut to fit */
    bool is_lacking; /* no font has some of its characters: boxes are drawn */
    size_t text;     /* offset of its NUL-terminated text in `texts` */
    size_t shown;    /* of what is to be read of it: elided, numbered */
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
