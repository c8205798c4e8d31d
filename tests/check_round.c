/* check_round.c: rounding as Python's round(), ties and signs included. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/round.h"
#include "support/suite.h"

/* As Python 3.11 prints round(value, places). */
static const struct {
    double value;
    int places;
    double rounded;
} cases[] = {
    {0.0, 3, 0.0},          {0.5, 0, 0.0},
    {1.5, 0, 2.0},          {2.5, 0, 2.0},
    {0.125, 2, 0.12},       {0.375, 2, 0.38},
    {0.0005, 3, 0.001}, /* a little above the tie in binary */
    {0.0015, 3, 0.002},     {0.0025, 3, 0.003},
    {1.0005, 3, 1.0}, /* a little below it */
    {2.675, 2, 2.67},       {0.99995, 4, 1.0},
    {-0.99994, 4, -0.9999}, {-0.99996, 4, -1.0},
    {1e-300, 4, 0.0},       {5e-324, 15, 0.0},
    {0.1, 15, 0.1},         {123456.789, 1, 123456.8},
    {1e300, 3, 1e300},
};

START_TEST(equals_python)
{
    double rounded = ut_round(cases[_i].value, cases[_i].places);
    ck_assert(memcmp(&rounded, &cases[_i].rounded, sizeof rounded) == 0);
}
END_TEST

START_TEST(keeps_what_has_no_decimals)
{
    ck_assert(signbit(ut_round(-1e-9, 3)));
    ck_assert(signbit(ut_round(-0.0, 3)));
    ck_assert(isnan(ut_round(NAN, 3)));
    ck_assert(isinf(ut_round(INFINITY, 3)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("round");
    TCase *tests = tcase_create("round");
    tcase_add_loop_test(tests, equals_python, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, keeps_what_has_no_decimals);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
