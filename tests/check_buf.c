/* check_buf.c: growth, the ceiling, and failure that changes nothing. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/buf.h"
#include "core/status.h"
#include "support/suite.h"

START_TEST(appends_and_terminates)
{
    struct ut_buf buf;
    ut_buf_init(&buf, 1000);
    ck_assert_int_eq(ut_buf_add_string(&buf, "hello"), 0);
    ck_assert_int_eq(ut_buf_add_byte(&buf, '!'), 0);
    ck_assert_str_eq(buf.bytes, "hello!");
    ck_assert_uint_eq(buf.size_bytes, 6);
    ut_buf_reset(&buf);
    ck_assert_str_eq(buf.bytes, "");
    ut_buf_clear(&buf);
}
END_TEST

START_TEST(refuses_to_pass_the_ceiling)
{
    struct ut_buf buf;
    ut_buf_init(&buf, 100);
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(ut_buf_add_byte(&buf, 'x'), 0);
    ck_assert_int_eq(ut_buf_add_byte(&buf, 'x'), UNDERTONE_ELIMIT);
    ck_assert_int_eq(ut_buf_reserve(&buf, SIZE_MAX), UNDERTONE_ELIMIT);
    ck_assert_uint_eq(buf.size_bytes, 100);
    ck_assert_uint_le(buf.capacity_bytes, 101);
    ut_buf_clear(&buf);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf");
    TCase *tests = tcase_create("buf");
    tcase_add_test(tests, appends_and_terminates);
    tcase_add_test(tests, refuses_to_pass_the_ceiling);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
