/* check_content.c: stop words, filtering, lists, and bytes that are no text. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/content.h"
#include "core/stock.h"
#include "support/suite.h"

static struct ut_punkt *punkt;
static struct ut_stopwords stopwords;
static struct ut_content_rules rules;
static struct ut_content_scratch scratch;

static void set_up(void)
{
    const struct ut_file_text *model =
        ut_stock_find("lexicon/punkt_english.txt");
    const struct ut_file_text *words = ut_stock_find("lexicon/stopwords.txt");
    ck_assert_int_eq(ut_punkt_new(*model, &punkt, NULL), 0);
    ck_assert_int_eq(ut_stopwords_init(&stopwords, words->text), 0);
    rules = (struct ut_content_rules){punkt, &stopwords, NULL};
    ut_content_scratch_init(&scratch, punkt);
}

static void tear_down(void)
{
    ut_content_scratch_clear(&scratch);
    ut_stopwords_clear(&stopwords);
    ut_punkt_free(punkt);
}

static void expect_content(struct ut_span text, const char *expected)
{
    struct ut_buf out;
    ut_buf_init(&out, UT_CONTENT_MAX_BYTES);
    ck_assert_int_eq(ut_content_words(&rules, &scratch, text, &out), 0);
    ck_assert_str_eq(out.bytes ? out.bytes : "", expected);
    ut_buf_clear(&out);
}

START_TEST(keeps_letters_that_are_no_stop_words)
{
    expect_content(ut_span_of("I WANT to book a table, please!"),
                   "want book table please");
    expect_content(ut_span_of("Caf\303\251 \320\235\320\225\320\242 x2 3 it's"),
                   "caf\303\251 \320\275\320\265\321\202");
    expect_content(ut_span_of("gonna cannot"), "gon na");
    expect_content(ut_span_of("the of it"), "");
    expect_content(ut_span_of(""), "");
    expect_content(ut_span_of("themselves internationalization"),
                   "internationalization");
}
END_TEST

START_TEST(appends_to_what_is_there)
{
    struct ut_buf out;
    ut_buf_init(&out, 100);
    ut_buf_add_string(&out, "before ");
    ck_assert_int_eq(
        ut_content_words(&rules, &scratch, ut_span_of("refund me"), &out), 0);
    ck_assert_str_eq(out.bytes, "before refund");
    ut_buf_clear(&out);
}
END_TEST

START_TEST(replaces_what_is_no_text)
{
    struct ut_span bytes = {"bad\xFF good\0 fine \xE2\x82", 19};
    expect_content(bytes, "fine");
    ck_assert_int_eq(ut_content_all_words(&scratch, bytes), 0);
    ck_assert_uint_eq(scratch.tokens.count, 4);
    ck_assert_mem_eq(scratch.tokens.items[3].bytes, "\xEF\xBF\xBD", 3);
}
END_TEST

START_TEST(refuses_more_than_the_limit)
{
    struct ut_span huge = {"", UT_TEXT_MAX_BYTES + 1};
    struct ut_buf out;
    ut_buf_init(&out, 100);
    ck_assert_int_eq(ut_content_all_words(&scratch, huge), UNDERTONE_ELIMIT);
    ck_assert_int_eq(ut_content_words(&rules, &scratch, huge, &out),
                     UNDERTONE_ELIMIT);
    ut_buf_init(&out, 3);
    ck_assert_int_eq(
        ut_content_words(&rules, &scratch, ut_span_of("refund"), &out),
        UNDERTONE_ELIMIT);
    ut_buf_clear(&out);
}
END_TEST

START_TEST(lists_equal_one_by_one)
{
    enum { COUNT = 100 };
    char bytes[COUNT][32];
    struct ut_span texts[COUNT];
    struct ut_buf outs[COUNT];
    for (int i = 0; i < COUNT; i++) {
        snprintf(bytes[i], sizeof bytes[i], "The %s %c is fine.",
                 i % 3 == 0 ? "refund" : "order", 'a' + i % 26);
        texts[i] = ut_span_of(bytes[i]);
        ut_buf_init(&outs[i], 100);
    }
    ck_assert_int_eq(
        ut_content_words_all(&rules, (struct ut_spans){texts, COUNT}, outs), 0);
    for (int i = 0; i < COUNT; i++) {
        expect_content(texts[i], outs[i].bytes);
        ut_buf_clear(&outs[i]);
    }
    ck_assert_int_eq(
        ut_content_words_all(&rules, (struct ut_spans){texts, 0}, outs), 0);
    const atomic_int is_interrupted = 1;
    rules.interrupted = &is_interrupted;
    ck_assert_int_eq(
        ut_content_words_all(&rules, (struct ut_spans){texts, COUNT}, outs),
        UNDERTONE_EINTERRUPTED);
}
END_TEST

/* Looks the first bytes of a string up, with others behind them. */
static bool has(const struct ut_stopwords *list, const char *string,
                size_t size_bytes)
{
    char padded[UT_STOPWORDS_READ_BYTES + 32] = {0};
    memcpy(padded, string, strlen(string));
    return ut_stopwords_has(list, padded, size_bytes);
}

START_TEST(reads_any_list_of_stop_words)
{
    struct ut_stopwords list;
    ck_assert_int_eq(ut_stopwords_init(&list, ut_span_of("")), 0);
    ck_assert(!has(&list, "the", 3));
    ut_stopwords_clear(&list);
    ck_assert_int_eq(
        ut_stopwords_init(&list, ut_span_of("\nthe\n\nsixteenlettersss\n"
                                            "seventeenlettersss\nat")),
        0);
    ck_assert(has(&list, "theatre", 3));
    ck_assert(!has(&list, "theatre", 4));
    ck_assert(has(&list, "at", 2));
    ck_assert(has(&list, "sixteenlettersss", 16));
    ck_assert(!has(&list, "sixteenlettersst", 16));
    ck_assert(!has(&list, "sixteenlettersss", 15));
    ck_assert(has(&list, "seventeenlettersss", 18));
    ck_assert(!has(&list, "seventeenlettersss", 17));
    ck_assert_uint_eq(ut_map_count(list.words), 4);
    ut_stopwords_clear(&list);
    ut_stopwords_clear(&list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("content");
    TCase *tests = tcase_create("content");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, keeps_letters_that_are_no_stop_words);
    tcase_add_test(tests, appends_to_what_is_there);
    tcase_add_test(tests, replaces_what_is_no_text);
    tcase_add_test(tests, refuses_more_than_the_limit);
    tcase_add_test(tests, lists_equal_one_by_one);
    tcase_add_test(tests, reads_any_list_of_stop_words);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
