/*
 * check_token.c: words as NLTK 3.8's NLTKWordTokenizer cuts them.
 *
 * Each case is a sentence and its words joined by '|', from the reference;
 * where several rules meet, so does the case.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/token.h"
#include "support/suite.h"

static const struct {
    const char *sentence;
    const char *words;
} cases[] = {
    /* quotes */
    {"\"a\" (\"b\") [''c''] <\"d\"",
     "``|a|''|(|``|b|''|)|[|``|c|''|]|<|``|d|''"},
    {"\"\" x", "``|``|x"},
    {"\"\"\" x", "``|``|''|x"},
    {"'' x \"''y", "''|x|``|''|y"},
    {"``` `a`", "``|`|`|a|`"},
    {"\342\200\234\"a\342\200\235 \302\253''b\302\273 "
     "\342\200\230c\342\200\231 \342\200\236d",
     "\342\200\234|``|a|\342\200\235|\302\253|``|b|\302\273|\342\200\230|c|"
     "\342\200\231|\342\200\236|d"},
    {"a\"b", "a|''|b"},
    {"x\" y", "x|''|y"},
    /* apostrophes */
    {"the 'line' o'x o'clock", "the|'line|'|o|'|x|o'clock"},
    {"x's' y", "x|'s|'|y"},
    {"x's'*", "x's|'|*"},
    {"''' ''''", "''|'|``|''"},
    {"'''s", "''|'s"},
    {"'m 't 'a 'e'f", "'m|'t|'|a|'|e|'|f"},
    {"'\305\277 '\303\251 '\303\251a 5'6",
     "'\305\277|'|\303\251|'\303\251a|5|'|6"},
    {"dogs'", "dogs|'"},
    {"dogs'.", "dogs|'|."},
    {"dogs'\tx", "dogs'|x"},
    {"a'b'c d", "a|'|b|'|c|d"},
    /* endings */
    {"can't won't. I'm SHE'S", "ca|n't|won't.|I|'m|SHE|'S"},
    {"They'll WE'LL They'Ll", "They|'ll|WE|'LL|They'Ll"},
    {"x'll'll x'll's can't's' z", "x'll|'ll|x|'ll|'s|ca|n't|'s|'|z"},
    {"it's\tit's\nit's", "it's|it's|it|'s"},
    {"'s n't xn't 'n't", "'s|n't|x|n't|'n't"},
    /* contractions */
    {"cannot Cannot, x-cannot-y cannots",
     "can|not|Can|not|,|x-|can|not|-y|cannots"},
    {"gonna-be gimme gotta lemme", "gon|na|-be|gim|me|got|ta|lem|me"},
    {"wanna wanna- wanna's", "wan|na|wanna-|wan|na|'s"},
    {"d'ye D'YE x'd'ye more'n moren", "d|'ye|D|'YE|x'|d|'ye|more|'n|moren"},
    {"'tis 'Twas 'tisn \n'tis x'tis", "'t|is|'T|was|'tisn|'tis|x'tis"},
    {"'tis'twas 'twas'tis cannot'tis",
     "'t|is|'t|was|'t|was|'tis|can|not|'t|is"},
    {"g\304\261mme g\304\260mme 'T\304\261\305\277 'twa\305\277",
     "g\304\261m|me|g\304\260m|me|'T|\304\261\305\277|'t|wa\305\277"},
    /* periods */
    {"a. b. c.", "a.|b.|c|."},
    {"U.S.", "U.S|."},
    {"x..", "x|.."},
    {"x. .", "x.|."},
    {"x.) ) ]", "x|.|)|)|]"},
    {"x.' \342\200\235", "x|.|'|\342\200\235"},
    {"x. \"", "x.|``"},
    {"x. ''", "x.|``"},
    {"...x....", "...|x|...."},
    {".", "."},
    /* commas */
    {"a,b 3,36 a,5 ,5", "a|,|b|3,36|a,5|,5"},
    {",, ,,, ,,a ,,,a", ",|,|,|,|,|,|,a|,|,|,|a"},
    {",:5 :,5", ",|:5|:|,5"},
    {"a:", "a|:"},
    {"a,\331\243 a,\302\262", "a,\331\243|a|,|\302\262"},
    /* marks */
    {"$5 & 6% #a @b ;c?d!e", "$|5|&|6|%|#|a|@|b|;|c|?|d|!|e"},
    {"a*b [c] {d} <e>", "a|*|b|[|c|]|{|d|}|<|e|>"},
    {"-a --b ---c ----", "-a|--|b|--|-c|--|--"},
    {"a/b\\c ^d _e~", "a/b\\c|^d|_e~"},
    {"a\302\240b\343\200\200c\342\200\213d", "a|b|c\342\200\213d"},
    {"a\034b\302\205c", "a|b|c"},
};

static void add_words(struct ut_buf *joined, const struct ut_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (i > 0)
            ut_buf_add_byte(joined, '|');
        ut_buf_add(joined, tokens->items[i].bytes, tokens->items[i].size_bytes);
    }
}

START_TEST(cuts_as_the_reference)
{
    const char *sentence = cases[_i].sentence;
    struct ut_tokens tokens = {.items = NULL};
    struct ut_buf joined;
    ut_buf_init(&joined, 1000);
    ck_assert_int_eq(ut_tokenize_sentence(
                         (struct ut_span){sentence, strlen(sentence)}, &tokens),
                     0);
    add_words(&joined, &tokens);
    ck_assert_str_eq(joined.bytes, cases[_i].words);
    ut_buf_clear(&joined);
    ut_tokens_clear(&tokens);
}
END_TEST

START_TEST(knows_words_of_letters_alone)
{
    const char *sentence = "plain x2 it's caf\303\251 \"";
    const bool expected[] = {true, false, false, false, false, false};
    struct ut_tokens tokens = {.items = NULL};
    ck_assert_int_eq(ut_tokenize_sentence(
                         (struct ut_span){sentence, strlen(sentence)}, &tokens),
                     0);
    ck_assert_uint_eq(tokens.count, 6);
    for (size_t i = 0; i < tokens.count; i++)
        ck_assert_int_eq(tokens.items[i].is_letters, expected[i]);
    ut_tokens_clear(&tokens);
}
END_TEST

static const char *const units[] = {
    ".",   "\"",  "'",        "''",           "`",    "-",    ",",
    ", ",  "a",   "a'",       "'a",           "'tis", "d'ye", "cannot-",
    "(\"", ".) ", "\303\251", "\342\200\234", "*",    " ",
};

START_TEST(takes_linear_time)
{
    enum { SIZE_BYTES = 1 << 20 };
    struct ut_tokens tokens = {.items = NULL};
    struct ut_buf text;
    ut_buf_init(&text, 2 * SIZE_BYTES);
    while (text.size_bytes < SIZE_BYTES)
        ut_buf_add_string(&text, units[_i]);
    ck_assert_int_eq(
        ut_tokenize_sentence((struct ut_span){text.bytes, text.size_bytes},
                             &tokens),
        0);
    ck_assert_uint_le(tokens.count, text.size_bytes);
    ut_buf_clear(&text);
    ut_tokens_clear(&tokens);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("token");
    TCase *tests = tcase_create("token");
    tcase_add_loop_test(tests, cuts_as_the_reference, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, knows_words_of_letters_alone);
    tcase_add_loop_test(tests, takes_linear_time, 0,
                        sizeof units / sizeof units[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
