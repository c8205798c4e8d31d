/*
 * check_tenant_tls.c: the example tenant over TLS, with certificates made for
 * the run and the openssl command as a client that checks them.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "tenant_client.h"

static struct tenant_process tenant;
static char folder[] = "/tmp/tenant_certs_XXXXXX";

static int run(const char *format, const char *word)
{
    char command[256];
    snprintf(command, sizeof command, format, word);
    return system(command);
}

static void make_certificates(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(run("sh tests/make_certs.sh %s", folder), 0);
}

static void remove_certificates(void)
{
    ck_assert_int_eq(run("rm -r %s", folder), 0);
}

static void start(const char *certificate, const char *priorities)
{
    char cert[128], key[128];
    snprintf(cert, sizeof cert, "%s/%s", folder, certificate);
    snprintf(key, sizeof key, "%s/server.key", folder);
    tenant_start(&tenant,
                 (const char *[]){"--tls", cert, key, "--tls-priorities",
                                  priorities, NULL});
}

/* Whether a client that trusts the CA gets an answer. */
static bool is_answered(const char *host)
{
    char command[512], line[64] = "";
    snprintf(command, sizeof command,
             "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet "
             "-connect 127.0.0.1:%d -CAfile %s/ca.pem -verify_return_error "
             "-verify_ip %s 2>/dev/null",
             tenant.port, folder, host);
    FILE *out = popen(command, "r");
    bool is_good =
        fgets(line, sizeof line, out) && strncmp(line, "HTTP/1.", 7) == 0;
    pclose(out);
    return is_good;
}

START_TEST(good_certificate_is_accepted)
{
    start("good.pem", "NORMAL");
    ck_assert(is_answered("127.0.0.1"));
    ck_assert(!is_answered("127.0.0.2"));
    ck_assert_int_eq(tenant_stop(&tenant), 0);
}
END_TEST

START_TEST(bad_certificates_are_not)
{
    static const char *const bad[] = {"expired.pem", "wronghost.pem",
                                      "selfsigned.pem"};
    for (int i = 0; i < 3; i++) {
        start(bad[i], "NORMAL");
        ck_assert_msg(!is_answered("127.0.0.1"), "%s", bad[i]);
        tenant_stop(&tenant);
    }
}
END_TEST

START_TEST(old_protocol_can_be_forced)
{
    start("good.pem", "NORMAL:-VERS-ALL:+VERS-TLS1.0");
    ck_assert(!is_answered("127.0.0.1"));
    tenant_stop(&tenant);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant tls");
    TCase *tests = tcase_create("tenant tls");
    tcase_set_timeout(tests, 30);
    tcase_add_unchecked_fixture(tests, make_certificates, remove_certificates);
    tcase_add_test(tests, good_certificate_is_accepted);
    tcase_add_test(tests, bad_certificates_are_not);
    tcase_add_test(tests, old_protocol_can_be_forced);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
