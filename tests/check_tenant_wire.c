/*
 * check_tenant_wire.c: faults of the example tenant whose point is how bytes
 * come or end, or what an answer says about itself; and which calls the rules
 * meet.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/suite.h"
#include "tenant_client.h"

static struct tenant_process tenant;

static int status_of_one(void)
{
    struct tenant_reply reply = tenant_call_one(&tenant);
    free(reply.bytes);
    return reply.status;
}

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
    tenant_start_with(&tenant, spec);
    return tenant_call_one(&tenant);
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
        tenant_start_small(
            &tenant,
            (const char *[]){"--fault", "F22@each:p=0.5", "--seed", "5", NULL});
        free(tenant_sign_in(&tenant).bytes);
        for (int i = 0; i < 40; i++) {
            struct tenant_reply reply = tenant_call_one(&tenant);
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
    tenant_start_with(&tenant, "F24@transcript:2");
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
    tenant_start_with(&tenant, "F45@page");
    struct tenant_reply reply = tenant_call_page(&tenant);
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

static void expect_bomb(const char *fault)
{
    struct tenant_reply reply = one_with(fault);
    const char *end = reply.bytes + reply.size;
    ck_assert_uint_lt(reply.body_size, 2u << 20);
    ck_assert_mem_eq(end - 4, "\0\0\0\x40", 4); /* a GiB, says gzip */
    ck_assert_int_ge(unzipped_head(&reply), 8 << 20);
    finish(&reply);
}

START_TEST(f47_expands_a_thousandfold)
{
    expect_bomb("F47");
    expect_bomb("F47.nul");
    struct tenant_reply reply = one_with("F47.layers");
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
        tenant_start_with(&tenant, large[i].spec);
        struct tenant_reply reply =
            i == 0 ? tenant_sign_in(&tenant) : tenant_call_page(&tenant);
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
    tenant_start_with(&tenant, spec);
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
    tenant_start_small(&tenant, (const char *[]){NULL});
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
    tenant_start_small(&tenant, (const char *[]){"--fault", "F1@token",
                                                 "--slow", "60000", NULL});
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
    Suite *suite = suite_create("tenant wire");
    TCase *tests = tcase_create("tenant wire");
    tcase_set_timeout(tests, 60);
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
    return suite_run(suite);
}
