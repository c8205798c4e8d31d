/*
 * check_tenant_faults.c: what a reply of the example tenant holds under each
 * fault that needs no more than a look; check_tenant_wire.c has the others.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "tenant_client.h"

#define LISTED "\"conversationId\": "

static struct tenant_process tenant;

static const struct {
    const char *spec;   /* its WHERE is also the call to make */
    const char *wanted; /* somewhere in the reply's bytes */
} holds[] = {
    {"F12@transcript", " 429 "},
    {"F12@page", "Retry-After: 2\r\n"},
    {"F12@token", "Retry-After: 2\r\n"},
    {"F12.zero@page", "Retry-After: 0\r\n"},
    {"F14@page", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"},
    {"F15@page", "Retry-After: soon\r\n"},
    {"F15.empty@page", "Retry-After:"},
    {"F15.negative@page", "Retry-After: -5\r\n"},
    {"F15.decimal@page", "Retry-After: 2.5\r\n"},
    {"F15.list@page", "Retry-After: 3, 4\r\n"},
    {"F15.hex@page", "Retry-After: 0x10\r\n"},
    {"F16@page", "Retry-After: 99999999999999999999\r\n"},
    {"F16.epoch@page", "Retry-After: 1"},
    {"F16.day@page", "Retry-After: 86400\r\n"},
    {"F17@page", " 429 "},
    {"F18@transcript", " 429 "},
    {"F19@transcript", " 500 "},
    {"F19.408@page", " 408 "},
    {"F19.425@page", " 425 "},
    {"F19.502@page", " 502 "},
    {"F19.503@page", " 503 "},
    {"F19.504@page", " 504 "},
    {"F19.507@page", " 507 "},
    {"F19.522@page", " 522 "},
    {"F20@page", " 503 "},
    {"F21@page", " 503 "},
    {"F23@page", " 400 "},
    {"F23.405@page", " 405 "},
    {"F23.410@page", " 410 "},
    {"F23.422@page", " 422 "},
    {"F23.501@page", " 501 "},
    {"F23.505@page", " 505 "},
    {"F25@page", " 401 "},
    {"F26@token", "{\"error\": \"invalid_client\"}"},
    {"F26.400@token", " 400 "},
    {"F27@token", "Retry-After: 1\r\n"},
    {"F27.500@token", " 500 "},
    {"F28@token", "\"token_type\": \"Bearer\"}"},
    {"F28.zero@token", "\"expires_in\": 0}"},
    {"F28.negative@token", "\"expires_in\": -1}"},
    {"F28.text@token", "\"expires_in\": \"3600\"}"},
    {"F28.huge@token", "\"expires_in\": 1e308}"},
    {"F28.twice@token", "\"expires_in\": 3600, \"expires_in\": 1}"},
    {"F28.crlf@token", "\"access_token\": \"abc\\r\\nX-Evil: 1\""},
    {"F28.type@token", "\"token_type\": \"mac\""},
    {"F28.none@token", "{\"token_type\""},
    {"F29@transcript", " 403 "},
    {"G11@transcript",
     "{\"error\": \"client_secret=demo-secret, Bearer tenant.1."},
    {"G11.500@token", "client_secret=demo-secret, Bearer none"},
    {"G11.200@page", " 200 "},
    {"G11.word@token", "{\"error\": \"demo-secret\"}"},
    {"G11.page@page", "Content-Type: text/html\r\n"},
    {"G11.redirect@page", "Location: /moved/tenant.1."},
    {"G11.text@transcript", "\"text\": \"client_secret=demo-secret, Bearer t"},
    {"F30@transcript", " 404 "},
    {"F30.202@transcript", " 202 "},
    {"F30.204@transcript", " 204 "},
    {"F31@transcript", "Content-Type: text/html\r\n"},
    {"F31@page", "<title>Sign in</title>"},
    {"F31.error@token", "{\"error\": \"backend unavailable\"}"},
    {"F31.empty@page", "Content-Length: 0\r\n"},
    {"F5.text@transcript", "Content-Type: text/plain\r\n"},
    {"F31.203@page", " 203 "},
    {"F31.206@transcript", " 206 "},
    {"F31.object@transcript", "\r\n\r\n{}"},
    {"F31.list@page", "\r\n\r\n{\"conversations\": {}}"},
    {"F31.partial@page", "{\"conversations\": [], \"error\": {"},
    {"F31.false@transcript", "\r\n\r\nfalse"},
    {"F31.turn@transcript", "[{\"error\": \"backend unavailable\"}]"},
    {"F32@transcript", "{\"type\": \"customer\"}, \"timestamp\""},
    {"F32@page", "[\n{\"start_time\""},
    {"F32.null@page", LISTED "null"},
    {"F32.null@transcript", "\"text\": null"},
    {"F32.type@transcript", "\"text\": {\"a\": 1}"},
    {"F33@transcript", "Location: " TENANT_ONE "?hop=1\r\n"},
    {"F33.307@page", " 307 "},
    {"F34@transcript", "Location: http://127.0.0.1:DECOY" TENANT_ONE "\r\n"},
    {"F34.host@transcript",
     "Location: http://localhost:DECOY" TENANT_ONE "\r\n"},
    {"F34.scheme@transcript",
     "Location: https://127.0.0.1:PORT" TENANT_ONE "\r\n"},
    {"F35@transcript", "Location: " TENANT_ONE "\r\n"},
    {"F36@page", "Location: file:///etc/hostname\r\n"},
    {"F36.ftp@page", "Location: ftp://127.0.0.1:DECOY/x\r\n"},
    {"F36.data@page", "Location: data:application/json,[]\r\n"},
    {"F40@page", "\"nextLink\": \"http://127.0.0.1:DECOY/api"},
    {"F40.host@page", "\"nextLink\": \"http://localhost:DECOY/api"},
    {"F40.scheme@page", "\"nextLink\": \"https://127.0.0.1:PORT/api"},
    {"F41@page", "\"nextLink\": \"//127.0.0.1:DECOY/api"},
    {"F41.user@page", "\"http://127.0.0.1:PORT@127.0.0.1:DECOY/api"},
    {"F41.slash@page", "\"\\\\\\\\127.0.0.1:DECOY\\\\api"},
    {"F41.tab@page", "\"ht\\ttp://127.0.0.1:DECOY/api"},
    {"F41.case@page", "\"hTTp://LocalHost:DECOY/api"},
    {"F41.idn@page", "\"http://１２７.０.０.１:DECOY/api"},
    {"F41.ipv6@page", "\"http://[::1]:DECOY/api"},
    {"F41.dot@page", "\"http://localhost.:DECOY/api"},
    {"F41.number@page", "\"http://2130706433:DECOY/api"},
    {"F42@page", "\"nextLink\": \"" TENANT_QUERY "\""},
    {"F42.fresh@page", "\"nextLink\": \"" TENANT_QUERY "?again=1\""},
    {"F42.first@page", "?cursor=0.0.9999999999999.2\""},
    {"F43@page", "?cursor=2%2E"},
    {"F43.relative@page", "\"nextLink\": \"query?cursor=2."},
    {"F44@page", "\"nextLink\": 42}"},
    {"F44.object@page", "\"nextLink\": {\"href\": \"/next\"}}"},
    {"F44.empty@page", "\"nextLink\": \"\"}"},
    {"F44.bool@page", "\"nextLink\": true}"},
    {"F46@page", LISTED "\"../../x\""},
    {"F46.url@page", LISTED "\"a/b?c#d\""},
    {"F46.dot@page", LISTED "\"..\""},
    {"F46.dots@page", LISTED "\"%2e%2e\""},
    {"F46.nul@page", LISTED "\"a\\u0000b\""},
    {"F46.digits@page", LISTED "12345678901234567890,"},
    {"F48.coding@page", "Content-Encoding: rot13\r\n"},
    {"F48.good@page", "Content-Encoding: gzip\r\n"},
    {"F50@transcript", "\"text\": \"caf\xE9 \xC3( \xF0\x9F\""},
    {"F50@page", "\"disposition\": \"caf\xE9 \xC3( \xF0\x9F\""},
    {"F50.surrogate@transcript", "\"a\\ud800b \\udc00\""},
    {"F50.bom@transcript", "\r\n\r\n\xEF\xBB\xBF[{"},
    {"F50.charset@page", "Content-Type: application/json; charset=iso-8859-1"},
    {"F52@transcript", "\"timestamp\": NaN"},
    {"F52@page", "\"duration\": NaN"},
    {"F52@token", "\"expires_in\": NaN"},
    {"F52.infinity@page", "\"duration\": Infinity"},
    {"F52.overflow@page", "\"duration\": 1e999"},
    {"F52.twice@page", "\"duration\": 1, \"duration\": 2"},
    {"F52.digits@page", "\"duration\": 12345678901234567890"},
    {"F55@transcript", "\\u001b[31mred\\u202egnp\\r\\u001b]0;title\\u0007"},
    {"F55.id@page", LISTED "\"\\u001b[31mid"},
    {"F57@page", "?cursor=1."},
    {"F57.stop@page", " 200 "},
};

/* PORT and DECOY stand for the ports in use. */
static void fill_in_ports(const char *wanted, char text[512])
{
    size_t size = 0;
    while (*wanted && size < 500) {
        int port = 0;
        if (strncmp(wanted, "DECOY", 5) == 0)
            port = tenant.decoy_port;
        else if (strncmp(wanted, "PORT", 4) == 0)
            port = tenant.port;
        if (port) {
            size += (size_t)sprintf(text + size, "%d", port);
            wanted += port == tenant.port ? 4 : 5;
        } else {
            text[size++] = *wanted++;
        }
    }
    text[size] = '\0';
}

START_TEST(reply_holds)
{
    char wanted[512];
    const char *spec = holds[_i].spec, *where = strchr(spec, '@');
    struct tenant_reply reply;
    if (strcmp(where, "@token") == 0) {
        tenant_start_small(&tenant, (const char *[]){"--fault", spec, NULL});
        reply = tenant_sign_in(&tenant);
    } else {
        tenant_start_with(&tenant, spec);
        reply = strcmp(where, "@page") == 0 ? tenant_call_page(&tenant)
                                            : tenant_call_one(&tenant);
    }
    fill_in_ports(holds[_i].wanted, wanted);
    ck_assert_msg(memmem(reply.bytes, reply.size, wanted, strlen(wanted)) !=
                      NULL,
                  "%s: no \"%s\" in\n%s", spec, wanted, reply.bytes);
    ck_assert(!reply.was_reset && !reply.was_open);
    free(reply.bytes);
    ck_assert_int_eq(tenant_stop(&tenant), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant faults");
    TCase *tests = tcase_create("tenant faults");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, reply_holds, 0,
                        (int)(sizeof holds / sizeof *holds));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
