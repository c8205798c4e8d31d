/* check_json.c: the values and lone surrogates of JSON texts. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "support/suite.h"

static const struct {
    const char *text;
    size_t most;
} counted[] = {
    {"", 1},
    {"7", 1},
    {"[]", 2},
    {"[1, 2, 3]", 4},
    {"{\"a\": 1, \"b\": [{}]}", 5},
    {"\"[,{\"", 1},
    {"[\"\\\",[\", 2]", 3},
    {"[\"\\\\\",[]]", 4},
    {"\"never closed [[[", 1},
    {"\"\\", 1},
    {"[[[", 4},
};

START_TEST(counts_what_is_outside_strings)
{
    const char *text = counted[_i].text;
    ck_assert_uint_eq(ut_json_most_values(text, strlen(text)),
                      counted[_i].most);
}
END_TEST

/* `at` is -1 for none. */
static const struct {
    const char *text;
    int at;
} lone[] = {
    {"", -1},
    {"no escape", -1},
    {"\\ud83d\\ude00", -1},
    {"\\uD83D\\uDE00", -1},
    {"\\ud83d", 0},
    {"\\uDFFF", 0},
    {"ab\\ud83dx", 2},
    {"\\ud83d\\ud83d\\ude00", 0},
    {"\\ude00\\ud83d", 0},
    {"\\ud83d\\n", 0},
    {"\\n\\\\\\\"\\udbff", 6},
    {"\\\\ud800", -1},
    {"\\\\\\ud800", 2},
    {"\\ud7ff\\ue000", -1},
    {"\\ud83", -1},
    {"\\ud8\\ud800", 4},
    {"\\ud8g0", -1},
    {"\\", -1},
};

START_TEST(finds_half_pairs)
{
    const char *text = lone[_i].text;
    size_t size = strlen(text);
    size_t expected = lone[_i].at < 0 ? size : (size_t)lone[_i].at;
    char *block = malloc(size + 1); /* a sanitizer sees its end */
    ck_assert_ptr_nonnull(block);
    char *bytes = memcpy(block + 1, text, size);
    ck_assert_uint_eq(ut_json_next_lone(bytes, size, 0), expected);
    free(block);
}
END_TEST

START_TEST(goes_on_from_there)
{
    const char *text = "\\ud800\\udbff\\udc00\\udc00";
    ck_assert_uint_eq(ut_json_next_lone(text, 24, 0), 0);
    ck_assert_uint_eq(ut_json_next_lone(text, 24, UT_JSON_ESCAPE_SIZE), 18);
    ck_assert_uint_eq(ut_json_next_lone(text, 24, 24), 24);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tests = tcase_create("json");
    tcase_add_loop_test(tests, counts_what_is_outside_strings, 0,
                        sizeof counted / sizeof counted[0]);
    tcase_add_loop_test(tests, finds_half_pairs, 0,
                        sizeof lone / sizeof lone[0]);
    tcase_add_test(tests, goes_on_from_there);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
