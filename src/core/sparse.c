/* sparse.c: storage of a sparse matrix and its product with dense lanes. */
#include "core/sparse.h"

#include <math.h>
#include <stdlib.h>

#include "core/status.h"

int ut_sparse_init(struct ut_sparse *matrix, size_t rows, size_t cols,
                   size_t entries)
{
    *matrix = (struct ut_sparse){.rows = rows, .cols = cols};
    if (rows == SIZE_MAX)
        return UNDERTONE_EMEMORY;
    matrix->offsets = calloc(rows + 1, sizeof *matrix->offsets);
    matrix->columns = calloc(entries + !entries, sizeof *matrix->columns);
    matrix->values = calloc(entries + !entries, sizeof *matrix->values);
    if (matrix->offsets && matrix->columns && matrix->values)
        return 0;
    ut_sparse_clear(matrix);
    return UNDERTONE_EMEMORY;
}

void ut_sparse_clear(struct ut_sparse *matrix)
{
    free(matrix->offsets);
    free(matrix->columns);
    free(matrix->values);
    *matrix = (struct ut_sparse){0};
}

size_t ut_sparse_entries(const struct ut_sparse *matrix)
{
    return matrix->offsets == NULL ? 0 : matrix->offsets[matrix->rows];
}

bool ut_sparse_is_finite(const struct ut_sparse *matrix)
{
    size_t count = ut_sparse_entries(matrix);
    for (size_t i = 0; i < count; i++)
        if (!isfinite(matrix->values[i]))
            return false;
    return true;
}

double ut_sparse_squared_length(const struct ut_sparse *matrix, size_t row)
{
    double sum = 0;
    for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++)
        sum += matrix->values[i] * matrix->values[i];
    return sum;
}

double ut_sparse_squared_distance(const struct ut_sparse *matrix, size_t row,
                                  const double *vector, double squared_length)
{
    double sum = 0;
    for (size_t i = matrix->offsets[row]; i < matrix->offsets[row + 1]; i++) {
        double weight = vector[matrix->columns[i]];
        double difference = matrix->values[i] - weight;
        sum += difference * difference - weight * weight;
    }
    sum += squared_length;
    return sum > 0 ? sum : 0;
}

/* Plain pointers: a store to the vector might change the matrix otherwise. */
void ut_sparse_add_row(const struct ut_sparse *matrix, size_t row, double times,
                       double *vector)
{
    const uint32_t *columns = matrix->columns;
    const double *values = matrix->values;
    size_t last = matrix->offsets[row + 1];
    for (size_t i = matrix->offsets[row]; i < last; i++)
        vector[columns[i]] += values[i] * times;
}

size_t ut_sparse_stride(size_t count)
{
    return (count + UT_SPARSE_LANES - 1) / UT_SPARSE_LANES * UT_SPARSE_LANES;
}

/* Four lanes are one vector: two or one registers, the same sums. */
typedef double lane_vector __attribute__((vector_size(32), aligned(8)));

struct row {
    const uint32_t *columns;
    const double *values;
    size_t count;
};

/* `width` vectors of products of a row, width a constant. */
static inline __attribute__((always_inline)) void
multiply(struct row row, const double *lanes, size_t stride, double *products,
         size_t width)
{
    lane_vector sums[4] = {{0}};
    for (size_t i = 0; i < row.count; i++) {
        double value = row.values[i];
        const lane_vector *column =
            (const lane_vector *)(lanes + row.columns[i] * stride);
#pragma GCC unroll 4 /* keeps the sums in registers */
        for (size_t j = 0; j < width; j++)
            sums[j] += column[j] * value;
    }
#pragma GCC unroll 4
    for (size_t j = 0; j < width; j++)
        ((lane_vector *)products)[j] = sums[j];
}

/* The widest registers at hand; the sums are the same with any. clang 14
 * names the clones so that no other file can link to them. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define FOR_EACH_WIDTH                                                         \
    __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_WIDTH
#endif

/* Up to 16 lanes at a time: as many sums as registers hold. */
FOR_EACH_WIDTH
void ut_sparse_multiply(const struct ut_sparse *matrix, size_t row,
                        const double *lanes, size_t stride, double *products)
{
    size_t first = matrix->offsets[row], done = 0;
    struct row entries = {matrix->columns + first, matrix->values + first,
                          matrix->offsets[row + 1] - first};
    for (; done + 16 <= stride; done += 16)
        multiply(entries, lanes + done, stride, products + done, 4);
    if (stride - done == 12)
        multiply(entries, lanes + done, stride, products + done, 3);
    else if (stride - done == 8)
        multiply(entries, lanes + done, stride, products + done, 2);
    else if (stride - done == 4)
        multiply(entries, lanes + done, stride, products + done, 1);
}
