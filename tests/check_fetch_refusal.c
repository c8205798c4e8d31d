/* check_fetch_refusal.c: a 401 that is the fault of the token, for which one
 * sign-in is enough, or of the credentials, which ends everything. */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

/* The first token is revoked once 64 requests with it are under way. */
static atomic_int with_first;
static pthread_barrier_t barrier;

static void revoke_when_64_wait(struct exchange *exchange)
{
    if (has_token(exchange, "token1")) {
        atomic_fetch_add(&with_first, 1);
        pthread_barrier_wait(&barrier);
        answer(exchange, 401, "", "");
    } else if (has_token(exchange, "token2")) {
        answer(exchange, 200, "", "{}");
    } else {
        answer(exchange, 400, "", "");
    }
}

START_TEST(one_sign_in_for_64_refusals)
{
    struct queue queue;
    pthread_barrier_init(&barrier, NULL, 64);
    queue_open(&queue, revoke_when_64_wait);
    queue.options.http.connections = 64;
    queue_start(&queue);
    queue_submit_many(&queue, 64, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 64);
    ck_assert_int_eq(queue.sign_ins, 2);
    ck_assert_int_eq(with_first, 64);
    ck_assert_int_eq(server_requests(queue.server), 128);
    queue_close(&queue);
}
END_TEST

START_TEST(a_refused_new_token_ends_the_run)
{
    struct queue queue;
    queue_open(&queue, always_401);
    queue_start(&queue);
    queue_submit_many(&queue, 100, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 100);
    ck_assert_int_eq(queue.sign_ins, 2);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    /* With each token as many as may be in flight, and one that leaves when
     * the first refusal of the second token has come in alone. */
    ck_assert_int_le(server_requests(queue.server), 17);
    queue_close(&queue);
}
END_TEST

/* Nobody else is left who could show whose fault it is. */
START_TEST(the_only_one_ends_the_run)
{
    struct queue queue;
    queue_open(&queue, always_401);
    queue_start(&queue);
    queue_submit(&queue, "/x", true);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    ck_assert_int_eq(queue.sign_ins, 2);
    ck_assert_int_eq(server_requests(queue.server), 2);
    queue_close(&queue);
}
END_TEST

/* Valid for 100 requests, and then nothing is. */
static void revoke_for_good(struct exchange *exchange)
{
    static atomic_int served;
    bool is_good = atomic_fetch_add(&served, 1) < 100;
    answer(exchange, is_good ? 200 : 401, "", "{}");
}

START_TEST(credentials_that_end_end_the_run)
{
    struct queue queue;
    queue_open(&queue, revoke_for_good);
    queue.options.http.connections = 1;
    queue_start(&queue);
    queue_submit_many(&queue, 300, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 100);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    ck_assert_int_le(queue.sign_ins, 4);
    ck_assert_int_le(server_requests(queue.server), 100 + 20);
    queue_close(&queue);
}
END_TEST

/* A revocation every 100 requests: each time one sign-in, nothing lost. */
static void revoke_often(struct exchange *exchange)
{
    static atomic_int served, valid = 1;
    char token[32];
    snprintf(token, sizeof token, "token%d", valid);
    if (!has_token(exchange, token)) {
        answer(exchange, 401, "", "");
        return;
    }
    if (atomic_fetch_add(&served, 1) % 100 == 99)
        valid++;
    answer(exchange, 200, "", "{}");
}

START_TEST(survives_many_revocations)
{
    struct queue queue;
    queue_open(&queue, revoke_often);
    queue_start(&queue);
    queue_submit_many(&queue, 1000, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 1000);
    ck_assert_int_le(queue.sign_ins, 12);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_refusal");
    TCase *tests = tcase_create("fetch_refusal");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, one_sign_in_for_64_refusals);
    tcase_add_test(tests, a_refused_new_token_ends_the_run);
    tcase_add_test(tests, the_only_one_ends_the_run);
    tcase_add_test(tests, credentials_that_end_end_the_run);
    tcase_add_test(tests, survives_many_revocations);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
