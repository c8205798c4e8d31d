/*
 * check_vader.c: one sentence per rule, with the reference's numbers, and
 * texts made to take long. tests/spec/vader_spec.lua compares whole files.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/lexicon_load.h"
#include "core/stock.h"
#include "core/vader.h"
#include "support/suite.h"

static struct ut_vader vader;
static struct ut_vader_scratch scratch;

static void setup(void)
{
    const struct ut_file_text *words = ut_stock_find("lexicon/vader.txt");
    const struct ut_file_text *emoji = ut_stock_find("lexicon/emoji.txt");
    ck_assert_int_eq(ut_vader_init(&vader), 0);
    ck_assert_int_eq(ut_lexicon_load(&vader.lexicon, *words, NULL), 0);
    ck_assert_int_eq(ut_emoji_load(&vader.emoji, *emoji, NULL), 0);
    ut_vader_scratch_init(&scratch);
}

static void teardown(void)
{
    ut_vader_clear(&vader);
    ut_vader_scratch_clear(&scratch);
}

static struct ut_vader_scores score(const char *text, size_t size_bytes)
{
    struct ut_vader_scores scores;
    ck_assert_int_eq(ut_vader_score(&vader, &scratch,
                                    (struct ut_span){text, size_bytes},
                                    &scores),
                     0);
    return scores;
}

/* vaderSentiment 3.3.2's results: neg, neu, pos, compound. */
static const struct {
    const char *text;
    struct ut_vader_scores scores;
} rules[] = {
    {"Thank you for calling, how may I help you today?",
     {0.0, 0.606, 0.394, 0.6369}},
    {"My card was declined TWICE and nobody told me why!!!",
     {0.0, 1.0, 0.0, 0.0}},
    {"The agent was kind of helpful, but the wait was awful.",
     {0.271, 0.61, 0.119, -0.5017}},
    {"I have never been so happy with a support call.",
     {0.0, 0.518, 0.482, 0.8147}},
    {"I have never been this disappointed.", {0.42, 0.58, 0.0, -0.561}},
    {"Without doubt the best service I ever had.", {0.0, 0.487, 0.513, 0.7438}},
    {"Without a doubt the worst hold music on earth.",
     {0.31, 0.53, 0.16, -0.457}},
    {"At least the refund was quick.", {0.0, 1.0, 0.0, 0.0}},
    {"This was the least helpful answer, and the least kind.",
     {0.39, 0.61, 0.0, -0.6259}},
    {"The very least you can do is apologize.", {0.0, 0.833, 0.167, 0.1027}},
    {"least good", {0.706, 0.294, 0.0, -0.3412}},
    {"No problem at all, thanks.", {0.0, 0.368, 0.632, 0.6319}},
    {"There is no good or bad in this, no great or terrible either.",
     {0.284, 0.448, 0.269, -0.0762}},
    {"no", {1.0, 0.0, 0.0, -0.296}},
    {"NO WAY this is good", {0.332, 0.34, 0.328, -0.0085}},
    {"You are the bomb!", {0.0, 0.411, 0.589, 0.6476}},
    {"It was to die for, the new router.", {0.358, 0.642, 0.0, -0.5994}},
    {"That app is bad ass, really bad ass.", {0.457, 0.241, 0.302, -0.5531}},
    {"Yeah right, another transfer.", {0.0, 0.577, 0.423, 0.296}},
    {"She waited at the bus stop, happy and calm.",
     {0.0, 0.777, 0.223, 0.3182}},
    {"That invoice was the kiss of death for our plan, sadly.",
     {0.494, 0.506, 0.0, -0.7783}},
    {"He left with a broken heart and a beating heart, they say.",
     {0.472, 0.349, 0.179, -0.7717}},
    {"Great. But the bill was wrong. But I like the agent, great agent, good "
     "agent, but fine.",
     {0.127, 0.337, 0.536, 0.9239}},
    {"but", {0.0, 1.0, 0.0, 0.0}},
    {"But good", {0.0, 0.206, 0.794, 0.5927}},
    {"good but", {0.0, 0.339, 0.661, 0.2382}},
    {"good good but good good", {0.0, 0.079, 0.921, 0.891}},
    {"I like it, I like it, but I like it less, I like it less",
     {0.0, 0.534, 0.466, 0.8216}},
    {"Sort of nice, kind of nice, just enough nice to be nice.",
     {0.0, 0.417, 0.583, 0.8807}},
    {"kind of", {0.0, 1.0, 0.0, 0.0}},
    {"That is so kind of you", {0.0, 1.0, 0.0, 0.0}},
    {"I couldn't be happier, it isn't bad, it wouldn't hurt.",
     {0.18, 0.454, 0.365, 0.431}},
    {"SHOUTING ALL THE WAY IS BAD", {0.412, 0.588, 0.0, -0.5423}},
    {"shouting only SOME is BAD", {0.514, 0.486, 0.0, -0.6408}},
    {"EXTREMELY good service, extremely GOOD service, EXTREMELY GOOD service",
     {0.0, 0.324, 0.676, 0.9262}},
    {"I am :) today :( yesterday :D tomorrow ;-) maybe",
     {0.162, 0.335, 0.504, 0.7297}},
    {"\xF0\x9F\x98\x80 love it \xF0\x9F\x98\xA1 hate it\xF0\x9F\x91\x8D",
     {0.213, 0.402, 0.385, 0.4588}},
    {"\xF0\x9F\x91\x8D\xF0\x9F\x91\x8D\xF0\x9F\x91\x8D thanks!!!!! really????",
     {0.0, 0.582, 0.418, 0.7208}},
    {"Why? Why?? Why???", {0.0, 1.0, 0.0, 0.0}},
    {"ok", {0.0, 0.0, 1.0, 0.296}},
    {"  ", {0.0, 0.0, 0.0, 0.0}},
    {"!!!", {0.0, 1.0, 0.0, 0.0}},
    {"Uber-helpful and really, really, REALLY fast", {0.0, 1.0, 0.0, 0.0}},
    {"rarely good, seldom bad, hardly helpful, barely alive, despite the care",
     {0.542, 0.342, 0.116, -0.7561}},
    {"The update broke nothing, thankfully; nobody was hurt.",
     {0.631, 0.369, 0.0, -0.8192}},
    {"Caf\xC3\xA9 tr\xC3\xA8s bon, na\xC3\xAFve and HAPPY",
     {0.0, 0.53, 0.47, 0.6633}},
    {"\xCE\x91\xCE\xA3 \xCE\xA3\xCE\x91\xCE\xA3 good \xC4\xB0stanbul "
     "\xEF\xAC\x81ne",
     {0.0, 0.58, 0.42, 0.4404}},
    {"", {0.0, 0.0, 0.0, 0.0}},
    {"good\xE3\x80\x80"
     "bad\n",
     {0.547, 0.0, 0.453, -0.1531}},
};

START_TEST(equals_the_reference)
{
    struct ut_vader_scores got = score(rules[_i].text, strlen(rules[_i].text));
    ck_assert_msg(memcmp(&got, &rules[_i].scores, sizeof got) == 0,
                  "%s: %g %g %g %g", rules[_i].text, got.neg, got.neu, got.pos,
                  got.compound);
}
END_TEST

static const char *const units[] = {
    "!",        "a",   "but ", "good but ",        "GOOD bad so ",
    "\"",       "'",   "\xFF", "\xF0\x9F\x98\x80", "\xCE\xA3",
    "\xC2\xA9", "no ",
};

/* Quadratic time would take hours here; Check's timeout is the judge. */
START_TEST(takes_megabytes_of_anything)
{
    size_t unit = strlen(units[_i]);
    size_t size = (size_t)4 << 20;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    for (size_t at = 0; at < size; at++)
        text[at] = units[_i][at % unit];
    struct ut_vader_scores scores = score(text, size);
    ck_assert(scores.compound >= -1 && scores.compound <= 1);
    free(text);
}
END_TEST

START_TEST(parallel_equals_one_by_one)
{
    enum { COUNT = 1000 };
    const size_t rule_count = sizeof rules / sizeof rules[0];
    struct ut_span inputs[COUNT];
    double compounds[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        const char *text = rules[i * 7 % rule_count].text;
        inputs[i] = (struct ut_span){text, strlen(text)};
    }
    struct ut_vader_batch batch = {{inputs, COUNT}, compounds, NULL};
    ck_assert_int_eq(ut_vader_compounds(&vader, &batch), 0);
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_double_eq(compounds[i],
                            rules[i * 7 % rule_count].scores.compound);
    const atomic_int is_interrupted = 1;
    batch.interrupted = &is_interrupted;
    ck_assert_int_eq(ut_vader_compounds(&vader, &batch),
                     UNDERTONE_EINTERRUPTED);
    batch = (struct ut_vader_batch){{NULL, 0}, NULL, NULL};
    ck_assert_int_eq(ut_vader_compounds(&vader, &batch), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vader");
    TCase *tests = tcase_create("vader");
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, equals_the_reference, 0,
                        sizeof rules / sizeof rules[0]);
    tcase_add_loop_test(tests, takes_megabytes_of_anything, 0,
                        sizeof units / sizeof units[0]);
    tcase_add_test(tests, parallel_equals_one_by_one);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
