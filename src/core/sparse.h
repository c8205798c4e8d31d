/*
 * sparse.h: a matrix of which most entries are zero, row after row.
 *
 * The entries of row i are columns[offsets[i] .. offsets[i + 1]) with the
 * values beside them. The order of the entries within a row is part of the
 * value: sums run in it. All rows of one matrix follow one order of columns.
 * The owner calls ut_sparse_clear.
 */
#ifndef UT_SPARSE_H
#define UT_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ut_sparse {
    size_t rows;
    size_t cols;
    size_t *offsets; /* rows + 1 of them; NULL in an empty matrix */
    uint32_t *columns;
    double *values;
};

/* Allocates a matrix of that shape with all offsets 0 and room for `entries`
 * entries; UNDERTONE_EMEMORY leaves *matrix empty. */
int ut_sparse_init(struct ut_sparse *matrix, size_t rows, size_t cols,
                   size_t entries);

/* Frees the content; an empty matrix is fine. */
void ut_sparse_clear(struct ut_sparse *matrix);

/* How many entries are stored. */
size_t ut_sparse_entries(const struct ut_sparse *matrix);

/* Whether every value is finite. */
bool ut_sparse_is_finite(const struct ut_sparse *matrix);

/* The row's squared Euclidean length, added in stored order. */
double ut_sparse_squared_length(const struct ut_sparse *matrix, size_t row);

/* The row's squared distance from a dense vector of that squared length, at
 * least 0: only the row's own columns are visited. */
double ut_sparse_squared_distance(const struct ut_sparse *matrix, size_t row,
                                  const double *vector, double squared_length);

/* vector += the row * times. */
void ut_sparse_add_row(const struct ut_sparse *matrix, size_t row, double times,
                       double *vector);

/* Dense columns side by side: the lanes of column c lie from c * stride on,
 * so that one pass over a row multiplies it with all of them. */
#define UT_SPARSE_LANES 4 /* a stride is a multiple of this */

/* The stride that holds `count` lanes. */
size_t ut_sparse_stride(size_t count);

/* products[0 .. stride) receives the products of the row with every lane,
 * each added in stored order. */
void ut_sparse_multiply(const struct ut_sparse *matrix, size_t row,
                        const double *lanes, size_t stride, double *products);

#endif
