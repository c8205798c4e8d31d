/* check_show.c: what a message shows of bytes from outside. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/show.h"
#include "support/suite.h"

static const char *const shown[][2] = {
    {"", ""},
    {"not found", "not found"},
    {"caf\u00E9 \u4E2D", "caf\u00E9 \u4E2D"},
    {"\x1b[31mred", "\\x1b[31mred"},
    {"a\r\nb\tc\x7F", "a\\x0d\\x0ab\\x09c\\x7f"},
    {"\u202Etxt.exe", "\\xe2\\x80\\xaetxt.exe"},
    {"\u200Ba\u2060b\uFEFF", "\\xe2\\x80\\x8ba\\xe2\\x81\\xa0b\\xef\\xbb\\xbf"},
    {"soft\u00ADhyphen", "soft\\xc2\\xadhyphen"},
    {"\xC2\x85\u00A0\u061C", "\\xc2\\x85\\xc2\\xa0\\xd8\\x9c"},
    {"\U000E0041", "\\xf3\\xa0\\x81\\x81"},
    {"\xFF\xC3", "\\xff\\xc3"},
};

START_TEST(shows_what_can_be_seen_and_escapes_the_rest)
{
    char out[UT_SHOW_SIZE];
    ut_show(shown[_i][0], strlen(shown[_i][0]), out);
    ck_assert_str_eq(out, shown[_i][1]);
}
END_TEST

/* A character of several bytes is shown whole or not at all. */
START_TEST(cuts_and_says_so)
{
    char text[UT_SHOW_BYTES + 2], out[UT_SHOW_SIZE];
    memset(text, 'a', sizeof text);
    ut_show(text, UT_SHOW_BYTES, out);
    ck_assert_uint_eq(strlen(out), UT_SHOW_BYTES);
    ck_assert_ptr_null(strchr(out, '.'));
    ut_show(text, UT_SHOW_BYTES + 1, out);
    ck_assert_uint_eq(strlen(out), UT_SHOW_BYTES + 3);
    ck_assert_str_eq(out + UT_SHOW_BYTES, "...");
    memcpy(text + UT_SHOW_BYTES - 1, "\u00E9", 2);
    ut_show(text, UT_SHOW_BYTES + 1, out);
    ck_assert_str_eq(out + UT_SHOW_BYTES - 1, "...");
}
END_TEST

START_TEST(has_room_for_the_worst)
{
    char text[UT_SHOW_BYTES * 2], out[UT_SHOW_SIZE];
    memset(text, '\x01', sizeof text);
    ut_show(text, sizeof text, out);
    ck_assert_uint_eq(strlen(out), UT_SHOW_SIZE - 1);
}
END_TEST

START_TEST(shows_a_sentence_as_far_as_it_fits)
{
    char out[12];
    ut_show_sentence("of \x1b[1m", out, sizeof out);
    ck_assert_str_eq(out, "of \\x1b[...");
    ut_show_sentence("12345678", out, sizeof out);
    ck_assert_str_eq(out, "12345678");
    ut_show_sentence("123456789", out, sizeof out);
    ck_assert_str_eq(out, "12345678...");
    ut_show_sentence("1234567\u00E9", out, sizeof out);
    ck_assert_str_eq(out, "1234567...");
    ut_show_sentence("x", out, 4);
    ck_assert_str_eq(out, "...");
    char text[3 * UT_SHOW_BYTES + 1], all[4 * UT_SHOW_BYTES];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    ut_show_sentence(text, all, sizeof all);
    ck_assert_str_eq(all, text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("show");
    TCase *tests = tcase_create("show");
    tcase_add_loop_test(tests, shows_what_can_be_seen_and_escapes_the_rest, 0,
                        sizeof shown / sizeof shown[0]);
    tcase_add_test(tests, cuts_and_says_so);
    tcase_add_test(tests, has_room_for_the_worst);
    tcase_add_test(tests, shows_a_sentence_as_far_as_it_fits);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
