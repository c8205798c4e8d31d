/* check_sha256.c: the published digests, in base64. */
#include <check.h>
#include <string.h>

#include "core/sha256.h"
#include "support/suite.h"

/* FIPS 180-4's examples (NIST, "SHA256.pdf"); the others, and all the base64,
 * by "openssl dgst -sha256 -binary | base64". */
static const struct {
    const char *text;
    const char *base64;
} cases[] = {
    {"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
    {"abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="},
    {"a page's style", "CqusOPUr+d3c5jccdTPmcGujy++Jb+F/tgT8Mmfr+XE="},
};

START_TEST(gives_the_published_digests)
{
    char text[UT_SHA256_BASE64_SIZE];
    ut_sha256_base64(cases[_i].text, strlen(cases[_i].text), text);
    ck_assert_str_eq(text, cases[_i].base64);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tests = tcase_create("sha256");
    tcase_add_loop_test(tests, gives_the_published_digests, 0,
                        sizeof cases / sizeof cases[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
