/* check_spelled.c: texts are found in spite of how they are escaped. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "core/spelled.h"
#include "support/suite.h"

#define TEXT "Qx+7s&Zz<9=/K"

static void expect(const char *text, const char *in, const char *expected)
{
    char bytes[512];
    snprintf(bytes, sizeof bytes, "%s", in);
    ut_spelled_blank(bytes, strlen(bytes), text, strlen(text));
    ck_assert_msg(strcmp(bytes, expected) == 0, "%s became %s", in, bytes);
}

START_TEST(every_spelling_of_a_service)
{
    static const char *const rows[] = {
        TEXT,
        "Qx%2B7s%26Zz%3C9%3D%2FK",
        "Qx%2b7s%26Zz%3c9%3d%2fK",
        "Qx\\u002B7s\\u0026Zz\\u003C9=\\/K",
        "Qx+7s\\u0026Zz\\u003c9=/K",
        "Qx\\\\u002b7s\\\\u0026Zz\\\\u003c9=\\\\/K",
        "Qx+7s&amp;Zz&lt;9=/K",
        "Qx&#43;7s&#38;Zz&#x3c;9&#x0003D;&#X2F;K",
        ("\\u0051\\u0078\\u002b\\u0037\\u0073\\u0026\\u005a\\u007a\\u003c"
         "\\u0039\\u003d\\u002f\\u004b"),
        "%51x+7s%26Zz\\u003c9=/K",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char in[256], expected[256];
        size_t size = strlen(rows[i]);
        snprintf(in, sizeof in, "a%s%sb\\", rows[i], rows[i]);
        memset(expected, '*', 2 * size + 1);
        expected[0] = 'a';
        memcpy(expected + 2 * size + 1, "b\\", 3);
        expect(TEXT, in, expected);
    }
}
END_TEST

START_TEST(texts_that_look_like_escapes)
{
    expect("a\\b\\\\c\"d", "a\\b\\\\c\"d", "********");
    expect("a\\b c\"d", "a\\\\b c\\\"d a%5cb+c%22d a\\u005cb%20c&quot;d",
           "********* *********** *******************");
    expect("50%25+&amp;", "50%25+&amp; 50%2525%2B%26amp;",
           "*********** *****************");
    expect(" x y z ", "+x+y+z+", "*******");
}
END_TEST

START_TEST(the_rest_stays)
{
    static const char *const rows[] = {
        "Qx+7s&Zz<9=/",
        "x+7s&Zz<9=/K",
        "Qx%2C7s&Zz<9=/K",
        "Qx%2",
        "Qx&#43",
        "Qx&#;7s",
        "Qx\\u002",
        "Qx\\",
        "Qx&#x100002B;",
        "Qx\\u102B7s&Zz<9=/K",
        "%",
        "&",
        "\\",
        "",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(TEXT, rows[i], rows[i]);
    expect("QQx", "QQQx", "Q***");
}
END_TEST

/* Appends the character in one of its spellings. */
static size_t spell(char c, uint32_t chance, char *out)
{
    static const char *const forms[] = {
        "%c",    "%%%02X", "%%%02x",   "\\u%04X",   "\\u%04x",
        "&#%d;", "&#x%x;", "&#x00%X;", "\\\\u%04x", "\\\\%%%02x"};
    return (size_t)sprintf(out, forms[chance % 10], c);
}

START_TEST(any_mixture_of_spellings)
{
    static const char letters[] = "aZ09+/=-_.~&<>\"'%\\ ;#ux";
    struct ut_rng rng;
    ut_rng_seed(&rng, 1);
    for (int round = 0; round < 20000; round++) {
        char text[16], in[256] = "(";
        size_t size = 1;
        for (int i = 0; i < 12; i++) {
            text[i] = letters[ut_rng_below(&rng, sizeof letters - 1)];
            /* An escape that ends in front of a bare character that could
             * belong to it can be read in two ways. */
            uint32_t chance = (uint32_t)ut_rng_below(&rng, 9) + 1;
            size += spell(text[i], chance, in + size);
        }
        text[12] = '\0';
        memcpy(in + size, ")", 2);
        char expected[256];
        snprintf(expected, sizeof expected, "%s", in);
        memset(expected + 1, '*', size - 1);
        expect(text, in, expected);
    }
}
END_TEST

START_TEST(a_beginning_is_enough)
{
    expect("0123456789abcdefghi", "(0123456789abcdefg)", "(*****************)");
    expect("0123456789abcdefghi", "(0123456789abcde%66)",
           "(******************)");
    expect("0123456789abcdefghi", "(0123456789abcde)", "(0123456789abcde)");
    expect("0123456789", "(012345678)", "(012345678)");
}
END_TEST

/* What takes long in these takes for ever in a body of some MiB. */
START_TEST(hostile_bodies_take_no_time)
{
    static const char *const parts[] = {
        "\\", "%", "&", "&#0", "&#x0", "a", "\\u0", "aaaaaaaaaaaaaaab"};
    enum { SIZE = 4 << 20, TEXT_SIZE = 16384 };
    char *bytes = malloc(SIZE), *text = malloc(TEXT_SIZE);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_ptr_nonnull(text);
    memset(text, 'a', TEXT_SIZE);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t size = strlen(parts[i]);
        for (size_t at = 0; at + size <= SIZE; at += size)
            memcpy(bytes + at, parts[i], size);
        ut_spelled_blank(bytes, SIZE / size * size, text, TEXT_SIZE);
        ck_assert_int_eq(bytes[0], i == 5 ? '*' : parts[i][0]);
    }
    free(bytes);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spelled");
    TCase *tests = tcase_create("spelled");
    tcase_add_test(tests, every_spelling_of_a_service);
    tcase_add_test(tests, texts_that_look_like_escapes);
    tcase_add_test(tests, the_rest_stays);
    tcase_add_test(tests, any_mixture_of_spellings);
    tcase_add_test(tests, a_beginning_is_enough);
    tcase_add_test(tests, hostile_bodies_take_no_time);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
