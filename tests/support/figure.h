/* figure.h: figures of 4 × 3 inches for the suites of the plots. */
#ifndef UT_TEST_FIGURE_H
#define UT_TEST_FIGURE_H

#include "core/plot.h"

/* A figure without axes; title may be NULL. The caller frees it. */
struct ut_figure *figure_new(const char *title);

/* Axes at row 1, column 1, linear and padded. */
struct ut_axes_spec figure_axes(void);
void figure_add_axes(struct ut_figure *figure, const struct ut_axes_spec *spec);

/* Adds to the first axes a mark whose columns all hold the same values. */
void figure_add_mark(struct ut_figure *figure, enum ut_mark_kind kind,
                     const double *values, size_t count);

/* A figure with one mark of every kind. */
struct ut_figure *figure_sample(const char *title);

/* Its bytes; the caller clears them. */
struct ut_buf figure_encoded(const struct ut_figure *figure,
                             enum ut_plot_format format);

#endif
