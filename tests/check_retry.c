/* check_retry.c: the retry table, Retry-After under skewed clocks, backoff. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/retry.h"
#include "core/status.h"
#include "support/suite.h"

static void write_date(char *out, size_t size, const char *form, int64_t when)
{
    time_t seconds = (time_t)when;
    struct tm parts;
    gmtime_r(&seconds, &parts);
    strftime(out, size, form, &parts);
}

START_TEST(reads_numbers)
{
    static const struct {
        const char *value;
        int64_t seconds; /* -1: not a Retry-After */
    } rows[] = {
        {"0", 0},
        {"1", 1},
        {"2", 2},
        {"007", 7},
        {"120", 120},
        {"300", 300},
        {"301", 301},
        {"86400", 86400},
        {"1794000000", 1794000000},
        {"9223372036854775807", INT64_MAX},
        {"99999999999999999999", INT64_MAX},
        {"18446744073709551617", INT64_MAX},
        {"", -1},
        {" ", -1},
        {"-5", -1},
        {"+5", -1},
        {"2.5", -1},
        {"2,5", -1},
        {"3, 4", -1},
        {"0x10", -1},
        {"1e3", -1},
        {"5s", -1},
        {"5 ", -1},
        {" 5", -1},
        {"soon", -1},
        {"NaN", -1},
        {"infinity", -1},
        {"\xd9\xa3", -1},
        {"5\t", -1},
        {"PT5S", -1},
        {"2026-11-22T10:00:00Z", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t seconds = -7;
        int status = ut_retry_after(rows[i].value, NULL, &seconds);
        ck_assert_msg(status == (rows[i].seconds < 0 ? UNDERTONE_EPARSE : 0),
                      "'%s'", rows[i].value);
        ck_assert_int_eq(seconds, rows[i].seconds < 0 ? -7 : rows[i].seconds);
    }
}
END_TEST

/* The clock of the server does not matter, only its own Date does. */
START_TEST(measures_dates_against_the_date_header)
{
    static const char *const forms[] = {"%a, %d %b %Y %H:%M:%S GMT",
                                        "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %e %H:%M:%S %Y"};
    static const int64_t skews[] = {0, 86400, -86400, 1000000000, -700000000};
    static const int64_t deltas[] = {0, 1, 2, 59, 3600, 86400, 31536000};
    for (size_t s = 0; s < 5; s++)
        for (size_t f = 0; f < 3; f++)
            for (size_t d = 0; d < 7; d++) {
                int64_t now = 1795341600 + skews[s], seconds = -1;
                char date[64], value[64];
                write_date(date, sizeof date, forms[0], now);
                write_date(value, sizeof value, forms[f], now + deltas[d]);
                ck_assert_int_eq(ut_retry_after(value, date, &seconds), 0);
                ck_assert_int_eq(seconds, deltas[d]);
                write_date(value, sizeof value, forms[f], now - deltas[d]);
                ck_assert_int_eq(ut_retry_after(value, date, &seconds), 0);
                ck_assert_int_eq(seconds, 0);
            }
}
END_TEST

START_TEST(refuses_what_is_no_date)
{
    static const char *const rows[] = {
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov 06 08:49:37 94",
        "Sun, 06 Nov",
        "Foo, 06 Nov 1994 08:49:37 GMT",
        "",
    };
    int64_t seconds = 5;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(ut_http_date(rows[i], 2026, &seconds) != 0, "'%s'",
                      rows[i]);
    ck_assert_int_eq(seconds, 5);
}
END_TEST

START_TEST(reads_known_dates)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
        {"Monday, 22-Nov-76 00:00:00 GMT", 3373228800},
        {"Monday, 22-Nov-77 00:00:00 GMT", 249004800},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t seconds = -1;
        ck_assert_int_eq(ut_http_date(rows[i].text, 2026, &seconds), 0);
        ck_assert_int_eq(seconds, rows[i].seconds);
    }
}
END_TEST

START_TEST(a_date_needs_a_date_header)
{
    int64_t seconds = 5;
    const char *value = "Sun, 06 Nov 1994 08:49:37 GMT";
    ck_assert_int_eq(ut_retry_after(value, NULL, &seconds), UNDERTONE_EPARSE);
    ck_assert_int_eq(ut_retry_after(value, "today", &seconds),
                     UNDERTONE_EPARSE);
    ck_assert_int_eq(seconds, 5);
}
END_TEST

START_TEST(knows_the_table)
{
    for (int status = 100; status < 1000; status++) {
        enum ut_verdict expected = UT_VERDICT_FINAL;
        if (status == 408 || status == 425 ||
            (status / 100 == 5 && status != 501 && status != 505))
            expected = UT_VERDICT_RETRY;
        else if (status == 429)
            expected = UT_VERDICT_THROTTLED;
        else if (status == 401)
            expected = UT_VERDICT_UNAUTHORIZED;
        else if ((status >= 301 && status <= 303) || status == 307 ||
                 status == 308)
            expected = UT_VERDICT_REDIRECT;
        ck_assert_int_eq(ut_retry_verdict(status, false), expected);
        if (status == 503)
            expected = UT_VERDICT_THROTTLED;
        ck_assert_int_eq(ut_retry_verdict(status, true), expected);
    }
}
END_TEST

START_TEST(delays_double_up_to_the_cap)
{
    struct ut_retry_policy policy = ut_retry_policy_default();
    static const int64_t own[] = {500, 1000, 2000, 4000, 8000, 16000, 30000};
    static const int64_t throttled[] = {2000,  4000,  8000, 16000,
                                        30000, 30000, 30000};
    for (int n = 0; n < 7; n++) {
        ck_assert_int_eq(ut_retry_delay_ms(&policy, n, false, 0.0), 0);
        ck_assert_int_eq(ut_retry_delay_ms(&policy, n, false, 0.5), own[n] / 2);
        ck_assert_int_eq(ut_retry_delay_ms(&policy, n, true, 0.5),
                         throttled[n] / 2);
    }
    ck_assert_int_eq(ut_retry_delay_ms(&policy, 100000, false, 0.5), 15000);
}
END_TEST

START_TEST(a_pause_honours_the_server)
{
    struct ut_retry_policy policy = ut_retry_policy_default();
    ck_assert_int_eq(ut_retry_pause_ms(&policy, 2, 500, 0.0), 2000);
    ck_assert_int_eq(ut_retry_pause_ms(&policy, 2, 500, 0.5), 2100);
    ck_assert_int_eq(ut_retry_pause_ms(&policy, 2, 3000, 0.5), 3150);
    ck_assert_int_gt(ut_retry_pause_ms(&policy, INT64_MAX, 0, 0.999), 0);
}
END_TEST

START_TEST(the_budget_runs_out_and_refills)
{
    struct ut_retry_policy policy = ut_retry_policy_default();
    int budget = policy.budget, spent = 0;
    while (ut_retry_spend(&policy, &budget, false))
        spent++;
    ck_assert_int_eq(spent, 20);
    for (int i = 0; i < 9; i++)
        ut_retry_refund(&policy, &budget);
    ck_assert(!ut_retry_spend(&policy, &budget, true));
    ck_assert_int_eq(budget, 9);
    ut_retry_refund(&policy, &budget);
    ck_assert(ut_retry_spend(&policy, &budget, true));
    for (int i = 0; i < 1000; i++)
        ut_retry_refund(&policy, &budget);
    ck_assert_int_eq(budget, policy.budget);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("retry");
    TCase *tests = tcase_create("retry");
    tcase_add_test(tests, reads_numbers);
    tcase_add_test(tests, measures_dates_against_the_date_header);
    tcase_add_test(tests, refuses_what_is_no_date);
    tcase_add_test(tests, reads_known_dates);
    tcase_add_test(tests, a_date_needs_a_date_header);
    tcase_add_test(tests, knows_the_table);
    tcase_add_test(tests, delays_double_up_to_the_cap);
    tcase_add_test(tests, a_pause_honours_the_server);
    tcase_add_test(tests, the_budget_runs_out_and_refills);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
