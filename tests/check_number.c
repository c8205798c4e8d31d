/*
 * check_number.c: number text against Python's repr(), format and float().
 *
 * The expected texts were written by Python 3.11. The whole suite runs again
 * under a locale with a decimal comma where one is installed.
 */
#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "core/status.h"
#include "support/suite.h"

static const struct {
    double value;
    const char *text;
} reprs[] = {
    {0.0, "0.0"},
    {-0.0, "-0.0"},
    {1.0, "1.0"},
    {-1.5, "-1.5"},
    {0.1, "0.1"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1.0 / 3.0, "0.3333333333333333"},
    {2.0 / 3.0, "0.6666666666666666"},
    {100.0, "100.0"},
    {123456789.125, "123456789.125"},
    {0.9738, "0.9738"},
    {0.0001, "0.0001"},
    {0.00012345, "0.00012345"},
    {0.00001, "1e-05"},
    {1.5e-7, "1.5e-07"},
    {9999999999999998.0, "9999999999999998.0"},
    {1e15, "1000000000000000.0"},
    {1e16, "1e+16"},
    {1.2345678901234567e19, "1.2345678901234567e+19"},
    {1e22, "1e+22"},
    {1e23, "1e+23"},
    {5e-324, "5e-324"},
    {1.5e-323, "1.5e-323"},
    {2.225073858507201e-308, "2.225073858507201e-308"},
    {DBL_MIN, "2.2250738585072014e-308"},
    {DBL_MAX, "1.7976931348623157e+308"},
    {0x1p-44, "5.684341886080802e-14"},
    {0x1p-1019, "1.7800590868057611e-307"},
    {0x1p89, "6.189700196426902e+26"},
    {INFINITY, "inf"},
    {-INFINITY, "-inf"},
    {NAN, "nan"},
};

START_TEST(shortest_is_python_repr)
{
    char text[UT_NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < sizeof reprs / sizeof reprs[0]; i++) {
        size_t size = ut_number_shortest(reprs[i].value, text);
        ck_assert_str_eq(text, reprs[i].text);
        ck_assert_uint_eq(size, strlen(text));
    }
}
END_TEST

/* Marsaglia's xorshift: any bit pattern may come. */
static uint64_t next_bits(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

START_TEST(every_finite_double_reads_back)
{
    char text[UT_NUMBER_TEXT_SIZE];
    uint64_t state = 20261122;
    for (int i = 0; i < 100000; i++) {
        uint64_t bits = next_bits(&state);
        double value, read;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        size_t size = ut_number_shortest(value, text);
        ck_assert_int_eq(ut_number_parse(text, size, &read), 0);
        ck_assert_mem_eq(&read, &value, sizeof value);
    }
}
END_TEST

START_TEST(every_power_of_two_reads_back)
{
    char text[UT_NUMBER_TEXT_SIZE];
    for (int exponent = -1074; exponent < 1024; exponent++) {
        double read, value = ldexp(1.0, exponent);
        size_t size = ut_number_shortest(value, text);
        ck_assert_int_eq(ut_number_parse(text, size, &read), 0);
        ck_assert(read == value);
    }
}
END_TEST

static const struct {
    double value;
    int decimals;
    const char *text;
} fixed[] = {
    {0.125, 2, "0.12"},    {0.375, 2, "0.38"},
    {2.675, 2, "2.67"},    {1.005, 2, "1.00"},
    {0.5, 0, "0"},         {1.5, 0, "2"},
    {-0.001, 2, "0.00"},   {-0.005, 2, "-0.01"},
    {1234.5, 1, "1234.5"}, {1e21, 1, "1000000000000000000000.0"},
    {3.0, -4, "3"},        {NAN, 2, "nan"},
};

static void check_fixed(double value, int decimals, const char *expected)
{
    char text[UT_NUMBER_FIXED_SIZE];
    size_t size = ut_number_fixed(value, decimals, text);
    ck_assert_str_eq(text, expected);
    ck_assert_uint_eq(size, strlen(text));
}

START_TEST(fixed_decimals_round_the_binary_value)
{
    char text[UT_NUMBER_FIXED_SIZE];
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        check_fixed(fixed[i].value, fixed[i].decimals, fixed[i].text);
    ck_assert_uint_eq(ut_number_fixed(-DBL_MAX, 1000, text),
                      1 + 309 + 1 + UT_NUMBER_DECIMALS_MAX);
}
END_TEST

START_TEST(integers_keep_every_digit)
{
    char text[UT_NUMBER_TEXT_SIZE];
    ut_number_integer(INT64_MIN, text);
    ck_assert_str_eq(text, "-9223372036854775808");
    ut_number_integer(0, text);
    ck_assert_str_eq(text, "0");
}
END_TEST

START_TEST(parse_accepts_numbers_only)
{
    static const char *const bad[] = {
        "",    ".",   "-",   "+.",  "e5",    "1e",  "1e+", " 1",    "1 ",
        "1,5", "0x1", "inf", "nan", "1.2.3", "1_0", "--1", "1e5.0",
    };
    double value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_int_eq(ut_number_parse(bad[i], strlen(bad[i]), &value),
                         UNDERTONE_EPARSE);
    ck_assert_int_eq(ut_number_parse("1\0002", 3, &value), UNDERTONE_EPARSE);
    ck_assert_int_eq(ut_number_parse("1e999", 5, &value), UNDERTONE_ELIMIT);
    ck_assert(value == 7);
    ck_assert_int_eq(ut_number_parse("-1.25e-2xyz", 8, &value), 0);
    ck_assert(value == -0.0125);
    ck_assert_int_eq(ut_number_parse("5.", 2, &value), 0);
    ck_assert_int_eq(ut_number_parse(".5", 2, &value), 0);
    ck_assert(value == 0.5);
}
END_TEST

START_TEST(parse_names_its_longest_text)
{
    char digits[UT_NUMBER_PARSE_MAX + 1];
    double value;
    memset(digits, '0', sizeof digits);
    ck_assert_int_eq(ut_number_parse(digits, UT_NUMBER_PARSE_MAX, &value), 0);
    ck_assert_int_eq(ut_number_parse(digits, sizeof digits, &value),
                     UNDERTONE_ELIMIT);
}
END_TEST

static int run_all(void)
{
    Suite *suite = suite_create("number");
    TCase *tests = tcase_create("number");
    tcase_add_test(tests, shortest_is_python_repr);
    tcase_add_test(tests, every_finite_double_reads_back);
    tcase_add_test(tests, every_power_of_two_reads_back);
    tcase_add_test(tests, fixed_decimals_round_the_binary_value);
    tcase_add_test(tests, integers_keep_every_digit);
    tcase_add_test(tests, parse_accepts_numbers_only);
    tcase_add_test(tests, parse_names_its_longest_text);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}

/* Most machines have no such locale, so one is compiled for the test. */
static bool enter_comma_locale(const char *folder)
{
    char command[160];
    snprintf(command, sizeof command,
             "localedef -c -i de_DE -f UTF-8 %s/de_DE.UTF-8 >%s/log 2>&1",
             folder, folder);
    if (system(command) == 0)
        setenv("LOCPATH", folder, 1);
    return setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
}

int main(void)
{
    char folder[] = "/tmp/ut_check_number.XXXXXX", command[64];
    int failed = run_all();
    if (mkdtemp(folder) == NULL)
        return 1;
    if (enter_comma_locale(folder))
        failed += run_all() + (localeconv()->decimal_point[0] != ',');
    else
        puts("no locale with a decimal comma here: ran under C only");
    snprintf(command, sizeof command, "rm -rf %s", folder);
    failed += system(command) != 0;
    return failed == 0 ? 0 : 1;
}
