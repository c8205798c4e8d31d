/*
 * check_tenant_faults.c: every fault of the example tenant, seen on the wire:
 * one table of what a reply must hold, and a test for each fault whose point
 * is how the bytes come or end.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tenant_client.h"

#define QUERY "/api/v1/analytics/conversations/details/query"
#define ONE "/api/v1/conversations/one/transcripts"
#define LISTED "\"conversationId\": "

static struct tenant_process tenant;

static const char data[] =
    "{\"conversationId\": \"one\", \"start_time\": \"2026-11-02T10:00:00Z\", "
    "\"duration\": 60, \"disposition\": \"resolved\", \"channel\": \"chat\", "
    "\"transcript\": [{\"author\": {\"type\": \"customer\"}, \"text\": "
    "\"Good morning to you all.\", \"timestamp\": "
    "\"2026-11-02T10:00:00Z\"}]}\n"
    "{\"conversationId\": \"two\", \"start_time\": \"2026-11-03T10:00:00Z\", "
    "\"duration\": 61, \"disposition\": \"escalated\", \"transcript\": []}\n"
    "{\"conversationId\": \"three\", \"start_time\": "
    "\"2026-11-04T10:00:00Z\", \"transcript\": []}\n";

static void start(const char *const *options)
{
    static char path[] = "/tmp/tenant_data_XXXXXX";
    const char *all[24] = {"--data", path,  "--page-size",  "2",
                           "--slow", "900", "--decoy-port", "0"};
    strcpy(path, "/tmp/tenant_data_XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, data, sizeof data - 1), sizeof data - 1);
    close(fd);
    for (int i = 0; options[i]; i++)
        all[8 + i] = options[i];
    tenant_start(&tenant, all);
    unlink(path);
}

/* Starts a tenant with one fault and signs in. */
static void start_with(const char *spec)
{
    start((const char *[]){"--fault", spec, NULL});
    free(tenant_sign_in(&tenant).bytes);
}

static struct tenant_reply call_page(void)
{
    return tenant_call(&tenant, "POST", QUERY, "{}");
}

static struct tenant_reply call_one(void)
{
    return tenant_call(&tenant, "GET", ONE, NULL);
}

static int status_of_one(void)
{
    struct tenant_reply reply = call_one();
    free(reply.bytes);
    return reply.status;
}

/* --- what a reply holds -------------------------------------------------- */

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
    {"F19.502@page", " 502 "},
    {"F19.503@page", " 503 "},
    {"F19.504@page", " 504 "},
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
    {"F30@transcript", " 404 "},
    {"F30.202@transcript", " 202 "},
    {"F30.204@transcript", " 204 "},
    {"F31@transcript", "Content-Type: text/html\r\n"},
    {"F31@page", "<title>Sign in</title>"},
    {"F31.error@token", "{\"error\": \"backend unavailable\"}"},
    {"F31.empty@page", "Content-Length: 0\r\n"},
    {"F32@transcript", "{\"type\": \"customer\"}, \"timestamp\""},
    {"F32@page", "[\n{\"start_time\""},
    {"F32.null@page", LISTED "null"},
    {"F32.null@transcript", "\"text\": null"},
    {"F32.type@transcript", "\"text\": {\"a\": 1}"},
    {"F33@transcript", "Location: " ONE "?hop=1\r\n"},
    {"F33.307@page", " 307 "},
    {"F34@transcript", "Location: http://127.0.0.1:DECOY" ONE "\r\n"},
    {"F34.host@transcript", "Location: http://localhost:DECOY" ONE "\r\n"},
    {"F34.scheme@transcript", "Location: https://127.0.0.1:PORT" ONE "\r\n"},
    {"F35@transcript", "Location: " ONE "\r\n"},
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
    {"F42@page", "\"nextLink\": \"" QUERY "\""},
    {"F42.fresh@page", "\"nextLink\": \"" QUERY "?again=1\""},
    {"F42.first@page", "?cursor=0.0.9999999999999.2\""},
    {"F43@page", "?cursor=2%2E"},
    {"F43.relative@page", "\"nextLink\": \"query?cursor=2."},
    {"F44@page", "\"nextLink\": 42}"},
    {"F44.object@page", "\"nextLink\": {\"href\": \"/next\"}}"},
    {"F44.empty@page", "\"nextLink\": \"\"}"},
    {"F44.bool@page", "\"nextLink\": true}"},
    {"F46@page", LISTED "\"../../x\""},
    {"F46.url@page", LISTED "\"a/b?c#d\""},
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
        start((const char *[]){"--fault", spec, NULL});
        reply = tenant_sign_in(&tenant);
    } else {
        start_with(spec);
        reply = strcmp(where, "@page") == 0 ? call_page() : call_one();
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

/* --- how the bytes come and end ------------------------------------------ */

static size_t said_length(const struct tenant_reply *reply)
{
    unsigned long size = 0;
    const char *at = strstr(reply->bytes, "Content-Length: ");
    ck_assert_ptr_nonnull(at);
    sscanf(at, "Content-Length: %lu", &size);
    return size;
}

static struct tenant_reply one_with(const char *fault)
{
    char spec[64];
    snprintf(spec, sizeof spec, "%s@transcript:1", fault);
    start_with(spec);
    return call_one();
}

/* The second call meets no fault: the tenant survived the first. */
static void finish(struct tenant_reply *reply)
{
    free(reply->bytes);
    ck_assert_int_eq(status_of_one(), 200);
    ck_assert_int_eq(tenant_stop(&tenant), 0);
}

START_TEST(f1_is_silent)
{
    struct tenant_reply reply = one_with("F1");
    ck_assert_uint_eq(reply.size, 0);
    finish(&reply);
    reply = one_with("F1.late");
    ck_assert_int_eq(reply.status, 200);
    ck_assert_uint_eq(said_length(&reply), reply.body_size);
    finish(&reply);
}
END_TEST

START_TEST(f2_f3_stop_in_mid_body)
{
    struct tenant_reply reply = one_with("F2");
    ck_assert_uint_eq(reply.body_size, said_length(&reply) / 2);
    ck_assert(!reply.was_reset);
    finish(&reply);
    reply = one_with("F3");
    ck_assert_uint_eq(reply.body_size, said_length(&reply) / 2);
    ck_assert(reply.was_reset);
    finish(&reply);
    reply = one_with("F3.chunked");
    unsigned long chunk = 0;
    ck_assert_int_eq(sscanf(reply.body, "%lx\r\n", &chunk), 1);
    ck_assert_uint_lt(reply.body_size, chunk);
    ck_assert_ptr_nonnull(strstr(reply.bytes, "chunked\r\n\r\n"));
    finish(&reply);
}
END_TEST

START_TEST(f4_f5_cut_the_json)
{
    struct tenant_reply reply = one_with("F4");
    ck_assert_ptr_null(strstr(reply.bytes, "Content-Length"));
    ck_assert_int_gt((int)reply.body_size, 10);
    ck_assert_int_ne(reply.bytes[reply.size - 1], ']');
    finish(&reply);
    reply = one_with("F5");
    ck_assert_uint_eq(reply.body_size, said_length(&reply));
    ck_assert_int_ne(reply.bytes[reply.size - 1], ']');
    finish(&reply);
}
END_TEST

START_TEST(f6_to_f9_lie_about_the_length)
{
    struct tenant_reply reply = one_with("F6");
    ck_assert_uint_eq(said_length(&reply), reply.body_size / 2);
    finish(&reply);
    reply = one_with("F7");
    ck_assert_uint_eq(said_length(&reply), reply.body_size + 1000);
    finish(&reply);
    reply = one_with("F8");
    const char *first = strstr(reply.bytes, "Content-Length");
    ck_assert_ptr_nonnull(strstr(first + 1, "Content-Length"));
    ck_assert_uint_eq(said_length(&reply), reply.body_size);
    finish(&reply);
    reply = one_with("F9");
    ck_assert_ptr_nonnull(strstr(reply.bytes, "chunked\r\n\r\n"));
    ck_assert_uint_lt(said_length(&reply), reply.body_size);
    ck_assert_ptr_nonnull(strstr(reply.body, "]\r\n0\r\n\r\n"));
    finish(&reply);
}
END_TEST

START_TEST(f10_drips)
{
    struct tenant_reply reply = one_with("F10");
    ck_assert_int_eq(reply.status, 200);
    ck_assert_uint_eq(reply.body_size, 3); /* 0.9 s at a byte every 0.4 s */
    finish(&reply);
    reply = one_with("F10.head");
    ck_assert_uint_eq(reply.size, 3);
    finish(&reply);
}
END_TEST

START_TEST(f11_hangs_up)
{
    struct tenant_reply reply = one_with("F11");
    ck_assert_uint_eq(reply.size, 0);
    ck_assert(!reply.was_open);
    finish(&reply);
    reply = one_with("F11.idle");
    ck_assert_uint_eq(said_length(&reply), reply.body_size);
    ck_assert_ptr_null(strstr(reply.bytes, "Connection:"));
    finish(&reply);
}
END_TEST

/* Seconds between the Date and Retry-After headers of a reply to F13. */
static double seconds_asked(const char *fault, const char *format)
{
    struct tenant_reply reply = one_with(fault);
    struct tm date = {0}, until = {0};
    const char *sent = strstr(reply.bytes, "Date: ");
    const char *after = strstr(reply.bytes, "Retry-After: ");
    ck_assert(reply.status == 429 && sent && after);
    ck_assert_ptr_nonnull(strptime(sent + 6, "%a, %d %b %Y %T", &date));
    ck_assert_ptr_nonnull(strptime(after + 13, format, &until));
    finish(&reply);
    return difftime(timegm(&until), timegm(&date));
}

START_TEST(f13_names_a_date_two_seconds_on)
{
    const char *imf = "%a, %d %b %Y %T GMT";
    ck_assert_int_eq((int)seconds_asked("F13", imf), 2);
    ck_assert_int_eq((int)seconds_asked("F13.ahead", imf), 2);
    ck_assert_int_eq((int)seconds_asked("F13.behind", imf), 2);
    ck_assert_int_eq((int)seconds_asked("F13.rfc850", "%A, %d-%b-%y %T GMT"),
                     2);
    ck_assert_int_eq((int)seconds_asked("F13.asctime", "%a %b %e %T %Y"), 2);
}
END_TEST

START_TEST(f22_draws_by_seed_whatever_the_order)
{
    int marks[2][40];
    for (int run = 0; run < 2; run++) {
        start(
            (const char *[]){"--fault", "F22@each:p=0.5", "--seed", "5", NULL});
        free(tenant_sign_in(&tenant).bytes);
        for (int i = 0; i < 40; i++) {
            struct tenant_reply reply = call_one();
            marks[run][i] = (int)reply.size + reply.was_reset * 10000;
            free(reply.bytes);
        }
        tenant_stop(&tenant);
    }
    ck_assert_mem_eq(marks[0], marks[1], sizeof marks[0]);
}
END_TEST

START_TEST(f24_revokes_the_tokens_issued)
{
    start_with("F24@transcript:2");
    ck_assert_int_eq(status_of_one(), 200);
    ck_assert_int_eq(status_of_one(), 401);
    ck_assert_int_eq(status_of_one(), 401);
    free(tenant_sign_in(&tenant).bytes);
    ck_assert_int_eq(status_of_one(), 200);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(f45_lists_everything_twice)
{
    start_with("F45@page");
    struct tenant_reply reply = call_page();
    const char *first = strstr(reply.body, "\"one\"");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(strstr(first + 1, "\"one\""));
    ck_assert_ptr_nonnull(strstr(reply.body, "\"nextLink\": \"/api"));
    free(reply.bytes);
    tenant_stop(&tenant);
}
END_TEST

/* The number that `command` prints when it is given the body. */
static long ask(const struct tenant_reply *reply, const char *command)
{
    char path[] = "/tmp/tenant_zip_XXXXXX", whole[256];
    long number = -1;
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, reply->body, reply->body_size),
                     (ssize_t)reply->body_size);
    close(fd);
    snprintf(whole, sizeof whole, "exec < %s; %s", path, command);
    FILE *out = popen(whole, "r");
    if (fscanf(out, "%ld", &number) != 1)
        number = -1;
    pclose(out);
    unlink(path);
    return number;
}

static long unzipped_head(const struct tenant_reply *reply)
{
    return ask(reply, "gzip -dc 2>/dev/null | head -c 8388608 | wc -c");
}

/* -1 when gzip is not satisfied. */
static long unzipped_size(const struct tenant_reply *reply)
{
    if (ask(reply, "gzip -t 2>/dev/null; echo $?") != 0)
        return -1;
    return ask(reply, "gzip -dc | wc -c");
}

START_TEST(f47_expands_a_thousandfold)
{
    static const char *const bombs[] = {"F47", "F47.nul"};
    struct tenant_reply reply;
    for (int i = 0; i < 2; i++) {
        reply = one_with(bombs[i]);
        const char *end = reply.bytes + reply.size;
        ck_assert_uint_lt(reply.body_size, 2u << 20);
        ck_assert_mem_eq(end - 4, "\0\0\0\x40", 4); /* a GiB, says gzip */
        ck_assert_int_ge(unzipped_head(&reply), 8 << 20);
        finish(&reply);
    }
    reply = one_with("F47.layers");
    ck_assert_int_eq(ask(&reply,
                         "gzip -dc | gzip -dc | gzip -dc | gzip -dc | gzip -dc "
                         "| wc -c"),
                     107);
    finish(&reply);
}
END_TEST

START_TEST(f48_damages_gzip)
{
    static const char *const bad[] = {"F48", "F48.crc", "F48.cut"};
    struct tenant_reply reply = one_with("F48.good");
    ck_assert_int_eq(unzipped_size(&reply), 107);
    finish(&reply);
    for (int i = 0; i < 3; i++) {
        reply = one_with(bad[i]);
        ck_assert_int_eq(unzipped_size(&reply), -1);
        finish(&reply);
    }
}
END_TEST

START_TEST(f49_does_not_end)
{
    struct tenant_reply reply = one_with("F49");
    ck_assert(reply.was_open);
    ck_assert_uint_gt(reply.body_size, 64u << 20);
    finish(&reply);
    reply = one_with("F49.head");
    ck_assert_ptr_nonnull(strstr(reply.bytes, "X-Flood-19999: "));
    finish(&reply);
}
END_TEST

START_TEST(f28_f44_f46_f51_are_large)
{
    static const struct {
        const char *spec;
        size_t least;
    } large[] = {
        {"F28.long@token:2", 1u << 20}, {"F44.long@page", 1u << 20},
        {"F46.long@page", 10240},       {"F51@page", 200000},
        {"F51.keys@page", 10000000},    {"F51.string@page", 32u << 20},
    };
    for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
        start_with(large[i].spec);
        struct tenant_reply reply =
            i == 0 ? tenant_sign_in(&tenant) : call_page();
        ck_assert_msg(reply.body_size >= large[i].least, "%s: %zu",
                      large[i].spec, reply.body_size);
        ck_assert_uint_eq(reply.body_size, said_length(&reply));
        free(reply.bytes);
        tenant_stop(&tenant);
    }
}
END_TEST

START_TEST(f50_utf16_has_two_bytes_a_character)
{
    struct tenant_reply reply = one_with("F50.utf16");
    ck_assert_uint_eq(reply.body_size, 2 + 2 * 107);
    ck_assert_mem_eq(reply.body, "\xFF\xFE[\0{\0", 6);
    finish(&reply);
}
END_TEST

START_TEST(f54_is_not_http)
{
    struct tenant_reply reply = one_with("F54");
    ck_assert_int_eq(reply.bytes[0], '[');
    finish(&reply);
    reply = one_with("F54.nul");
    ck_assert_ptr_nonnull(
        memmem(reply.bytes, reply.size, "X-Nul: a\0b\r\n", 12));
    finish(&reply);
    reply = one_with("F54.status");
    ck_assert_int_eq(strncmp(reply.bytes, "HTTP/1.1 banana\r\n", 17), 0);
    finish(&reply);
    reply = one_with("F54.version");
    ck_assert_int_eq(strncmp(reply.bytes, "HTTP/7.3 200 OK\r\n", 17), 0);
    finish(&reply);
}
END_TEST

/* --- which calls a rule meets -------------------------------------------- */

/* Statuses of six calls for "one": a digit each. */
static void expect_statuses(const char *spec, const char *wanted)
{
    char marks[7] = "";
    start_with(spec);
    for (int i = 0; i < 6; i++)
        marks[i] = (char)('0' + status_of_one() / 100);
    ck_assert_msg(strcmp(marks, wanted) == 0, "%s: %s, not %s", spec, marks,
                  wanted);
    tenant_stop(&tenant);
}

START_TEST(rules_meet_the_calls_they_name)
{
    expect_statuses("F19@transcript", "555555");
    expect_statuses("F19@transcript:3", "225222");
    expect_statuses("F19@transcript:2-4", "255522");
    expect_statuses("F19@transcript:5-", "222255");
    expect_statuses("F19@each:1-2", "552222");
    expect_statuses("F19@id=one:6", "222225");
    expect_statuses("F19@id=two", "222222");
    expect_statuses("F19@page", "222222");
    expect_statuses("F19@transcript:p=0", "222222");
    expect_statuses("F19@transcript:p=1", "555555");
    expect_statuses("F19@any:t=0-30", "555555");
    expect_statuses("F19@transcript:t=30-", "222222");
}
END_TEST

START_TEST(decoy_is_logged)
{
    start((const char *[]){NULL});
    struct tenant_process decoy = tenant;
    decoy.port = tenant.decoy_port;
    struct tenant_reply reply = tenant_call(&decoy, "GET", "/trap", NULL);
    ck_assert_int_eq(reply.status, 200);
    free(reply.bytes);
    char *log = tenant_log(&tenant);
    ck_assert_ptr_nonnull(strstr(log, "\"server\": \"decoy\", \"method\": "
                                      "\"GET\", \"path\": \"/trap\""));
    free(log);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(log_names_the_fault)
{
    struct tenant_reply reply = one_with("F2");
    char *log = tenant_log(&tenant);
    ck_assert_ptr_nonnull(strstr(log, "\"attempt\": 1, \"status\": 200, "
                                      "\"bytes\": 107, \"token\": 1, "
                                      "\"fault\": \"F2\""));
    free(log);
    finish(&reply);
}
END_TEST

START_TEST(stops_while_answers_wait)
{
    struct tenant_process *mine = &tenant;
    start((const char *[]){"--fault", "F1@token", "--slow", "60000", NULL});
    if (fork() == 0) {
        tenant_sign_in(mine);
        _exit(0);
    }
    usleep(200000);
    time_t before = time(NULL);
    ck_assert_int_eq(tenant_stop(mine), 0);
    ck_assert_int_le((int)(time(NULL) - before), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant faults");
    TCase *tests = tcase_create("tenant faults");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, reply_holds, 0,
                        (int)(sizeof holds / sizeof *holds));
    tcase_add_test(tests, f1_is_silent);
    tcase_add_test(tests, f2_f3_stop_in_mid_body);
    tcase_add_test(tests, f4_f5_cut_the_json);
    tcase_add_test(tests, f6_to_f9_lie_about_the_length);
    tcase_add_test(tests, f10_drips);
    tcase_add_test(tests, f11_hangs_up);
    tcase_add_test(tests, f13_names_a_date_two_seconds_on);
    tcase_add_test(tests, f22_draws_by_seed_whatever_the_order);
    tcase_add_test(tests, f24_revokes_the_tokens_issued);
    tcase_add_test(tests, f28_f44_f46_f51_are_large);
    tcase_add_test(tests, f45_lists_everything_twice);
    tcase_add_test(tests, f47_expands_a_thousandfold);
    tcase_add_test(tests, f48_damages_gzip);
    tcase_add_test(tests, f49_does_not_end);
    tcase_add_test(tests, f50_utf16_has_two_bytes_a_character);
    tcase_add_test(tests, f54_is_not_http);
    tcase_add_test(tests, rules_meet_the_calls_they_name);
    tcase_add_test(tests, decoy_is_logged);
    tcase_add_test(tests, log_names_the_fault);
    tcase_add_test(tests, stops_while_answers_wait);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
