/*
 * check_sentence.c: sentences as NLTK 3.8's PunktSentenceTokenizer cuts them.
 *
 * Each case is a text with '|' where one sentence ends and the next begins;
 * white space around it belongs to neither. Expected cuts are the reference's.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/sentence.h"
#include "core/stock.h"
#include "support/suite.h"

static struct ut_punkt *punkt;
static struct ut_sentences walk;

static void set_up(void)
{
    const struct ut_file_text *model =
        ut_stock_find("lexicon/punkt_english.txt");
    ck_assert_int_eq(ut_punkt_new(*model, &punkt, NULL), 0);
    ut_sentences_init(&walk, punkt);
}

static void tear_down(void)
{
    ut_sentences_clear(&walk);
    ut_punkt_free(punkt);
}

/* The sentences of a text, joined by '|'. */
static const char *cut(struct ut_buf *joined, const char *text)
{
    struct ut_span sentence;
    int status;
    ut_sentences_start(&walk, (struct ut_span){text, strlen(text)});
    while ((status = ut_sentences_next(&walk, &sentence)) > 0) {
        if (joined->size_bytes > 0)
            ut_buf_add_byte(joined, '|');
        ut_buf_add(joined, sentence.bytes, sentence.size_bytes);
    }
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(ut_sentences_next(&walk, &sentence), 0);
    return joined->bytes ? joined->bytes : "";
}

static const struct {
    const char *text;
    const char *cut;
} cases[] = {
    {"", ""},
    {"   \n", ""},
    {"Hello", "Hello"},
    {"My bill is wrong. Can you look at it?",
     "My bill is wrong.|Can you look at it?"},
    {"Dr. Lee called at 9 a.m. He left no number.",
     "Dr. Lee called at 9 a.m.|He left no number."},
    {"I spoke with J. Smith. B. Jones was out.",
     "I spoke with J. Smith.|B. Jones was out."},
    {"Really?!! Yes... no... And yes.", "Really?!!|Yes... no... And yes."},
    {"He said \"no.\" Then (he left.) OK",
     "He said \"no.\"|Then (he left.)|OK"},
    {"One.) -- two", "One.)|-- two"},
    {"He left.\"--She stayed.", "He left.\"|--She stayed."},
    {"?! Really", "?|!|Really"},
    {"x ?! y.", "x ?|!|y."},
    {"?!? Yes", "?|!?|Yes"},
    {".?! a b", ".|?!|a b"},
    {"One.\")  \n 'Two.' Three", "One.\")|'Two.'|Three"},
    {"What?\n\nThat. ", "What?|That."},
    {"See no. 5. and then. The end", "See no.|5. and then.|The end"},
    {"5. abreast 5. The", "5. abreast 5.|The"},
    {"The U.S. Postal Service. The U.S. She",
     "The U.S.|Postal Service.|The U.S. She"},
    {"e.g. this, i.e. that etc. Although so",
     "e.g.|this, i.e.|that etc.|Although so"},
    {"x-Dr. Smith. y-ok. End", "x-Dr. Smith.|y-ok. End"},
    {"A . . . b. . . C", "A .|.|.|b. .|.|C"},
    {" .) .) x", " .)|.)|x"},
    {"?( a", "?|( a"},
    {"\303\211. Zola. _. x. \302\262. y", "\303\211. Zola.|_. x.|\302\262. y"},
    {"one.\302\240Two.\343\200\200Three", "one.\302\240Two.|Three"},
    {"end.\034Next", "end.|Next"},
    {"-1,5. The. -1. the", "-1,5.|The.|-1. the"},
};

START_TEST(cuts_as_the_reference)
{
    struct ut_buf joined;
    ut_buf_init(&joined, 1000);
    ck_assert_str_eq(cut(&joined, cases[_i].text), cases[_i].cut);
    ut_buf_clear(&joined);
}
END_TEST

/* Text built so that looking back, ahead or around for each mark would take
 * minutes where one walk takes milliseconds. */
static const char *const units[] = {
    ".", "?", "a.", "a.)", ". ", "' ", "\"", ".\"", ". .", "-.", "1.", "A. ",
};

START_TEST(takes_linear_time)
{
    enum { SIZE_BYTES = 1 << 20 };
    struct ut_buf text;
    struct ut_span sentence;
    ut_buf_init(&text, 2 * SIZE_BYTES);
    while (text.size_bytes < SIZE_BYTES)
        ut_buf_add_string(&text, units[_i]);
    ut_sentences_start(&walk, (struct ut_span){text.bytes, text.size_bytes});
    int status;
    do
        status = ut_sentences_next(&walk, &sentence);
    while (status > 0);
    ut_buf_clear(&text);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sentence");
    TCase *tests = tcase_create("sentence");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, cuts_as_the_reference, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_loop_test(tests, takes_linear_time, 0,
                        sizeof units / sizeof units[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
