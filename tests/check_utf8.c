/*
 * check_utf8.c: decoding with replacement, and Python's classes and case.
 *
 * One digest covers every code point: it was computed with Python 3.11 over
 * isspace, isalpha, isupper, "cased", islower, re's \d and \w, and lower
 * (alone, and before and after a sigma), so a single deviation turns it red.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/point.h"
#include "core/status.h"
#include "core/utf8.h"
#include "support/suite.h"

#define CEILING_BYTES 1000000
#define PYTHON_DIGEST 0x22bf2deadd24cb00u

static uint64_t feed(uint64_t digest, const char *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++)
        digest = (digest ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return digest;
}

/* Assertions in the loops below are left out: Check writes a record for each
 * one it sees, which takes longer than the work. The digest tells anyway. */
static uint64_t feed_lower(uint64_t digest, const char *bytes, size_t size)
{
    struct ut_buf lower;
    ut_buf_init(&lower, CEILING_BYTES);
    if (ut_utf8_lower(bytes, size, &lower) == 0)
        digest = feed(digest, lower.bytes, lower.size_bytes);
    ut_buf_clear(&lower);
    return digest;
}

static uint64_t feed_point(uint64_t digest, uint32_t point)
{
    char flags =
        (char)(ut_point_is_space(point) | ut_point_is_alpha(point) << 1 |
               ut_point_is_upper(point) << 2 | ut_point_is_cased(point) << 3 |
               ut_point_is_lower(point) << 4 | ut_point_is_digit(point) << 5 |
               ut_point_is_word(point) << 6);
    char text[7] = "A";
    size_t size = ut_utf8_encode(point, text + 1);
    digest = feed(digest, &flags, 1);
    digest = feed_lower(digest, text + 1, size);
    memcpy(text + 1 + size, "\xCE\xA3", 2);
    digest = feed_lower(digest, text, size + 3);
    memcpy(text + 1, "\xCE\xA3", 2);
    ut_utf8_encode(point, text + 3);
    return feed_lower(digest, text, size + 3);
}

START_TEST(equals_python_on_every_code_point)
{
    uint64_t digest = 0xcbf29ce484222325u;
    for (uint32_t point = 0; point < 0x110000; point++)
        if (point < 0xD800 || point > 0xDFFF)
            digest = feed_point(digest, point);
    ck_assert_uint_eq(digest, PYTHON_DIGEST);
}
END_TEST

START_TEST(decodes_what_it_encodes)
{
    uint32_t wrong = 0;
    for (uint32_t point = 0; point < 0x110000; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char bytes[4];
        size_t size = ut_utf8_encode(point, bytes);
        uint32_t back;
        if (ut_utf8_decode(bytes, size, &back) != size || back != point)
            wrong++;
    }
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* Input and what bytes.decode("utf-8", "replace") makes of it. */
static const struct {
    const char *input, *output;
    size_t replaced;
} broken[] = {
    {"plain", "plain", 0},
    {"", "", 0},
    {"\xEF\xBF\xBD is no error", "\xEF\xBF\xBD is no error", 0},
    {"a\xFFz", "a\xEF\xBF\xBDz", 1},
    {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD", 2},
    {"\xE2\x82", "\xEF\xBF\xBD", 1},
    {"\xE2\x82z", "\xEF\xBF\xBDz", 1},
    {"\xF0\x9F\x98\x80\xF0\x9F\x98", "\xF0\x9F\x98\x80\xEF\xBF\xBD", 1},
    {"\xE0\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3},
    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3},
    {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 4},
};

START_TEST(replaces_maximal_subparts)
{
    struct ut_buf clean;
    ut_buf_init(&clean, CEILING_BYTES);
    size_t replaced = 99;
    ck_assert_int_eq(ut_utf8_clean(broken[_i].input, strlen(broken[_i].input),
                                   &clean, &replaced),
                     0);
    ck_assert_str_eq(clean.bytes, broken[_i].output);
    ck_assert_uint_eq(replaced, broken[_i].replaced);
    ut_buf_clear(&clean);
}
END_TEST

static const char *const lowers[][2] = {
    {"MiXeD 123", "mixed 123"},
    {"\xC4\xB0", "i\xCC\x87"},
    {"\xCE\x91\xCE\xA3", "\xCE\xB1\xCF\x82"},
    {"\xCE\x91\xCE\xA3\xCE\x91", "\xCE\xB1\xCF\x83\xCE\xB1"},
    {"\xCE\xA3", "\xCF\x83"},
    {"\xCE\x91\xCE\xA3' \xCE\x91", "\xCE\xB1\xCF\x82' \xCE\xB1"},
    {"\xCE\x91\xCE\xA3'\xCE\x91", "\xCE\xB1\xCF\x83'\xCE\xB1"},
    {"\xCE\x91.\xCE\xA3", "\xCE\xB1.\xCF\x82"},
    {"A\xFF", "a\xEF\xBF\xBD"},
};

START_TEST(lowers_as_python)
{
    struct ut_buf lower;
    ut_buf_init(&lower, CEILING_BYTES);
    const char *input = lowers[_i][0];
    ck_assert_int_eq(ut_utf8_lower(input, strlen(input), &lower), 0);
    ck_assert_str_eq(lower.bytes, lowers[_i][1]);
    ut_buf_clear(&lower);
}
END_TEST

START_TEST(stops_at_the_ceiling)
{
    struct ut_buf out;
    ut_buf_init(&out, 4);
    ck_assert_int_eq(ut_utf8_lower("ABCDE", 5, &out), UNDERTONE_ELIMIT);
    ut_buf_reset(&out);
    size_t replaced = 99;
    ck_assert_int_eq(ut_utf8_clean("a\xFF\xFF", 3, &out, &replaced),
                     UNDERTONE_ELIMIT);
    ck_assert_uint_eq(replaced, 99);
    ut_buf_clear(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("utf8");
    TCase *tests = tcase_create("utf8");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, equals_python_on_every_code_point);
    tcase_add_test(tests, decodes_what_it_encodes);
    tcase_add_loop_test(tests, replaces_maximal_subparts, 0,
                        sizeof broken / sizeof broken[0]);
    tcase_add_loop_test(tests, lowers_as_python, 0,
                        sizeof lowers / sizeof lowers[0]);
    tcase_add_test(tests, stops_at_the_ceiling);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
