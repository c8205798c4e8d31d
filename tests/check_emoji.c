/* check_emoji.c: the emoji list: order, repeats, sequences, bad lines. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/emoji.h"
#include "support/suite.h"

static struct ut_emoji_list list;
static struct ut_error error;

static int load(const char *lines)
{
    list = (struct ut_emoji_list){0};
    return ut_emoji_load(
        &list, (struct ut_file_text){"e.txt", ut_span_of(lines)}, &error);
}

static void expect(uint32_t point, const char *description)
{
    const struct ut_emoji *emoji = ut_emoji_find(&list, point);
    ck_assert_ptr_nonnull(emoji);
    ck_assert_uint_eq(emoji->size_bytes, strlen(description));
    ck_assert(memcmp(list.text.bytes + emoji->offset, description,
                     emoji->size_bytes) == 0);
}

START_TEST(finds_what_it_loads)
{
    ck_assert_int_eq(load("\xF0\x9F\x98\x80\told\r\n\xC2\xA9\tcopyright\n\n"
                          "\xF0\x9F\x98\x80\tnew\tmore\n"
                          "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\ttwo"),
                     0);
    ck_assert_uint_eq(list.count, 2);
    expect(0x1F600, "new");
    expect(0xA9, "copyright");
    ck_assert_ptr_null(ut_emoji_find(&list, 0x1F601));
    ut_emoji_clear(&list);
    ck_assert_ptr_null(ut_emoji_find(&list, 0xA9));
}
END_TEST

static const char *const bad_lists[] = {
    "\n\xC2\xA9 copyright",
    "\nx\tletter",
    "\n\xC2\xA9\t",
    "\n\tnothing",
};

START_TEST(names_file_and_line)
{
    ck_assert_int_eq(load(bad_lists[_i]), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message,
                     "e.txt:2: expected an emoji, a tab and its description");
    ut_emoji_clear(&list);
}
END_TEST

static const char *const spelled[][2] = {
    {"", ""},
    {"\u00A9", "copyright"},
    {"a\u00A9b", "a copyrightb"},
    {"a \u00A9\u00A9", "a copyright copyright"},
    {"\u00E9\u00A9", "\u00E9 copyright"},
    {"a\u00A0b", "a\nb"},
    {"a\xFF", "a\uFFFD"},
};

START_TEST(spells_out_as_the_reference_does)
{
    struct ut_buf out;
    ut_buf_init(&out, 100);
    ck_assert_int_eq(load("\u00A9\tcopyright\n"), 0);
    struct ut_span text = ut_span_of(spelled[_i][0]);
    ck_assert_int_eq(ut_emoji_spell_out(&list, text, &out), 0);
    ck_assert_str_eq(out.bytes, spelled[_i][1]);
    ut_buf_clear(&out);
    ut_emoji_clear(&list);
}
END_TEST

START_TEST(takes_an_empty_list)
{
    ck_assert_int_eq(load(""), 0);
    ck_assert_ptr_null(ut_emoji_find(&list, 0xA9));
    ut_emoji_clear(&list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("emoji");
    TCase *tests = tcase_create("emoji");
    tcase_add_test(tests, finds_what_it_loads);
    tcase_add_loop_test(tests, names_file_and_line, 0,
                        sizeof bad_lists / sizeof bad_lists[0]);
    tcase_add_loop_test(tests, spells_out_as_the_reference_does, 0,
                        sizeof spelled / sizeof spelled[0]);
    tcase_add_test(tests, takes_an_empty_list);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
