/* check_fetch_outage.c: the queue while a service is away, and while only some
 * of its answers fail. */
#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

static void outage_of_ten_minutes(struct exchange *exchange)
{
    struct queue *queue = exchange->context;
    if (queue->clock.now_ms < 1000 + 600000)
        answer(exchange, 503, "", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(an_outage_costs_few_requests_and_no_item)
{
    static const int concurrency[] = {1, 8, 32};
    for (int i = 0; i < 3; i++) {
        struct queue queue;
        queue_open(&queue, outage_of_ten_minutes);
        queue.options.http.connections = concurrency[i];
        queue_start(&queue);
        queue_submit_many(&queue, 200, false);
        queue_run(&queue);
        int extra = server_requests(queue.server) - queue.ok;
        printf("outage, %d in flight: %d ok, %d failed, %d failed requests\n",
               concurrency[i], queue.ok, queue.failed, extra);
        ck_assert_int_eq(queue.ok + queue.failed, 200);
        ck_assert_int_le(extra, 60);
        if (concurrency[i] > 1)
            ck_assert_int_eq(queue.failed, 0);
        queue_close(&queue);
    }
}
END_TEST

/* Every request works the second time. The budget of repeats leaves many
 * without one, but the service is no outage. */
static atomic_int asked[2000];

static void each_fails_once(struct exchange *exchange)
{
    if (atomic_fetch_add(&asked[atoi(exchange->path + 3)], 1) == 0)
        answer(exchange, 500, "", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(a_service_that_works_now_and_then_is_used)
{
    static const int concurrency[] = {1, 8, 32};
    for (int i = 0; i < 3; i++) {
        struct queue queue;
        memset(asked, 0, sizeof asked);
        queue_open(&queue, each_fails_once);
        queue.options.http.connections = concurrency[i];
        queue_start(&queue);
        queue_submit_many(&queue, 2000, false);
        queue_run(&queue);
        int served = queue.ok;
        printf("each fails once, %d in flight: %d ok, %d failed\n",
               concurrency[i], served, queue.failed);
        queue_submit(&queue, "/c/0", false); /* fails when all was given up */
        queue_run(&queue);
        ck_assert_int_eq(queue.ok, served + 1);
        ck_assert_int_ge(served, 100);
        queue_close(&queue);
    }
}
END_TEST

/* Every 30th fails always, eight of them from /c/0 on; so does /bad. */
static void every_30th_fails(struct exchange *exchange)
{
    bool is_bad =
        strncmp(exchange->path, "/c/", 3) != 0 ||
        (atoi(exchange->path + 3) % 30 == 0 && atoi(exchange->path + 3) < 240);
    answer(exchange, is_bad ? 500 : 200, "", "{}");
}

START_TEST(a_few_that_always_fail_are_no_outage)
{
    static const int concurrency[] = {1, 8, 32};
    for (int i = 0; i < 3; i++) {
        struct queue queue;
        queue_open(&queue, every_30th_fails);
        queue.options.http.connections = concurrency[i];
        queue.options.retry.budget = 1000;
        queue_start(&queue);
        queue_submit_many(&queue, 300, true);
        queue_run(&queue);
        ck_assert_int_eq(queue.ok, 292);
        ck_assert_int_eq(queue.failed, 8);
        ck_assert_int_eq(server_requests(queue.server), 292 + 8 * 5);
        ck_assert_int_le(queue.clock.now_ms, 1000 + 60000);
        queue_close(&queue);
    }
}
END_TEST

static void submit_doubted(struct queue *queue, int count)
{
    struct ut_error error = {0};
    struct ut_fetch_request request = {
        .http = {.method = "GET", .path = "/bad"}, .is_doubted = true};
    for (int i = 0; i < count; i++)
        ck_assert_int_eq(ut_fetch_submit(queue->fetch, &request, &error), 0);
}

/* A later run has no others to compare them with. */
START_TEST(what_failed_before_fails_again_by_itself)
{
    struct queue queue;
    queue_open(&queue, always_500);
    queue.options.retry.budget = 1000;
    queue_start(&queue);
    submit_doubted(&queue, 9);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 9);
    ck_assert_int_eq(queue.last_code, UNDERTONE_EHTTP);
    ck_assert_int_eq(server_requests(queue.server), 9 * 5);
    ck_assert_int_le(queue.clock.now_ms, 1000 + 60000);
    queue_close(&queue);
}
END_TEST

/* So many that the service looks away, but nobody else is there to tell: some
 * trials, and they fail by themselves, those that come later as well. */
START_TEST(many_that_failed_before_are_not_waited_for)
{
    static const int rows[][2] = {{1, 20}, {8, 20}, {1, 30}, {8, 30}, {8, 500}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct queue queue;
        queue_open(&queue, always_500);
        queue.options.http.connections = rows[i][0];
        queue_start(&queue);
        submit_doubted(&queue, rows[i][1]);
        queue_run(&queue);
        char ending[64] = "; not sent";
        if (queue.last_attempts > 0)
            snprintf(ending, sizeof ending, "; attempt %d, not tried again",
                     queue.last_attempts);
        ck_assert_ptr_nonnull(strstr(queue.last_message, ending));
        ck_assert(rows[i][1] > 20 || queue.last_attempts > 0);
        submit_doubted(&queue, 30);
        queue_run(&queue);
        printf("in doubt, %d in flight: %d requests, %d s; %s\n", rows[i][0],
               server_requests(queue.server), (int)(queue.clock.now_ms / 1000),
               queue.last_message);
        ck_assert_int_eq(queue.failed, rows[i][1] + 30);
        ck_assert_int_eq(queue.stopped, 0);
        ck_assert_int_eq(queue.last_code, UNDERTONE_EHTTP);
        ck_assert_ptr_nonnull(strstr(queue.last_message, "answered 500"));
        ck_assert_ptr_nonnull(strstr(queue.last_message, "; not sent"));
        ck_assert_int_le(server_requests(queue.server), 60);
        ck_assert_int_le(queue.clock.now_ms, 1000 + 300000);
        queue_close(&queue);
    }
}
END_TEST

/* One without doubt is enough to take the outage for what it is, and so is one
 * that comes after the others were given up. */
START_TEST(an_outage_is_seen_among_what_failed_before)
{
    for (int is_late = 0; is_late < 2; is_late++) {
        struct queue queue;
        queue_open(&queue, always_500);
        queue_start(&queue);
        submit_doubted(&queue, 500);
        if (is_late)
            queue_run(&queue);
        queue_submit(&queue, "/c/0", false);
        queue_run(&queue);
        ck_assert_int_eq(queue.failed, 501);
        ck_assert_int_eq(queue.last_code, UNDERTONE_ELATER);
        ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
        ck_assert_int_le(server_requests(queue.server), 60);
        queue_close(&queue);
    }
}
END_TEST

/* The others are served when what failed before was given up. */
START_TEST(what_comes_after_many_that_failed_before_is_served)
{
    struct queue queue;
    queue_open(&queue, every_30th_fails);
    queue_start(&queue);
    submit_doubted(&queue, 30);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 30);
    queue_submit(&queue, "/c/1", false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 1);
    ck_assert_int_le(queue.clock.now_ms, 1000 + 500000);
    queue_close(&queue);
}
END_TEST

/* One that always fails is no measure of whether the service is back. */
static void outage_or_bad(struct exchange *exchange)
{
    if (strcmp(exchange->path, "/bad") == 0)
        answer(exchange, 500, "", "");
    else
        outage_of_ten_minutes(exchange);
}

START_TEST(the_trial_is_of_one_without_doubt)
{
    struct queue queue;
    queue_open(&queue, outage_or_bad);
    queue.options.retry.budget = 1000;
    queue_start(&queue);
    submit_doubted(&queue, 8);
    queue_submit_many(&queue, 200, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 200);
    ck_assert_int_eq(queue.failed, 8);
    ck_assert_int_le(queue.clock.now_ms, 1000 + 1000000);
    queue_close(&queue);
}
END_TEST

START_TEST(an_endless_outage_ends_the_run)
{
    struct queue queue;
    queue_open(&queue, always_500);
    queue_start(&queue);
    queue_submit_many(&queue, 1000, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 1000);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ELATER);
    ck_assert_int_le(server_requests(queue.server), 60);
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = "GET", .path = "/"}};
    ck_assert_int_eq(ut_fetch_submit(queue.fetch, &request, &error),
                     UNDERTONE_ELATER);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_outage");
    TCase *tests = tcase_create("fetch_outage");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_outage_costs_few_requests_and_no_item);
    tcase_add_test(tests, a_service_that_works_now_and_then_is_used);
    tcase_add_test(tests, a_few_that_always_fail_are_no_outage);
    tcase_add_test(tests, what_failed_before_fails_again_by_itself);
    tcase_add_test(tests, many_that_failed_before_are_not_waited_for);
    tcase_add_test(tests, an_outage_is_seen_among_what_failed_before);
    tcase_add_test(tests, what_comes_after_many_that_failed_before_is_served);
    tcase_add_test(tests, the_trial_is_of_one_without_doubt);
    tcase_add_test(tests, an_endless_outage_ends_the_run);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
