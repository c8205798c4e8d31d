/* check_fetch.c: the queue: repeats, final answers, order, stopping. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

static void first_500(struct exchange *exchange)
{
    if (exchange->number <= 3)
        always_500(exchange);
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(retries_and_succeeds)
{
    struct queue queue;
    queue_open(&queue, first_500);
    queue_start(&queue);
    queue_submit(&queue, "/x", false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 1);
    ck_assert_int_eq(queue.last_attempts, 4);
    ck_assert_int_eq(server_requests(queue.server), 4);
    queue_close(&queue);
}
END_TEST

START_TEST(gives_up_after_its_attempts)
{
    struct queue queue;
    queue_open(&queue, always_500);
    queue_start(&queue);
    queue_submit(&queue, "/x?secret=1", true);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_EHTTP);
    ck_assert_int_eq(queue.last_status, 500);
    ck_assert_int_eq(server_requests(queue.server), 5);
    ck_assert_ptr_nonnull(
        strstr(queue.last_message, "500: broken \\x1b[31m; attempt 5 of 5"));
    ck_assert_ptr_null(strstr(queue.last_message, "secret"));
    ck_assert_int_eq(queue.last_ending, UT_FETCH_ALONE);
    queue_close(&queue);
}
END_TEST

START_TEST(an_empty_budget_is_told_from_used_up_attempts)
{
    struct queue queue;
    queue_open(&queue, always_500);
    queue.options.retry.budget = 2 * queue.options.retry.cost;
    queue_start(&queue);
    queue_submit(&queue, "/x", false);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_EHTTP);
    ck_assert_int_eq(queue.last_attempts, 3);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_OUT_OF_BUDGET);
    queue_close(&queue);
}
END_TEST

/* 5 % of requests fail, by number, in one of the ways that are retried. */
static void sometimes_fails(struct exchange *exchange)
{
    if (exchange->number % 20 != 7) {
        answer(exchange, 200, "", "{}");
        return;
    }
    switch (exchange->number / 20 % 4) {
    case 0:
        answer(exchange, 502, "", "");
        break;
    case 1:
        send_text(exchange, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
        exchange->is_over = true;
        break;
    case 2:
        reset_connection(exchange);
        break;
    default:
        exchange->is_over = true;
    }
}

START_TEST(loses_nothing_to_random_faults)
{
    struct queue queue;
    queue_open(&queue, sometimes_fails);
    queue_start(&queue);
    queue_submit_many(&queue, 2000, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 2000);
    ck_assert_int_le(server_requests(queue.server), 2200);
    queue_close(&queue);
}
END_TEST

/* What the path says, or that at the first attempt only. */
static void by_path(struct exchange *exchange)
{
    answer(exchange, atoi(exchange->path + 1), "", "why");
}

static void by_path_once(struct exchange *exchange)
{
    if (exchange->number % 2 == 1)
        by_path(exchange);
    else
        answer(exchange, 200, "", "{}");
}

static void submit_status(struct queue *queue, int status)
{
    char path[16];
    snprintf(path, sizeof path, "/%d", status);
    queue_submit(queue, path, false);
    queue_run(queue);
    ck_assert_int_eq(queue->last_code, 0);
}

START_TEST(passing_answers_are_repeated)
{
    static const int statuses[] = {408, 425, 500, 502, 503, 504, 506, 507, 508,
                                   511, 520, 522, 524, 527, 529, 530, 599};
    struct queue queue;
    queue_open(&queue, by_path_once);
    queue_start(&queue);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        submit_status(&queue, statuses[i]);
        ck_assert_int_eq(queue.last_status, 200);
        ck_assert_int_eq(queue.last_attempts, 2);
    }
    queue_close(&queue);
}
END_TEST

START_TEST(final_answers_are_not_repeated)
{
    static const int statuses[] = {200, 202, 204, 304, 400, 403, 404,
                                   405, 410, 422, 451, 501, 505};
    int count = sizeof statuses / sizeof statuses[0];
    struct queue queue;
    queue_open(&queue, by_path);
    queue_start(&queue);
    for (int i = 0; i < count; i++) {
        submit_status(&queue, statuses[i]);
        ck_assert_int_eq(queue.last_status, statuses[i]);
    }
    ck_assert_int_eq(server_requests(queue.server), count);
    queue_close(&queue);
}
END_TEST

START_TEST(a_rejected_body_is_asked_for_twice_more)
{
    struct queue queue;
    struct ut_fetch_result result;
    struct ut_error error = {0};
    queue_open(&queue, always_fine);
    queue_start(&queue);
    queue_submit(&queue, "/x", false);
    int rejected = 0, tag = 0;
    for (bool is_again = true; is_again;) {
        int news = ut_fetch_next(queue.fetch, 5, &result, &error);
        if (news == UT_FETCH_RESULT)
            is_again =
                ut_fetch_reject(queue.fetch, ++tag, "JSON ends early", &result),
            rejected++;
        queue.clock.now_ms += 50;
    }
    ck_assert_int_eq(rejected, 3);
    ck_assert_int_eq(result.tag, 3);
    ck_assert_int_eq(result.code, UNDERTONE_EHTTP);
    ck_assert_ptr_nonnull(strstr(result.message, "JSON ends early"));
    ck_assert_int_eq(ut_fetch_next(queue.fetch, 5, &result, &error),
                     UT_FETCH_IDLE);
    queue_close(&queue);
}
END_TEST

START_TEST(a_rate_spaces_requests)
{
    struct queue queue;
    queue_open(&queue, always_fine);
    queue.options.rate = 10.0;
    queue_start(&queue);
    queue_submit_many(&queue, 101, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 101);
    ck_assert_int_ge(queue.clock.now_ms, 1000 + 9500);
    ck_assert_int_le(queue.clock.now_ms, 1000 + 11500);
    queue_close(&queue);
}
END_TEST

static double half_chance(void *context)
{
    (void)context;
    return 0.5;
}

static char order[16];

static void note_order(struct exchange *exchange)
{
    order[exchange->number - 1] = exchange->path[1];
    answer(exchange, exchange->number <= 3 ? 500 : 200, "", "{}");
}

START_TEST(repeats_keep_their_order)
{
    struct queue queue;
    queue_open(&queue, note_order);
    queue.options.http.connections = 1;
    queue.options.clock.random = half_chance;
    queue_start(&queue);
    queue_submit(&queue, "/a", false);
    queue_submit(&queue, "/b", false);
    queue_submit(&queue, "/c", false);
    struct ut_fetch_result result;
    struct ut_fetch_stats stats = {0};
    while (stats.retries < 3) {
        ck_assert_int_ge(ut_fetch_next(queue.fetch, 5, &result, NULL), 0);
        ut_fetch_get_stats(queue.fetch, &stats);
    }
    queue.clock.now_ms += 10000; /* now they are all due */
    queue_run(&queue);
    ck_assert_str_eq(order, "abcabc");
    queue_close(&queue);
}
END_TEST

START_TEST(a_stop_fails_what_is_queued)
{
    struct queue queue;
    queue_open(&queue, always_fine);
    queue_start(&queue);
    queue_submit_many(&queue, 50, true);
    ut_fetch_stop(queue.fetch, UNDERTONE_ECREDENTIALS, "no way in");
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 50);
    ck_assert_str_eq(queue.last_message, "no way in");
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    ck_assert_int_eq(server_requests(queue.server), 0);
    queue_close(&queue);
}
END_TEST

START_TEST(a_stop_without_a_code_stops)
{
    struct queue queue;
    queue_open(&queue, always_fine);
    queue_start(&queue);
    queue_submit(&queue, "/x", false);
    ut_fetch_stop(queue.fetch, 0, "no luck");
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert_str_eq(queue.last_message, "no luck");
    queue_close(&queue);
}
END_TEST

/* Others have used up the shared budget; the sign-in has attempts to itself. */
START_TEST(own_attempts_are_not_the_budgets)
{
    struct queue queue;
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = "GET", .path = "/x"},
                                       .attempts = 3};
    queue_open(&queue, always_500);
    queue.options.retry.budget = 0;
    queue_start(&queue);
    ck_assert_int_eq(ut_fetch_submit(queue.fetch, &request, &error), 0);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_attempts, 3);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_ALONE);
    queue_close(&queue);
}
END_TEST

START_TEST(freeing_while_busy_leaks_nothing)
{
    struct queue queue;
    struct ut_fetch_result result;
    queue_open(&queue, always_fine);
    queue_start(&queue);
    queue_submit_many(&queue, 50, false);
    for (int i = 0; i < 3; i++)
        ut_fetch_next(queue.fetch, 1, &result, NULL);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch");
    TCase *tests = tcase_create("fetch");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, retries_and_succeeds);
    tcase_add_test(tests, gives_up_after_its_attempts);
    tcase_add_test(tests, an_empty_budget_is_told_from_used_up_attempts);
    tcase_add_test(tests, loses_nothing_to_random_faults);
    tcase_add_test(tests, passing_answers_are_repeated);
    tcase_add_test(tests, final_answers_are_not_repeated);
    tcase_add_test(tests, a_rejected_body_is_asked_for_twice_more);
    tcase_add_test(tests, a_rate_spaces_requests);
    tcase_add_test(tests, repeats_keep_their_order);
    tcase_add_test(tests, a_stop_fails_what_is_queued);
    tcase_add_test(tests, a_stop_without_a_code_stops);
    tcase_add_test(tests, own_attempts_are_not_the_budgets);
    tcase_add_test(tests, freeing_while_busy_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
