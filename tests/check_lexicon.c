/* check_lexicon.c: the word table, phrases, both file formats, bad lines. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/lexicon_load.h"
#include "support/suite.h"

static struct ut_lexicon lexicon;
static struct ut_error error;

static void setup(void)
{
    error = (struct ut_error){0};
    ck_assert_int_eq(ut_lexicon_init(&lexicon), 0);
}

static void teardown(void)
{
    ut_lexicon_clear(&lexicon);
}

static int overlay(const char *lines)
{
    return ut_lexicon_overlay(
        &lexicon, (struct ut_file_text){"mine.txt", ut_span_of(lines)}, &error);
}

static int load(const char *lines)
{
    return ut_lexicon_load(
        &lexicon, (struct ut_file_text){"list.txt", ut_span_of(lines)}, &error);
}

/* Looks up a word as a text would: padded with what must not matter. */
static uint32_t find(const char *word)
{
    char padded[512];
    memset(padded, 'x', sizeof padded);
    memcpy(padded, word, strlen(word));
    return ut_lexicon_find(&lexicon, padded, strlen(word));
}

static const struct ut_word *word_of(const char *word)
{
    return &lexicon.words[find(word)];
}

START_TEST(knows_the_words_of_the_rules)
{
    ck_assert_int_eq(word_of("but")->rule, UT_RULE_BUT);
    ck_assert_int_eq(word_of("without")->roles, UT_WORD_NEGATOR);
    ck_assert_int_eq(word_of("very")->rule, UT_RULE_VERY);
    ck_assert_double_eq(word_of("very")->boost, 0.293);
    ck_assert_double_eq(word_of("occasionally")->boost, -0.293);
    ck_assert_uint_eq(find("nobody"), UT_WORD_UNKNOWN);
}
END_TEST

START_TEST(folds_ascii_and_nothing_else)
{
    ck_assert_uint_eq(find("EXCEPTIONALLY"), find("exceptionally"));
    ck_assert_int_eq(load("[{@z`\t1\n:\xC3\xBE\t2\n"), 0);
    ck_assert_uint_ne(find("[{@Z`"), UT_WORD_UNKNOWN);
    ck_assert_uint_eq(find("{{@z`"), UT_WORD_UNKNOWN);
    ck_assert_uint_eq(find("[[@z`"), UT_WORD_UNKNOWN);
    ck_assert_uint_eq(find("[{`z`"), UT_WORD_UNKNOWN);
    ck_assert_uint_eq(find(":\xC3\x9E"), UT_WORD_UNKNOWN);
}
END_TEST

START_TEST(keeps_words_of_every_size_apart)
{
    char word[UT_LEXICON_MAX_WORD_BYTES + 2];
    uint32_t first, again;
    for (size_t size = 1; size <= UT_LEXICON_MAX_WORD_BYTES; size++) {
        memset(word, 'q', size);
        ck_assert_int_eq(ut_lexicon_intern(&lexicon, word, size, &first), 0);
        word[size - 1] = 'r';
        ck_assert_int_eq(ut_lexicon_intern(&lexicon, word, size, &again), 0);
        ck_assert_uint_ne(first, again);
    }
    memset(word, 'q', sizeof word);
    for (size_t size = 1; size <= UT_LEXICON_MAX_WORD_BYTES; size++) {
        ck_assert_int_eq(ut_lexicon_intern(&lexicon, word, size, &again), 0);
        word[size] = '\0';
        ck_assert_uint_eq(find(word), again);
        word[size] = 'q';
    }
    ck_assert_int_eq(ut_lexicon_intern(&lexicon, word, sizeof word, &again),
                     UNDERTONE_EINVALID);
    ck_assert_int_eq(ut_lexicon_intern(&lexicon, word, 0, &again),
                     UNDERTONE_EINVALID);
}
END_TEST

START_TEST(grows)
{
    char word[32];
    uint32_t id, last = 0;
    for (int i = 0; i < 50000; i++) {
        int size = snprintf(word, sizeof word, "word%dwithtail", i);
        if (ut_lexicon_intern(&lexicon, word, (size_t)size, &id) != 0 ||
            id <= last)
            ck_abort_msg("word %d got no new id", i);
        last = id;
    }
    int wrong = 0;
    for (int i = 0; i < 50000; i++) {
        snprintf(word, sizeof word, "WORD%dwithTAIL", i);
        wrong += find(word) != last - 49999 + (uint32_t)i;
    }
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_eq(word_of("but")->rule, UT_RULE_BUT);
}
END_TEST

START_TEST(loads_a_word_list)
{
    ck_assert_int_eq(load("good\t1.9\t0.9\t[2, 1]\r\n\n:D\t2.3\n"
                          "can't stand\t-2.0\ngood\t2\n"),
                     0);
    ck_assert_double_eq(word_of("good")->valence, 2);
    ck_assert_uint_eq(find(":d"), UT_WORD_UNKNOWN);
    ck_assert_uint_eq(find("can't stand"), UT_WORD_UNKNOWN);
    ck_assert_int_eq(load("but\t1\n"), 0);
    ck_assert_int_eq(word_of("but")->rule, UT_RULE_BUT);
}
END_TEST

START_TEST(an_overlay_entry_replaces_every_role)
{
    ck_assert_int_eq(load("good\t1.9\n"), 0);
    ck_assert_int_eq(overlay("very 1\n\"Good!\" 0\n[boosters]\nnot 0.5\n"
                             "[negators]\nsuper\n"),
                     0);
    ck_assert_int_eq(word_of("very")->roles, UT_WORD_VALENCE);
    ck_assert_int_eq(word_of("good")->roles, 0);
    ck_assert_int_eq(word_of("not")->roles, UT_WORD_BOOSTER);
    ck_assert_int_eq(word_of("super")->roles, UT_WORD_NEGATOR);
}
END_TEST

START_TEST(phrases_share_their_beginnings)
{
    ck_assert(!ut_lexicon_has_phrases(&lexicon));
    ck_assert_int_eq(overlay("on hold -1\non hold music 1\non time 2\n"), 0);
    ck_assert(ut_lexicon_has_phrases(&lexicon));
    uint32_t on = word_of("on")->phrases;
    uint32_t hold = ut_phrase_next(&lexicon, on, find("hold"));
    uint32_t time = ut_phrase_next(&lexicon, on, find("time"));
    ck_assert_uint_eq(ut_phrase_id(&lexicon, on), UT_WORD_UNKNOWN);
    ck_assert_double_eq(lexicon.words[ut_phrase_id(&lexicon, hold)].valence,
                        -1);
    ck_assert_double_eq(lexicon.words[ut_phrase_id(&lexicon, time)].valence, 2);
    ck_assert_uint_eq(ut_phrase_next(&lexicon, time, find("hold")), 0);
}
END_TEST

static const char *const bad_overlays[][2] = {
    {"hold", "mine.txt:1: the line does not end in a number between -100 "
             "and 100"},
    {"\n\n-1", "mine.txt:3: a number without a word"},
    {"hold 101", "mine.txt:1: the line does not end in a number between -100 "
                 "and 100"},
    {"[verbs]", "mine.txt:1: unknown section; there are [words], [boosters] "
                "and [negators]"},
    {"\xC3( 1", "mine.txt:1: the line is not UTF-8"},
    {"good 1\nho\x01ld 1", "mine.txt:2: the line holds a control character"},
    {"hold\x7F 1", "mine.txt:1: the line holds a control character"},
    {"hold -1\nbad -2\nHold! -2",
     "mine.txt:3: line 1 says otherwise of the same words"},
    {"on hold 1\n\n[boosters]\non  hold 1",
     "mine.txt:4: line 1 says otherwise of the same words"},
    {"hold 0\n[negators]\nhold",
     "mine.txt:3: line 1 says otherwise of the same words"},
};

START_TEST(names_file_and_line)
{
    ck_assert_int_eq(overlay(bad_overlays[_i][0]), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message, bad_overlays[_i][1]);
    ck_assert_int_eq(error.code, UNDERTONE_EPARSE);
}
END_TEST

START_TEST(words_phrases_and_weights_have_a_maximum)
{
    char line[UT_LEXICON_MAX_WORD_BYTES + 8];
    memset(line, 'q', sizeof line);
    memcpy(line + UT_LEXICON_MAX_WORD_BYTES, "\t1", 3);
    ck_assert_int_eq(load(line), 0);
    ck_assert_int_eq(overlay(line), 0);
    memcpy(line + UT_LEXICON_MAX_WORD_BYTES, "q\t1", 4);
    ck_assert_int_eq(load(line), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message, "list.txt:1: the token is too long");
    ck_assert_int_eq(overlay(line), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message, "mine.txt:1: a word is too long");
    ck_assert_int_eq(overlay("a b c d e f g h 100\nhold -100"), 0);
    ck_assert_double_eq(word_of("hold")->valence, -100);
    ck_assert_int_eq(overlay("a b c d e f g h i 1"), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message,
                     "mine.txt:1: a phrase of more than 8 words");
}
END_TEST

START_TEST(takes_the_same_entry_twice_and_other_overlays)
{
    ck_assert_int_eq(overlay("hold -1\nhold\t-1.0\r\n[negators]\nno\nno"), 0);
    ck_assert_int_eq(overlay("hold -2"), 0);
    ck_assert_double_eq(word_of("hold")->valence, -2);
}
END_TEST

START_TEST(refuses_a_nul_in_an_overlay)
{
    const struct ut_file_text file = {"mine.txt", {"a\0b 1", 6}};
    ck_assert_int_eq(ut_lexicon_overlay(&lexicon, file, &error),
                     UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message,
                     "mine.txt:1: the line holds a control character");
}
END_TEST

START_TEST(refuses_a_bad_word_list)
{
    ck_assert_int_eq(load("good\t1\nbad\n"), UNDERTONE_EPARSE);
    ck_assert_str_eq(error.message,
                     "list.txt:2: expected a token, a tab and a number");
    ck_assert_int_eq(load("\t1\n"), UNDERTONE_EPARSE);
    ck_assert_int_eq(load("good\tinf\n"), UNDERTONE_EPARSE);
}
END_TEST

static const char *const stripped[][2] = {
    {"(good)", "good"},
    {":)", ":)"},
    {"...", "..."},
    {"!ok!", "!ok!"},
    {"can't.", "can't"},
    {"\"\xC3\xA9t\xC3\xA9\"", "\xC3\xA9t\xC3\xA9"},
    {"'\xC3\xA9\xC3\xA9'", "'\xC3\xA9\xC3\xA9'"},
    {"", ""},
};

START_TEST(strips_punctuation_of_words_only)
{
    const char *bytes = stripped[_i][0];
    size_t size = strlen(bytes);
    ut_word_strip(&bytes, &size);
    ck_assert_uint_eq(size, strlen(stripped[_i][1]));
    ck_assert(memcmp(bytes, stripped[_i][1], size) == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lexicon");
    TCase *tests = tcase_create("lexicon");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, knows_the_words_of_the_rules);
    tcase_add_test(tests, folds_ascii_and_nothing_else);
    tcase_add_test(tests, keeps_words_of_every_size_apart);
    tcase_add_test(tests, grows);
    tcase_add_test(tests, loads_a_word_list);
    tcase_add_test(tests, an_overlay_entry_replaces_every_role);
    tcase_add_test(tests, words_phrases_and_weights_have_a_maximum);
    tcase_add_test(tests, takes_the_same_entry_twice_and_other_overlays);
    tcase_add_test(tests, refuses_a_nul_in_an_overlay);
    tcase_add_test(tests, phrases_share_their_beginnings);
    tcase_add_loop_test(tests, names_file_and_line, 0,
                        sizeof bad_overlays / sizeof bad_overlays[0]);
    tcase_add_test(tests, refuses_a_bad_word_list);
    tcase_add_loop_test(tests, strips_punctuation_of_words_only, 0,
                        sizeof stripped / sizeof stripped[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
