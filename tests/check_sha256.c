/* check_sha256.c: the published digests, however the bytes come in. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sha256.h"
#include "support/suite.h"

/* FIPS 180-4's examples (NIST, "SHA256.pdf"), and by sha256sum the lengths
 * around the end of a block, where the padding changes. */
static const struct {
    const char *text;
    int times;
    const char *hex;
} cases[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1,
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"a", 1000000,
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    {"a", 55,
     "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
    {"a", 56,
     "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
    {"a", 64,
     "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
};

START_TEST(gives_the_published_digests)
{
    struct ut_sha256 hash = {0};
    for (int i = 0; i < cases[_i].times; i++)
        ut_sha256_add(&hash, cases[_i].text, strlen(cases[_i].text));
    unsigned char digest[UT_SHA256_BYTES];
    ut_sha256_end(&hash, digest);
    char hex[2 * UT_SHA256_BYTES + 1];
    for (size_t i = 0; i < UT_SHA256_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    ck_assert_str_eq(hex, cases[_i].hex);
}
END_TEST

/* openssl dgst -sha256 -binary | base64 */
START_TEST(writes_base64)
{
    char text[UT_SHA256_BASE64_SIZE];
    ut_sha256_base64("abc", 3, text);
    ck_assert_str_eq(text, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tests = tcase_create("sha256");
    tcase_add_loop_test(tests, gives_the_published_digests, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, writes_base64);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
