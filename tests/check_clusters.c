/* check_clusters.c: silhouette, terms and nearest rows on rows small enough
 * to work out by hand; against scikit-learn in clusters_spec.lua. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "core/clusters.h"
#include "support/suite.h"

/* Rows (1 0) (2 0) (1 1) (0 3) and an empty one. */
static struct ut_sparse small_matrix(void)
{
    static const double dense[5][2] = {{1, 0}, {2, 0}, {1, 1}, {0, 3}, {0, 0}};
    struct ut_sparse matrix;
    size_t end = 0;
    ck_assert_int_eq(ut_sparse_init(&matrix, 5, 2, 10), 0);
    for (size_t row = 0; row < 5; row++) {
        for (uint32_t column = 0; column < 2; column++)
            if (dense[row][column] != 0) {
                matrix.columns[end] = column;
                matrix.values[end++] = dense[row][column];
            }
        matrix.offsets[row + 1] = end;
    }
    return matrix;
}

START_TEST(silhouette_of_a_hand_worked_case)
{
    static const int32_t labels[5] = {0, 0, 0, 1, -1};
    struct ut_sparse matrix = small_matrix();
    double by_cluster[2];
    struct ut_silhouette got = {.by_cluster = by_cluster};
    struct ut_grouping grouping = {&matrix, labels, 2};
    ck_assert_int_eq(ut_clusters_silhouette(&grouping, &got, NULL), 0);
    double far = 1 - sqrt(0.5); /* of (1 1) from either axis */
    double along = (1 - far / 2) / 1;
    ck_assert_double_eq_tol(by_cluster[0], (2 * along + 0) / 3, 1e-12);
    ck_assert_double_eq_tol(by_cluster[1], 0, 1e-12);
    ck_assert_double_eq_tol(got.mean, 2 * along / 4, 1e-12);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(a_row_without_weights_is_far_from_all)
{
    static const int32_t labels[5] = {0, 0, 1, 1, 0};
    struct ut_sparse matrix = small_matrix();
    double by_cluster[2];
    struct ut_silhouette got = {.by_cluster = by_cluster};
    struct ut_grouping grouping = {&matrix, labels, 2};
    ck_assert_int_eq(ut_clusters_silhouette(&grouping, &got, NULL), 0);
    /* its own distances are 1 and 1, so it adds 0; the others see it at 1 */
    double between = 1 - sqrt(0.5) / 2;
    ck_assert_double_eq_tol(by_cluster[0], 2 * (between - 0.5) / between / 3,
                            1e-12);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(scores_terms_by_class)
{
    static const int32_t labels[5] = {0, 0, 0, 1, 1};
    struct ut_sparse matrix = small_matrix();
    double scores[4];
    struct ut_grouping grouping = {&matrix, labels, 2};
    ck_assert_int_eq(ut_clusters_term_scores(&grouping, scores), 0);
    ck_assert_double_eq_tol(scores[0], 4 * log(1 + 4. / 4), 1e-12);
    ck_assert_double_eq_tol(scores[1], 1 * log(1 + 4. / 4), 1e-12);
    ck_assert_double_eq_tol(scores[2], 0, 1e-12);
    ck_assert_double_eq_tol(scores[3], 3 * log(1 + 4. / 4), 1e-12);
    ut_sparse_clear(&matrix);
}
END_TEST

START_TEST(lists_the_best_terms_in_order)
{
    static const double scores[6] = {1, 0, 3, 3, -1, 2};
    uint32_t best[6];
    ck_assert_uint_eq(ut_clusters_best_terms(scores, 6, best, 6), 4);
    ck_assert_uint_eq(best[0], 2);
    ck_assert_uint_eq(best[1], 3);
    ck_assert_uint_eq(best[2], 5);
    ck_assert_uint_eq(best[3], 0);
    ck_assert_uint_eq(ut_clusters_best_terms(scores, 6, best, 1), 1);
    ck_assert_uint_eq(best[0], 2);
}
END_TEST

START_TEST(finds_nearest_rows)
{
    static const int32_t labels[5] = {1, 1, 1, -1, -1};
    struct ut_sparse matrix = small_matrix();
    uint32_t nearest[4];
    struct ut_grouping grouping = {&matrix, labels, 2};
    ck_assert_int_eq(ut_clusters_nearest(&grouping, 2, nearest), 0);
    ck_assert_uint_eq(nearest[0], UT_CLUSTERS_NO_ROW);
    ck_assert_uint_eq(nearest[2], 0); /* the mean is (4/3 1/3) */
    ck_assert_uint_eq(nearest[3], 1);
    ut_sparse_clear(&matrix);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clusters");
    TCase *tests = tcase_create("clusters");
    tcase_add_test(tests, silhouette_of_a_hand_worked_case);
    tcase_add_test(tests, a_row_without_weights_is_far_from_all);
    tcase_add_test(tests, scores_terms_by_class);
    tcase_add_test(tests, lists_the_best_terms_in_order);
    tcase_add_test(tests, finds_nearest_rows);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
