/*
 * check_tenant_rules.c: which calls a fault's rule meets, what the log says of
 * it, and an end while answers wait.
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
    struct tenant_reply reply = tenant_call_with(&tenant, "F2");
    char *log = tenant_log(&tenant);
    ck_assert_ptr_nonnull(strstr(log, "\"attempt\": 1, \"status\": 200, "
                                      "\"bytes\": 107, \"token\": 1, "
                                      "\"fault\": \"F2\""));
    free(log);
    tenant_end_call(&tenant, &reply);
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
    Suite *suite = suite_create("tenant rules");
    TCase *tests = tcase_create("tenant rules");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, f22_draws_by_seed_whatever_the_order);
    tcase_add_test(tests, f24_revokes_the_tokens_issued);
    tcase_add_test(tests, rules_meet_the_calls_they_name);
    tcase_add_test(tests, decoy_is_logged);
    tcase_add_test(tests, log_names_the_fault);
    tcase_add_test(tests, stops_while_answers_wait);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
