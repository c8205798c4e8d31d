/* check_sha256.c: the published digests, in base64 and in hex. */
#include <check.h>
#include <string.h>

#include "core/sha256.h"
#include "support/suite.h"

/* FIPS 180-4's examples (NIST, "SHA256.pdf"); the others, and all the base64,
 * by "openssl dgst -sha256 -binary | base64"; all the hex by sha256sum. */
static const struct {
    const char *text;
    const char *base64;
    const char *hex;
} cases[] = {
    {"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a page's style", "CqusOPUr+d3c5jccdTPmcGujy++Jb+F/tgT8Mmfr+XE=",
     "0aabac38f52bf9dddce6371c7533e6706ba3cbef896fe17fb604fc3267ebf971"},
};

START_TEST(gives_the_published_digests)
{
    char base64[UT_SHA256_BASE64_SIZE], hex[UT_SHA256_HEX_SIZE];
    ut_sha256_base64(cases[_i].text, strlen(cases[_i].text), base64);
    ut_sha256_hex(cases[_i].text, strlen(cases[_i].text), hex);
    ck_assert_str_eq(base64, cases[_i].base64);
    ck_assert_str_eq(hex, cases[_i].hex);
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
