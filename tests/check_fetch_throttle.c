/* check_fetch_throttle.c: the queue while a service throttles or is away. */
#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

static void throttle_first(struct exchange *exchange)
{
    if (exchange->number <= 1)
        answer(exchange, 429, "Retry-After: 20\r\n", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(everybody_waits_for_a_throttled_one)
{
    struct queue queue;
    queue_open(&queue, throttle_first);
    queue.options.http.connections = 1;
    queue_start(&queue);
    queue_submit_many(&queue, 10, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 10);
    ck_assert_int_eq(server_requests(queue.server), 11);
    ck_assert_int_ge(queue.clock.now_ms, 1000 + 20000);
    ck_assert_int_le(queue.clock.now_ms, 1000 + 22100);
    struct ut_fetch_event event;
    ck_assert(ut_fetch_take_event(queue.fetch, &event));
    ck_assert_int_eq(event.kind, UT_FETCH_PAUSE);
    ck_assert_ptr_nonnull(strstr(event.message, "asks to wait 20 s"));
    queue_close(&queue);
}
END_TEST

static void throttle_always(struct exchange *exchange)
{
    answer(exchange, 429, "Retry-After: 1\r\n", "");
}

START_TEST(throttling_is_bounded)
{
    struct queue queue;
    queue_open(&queue, throttle_always);
    queue_start(&queue);
    queue_submit(&queue, "/x", false);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ELATER);
    ck_assert_int_eq(server_requests(queue.server), 11);
    ck_assert_ptr_nonnull(strstr(queue.last_message, "10 waits"));
    queue_close(&queue);
}
END_TEST

/* Those whose path ends in 3. */
static void throttle_some(struct exchange *exchange)
{
    if (exchange->path[strlen(exchange->path) - 1] == '3')
        answer(exchange, 503, "Retry-After: 0\r\n", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(one_that_is_always_throttled_holds_up_no_other)
{
    static const int concurrency[] = {1, 8};
    for (int i = 0; i < 2; i++) {
        struct queue queue;
        queue_open(&queue, throttle_some);
        queue.options.http.connections = concurrency[i];
        queue_start(&queue);
        queue_submit_many(&queue, 40, true);
        queue_run(&queue);
        ck_assert_int_eq(queue.ok, 36);
        ck_assert_int_eq(queue.set_aside, 4);
        ck_assert_int_eq(server_requests(queue.server), 36 + 4 * 11);
        queue_submit(&queue, "/later", true);
        queue_run(&queue);
        ck_assert_int_eq(queue.ok, 37);
        queue_close(&queue);
    }
}
END_TEST

/* One shows it by its waits; the next ones by their first answer. */
START_TEST(when_all_are_throttled_everything_stops)
{
    struct queue queue;
    queue_open(&queue, throttle_always);
    queue.options.http.connections = 1;
    queue_start(&queue);
    queue_submit_many(&queue, 40, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.failed, 40);
    ck_assert_int_eq(queue.set_aside, 1);
    ck_assert(queue.is_last_stopped);
    ck_assert_int_eq(server_requests(queue.server), 12);
    ck_assert_ptr_nonnull(strstr(queue.last_message, "10 waits"));
    queue_close(&queue);
}
END_TEST

START_TEST(what_an_earlier_one_waited_counts)
{
    struct queue queue;
    queue_open(&queue, throttle_always);
    queue.options.retry.throttle_ms = 0;
    queue_start(&queue);
    ut_fetch_hold(queue.fetch, 60000, (struct ut_fetch_waits){8, 100000});
    queue_submit(&queue, "/x", false);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ELATER);
    ck_assert_int_eq(server_requests(queue.server), 3);
    ck_assert_int_ge(queue.clock.now_ms, 1000 + 60000 + 2000);
    ck_assert_ptr_nonnull(strstr(queue.last_message, "10 waits of 102 s"));
    struct ut_fetch_event event;
    ck_assert(ut_fetch_take_event(queue.fetch, &event));
    ck_assert_int_eq(event.waits.count, 9);
    ck_assert_int_ge(event.waits.ms, 101000);
    queue_close(&queue);
}
END_TEST

static void throttle_second(struct exchange *exchange)
{
    if (exchange->number == 2)
        throttle_always(exchange);
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(an_answer_ends_what_an_earlier_one_waited)
{
    struct queue queue;
    queue_open(&queue, throttle_second);
    queue_start(&queue);
    ut_fetch_hold(queue.fetch, 0, (struct ut_fetch_waits){10, 0});
    queue_submit(&queue, "/x", true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 1);
    queue_submit(&queue, "/throttled", true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 2);
    queue_close(&queue);
}
END_TEST

static const char *wish;

static void throttle_with_wish(struct exchange *exchange)
{
    char header[128];
    snprintf(header, sizeof header, "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n%s",
             wish);
    if (exchange->number == 1)
        answer(exchange, 429, header, "");
    else
        answer(exchange, 200, "", "{}");
}

/* What the server sent, and between which bounds the wait must be. */
START_TEST(wishes_are_understood)
{
    static const struct {
        const char *header;
        int least_ms, most_ms; /* most 0: stops with "later" */
    } rows[] = {
        {"Retry-After: 2\r\n", 2000, 2300},
        {"Retry-After: 0\r\n", 0, 2300},
        {"", 0, 2300},
        {"Retry-After: Sun, 22 Nov 2026 10:00:30 GMT\r\n", 30000, 33100},
        {"Retry-After: Sunday, 22-Nov-26 10:00:30 GMT\r\n", 30000, 33100},
        {"Retry-After: Sun Nov 22 10:00:30 2026\r\n", 30000, 33100},
        {"Retry-After: Sun, 22 Nov 2026 09:00:00 GMT\r\n", 0, 2300},
        {"Retry-After: soon\r\n", 0, 2300},
        {"Retry-After: -5\r\n", 0, 2300},
        {"Retry-After: 2.5\r\n", 0, 2300},
        {"Retry-After: 0x10\r\n", 0, 2300},
        {"Retry-After: 30\r\nRetry-After: 40\r\n", 0, 2300},
        {"Retry-After: 300\r\n", 300000, 331000},
        {"Retry-After: 301\r\n", 0, 0},
        {"Retry-After: 86400\r\n", 0, 0},
        {"Retry-After: 1795341600\r\n", 0, 0},
        {"Retry-After: 99999999999999999999\r\n", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct queue queue;
        wish = rows[i].header;
        queue_open(&queue, throttle_with_wish);
        queue_start(&queue);
        queue_submit(&queue, "/x", false);
        queue_run(&queue);
        int64_t waited_ms = queue.clock.now_ms - 1000;
        ck_assert_msg(waited_ms >= rows[i].least_ms &&
                          waited_ms <= rows[i].most_ms,
                      "%s: waited %lld ms", wish, (long long)waited_ms);
        ck_assert_int_eq(queue.last_code,
                         rows[i].most_ms ? 0 : UNDERTONE_ELATER);
        queue_close(&queue);
    }
}
END_TEST

/* --- outages -------------------------------------------------------------- */

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

/* So many that they are none: the service is away. */
START_TEST(an_outage_is_seen_among_what_failed_before)
{
    struct queue queue;
    queue_open(&queue, always_500);
    queue_start(&queue);
    submit_doubted(&queue, 500);
    queue_run(&queue);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ELATER);
    ck_assert_int_le(server_requests(queue.server), 60);
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
    Suite *suite = suite_create("fetch_throttle");
    TCase *tests = tcase_create("fetch_throttle");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, everybody_waits_for_a_throttled_one);
    tcase_add_test(tests, throttling_is_bounded);
    tcase_add_test(tests, one_that_is_always_throttled_holds_up_no_other);
    tcase_add_test(tests, when_all_are_throttled_everything_stops);
    tcase_add_test(tests, what_an_earlier_one_waited_counts);
    tcase_add_test(tests, an_answer_ends_what_an_earlier_one_waited);
    tcase_add_test(tests, wishes_are_understood);
    tcase_add_test(tests, an_outage_costs_few_requests_and_no_item);
    tcase_add_test(tests, a_service_that_works_now_and_then_is_used);
    tcase_add_test(tests, a_few_that_always_fail_are_no_outage);
    tcase_add_test(tests, what_failed_before_fails_again_by_itself);
    tcase_add_test(tests, an_outage_is_seen_among_what_failed_before);
    tcase_add_test(tests, the_trial_is_of_one_without_doubt);
    tcase_add_test(tests, an_endless_outage_ends_the_run);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
