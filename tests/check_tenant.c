/*
 * check_tenant.c: the example tenant when nothing goes wrong: sign-in, pages,
 * transcripts, limits and log.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"
#include "tenant_client.h"

#define WHOLE "{\"interval\": \"2026-11-01T00:00:00Z/2026-11-16T00:00:00Z\"}"

static const char *const plain[] = {NULL};
static struct tenant_process tenant;

static int count(const char *text, const char *word)
{
    int found = 0;
    for (; (text = strstr(text, word)); text++)
        found++;
    return found;
}

static int status_of(const char *method, const char *target, const char *body)
{
    struct tenant_reply reply = tenant_call(&tenant, method, target, body);
    free(reply.bytes);
    return reply.status;
}

static void start_signed_in(const char *const *options)
{
    tenant_start(&tenant, options);
    free(tenant_sign_in(&tenant).bytes);
    ck_assert_str_ne(tenant.token, "");
}

START_TEST(signs_in_only_with_the_right_pair)
{
    tenant_start(&tenant, plain);
    struct tenant_reply good = tenant_sign_in(&tenant);
    ck_assert_int_eq(good.status, 200);
    ck_assert_ptr_nonnull(strstr(good.body, "\"token_type\": \"Bearer\""));
    ck_assert_ptr_nonnull(strstr(good.body, "\"expires_in\": 3600"));
    free(good.bytes);
    struct tenant_reply bad =
        tenant_call(&tenant, "POST", "/oauth2/token",
                    "grant_type=client_credentials&client_id=demo&"
                    "client_secret=demo%2Dsecre");
    ck_assert_int_eq(bad.status, 401);
    ck_assert_str_eq(bad.body, "{\"error\": \"invalid_client\"}");
    free(bad.bytes);
    ck_assert_int_eq(status_of("POST", "/oauth2/token", "grant_type=password"),
                     400);
    ck_assert_int_eq(status_of("GET", "/oauth2/token", NULL), 405);
    ck_assert_int_eq(tenant_stop(&tenant), 0);
}
END_TEST

START_TEST(opens_nothing_without_a_valid_token)
{
    tenant_start(&tenant, (const char *[]){"--token-life", "0", NULL});
    ck_assert_int_eq(status_of("POST", TENANT_QUERY, WHOLE), 401);
    ck_assert_int_eq(
        status_of("GET", "/api/v1/conversations/x/transcripts", NULL), 401);
    free(tenant_sign_in(&tenant).bytes);
    ck_assert_int_eq(status_of("POST", TENANT_QUERY, WHOLE), 401);
    strcpy(tenant.token, "tenant.1.00000000000000000000000000000000");
    ck_assert_int_eq(status_of("POST", TENANT_QUERY, WHOLE), 401);
    tenant_stop(&tenant);
}
END_TEST

/* Follows nextLink to the end; returns the conversations seen. */
static int walk(const char *body, int *pages)
{
    char link[512] = TENANT_QUERY;
    int seen = 0;
    for (*pages = 0; *link && *pages < 1000; ++*pages) {
        struct tenant_reply reply = tenant_call(
            &tenant, *pages ? "GET" : "POST", link, *pages ? NULL : body);
        ck_assert_int_eq(reply.status, 200);
        seen += count(reply.body, "\"conversationId\"");
        const char *next = strstr(reply.body, "\"nextLink\": \"/");
        *link = '\0';
        if (next)
            sscanf(next, "\"nextLink\": \"%511[^\"]", link);
        free(reply.bytes);
    }
    return seen;
}

START_TEST(pages_through_the_whole_sample)
{
    int pages;
    start_signed_in((const char *[]){"--page-size", "50", NULL});
    int all = walk(WHOLE, &pages);
    ck_assert_int_ge(all, 160);
    ck_assert_int_eq(pages, (all + 49) / 50);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(window_and_page_size_come_from_the_query)
{
    int pages;
    start_signed_in(plain);
    int first = walk("{\"dateFrom\": \"2026-11-01\", "
                     "\"dateTo\": \"2026-11-08T12:00:00.000Z\", "
                     "\"pageSize\": 10}",
                     &pages);
    ck_assert_int_eq(pages, (first + 9) / 10);
    int second = walk("{\"startTime\": \"2026-11-08T13:00:00+01:00\", "
                      "\"endTime\": \"2026-11-16\", \"paging\": "
                      "{\"pageSize\": 7, \"pageNumber\": 1}}",
                      &pages);
    ck_assert_int_eq(pages, (second + 6) / 7);
    ck_assert_int_eq(first + second, walk(WHOLE, &pages));
    ck_assert_int_eq(walk("{\"interval\": \"2020-01-01/2020-02-01\"}", &pages),
                     0);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(refuses_what_it_cannot_read)
{
    static const char *const bodies[] = {
        "{",
        "[]",
        "{\"interval\": \"yesterday\"}",
        "{\"dateFrom\": 5}",
        "{\"pageSize\": 0}",
        "{\"pageSize\": \"x\"}",
        "{\"interval\": \"2026-11-01/\"}",
        "{\"interval\"}",
        "\"",
    };
    start_signed_in(plain);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        ck_assert_int_eq(status_of("POST", TENANT_QUERY, bodies[i]), 400);
    ck_assert_int_eq(status_of("GET", TENANT_QUERY "?cursor=1.2.3", NULL), 400);
    ck_assert_int_eq(status_of("GET", TENANT_QUERY "?cursor=-1.0.9.9", NULL),
                     400);
    ck_assert_int_eq(status_of("GET", "/api/v1/nothing", NULL), 404);
    ck_assert_int_eq(status_of("DELETE", TENANT_QUERY, NULL), 405);
    tenant_stop(&tenant);
}
END_TEST

static const char three_lines[] =
    "{\"conversationId\": \"a/b?c#d\", \"start_time\": "
    "\"2026-11-02T10:00:00Z\", \"duration\": 60, \"disposition\": "
    "\"resolved\", \"channel\": \"chat\", \"topic\": \"T\", \"transcript\": "
    "[{\"text\": \"{ \\\"caf\\u00e9\\\" ]\"}]}\n"
    "{\"conversationId\": \"%2e%2e\", \"start_time\": "
    "\"2026-11-03T10:00:00Z\", \"transcript\": null}\n"
    "{\"conversationId\": \"s\\u00ed\", \"start_time\": "
    "\"2026-11-04T10:00:00Z\", \"transcript\": []}\n";

static void expect_transcript(const char *target, int status, const char *body)
{
    struct tenant_reply reply = tenant_call(&tenant, "GET", target, NULL);
    ck_assert_int_eq(reply.status, status);
    ck_assert_str_eq(reply.body, body);
    free(reply.bytes);
}

START_TEST(serves_transcripts_as_they_were_written)
{
    const char *missing = "{\"error\": \"not_found\"}";
    const char *path = tenant_data_file(three_lines);
    start_signed_in((const char *[]){"--data", path, NULL});
    unlink(path);
    expect_transcript("/api/v1/conversations/a%2Fb%3Fc%23d/transcripts", 200,
                      "[{\"text\": \"{ \\\"caf\\u00e9\\\" ]\"}]");
    expect_transcript("/api/v1/conversations/%252e%252e/transcripts", 404,
                      missing);
    expect_transcript("/api/v1/conversations/s%C3%AD/transcripts", 200, "[]");
    expect_transcript("/api/v1/conversations/nobody/transcripts", 404, missing);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(repeats_the_data_under_new_ids)
{
    int pages;
    const char *path = tenant_data_file(three_lines);
    start_signed_in((const char *[]){"--data", path, "--repeat", "4", NULL});
    unlink(path);
    ck_assert_int_eq(walk(WHOLE, &pages), 12);
    expect_transcript("/api/v1/conversations/s%C3%AD-r3/transcripts", 200,
                      "[]");
    ck_assert_int_eq(
        status_of("GET", "/api/v1/conversations/s%C3%AD-r4/transcripts", NULL),
        404);
    tenant_stop(&tenant);
}
END_TEST

START_TEST(limits_the_rate)
{
    start_signed_in((const char *[]){"--rate", "2", NULL});
    int refused = 0;
    for (int i = 0; i < 5; i++) {
        struct tenant_reply reply =
            tenant_call(&tenant, "POST", TENANT_QUERY, WHOLE);
        refused += reply.status == 429;
        if (reply.status == 429)
            ck_assert_ptr_nonnull(strstr(reply.bytes, "Retry-After: 1\r\n"));
        free(reply.bytes);
    }
    ck_assert_int_ge(refused, 2);
    tenant_stop(&tenant);
}
END_TEST

/* Statuses of twenty attempts, as one string. */
static void statuses(char marks[21], const char *seed)
{
    const char *path = tenant_data_file(three_lines);
    start_signed_in((const char *[]){"--data", path, "--fail", "0.5", "--seed",
                                     seed, NULL});
    unlink(path);
    for (int i = 0; i < 20; i++) {
        int status =
            status_of("GET", "/api/v1/conversations/s%C3%AD/transcripts", NULL);
        marks[i] = ".12345"[status == 200 ? 0 : status % 10 + 1];
    }
    marks[20] = '\0';
    tenant_stop(&tenant);
}

START_TEST(fails_by_chance_the_same_way_for_a_seed)
{
    char first[21], again[21], other[21];
    statuses(first, "11");
    statuses(again, "11");
    statuses(other, "12");
    ck_assert_str_eq(first, again);
    ck_assert_str_ne(first, other);
    ck_assert_ptr_nonnull(strchr(first, '.'));
    ck_assert_uint_lt(strspn(first, "."), 20);
}
END_TEST

START_TEST(logs_every_request_and_no_secret)
{
    start_signed_in(plain);
    free(tenant_call(&tenant, "GET", "/api/v1/conversations/n%22o/transcripts",
                     NULL)
             .bytes);
    char *log = tenant_log(&tenant);
    ck_assert_int_eq(count(log, "\n"), 2);
    ck_assert_ptr_nonnull(strstr(log, "\"call\": \"token\", \"n\": 1, "
                                      "\"status\": 200"));
    ck_assert_ptr_nonnull(
        strstr(log, "\"path\": \"/api/v1/conversations/n%22o/transcripts\", "
                    "\"call\": \"transcript\", \"n\": 1, \"id\": \"n\\\"o\", "
                    "\"attempt\": 0, \"status\": 404, \"bytes\": 22, "
                    "\"token\": 1, \"connection\": 2}"));
    ck_assert_ptr_null(strstr(log, tenant.token));
    ck_assert_ptr_null(strstr(log, "demo-secret"));
    free(log);
    tenant_stop(&tenant);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant");
    TCase *tests = tcase_create("tenant");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, signs_in_only_with_the_right_pair);
    tcase_add_test(tests, opens_nothing_without_a_valid_token);
    tcase_add_test(tests, pages_through_the_whole_sample);
    tcase_add_test(tests, window_and_page_size_come_from_the_query);
    tcase_add_test(tests, refuses_what_it_cannot_read);
    tcase_add_test(tests, serves_transcripts_as_they_were_written);
    tcase_add_test(tests, repeats_the_data_under_new_ids);
    tcase_add_test(tests, limits_the_rate);
    tcase_add_test(tests, fails_by_chance_the_same_way_for_a_seed);
    tcase_add_test(tests, logs_every_request_and_no_secret);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
