/* check_kmeans.c: any number of threads, hostile matrices, sparse products.
 * The comparison with scikit-learn is tests/spec/kmeans_spec.lua. */
#include <check.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "core/clusters.h"
#include "core/kmeans_nearest.h"
#include "core/rng.h"
#include "support/suite.h"

#define ROWS 700
#define COLS 60
#define POINTS 12

/* Rows of about a third of the columns, some rows empty, some twice. */
static struct ut_sparse random_matrix(size_t rows)
{
    struct ut_sparse matrix;
    struct ut_rng rng;
    size_t end = 0;
    ut_rng_seed(&rng, 8);
    ck_assert_int_eq(ut_sparse_init(&matrix, rows, COLS, rows * COLS), 0);
    for (size_t row = 0; row < rows; row++) {
        if (row % 9 == 8)
            ut_rng_seed(&rng, (uint32_t)(row % 5));
        for (uint32_t c = 0; c < COLS && row % 50 != 49; c++)
            if (ut_rng_below(&rng, 3) == 0) {
                matrix.columns[end] = c;
                matrix.values[end++] = ut_rng_uniform(&rng);
            }
        matrix.offsets[row + 1] = end;
    }
    return matrix;
}

static struct ut_kmeans fit(const struct ut_sparse *matrix, size_t clusters,
                            size_t runs, int threads)
{
    struct ut_kmeans result;
    struct ut_kmeans_options options = {.clusters = clusters,
                                        .seed = 3,
                                        .runs = runs,
                                        .max_iterations = 300,
                                        .tolerance = 1e-4};
    omp_set_num_threads(threads);
    ck_assert_int_eq(ut_kmeans_fit(matrix, &options, &result, NULL), 0);
    return result;
}

START_TEST(threads_change_no_bit)
{
    static const int threads[] = {2, 7};
    static const size_t runs[] = {1, 2, 10};
    struct ut_sparse matrix = random_matrix(ROWS);
    struct ut_kmeans one = fit(&matrix, 9, runs[_i], 1);
    for (size_t i = 0; i < 2; i++) {
        struct ut_kmeans many = fit(&matrix, 9, runs[_i], threads[i]);
        ck_assert_mem_eq(one.labels, many.labels, ROWS * sizeof(int32_t));
        ck_assert_mem_eq(one.centers, many.centers, 9 * COLS * sizeof(double));
        ck_assert(one.inertia == many.inertia);
        ck_assert_uint_eq(one.iterations, many.iterations);
        ut_kmeans_clear(&many);
    }
    ut_kmeans_clear(&one);
    ut_sparse_clear(&matrix);
}
END_TEST

/* Twelve points of the plane with whole coordinates below `spread`. */
static struct ut_sparse random_points(struct ut_rng *rng, uint64_t spread)
{
    struct ut_sparse matrix;
    ck_assert_int_eq(ut_sparse_init(&matrix, POINTS, 2, POINTS * 2), 0);
    for (size_t i = 0; i < POINTS * 2; i++) {
        matrix.columns[i] = i % 2;
        matrix.values[i] = (double)ut_rng_below(rng, spread);
        matrix.offsets[i / 2 + 1] = i + 1;
    }
    return matrix;
}

static bool is_same_grouping(const int32_t *a, const int32_t *b)
{
    for (size_t i = 0; i < POINTS; i++)
        for (size_t j = 0; j < i; j++)
            if ((a[i] == a[j]) != (b[i] == b[j]))
                return false;
    return true;
}

/* Few places make ties; one iteration leaves the centres of one grouping in
 * several places. */
START_TEST(a_later_run_counts_when_it_is_better_and_other)
{
    struct ut_rng rng;
    ut_rng_seed(&rng, 5);
    omp_set_num_threads(1);
    for (uint32_t round = 0; round < 400; round++) {
        struct ut_sparse points = random_points(&rng, round % 2 ? 50 : 4);
        struct ut_kmeans_options options = {
            .clusters = 3,
            .seed = round,
            .runs = 1,
            .max_iterations = round % 2 ? 1 : 300,
        };
        struct ut_kmeans first, best;
        ck_assert_int_eq(ut_kmeans_fit(&points, &options, &first, NULL), 0);
        options.runs = 2;
        ck_assert_int_eq(ut_kmeans_fit(&points, &options, &best, NULL), 0);
        if (best.inertia >= first.inertia ||
            is_same_grouping(first.labels, best.labels))
            ck_assert_mem_eq(first.labels, best.labels,
                             POINTS * sizeof *first.labels);
        ut_kmeans_clear(&first);
        ut_kmeans_clear(&best);
        ut_sparse_clear(&points);
    }
}
END_TEST

/* Moves the centre by at most step / 2 a column; returns how far it went. */
static double move_center(struct ut_rng *rng, double step, size_t cols,
                          double *center)
{
    double sum = 0;
    for (size_t i = 0; i < cols; i++) {
        double move = step * (ut_rng_uniform(rng) - 0.5);
        center[i] += move;
        sum += move * move;
    }
    return sqrt(sum);
}

/* Centres that wander ever less, so that ever more rows are left alone: the
 * labels must be those of somebody who compares everything. */
START_TEST(bounds_change_no_label)
{
    enum { CLUSTERS = 9 };
    static double centers[CLUSTERS * COLS], lengths[2 * ROWS];
    static int32_t labels[ROWS], expected[ROWS];
    double shifts[CLUSTERS] = {0};
    struct ut_sparse matrix = random_matrix(ROWS);
    for (size_t row = 0; row < ROWS; row++) {
        lengths[row] = ut_sparse_squared_length(&matrix, row);
        lengths[ROWS + row] = sqrt(lengths[row]);
    }
    struct ut_kmeans_data data = {.matrix = &matrix,
                                  .squared_lengths = lengths,
                                  .lengths = lengths + ROWS,
                                  .clusters = CLUSTERS};
    struct ut_nearest nearest, fresh;
    ck_assert_int_eq(ut_nearest_init(&nearest, &data), 0);
    struct ut_rng rng;
    ut_rng_seed(&rng, 11);
    for (int pass = 0; pass < 30; pass++) {
        for (size_t c = 0; c < CLUSTERS; c++)
            shifts[c] =
                move_center(&rng, ldexp(1, -pass), COLS, centers + c * COLS);
        ut_nearest_assign(&nearest, centers, shifts, labels);
        ck_assert_int_eq(ut_nearest_init(&fresh, &data), 0);
        ut_nearest_assign(&fresh, centers, shifts, expected);
        ck_assert_mem_eq(labels, expected, sizeof labels);
        ut_nearest_clear(&fresh);
    }
    ut_nearest_clear(&nearest);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(labels_name_the_nearest_centre)
{
    struct ut_sparse matrix = random_matrix(ROWS);
    struct ut_kmeans result = fit(&matrix, 5, 3, 2);
    double inertia = 0;
    for (size_t row = 0; row < ROWS; row++) {
        double smallest = HUGE_VAL;
        for (size_t c = 0; c < 5; c++) {
            const double *center = result.centers + c * COLS;
            double length = 0;
            for (size_t i = 0; i < COLS; i++)
                length += center[i] * center[i];
            double distance =
                ut_sparse_squared_distance(&matrix, row, center, length);
            smallest = distance < smallest ? distance : smallest;
        }
        inertia += smallest;
    }
    ck_assert_double_eq_tol(result.inertia, inertia, 1e-9 * inertia);
    ut_kmeans_clear(&result);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(as_many_clusters_as_rows)
{
    struct ut_sparse matrix = random_matrix(8);
    struct ut_kmeans result = fit(&matrix, 8, 1, 2);
    ck_assert(result.inertia < 1e-12);
    for (size_t c = 0; c < 8; c++)
        ck_assert_uint_eq(result.sizes[c], 1);
    ut_kmeans_clear(&result);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(refuses_and_stops)
{
    atomic_int flag = 0;
    struct ut_error error;
    struct ut_kmeans result = {.rows = 77};
    struct ut_sparse matrix = random_matrix(8);
    struct ut_kmeans_options options = {
        .clusters = 9, .runs = 1, .max_iterations = 9, .interrupted = &flag};
    ck_assert_int_eq(ut_kmeans_fit(&matrix, &options, &result, &error),
                     UNDERTONE_EINVALID);
    options.clusters = 2;
    flag = 1;
    ck_assert_int_eq(ut_kmeans_fit(&matrix, &options, &result, &error),
                     UNDERTONE_EINTERRUPTED);
    flag = 0;
    options.tolerance = NAN;
    ck_assert_int_eq(ut_kmeans_fit(&matrix, &options, &result, &error),
                     UNDERTONE_EINVALID);
    options.tolerance = 0;
    matrix.values[3] = NAN;
    ck_assert_int_eq(ut_kmeans_fit(&matrix, &options, &result, &error),
                     UNDERTONE_EINVALID);
    ck_assert_uint_eq(result.rows, 77);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(lanes_multiply_as_plain_loops_do)
{
    struct ut_sparse matrix = random_matrix(3);
    size_t stride = ut_sparse_stride((size_t)_i);
    double *lanes = calloc(COLS * stride, sizeof *lanes);
    double *products = calloc(stride, sizeof *products);
    ck_assert_uint_eq(stride % UT_SPARSE_LANES, 0);
    for (size_t i = 0; i < COLS * stride; i++)
        lanes[i] = sin((double)i);
    ut_sparse_multiply(&matrix, 1, lanes, stride, products);
    for (size_t lane = 0; lane < stride; lane++) {
        double sum = 0;
        for (size_t i = matrix.offsets[1]; i < matrix.offsets[2]; i++)
            sum += matrix.values[i] * lanes[matrix.columns[i] * stride + lane];
        ck_assert(products[lane] == sum);
    }
    free(products);
    free(lanes);
    ut_sparse_clear(&matrix);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kmeans");
    TCase *tests = tcase_create("kmeans");
    tcase_add_loop_test(tests, threads_change_no_bit, 0, 3);
    tcase_add_test(tests, a_later_run_counts_when_it_is_better_and_other);
    tcase_add_test(tests, bounds_change_no_label);
    tcase_add_test(tests, labels_name_the_nearest_centre);
    tcase_add_test(tests, as_many_clusters_as_rows);
    tcase_add_test(tests, refuses_and_stops);
    tcase_add_loop_test(tests, lanes_multiply_as_plain_loops_do, 1, 40);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
