/* check_fetch_token.c: what counts as a token and how long it is used. */
#include <check.h>
#include <math.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

START_TEST(tokens_are_renewed_in_time)
{
    static const struct {
        double life_s;
        int64_t used_s;
    } rows[] = {{3600, 2880}, {120, 60}, {100, 50},      {30, 15},
                {0, 15},      {-1, 15},  {1e308, 69120}, {86400, 69120}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct queue queue;
        struct ut_fetch_result result;
        struct ut_error error = {0};
        queue_open(&queue, always_fine);
        queue_start(&queue);
        ck_assert_int_eq(
            ut_fetch_sign_in(queue.fetch, "t", rows[i].life_s, &error), 0);
        queue.clock.now_ms += rows[i].used_s * 1000 - 1;
        queue_submit(&queue, "/x", true);
        queue_run(&queue);
        ck_assert_int_eq(queue.sign_ins, 0);
        queue.clock.now_ms += 1;
        queue_submit(&queue, "/x", true);
        ck_assert_int_eq(ut_fetch_next(queue.fetch, 0, &result, &error),
                         UT_FETCH_SIGN_IN);
        queue_close(&queue);
    }
}
END_TEST

START_TEST(lives_are_clamped)
{
    static const double rows[][2] = {
        {-INFINITY, 30}, {-1, 30},       {29.9, 30},        {31.5, 31.5},
        {86400, 86400},  {86401, 86400}, {INFINITY, 86400}, {NAN, 30}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_double_eq(ut_fetch_token_life(rows[i][0]), rows[i][1]);
}
END_TEST

START_TEST(bad_tokens_are_refused)
{
    static char big[UT_FETCH_TOKEN_BYTES + 2];
    memset(big, 'a', sizeof big - 1);
    const char *const rows[] = {"",    "=",        "a b",  "a\r\nX: y",
                                "a=b", "\xc3\xa4", "a\"b", big};
    struct queue queue;
    struct ut_error error = {0};
    queue_open(&queue, always_fine);
    queue_start(&queue);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(ut_fetch_sign_in(queue.fetch, rows[i], 100.0, &error),
                         UNDERTONE_ECREDENTIALS);
    big[UT_FETCH_TOKEN_BYTES] = '\0';
    ck_assert_int_eq(ut_fetch_sign_in(queue.fetch, big, 100.0, &error), 0);
    ck_assert_int_eq(
        ut_fetch_sign_in(queue.fetch, "aZ0-._~+/==", 100.0, &error), 0);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_token");
    TCase *tests = tcase_create("fetch_token");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, tokens_are_renewed_in_time);
    tcase_add_test(tests, lives_are_clamped);
    tcase_add_test(tests, bad_tokens_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
