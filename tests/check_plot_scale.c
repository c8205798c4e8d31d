/* check_plot_scale.c: ticks and the numbers of labels. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "core/plot_scale.h"
#include "support/suite.h"

static struct ut_tick_wish at_most(size_t most)
{
    return (struct ut_tick_wish){.most = most, .step = NAN};
}

/* The labels of the ticks with spaces between. */
static const char *joined(const struct ut_ticks *ticks)
{
    static char text[UT_TICKS_MAX * UT_TICK_LABEL_SIZE];
    char *end = text;
    for (size_t i = 0; i < ticks->count; i++) {
        if (i > 0)
            end = stpcpy(end, " ");
        end = stpcpy(end, ticks->at[i].label);
    }
    *end = '\0';
    return text;
}

START_TEST(ticks_are_round_and_exact)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(6);
    ut_ticks_linear(-1, 1, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "−1.0 −0.5 0.0 0.5 1.0");
    ut_ticks_linear(0, 0.31, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0.0 0.1 0.2 0.3");
    ck_assert_double_eq(ticks.at[3].value, 0.3);
    ut_ticks_linear(0, 25000, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0 5,000 10,000 15,000 20,000 25,000");
    ut_ticks_linear(0, 3e9, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0 1×10^9 2×10^9 3×10^9");
}
END_TEST

START_TEST(ticks_obey_wishes)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(10);
    wish.integer = true;
    ut_ticks_linear(0, 2, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0 1 2");
    wish = (struct ut_tick_wish){.most = 5, .step = 0.25};
    ut_ticks_linear(-0.6, 0.5, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "−0.50 −0.25 0.00 0.25 0.50");
    wish = (struct ut_tick_wish){.most = 5, .step = NAN, .percent = true};
    ut_ticks_linear(0, 1, &wish, &ticks);
    ck_assert_str_eq(joined(&ticks), "0\u00A0% 50\u00A0% 100\u00A0%");
    wish = (struct ut_tick_wish){.most = 5, .step = 1e-7};
    ut_ticks_linear(0, 1, &wish, &ticks);
    ck_assert_uint_le(ticks.count, 5);
}
END_TEST

static void check_ticks(double low, double high, size_t most)
{
    struct ut_ticks ticks;
    struct ut_tick_wish wish = at_most(most);
    ut_ticks_linear(low, high, &wish, &ticks);
    ck_assert_uint_le(ticks.count, most < 2 ? 2 : most);
    double slack = (high - low) * 1e-6;
    for (size_t k = 0; k < ticks.count; k++)
        ck_assert(ticks.at[k].value >= low - slack &&
                  ticks.at[k].value <= high + slack);
}

START_TEST(ticks_of_any_range_are_few_and_inside)
{
    static const double ranges[][2] = {
        {-1e300, 1e300},  {1e300, 1.1e300}, {1e-300, 2e-300}, {0, 1e-5},
        {1e15, 1e15 + 2}, {-7, -6.99},      {0.1, 0.7},       {99, 101},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        for (size_t most = 0; most < 40; most++)
            check_ticks(ranges[i][0], ranges[i][1], most);
}
END_TEST

START_TEST(days_are_named)
{
    struct ut_ticks ticks;
    ut_ticks_days(20393, 20396, 8, &ticks); /* 2025-11-01 */
    ck_assert_str_eq(joined(&ticks), "1 Nov\n2025 2 Nov 3 Nov 4 Nov");
    ut_ticks_days(20393, 20423, 6, &ticks); /* Mondays */
    ck_assert_str_eq(joined(&ticks), "3 Nov\n2025 10 Nov 17 Nov 24 Nov 1 Dec");
    ut_ticks_days(20393, 20500, 5, &ticks);
    ck_assert_str_eq(joined(&ticks), "Nov\n2025 Dec Jan\n2026 Feb");
    ut_ticks_days(0, 4000, 5, &ticks);
    ck_assert_str_eq(joined(&ticks), "1970 1975 1980");
    ut_ticks_days(11016, 11017, 4, &ticks);
    ck_assert_str_eq(joined(&ticks), "29 Feb\n2000 1 Mar");
    ut_ticks_days(-1e18, 1e18, 5, &ticks);
    ck_assert_uint_eq(ticks.count, 0);
}
END_TEST

START_TEST(numbers_for_labels)
{
    char text[UT_TICK_LABEL_SIZE];
    ut_label_number(-1234.5678, 2, text);
    ck_assert_str_eq(text, "−1,234.57");
    ut_label_number(1234567, 0, text);
    ck_assert_str_eq(text, "1,234,567");
    ut_label_number(-0.001, 2, text);
    ck_assert_str_eq(text, "0.00");
    ut_label_number(NAN, 2, text);
    ck_assert_str_eq(text, "–");
    ut_label_number(-1.7e308, 6, text);
    ck_assert_str_eq(text, "−1.7e+308");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plot_scale");
    TCase *tests = tcase_create("plot_scale");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, ticks_are_round_and_exact);
    tcase_add_test(tests, ticks_obey_wishes);
    tcase_add_test(tests, ticks_of_any_range_are_few_and_inside);
    tcase_add_test(tests, days_are_named);
    tcase_add_test(tests, numbers_for_labels);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
