/*
 * stats_table.h: are the rows and columns of a table of counts related.
 *
 * Pearson's chi-squared without continuity correction; Bergsma's 2013
 * bias-corrected Cramer's V; Haberman's adjusted residuals. Rows and columns
 * without counts are left out of the degrees of freedom.
 */
#ifndef UT_STATS_TABLE_H
#define UT_STATS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/stats_boot.h"

#define UT_TABLE_CELLS_MAX 1000000

struct ut_table {
    const double *counts; /* rows x columns, row after row, whole numbers */
    size_t rows, columns;
};

struct ut_table_test {
    double n, chi2, df;
    double p;         /* of the chi-squared distribution; NaN if df is 0 */
    double v;         /* Cramer's, corrected; NaN if df is 0 */
    double least;     /* smallest expected count among used cells */
    double *expected; /* given by the caller, as large as the table */
    double *residuals;
};

/* Fills the test; UNDERTONE_EMEMORY. */
int ut_stats_table(const struct ut_table *table, struct ut_table_test *test);

/* The share of random tables with the same margins that are at least as far
 * from independence, (1 + hits) / (1 + resamples): for small counts.
 * UNDERTONE_EMEMORY, UNDERTONE_EINTERRUPTED. */
int ut_stats_table_monte_carlo(const struct ut_table *table,
                               const struct ut_resampling *plan, double *p);

#endif
