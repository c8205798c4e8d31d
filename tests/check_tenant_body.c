/*
 * check_tenant_body.c: faults of the example tenant whose point is what an
 * answer says: dates, lists, sizes, codings.
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

static double seconds_asked(const char *fault, const char *format)
{
    struct tenant_reply reply = tenant_call_with(&tenant, fault);
    struct tm date = {0}, until = {0};
    const char *sent = strstr(reply.bytes, "Date: ");
    const char *after = strstr(reply.bytes, "Retry-After: ");
    ck_assert(reply.status == 429 && sent && after);
    ck_assert_ptr_nonnull(strptime(sent + 6, "%a, %d %b %Y %T", &date));
    ck_assert_ptr_nonnull(strptime(after + 13, format, &until));
    tenant_end_call(&tenant, &reply);
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
        ck_assert_uint_eq(reply.body_size, tenant_said_length(&reply));
        free(reply.bytes);
        tenant_stop(&tenant);
    }
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
    struct tenant_reply reply = tenant_call_with(&tenant, fault);
    const char *end = reply.bytes + reply.size;
    ck_assert_uint_lt(reply.body_size, 2u << 20);
    ck_assert_mem_eq(end - 4, "\0\0\0\x40", 4); /* a GiB, says gzip */
    ck_assert_int_ge(unzipped_head(&reply), 8 << 20);
    tenant_end_call(&tenant, &reply);
}

START_TEST(f47_expands_a_thousandfold)
{
    expect_bomb("F47");
    expect_bomb("F47.nul");
    static const char *const layered[] = {"F47.layers", "F47.lines"};
    for (int i = 0; i < 2; i++) {
        struct tenant_reply reply = tenant_call_with(&tenant, layered[i]);
        ck_assert_int_eq(ask(&reply, "gzip -dc | gzip -dc | gzip -dc | "
                                     "gzip -dc | gzip -dc | wc -c"),
                         107);
        tenant_end_call(&tenant, &reply);
    }
}
END_TEST

START_TEST(f48_damages_gzip)
{
    static const char *const bad[] = {"F48", "F48.crc", "F48.cut"};
    struct tenant_reply reply = tenant_call_with(&tenant, "F48.good");
    ck_assert_int_eq(unzipped_size(&reply), 107);
    tenant_end_call(&tenant, &reply);
    for (int i = 0; i < 3; i++) {
        reply = tenant_call_with(&tenant, bad[i]);
        ck_assert_int_eq(unzipped_size(&reply), -1);
        tenant_end_call(&tenant, &reply);
    }
}
END_TEST

START_TEST(f50_utf16_has_two_bytes_a_character)
{
    struct tenant_reply reply = tenant_call_with(&tenant, "F50.utf16");
    ck_assert_uint_eq(reply.body_size, 2 + 2 * 107);
    ck_assert_mem_eq(reply.body, "\xFF\xFE[\0{\0", 6);
    tenant_end_call(&tenant, &reply);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant body");
    TCase *tests = tcase_create("tenant body");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, f13_names_a_date_two_seconds_on);
    tcase_add_test(tests, f28_f44_f46_f51_are_large);
    tcase_add_test(tests, f45_lists_everything_twice);
    tcase_add_test(tests, f47_expands_a_thousandfold);
    tcase_add_test(tests, f48_damages_gzip);
    tcase_add_test(tests, f50_utf16_has_two_bytes_a_character);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
