/* check_fetch_throttle.c: the queue while a service throttles. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

/* What the first answer says besides 429. */
static const char *wish;

static void throttle_first(struct exchange *exchange)
{
    char header[128];
    snprintf(header, sizeof header, "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n%s",
             wish);
    if (exchange->number == 1)
        answer(exchange, 429, header, "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(everybody_waits_for_a_throttled_one)
{
    struct queue queue;
    wish = "Retry-After: 20\r\n";
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

/* An own delay of up to 2 s would let a limiter of a second run over. */
START_TEST(the_first_wait_is_as_long_as_wished)
{
    wish = "Retry-After: 1\r\n";
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct queue queue;
        queue_open(&queue, throttle_first);
        queue.clock.random = seed * 214013u;
        queue_start(&queue);
        queue_submit(&queue, "/x", false);
        queue_run(&queue);
        ck_assert_int_eq(queue.ok, 1);
        ck_assert_int_ge(queue.clock.now_ms, 1000 + 1000);
        ck_assert_int_le(queue.clock.now_ms, 1000 + 1150);
        queue_close(&queue);
    }
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

/* Runs `count` one after the other, of which none gets through. The first shows
 * it by its waits; the others by one answer, which is the second's. */
static void run_in_vain(struct queue *queue, int count)
{
    queue_open(queue, throttle_always);
    queue->options.http.connections = 1;
    queue_start(queue);
    queue_submit_many(queue, count, true);
    queue_run(queue);
    ck_assert_int_eq(queue->failed, count);
    ck_assert_int_eq(server_requests(queue->server), 11 + 1);
    ck_assert_ptr_nonnull(strstr(queue->last_message, "10 waits"));
}

START_TEST(when_all_are_throttled_everything_stops)
{
    struct queue queue;
    run_in_vain(&queue, 40);
    ck_assert_int_eq(queue.set_aside, 1);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
    queue_close(&queue);
}
END_TEST

START_TEST(two_at_the_end_are_set_aside)
{
    struct queue queue;
    run_in_vain(&queue, 2);
    ck_assert_int_eq(queue.set_aside, 2);
    queue_close(&queue);
}
END_TEST

/* They show nothing by themselves, and the others still that all are. */
START_TEST(those_in_doubt_stop_nothing)
{
    struct queue queue;
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = "GET", .path = "/x"},
                                       .is_doubted = true};
    queue_open(&queue, throttle_always);
    queue.options.http.connections = 1;
    queue_start(&queue);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(ut_fetch_submit(queue.fetch, &request, &error), 0);
    queue_run(&queue);
    ck_assert_int_eq(queue.set_aside, 4);
    ck_assert_int_eq(server_requests(queue.server), 11 + 3);
    queue_submit_many(&queue, 5, false);
    queue_run(&queue);
    ck_assert_int_eq(queue.set_aside, 4);
    ck_assert_int_eq(queue.failed, 4 + 5);
    ck_assert_int_eq(queue.last_ending, UT_FETCH_STOPPED);
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
        queue_open(&queue, throttle_first);
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

int main(void)
{
    Suite *suite = suite_create("fetch_throttle");
    TCase *tests = tcase_create("fetch_throttle");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, everybody_waits_for_a_throttled_one);
    tcase_add_test(tests, the_first_wait_is_as_long_as_wished);
    tcase_add_test(tests, throttling_is_bounded);
    tcase_add_test(tests, one_that_is_always_throttled_holds_up_no_other);
    tcase_add_test(tests, when_all_are_throttled_everything_stops);
    tcase_add_test(tests, two_at_the_end_are_set_aside);
    tcase_add_test(tests, those_in_doubt_stop_nothing);
    tcase_add_test(tests, what_an_earlier_one_waited_counts);
    tcase_add_test(tests, an_answer_ends_what_an_earlier_one_waited);
    tcase_add_test(tests, wishes_are_understood);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
