/* check_fetch_forbidden.c: a 401 that is the fault of single items, which must
 * neither end the run nor be taken for a token that was revoked. */
#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/queue.h"
#include "support/suite.h"

/* So many requests with a token, so many at a time, to the end. */
static void run_many(struct queue *queue, handler *handle, int connections,
                     int count)
{
    queue_open(queue, handle);
    queue->options.http.connections = connections;
    queue_start(queue);
    queue_submit_many(queue, count, true);
    queue_run(queue);
}

/* Every item whose number ends in a 7 is refused whatever the token, and of
 * those from 50 to 54 all are; the others are answered. Seven of these may be
 * judged in a row: an eighth would speak against the token. */
static void refuse_some(struct exchange *exchange)
{
    int id = atoi(exchange->path + 3);
    bool is_bad = id % 10 == 7 || (id >= 50 && id <= 54);
    answer(exchange, is_bad ? 401 : 200, "", "{}");
}

START_TEST(an_item_that_is_always_refused_fails_alone)
{
    static const int concurrency[] = {1, 8};
    for (int i = 0; i < 2; i++) {
        struct queue queue;
        run_many(&queue, refuse_some, concurrency[i], 200);
        printf("25 of 200 always 401, %d in flight: %d sign-ins\n",
               concurrency[i], queue.sign_ins);
        ck_assert_int_eq(queue.ok, 175);
        ck_assert_int_eq(queue.failed, 25);
        ck_assert_int_eq(queue.last_ending, UT_FETCH_ALONE);
        ck_assert_int_le(queue.sign_ins, 12);
        queue_close(&queue);
    }
}
END_TEST

static void refuse_from_20(struct exchange *exchange)
{
    bool is_bad = atoi(exchange->path + 3) >= 20;
    answer(exchange, is_bad ? 401 : 200, "", "{}");
}

/* With nobody after them who shows that the token is good. */
START_TEST(seven_at_the_end_fail_alone)
{
    struct queue queue;
    run_many(&queue, refuse_from_20, 1, 20 + 7);
    ck_assert_int_eq(queue.ok, 20);
    ck_assert_int_eq(queue.failed, 7);
    ck_assert_int_eq(queue.stopped, 0);
    queue_close(&queue);
}
END_TEST

static void refuse_first(struct exchange *exchange)
{
    bool is_bad = strcmp(exchange->path, "/c/0") == 0;
    answer(exchange, is_bad ? 401 : 200, "", "{}");
}

START_TEST(the_first_may_be_refused_alone)
{
    struct queue queue;
    run_many(&queue, refuse_first, 1, 10);
    ck_assert_int_eq(queue.ok, 9);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_ALONE);
    ck_assert_int_eq(queue.sign_ins, 2);
    queue_close(&queue);
}
END_TEST

static void submit_refused_before(struct queue *queue, int count)
{
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = "GET", .path = "/x"},
                                       .has_auth = true,
                                       .is_doubted = true};
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(ut_fetch_submit(queue->fetch, &request, &error), 0);
}

/* A later run that has only such items to ask for, some at a time. */
START_TEST(what_was_refused_before_is_refused_alone)
{
    static const struct {
        int in_flight, count, times, sign_ins;
    } rows[] = {{8, 3, 1, 2},  {1, 12, 1, 2}, {8, 12, 1, 2},
                {8, 40, 1, 2}, {1, 12, 9, 4}, {8, 12, 9, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct queue queue;
        queue_open(&queue, always_401);
        queue.options.http.connections = rows[i].in_flight;
        queue_start(&queue);
        for (int time = 0; time < rows[i].times; time++) {
            submit_refused_before(&queue, rows[i].count);
            queue_run(&queue);
            ck_assert_int_eq(queue.last_ending, UT_FETCH_ALONE);
        }
        ck_assert_int_eq(queue.failed, rows[i].count * rows[i].times);
        ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
        ck_assert_int_le(queue.sign_ins, rows[i].sign_ins);
        queue_close(&queue);
    }
}
END_TEST

static void accept_first(struct exchange *exchange)
{
    answer(exchange, exchange->number == 1 ? 200 : 401, "", "{}");
}

/* The credentials were good; nor does one new item change that. */
START_TEST(one_more_beside_them_is_refused_alone)
{
    struct queue queue;
    queue_open(&queue, accept_first);
    queue.options.http.connections = 1;
    queue_start(&queue);
    queue_submit(&queue, "/list", true);
    queue_run(&queue);
    submit_refused_before(&queue, 12);
    queue_submit(&queue, "/new", true);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 13);
    ck_assert_int_eq(queue.stopped, 0);
    queue_close(&queue);
}
END_TEST

/* They say nothing of the credentials, but the others do. */
START_TEST(the_others_end_the_run_all_the_same)
{
    struct queue queue;
    queue_open(&queue, always_401);
    queue_start(&queue);
    submit_refused_before(&queue, 12);
    queue_submit_many(&queue, 100, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 112);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    ck_assert_int_le(queue.sign_ins, 4);
    queue_close(&queue);
}
END_TEST

/* The first token is revoked after the second request was answered with it and
 * before the first one is. */
static void refuse_first_late(struct exchange *exchange)
{
    bool is_late =
        has_token(exchange, "token1") && strcmp(exchange->path, "/c/0") == 0;
    if (is_late)
        usleep(100000);
    answer(exchange, is_late ? 401 : 200, "", "{}");
}

START_TEST(one_refusal_is_never_enough)
{
    struct queue queue;
    run_many(&queue, refuse_first_late, 2, 2);
    ck_assert_int_eq(queue.ok, 2);
    ck_assert_int_eq(queue.sign_ins, 2);
    queue_close(&queue);
}
END_TEST

/* Three items are always refused, and from the hundredth answer on the token
 * that was good until then. */
static void refuse_three_then_revoke(struct exchange *exchange)
{
    static atomic_int answered, revoked;
    int id = atoi(exchange->path + 3);
    bool is_bad = id == 10 || id == 20 || id == 30;
    if (is_bad || token_number(exchange) <= revoked) {
        answer(exchange, 401, "", "");
        return;
    }
    if (atomic_fetch_add(&answered, 1) == 99)
        revoked = token_number(exchange);
    answer(exchange, 200, "", "{}");
}

START_TEST(suspected_items_hide_no_revocation)
{
    struct queue queue;
    run_many(&queue, refuse_three_then_revoke, 1, 300);
    ck_assert_int_eq(queue.ok, 297);
    ck_assert_int_eq(queue.sign_ins, 5);
    ck_assert_int_le(server_requests(queue.server), 300 + 3 + 3);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_forbidden");
    TCase *tests = tcase_create("fetch_forbidden");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_item_that_is_always_refused_fails_alone);
    tcase_add_test(tests, seven_at_the_end_fail_alone);
    tcase_add_test(tests, the_first_may_be_refused_alone);
    tcase_add_test(tests, what_was_refused_before_is_refused_alone);
    tcase_add_test(tests, one_more_beside_them_is_refused_alone);
    tcase_add_test(tests, the_others_end_the_run_all_the_same);
    tcase_add_test(tests, one_refusal_is_never_enough);
    tcase_add_test(tests, suspected_items_hide_no_revocation);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
