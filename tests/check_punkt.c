/* check_punkt.c: reading the parameters, and asking for them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/punkt.h"
#include "support/suite.h"

START_TEST(reads_every_kind_of_line)
{
    struct ut_punkt *punkt = NULL;
    struct ut_span text =
        ut_span_of("a\tmr\nc\t##number##\tabreast\ns\thowever\n"
                   "o\thowever\t18\no\tmr\t2");
    ck_assert_int_eq(
        ut_punkt_new((struct ut_file_text){"p", text}, &punkt, NULL), 0);
    ck_assert_uint_eq(ut_punkt_flags(punkt, ut_span_of("mr")),
                      UT_PUNKT_ABBREVIATION);
    ck_assert_uint_eq(ut_punkt_flags(punkt, ut_span_of("##number##")),
                      UT_PUNKT_COLLOCATES);
    ck_assert_uint_eq(ut_punkt_flags(punkt, ut_span_of("however")),
                      UT_PUNKT_STARTER);
    ck_assert_uint_eq(ut_punkt_contexts(punkt, ut_span_of("however")), 18);
    ck_assert_uint_eq(ut_punkt_contexts(punkt, ut_span_of("mr")), 2);
    ck_assert_uint_eq(ut_punkt_contexts(punkt, ut_span_of("other")), 0);
    ck_assert(ut_punkt_is_collocation(punkt, ut_span_of("##number##"),
                                      ut_span_of("abreast")));
    ck_assert(!ut_punkt_is_collocation(punkt, ut_span_of("abreast"),
                                       ut_span_of("##number##")));
    ck_assert(
        !ut_punkt_is_collocation(punkt, ut_span_of("mr"), ut_span_of("x")));
    ut_punkt_free(punkt);
}
END_TEST

START_TEST(reads_an_empty_file)
{
    struct ut_punkt *punkt = NULL;
    ck_assert_int_eq(
        ut_punkt_new((struct ut_file_text){"p", ut_span_of("")}, &punkt, NULL),
        0);
    ck_assert_uint_eq(ut_punkt_flags(punkt, ut_span_of("mr")), 0);
    ut_punkt_free(punkt);
    ut_punkt_free(NULL);
}
END_TEST

static const char *const bad_lines[] = {
    "x\tmr",
    "a",
    "a\tb\tc",
    "ab\tmr",
    "c\tone",
    "o\tthe",
    "o\tthe\tno",
    "o\tthe\t1",
    "o\tthe\t",
    "o\tthe\t128",
    "o\tthe\t-2",
    "",
    "s\ta\tb\tc\td",
    "o\tthe\t99999999999999999999",
    "o\tthe\t4294967298",
};

START_TEST(names_the_line_it_cannot_read)
{
    char text[80];
    snprintf(text, sizeof text, "a\tmr\n%s\n", bad_lines[_i]);
    struct ut_punkt *punkt = NULL;
    struct ut_error error;
    struct ut_file_text file = {"mine.txt", ut_span_of(text)};
    ck_assert_int_eq(ut_punkt_new(file, &punkt, &error), UNDERTONE_EPARSE);
    ck_assert_ptr_null(punkt);
    ck_assert_str_eq(error.message, "mine.txt:2: not a Punkt parameter");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("punkt");
    TCase *tests = tcase_create("punkt");
    tcase_add_test(tests, reads_every_kind_of_line);
    tcase_add_test(tests, reads_an_empty_file);
    tcase_add_loop_test(tests, names_the_line_it_cannot_read, 0,
                        sizeof bad_lines / sizeof bad_lines[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
