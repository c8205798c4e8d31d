/*
 * check_stats.c: the statistics core: what the Lua specs, which hold the
 * comparisons with SciPy, cannot reach. Extremes of the distributions (values
 * from mpmath 1.2.1), threads, ties at bin edges, sums that cancel.
 */
#include <check.h>
#include <float.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "core/stats.h"
#include "core/stats_boot.h"
#include "core/stats_dist.h"
#include "core/stats_groups.h"
#include "core/stats_noncentral.h"
#include "core/stats_pair.h"
#include "core/stats_table.h"
#include "support/suite.h"

#define MANY 5000

static double many[MANY];

static void fill_many(void)
{
    struct ut_rng rng;
    ut_rng_seed(&rng, 5);
    for (size_t i = 0; i < MANY; i++)
        many[i] = 2 * ut_rng_uniform(&rng) - 1;
}

static void check_near(double value, double expected, double tolerance)
{
    ck_assert_msg(fabs(value - expected) <= tolerance * fabs(expected),
                  "%.17g, expected %.17g", value, expected);
}

START_TEST(sums_do_not_cancel)
{
    double values[] = {1e16, 1, -1e16, 1};
    struct ut_sample sample = {values, 4};
    ck_assert_double_eq(ut_stats_mean(sample), 0.5);
    double shifted[] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    ck_assert_double_eq(ut_stats_sd((struct ut_sample){shifted, 3}), 1);
}
END_TEST

START_TEST(an_edge_belongs_to_the_bin_on_its_right)
{
    struct ut_bins bins = {0, 0.3, 3};
    double values[] = {0, 0.1, 0.2, 0.3, -0.01, 0.31, 0.3 / 3};
    size_t counts[3];
    ut_bins_count(&bins, (struct ut_sample){values, 7}, counts);
    /* the edges as computed: 0.1 and 0.2 or the doubles beside them */
    size_t expected[3] = {0, 0, 0};
    for (size_t i = 0; i < 7; i++)
        for (size_t j = 0; j < 3; j++)
            expected[j] += values[i] >= ut_bins_edge(&bins, j) &&
                           (values[i] < ut_bins_edge(&bins, j + 1) ||
                            (j == 2 && values[i] == bins.last));
    ck_assert_mem_eq(counts, expected, sizeof counts);
    ck_assert_uint_eq(counts[0] + counts[1] + counts[2], 5);
}
END_TEST

START_TEST(every_value_falls_in_the_bin_of_its_edges)
{
    struct ut_bins bins = {-1, 1, 997};
    static size_t counts[997];
    static double edges[998];
    for (size_t i = 0; i <= 997; i++)
        edges[i] = ut_bins_edge(&bins, i);
    ut_bins_count(&bins, (struct ut_sample){edges, 998}, counts);
    for (size_t i = 0; i < 996; i++)
        ck_assert_uint_eq(counts[i], 1);
    ck_assert_uint_eq(counts[996], 2);
}
END_TEST

START_TEST(density_does_not_depend_on_threads)
{
    static double one[MANY], four[MANY];
    struct ut_density density = {0.1, -1, 1, NULL};
    struct ut_sample sample = {many, MANY}, grid = {many, 500};
    int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    ut_density_at(&density, sample, grid, one);
    omp_set_num_threads(4);
    ut_density_at(&density, sample, grid, four);
    omp_set_num_threads(threads);
    ck_assert_mem_eq(one, four, 500 * sizeof *one);
}
END_TEST

START_TEST(far_tails_keep_their_digits)
{
    check_near(ut_normal_sf(38), 2.8854283600687843e-316, 1e-6);
    check_near(ut_normal_sf(30), 4.906713927148187e-198, 1e-12);
    check_near(ut_chi2_sf(1400, 3), 2.9456193610163087e-303, 1e-11);
    check_near(ut_student_sf(1e6, 50), 1.6730304438109995e-259, 1e-11);
    ck_assert_double_eq(ut_f_sf(INFINITY, 2, 3), 0);
    ck_assert_double_eq(ut_f_sf(0, 2, 3), 1);
    ck_assert_double_eq(ut_chi2_sf(INFINITY, 2), 0);
    ck_assert_double_eq(ut_student_sf(-INFINITY, 2), 1);
    ck_assert_double_eq(ut_normal_sf(-INFINITY), 1);
}
END_TEST

/* Where one law is another's special case. */
START_TEST(distributions_agree_with_each_other)
{
    double x = 0.05;
    for (int i = 0; i < 12; i++, x *= 1.7) {
        check_near(ut_chi2_sf(x, 2), exp(-x / 2), 1e-12);
        check_near(ut_chi2_sf(x * x, 1), 2 * ut_normal_sf(x), 1e-11);
        check_near(2 * ut_student_sf(x, 7), ut_f_sf(x * x, 1, 7), 1e-12);
        check_near(ut_f_sf(x, 4, 9), ut_f_cdf(1 / x, 9, 4), 1e-11);
        check_near(ut_student_sf(x, 1), atan(1 / x) / 3.14159265358979323846,
                   1e-12);
        check_near(ut_chi2_cdf(x, 5) + ut_chi2_sf(x, 5), 1, 1e-14);
    }
}
END_TEST

START_TEST(quantiles_reach_into_both_tails)
{
    for (int exponent = -1; exponent > -300; exponent -= 13) {
        double p = pow(10, exponent);
        check_near(ut_normal_sf(-ut_normal_quantile(p)), p, 1e-11);
        check_near(ut_chi2_cdf(ut_chi2_quantile(p, 5), 5), p, 1e-10);
        check_near(ut_f_cdf(ut_f_quantile(p, 8, 3), 8, 3), p, 1e-10);
        check_near(ut_student_sf(-ut_student_quantile(p, 90), 90), p, 1e-10);
    }
}
END_TEST

START_TEST(noncentral_beta_is_summed_right)
{
    static const double cases[][5] = {
        {0.3, 1, 37, 20, 0.82698240710226068},
        {0.05, 1.5, 900, 60, 0.96758189434994763},
        {0.9, 1, 7, 40, 0.98092807023740899},
        {0.99, 0.5, 2, 30, 0.98785004477691369},
        {0.5, 99.5, 800, 1500, 0.15603207435694129},
        {0.999, 1, 6, 4000, 0.98321904233326098},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *c = cases[i];
        check_near(ut_noncentral_beta_cdf(c[0], c[1], c[2], c[3]), c[4], 1e-12);
    }
    /* without noncentrality that of F(4, 9) at 2 */
    check_near(ut_noncentral_beta_cdf(8.0 / 17, 2, 4.5, 0), ut_f_cdf(2, 4, 9),
               1e-13);
    ck_assert_double_eq(ut_noncentral_beta_cdf(0, 1, 2, 3), 0);
    ck_assert_double_eq(ut_noncentral_beta_cdf(1, 1, 2, 3), 1);
    /* where every step is too small for a double there is nothing below */
    ck_assert_double_eq(ut_noncentral_beta_cdf(1e-3, 1, 2, 1e6), 0);
}
END_TEST

START_TEST(bootstrap_repeats_and_tells_seeds_apart)
{
    struct ut_sample sample = {many, 300};
    struct ut_resampling plan = {1, 500, 0.95, NULL};
    struct ut_interval one, two, other;
    ck_assert_int_eq(ut_boot_mean(sample, &plan, &one), 0);
    ck_assert_int_eq(ut_boot_mean(sample, &plan, &two), 0);
    plan.seed = 2;
    ck_assert_int_eq(ut_boot_mean(sample, &plan, &other), 0);
    ck_assert_mem_eq(&one, &two, sizeof one);
    ck_assert(one.low != other.low);
    double mean = ut_stats_mean(sample);
    ck_assert(one.low < mean && mean < one.high);
}
END_TEST

START_TEST(bootstrap_survives_one_resample)
{
    struct ut_resampling plan = {1, 1, 0.95, NULL};
    struct ut_interval interval;
    ck_assert_int_eq(
        ut_boot_mean((struct ut_sample){many, 10}, &plan, &interval), 0);
    ck_assert(isfinite(interval.low) && interval.low == interval.high);
}
END_TEST

/* Dominance by two fingers against every pair looked at. */
START_TEST(cliff_counts_every_pair)
{
    struct ut_cliff result;
    double rounded[60], wins = 0;
    for (size_t i = 0; i < 60; i++)
        rounded[i] = round(many[i] * 5);
    struct ut_sample x = {rounded, 25}, y = {rounded + 25, 35};
    for (size_t i = 0; i < x.count; i++)
        for (size_t j = 0; j < y.count; j++)
            wins += (x.values[i] > y.values[j]) - (x.values[i] < y.values[j]);
    ck_assert_int_eq(ut_stats_cliff(x, y, 0.95, &result), 0);
    check_near(result.delta, wins / (25 * 35), 1e-14);
    ck_assert(result.interval.low <= result.delta);
    ck_assert(result.delta <= result.interval.high);
}
END_TEST

/* Every x has the same place in y: nothing varies but by rounding. */
START_TEST(cliff_of_equal_places_stays_finite)
{
    double x[] = {0.5, 0.5, 0.5}, y[] = {0, 0.1, 0.2, 0.7, 0.7, 0.7, 0.7};
    struct ut_cliff result;
    ck_assert_int_eq(ut_stats_cliff((struct ut_sample){x, 3},
                                    (struct ut_sample){y, 7}, 0.95, &result),
                     0);
    check_near(result.delta, -1.0 / 7, 1e-14);
    ck_assert(-1 <= result.interval.low && result.interval.low < -0.3);
    ck_assert(0.3 < result.interval.high && result.interval.high < 1);
}
END_TEST

/* All arrangements of 4 and 5 distinct values, counted one by one. */
START_TEST(exact_p_equals_a_full_count)
{
    double x[] = {1, 2, 5, 7}, y[] = {3, 4, 6, 8, 9};
    struct ut_mann_whitney result;
    ck_assert_int_eq(ut_stats_mann_whitney((struct ut_sample){x, 4},
                                           (struct ut_sample){y, 5}, &result),
                     0);
    int hits = 0, all = 0;
    for (int set = 0; set < 512; set++) {
        int sum = 0;
        if (__builtin_popcount((unsigned)set) != 4)
            continue;
        for (int i = 0; i < 9; i++)
            sum += (set >> i & 1) * (i + 1);
        all++;
        hits += sum - 10 <= result.u;
    }
    ck_assert(result.is_exact);
    check_near(result.p, 2.0 * hits / all, 1e-15);
}
END_TEST

START_TEST(simulation_keeps_the_margins_fair)
{
    double counts[] = {3, 0, 2, 5, 7, 1};
    struct ut_table table = {counts, 2, 3};
    struct ut_resampling plan = {9, 4000, 0.95, NULL};
    double one, two;
    ck_assert_int_eq(ut_stats_table_monte_carlo(&table, &plan, &one), 0);
    ck_assert_int_eq(ut_stats_table_monte_carlo(&table, &plan, &two), 0);
    ck_assert_double_eq(one, two);
    ck_assert(one > 0 && one <= 1);
}
END_TEST

START_TEST(resampling_and_densities_end_when_interrupted)
{
    double counts[] = {3, 0, 2, 5, 7, 1}, p, out[3];
    const atomic_int is_interrupted = 1;
    struct ut_table table = {counts, 2, 3};
    struct ut_sample groups[] = {{many, 10}, {many + 10, 10}};
    struct ut_resampling plan = {1, 10, 0.95, &is_interrupted};
    struct ut_density density = {1, 0, 1, &is_interrupted};
    struct ut_interval interval;
    ck_assert_int_eq(ut_boot_mean(groups[0], &plan, &interval),
                     UNDERTONE_EINTERRUPTED);
    ck_assert_int_eq(ut_stats_table_monte_carlo(&table, &plan, &p),
                     UNDERTONE_EINTERRUPTED);
    ck_assert_int_eq(
        ut_density_at(&density, groups[0], (struct ut_sample){counts, 3}, out),
        UNDERTONE_EINTERRUPTED);
}
END_TEST

static TCase *describing_tests(void)
{
    TCase *tests = tcase_create("describing");
    tcase_add_checked_fixture(tests, fill_many, NULL);
    tcase_add_test(tests, sums_do_not_cancel);
    tcase_add_test(tests, an_edge_belongs_to_the_bin_on_its_right);
    tcase_add_test(tests, every_value_falls_in_the_bin_of_its_edges);
    tcase_add_test(tests, density_does_not_depend_on_threads);
    return tests;
}

static TCase *inference_tests(void)
{
    TCase *tests = tcase_create("inference");
    tcase_add_checked_fixture(tests, fill_many, NULL);
    tcase_add_test(tests, far_tails_keep_their_digits);
    tcase_add_test(tests, distributions_agree_with_each_other);
    tcase_add_test(tests, quantiles_reach_into_both_tails);
    tcase_add_test(tests, noncentral_beta_is_summed_right);
    tcase_add_test(tests, bootstrap_repeats_and_tells_seeds_apart);
    tcase_add_test(tests, bootstrap_survives_one_resample);
    tcase_add_test(tests, cliff_counts_every_pair);
    tcase_add_test(tests, cliff_of_equal_places_stays_finite);
    tcase_add_test(tests, exact_p_equals_a_full_count);
    tcase_add_test(tests, simulation_keeps_the_margins_fair);
    tcase_add_test(tests, resampling_and_densities_end_when_interrupted);
    return tests;
}

int main(void)
{
    Suite *suite = suite_create("stats");
    suite_add_tcase(suite, describing_tests());
    suite_add_tcase(suite, inference_tests());
    return suite_run(suite);
}
