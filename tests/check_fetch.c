/*
 * check_fetch.c: the queue against a scripted server and a clock that the
 * test winds on, so that hours of backoff take no time.
 */
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fetch.h"
#include "support/server.h"
#include "support/suite.h"

/* --- a clock to wind on, and repeatable chance ---------------------------- */

struct fake {
    int64_t now_ms;
    uint32_t random;
};

static int64_t fake_now(void *context)
{
    return ((struct fake *)context)->now_ms;
}

static double fake_random(void *context)
{
    struct fake *fake = context;
    fake->random = fake->random * 1664525u + 1013904223u;
    return (double)(fake->random >> 8) / 16777216.0;
}

struct fixture {
    struct fake fake;
    struct server *server;
    struct ut_fetch_options options;
    struct ut_fetch *fetch;
    int sign_ins;
    int ok, failed; /* results with status 200; with a code */
    int last_code, last_status, last_attempts;
    bool is_last_out_of_budget;
    bool is_last_stopped;
    int set_aside; /* results */
    char last_message[UT_ERROR_MESSAGE_SIZE];
};

static void open_fixture(struct fixture *fixture, handler *handle)
{
    *fixture = (struct fixture){.fake = {.now_ms = 1000, .random = 42}};
    fixture->server = server_start(handle, fixture);
    fixture->options = ut_fetch_options_default();
    fixture->options.http.timeout_ms = 10000;
    fixture->options.clock =
        (struct ut_clock){fake_now, fake_random, &fixture->fake};
}

static void start_fetch(struct fixture *fixture)
{
    struct ut_fetch_options options = fixture->options;
    char origin[64];
    struct ut_error error = {0};
    snprintf(origin, sizeof origin, "http://127.0.0.1:%d",
             server_port(fixture->server));
    options.http.origin = origin;
    ck_assert_msg(ut_fetch_new(&options, &fixture->fetch, &error) == 0, "%s",
                  error.message);
}

static void close_fixture(struct fixture *fixture)
{
    ut_fetch_free(fixture->fetch);
    server_stop(fixture->server);
}

static void submit_as(struct fixture *fixture, const char *method,
                      const char *path, bool has_auth)
{
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = method, .path = path},
                                       .has_auth = has_auth};
    ck_assert_msg(ut_fetch_submit(fixture->fetch, &request, &error) == 0, "%s",
                  error.message);
}

static void submit(struct fixture *fixture, const char *path, bool has_auth)
{
    submit_as(fixture, "GET", path, has_auth);
}

static void submit_many(struct fixture *fixture, int count, bool has_auth)
{
    for (int i = 0; i < count; i++) {
        char path[32];
        snprintf(path, sizeof path, "/c/%d", i);
        submit(fixture, path, has_auth);
    }
}

static void keep_result(struct fixture *fixture,
                        const struct ut_fetch_result *result)
{
    fixture->ok += result->code == 0 && result->status == 200;
    fixture->failed += result->code != 0;
    fixture->last_code = result->code;
    fixture->last_status = result->status;
    fixture->last_attempts = result->attempts;
    fixture->is_last_out_of_budget = result->is_out_of_budget;
    fixture->is_last_stopped = result->is_stopped;
    fixture->set_aside += result->is_set_aside;
    snprintf(fixture->last_message, sizeof fixture->last_message, "%s",
             result->message);
}

/* Until idle. Time passes only while nothing is in flight. */
static void run(struct fixture *fixture)
{
    for (;;) {
        struct ut_fetch_result result;
        struct ut_fetch_stats stats;
        struct ut_error error = {0};
        ut_fetch_get_stats(fixture->fetch, &stats);
        int news = ut_fetch_next(fixture->fetch, stats.in_flight > 0 ? 5 : 0,
                                 &result, &error);
        ck_assert_msg(news >= 0, "%s", error.message);
        if (news == UT_FETCH_IDLE)
            return;
        if (news == UT_FETCH_RESULT)
            keep_result(fixture, &result);
        if (news == UT_FETCH_SIGN_IN) {
            char token[32];
            snprintf(token, sizeof token, "token%d", ++fixture->sign_ins);
            ck_assert_int_eq(
                ut_fetch_sign_in(fixture->fetch, token, 3600.0, &error), 0);
        }
        ut_fetch_get_stats(fixture->fetch, &stats);
        if (news == UT_FETCH_WAITING && stats.in_flight == 0)
            fixture->fake.now_ms += 50;
    }
}

/* --- servers -------------------------------------------------------------- */

static bool has_token(const struct exchange *exchange, const char *token)
{
    char expected[64];
    snprintf(expected, sizeof expected, "Bearer %s", token);
    return strcmp(exchange->authorization, expected) == 0;
}

static void always_fine(struct exchange *exchange)
{
    answer(exchange, 200, "", "{}");
}

static void always_500(struct exchange *exchange)
{
    answer(exchange, 500, "", "broken \x1b[31m");
}

static void first_500(struct exchange *exchange)
{
    if (exchange->number <= 3)
        always_500(exchange);
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(retries_and_succeeds)
{
    struct fixture fixture;
    open_fixture(&fixture, first_500);
    start_fetch(&fixture);
    submit(&fixture, "/x", false);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 1);
    ck_assert_int_eq(fixture.last_attempts, 4);
    ck_assert_int_eq(server_requests(fixture.server), 4);
    close_fixture(&fixture);
}
END_TEST

START_TEST(gives_up_after_its_attempts)
{
    struct fixture fixture;
    open_fixture(&fixture, always_500);
    start_fetch(&fixture);
    submit(&fixture, "/x?secret=1", false);
    run(&fixture);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_EHTTP);
    ck_assert_int_eq(fixture.last_status, 500);
    ck_assert_int_eq(server_requests(fixture.server), 5);
    ck_assert_ptr_nonnull(
        strstr(fixture.last_message, "500: broken \\x1b[31m; attempt 5 of 5"));
    ck_assert_ptr_null(strstr(fixture.last_message, "secret"));
    ck_assert(!fixture.is_last_out_of_budget);
    ck_assert(!fixture.is_last_stopped);
    close_fixture(&fixture);
}
END_TEST

START_TEST(an_empty_budget_is_told_from_used_up_attempts)
{
    struct fixture fixture;
    open_fixture(&fixture, always_500);
    fixture.options.retry.budget = 2 * fixture.options.retry.cost;
    start_fetch(&fixture);
    submit(&fixture, "/x", false);
    run(&fixture);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_EHTTP);
    ck_assert_int_eq(fixture.last_attempts, 3);
    ck_assert(fixture.is_last_out_of_budget);
    close_fixture(&fixture);
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
    struct fixture fixture;
    open_fixture(&fixture, sometimes_fails);
    start_fetch(&fixture);
    submit_many(&fixture, 2000, false);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 2000);
    ck_assert_int_le(server_requests(fixture.server), 2200);
    close_fixture(&fixture);
}
END_TEST

/* --- statuses that are final ---------------------------------------------- */

static void by_path(struct exchange *exchange)
{
    answer(exchange, atoi(exchange->path + 1), "", "why");
}

START_TEST(final_answers_are_not_repeated)
{
    static const int statuses[] = {200, 202, 204, 304, 400, 403, 404,
                                   405, 410, 422, 451, 501, 505};
    int count = sizeof statuses / sizeof statuses[0];
    struct fixture fixture;
    open_fixture(&fixture, by_path);
    start_fetch(&fixture);
    for (int i = 0; i < count; i++) {
        char path[16];
        snprintf(path, sizeof path, "/%d", statuses[i]);
        submit(&fixture, path, false);
        run(&fixture);
        ck_assert_int_eq(fixture.last_code, 0);
        ck_assert_int_eq(fixture.last_status, statuses[i]);
    }
    ck_assert_int_eq(server_requests(fixture.server), count);
    close_fixture(&fixture);
}
END_TEST

/* --- throttling ----------------------------------------------------------- */

static void throttle_first(struct exchange *exchange)
{
    if (exchange->number <= 1)
        answer(exchange, 429, "Retry-After: 20\r\n", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(everybody_waits_for_a_throttled_one)
{
    struct fixture fixture;
    open_fixture(&fixture, throttle_first);
    fixture.options.http.connections = 1;
    start_fetch(&fixture);
    submit_many(&fixture, 10, false);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 10);
    ck_assert_int_eq(server_requests(fixture.server), 11);
    ck_assert_int_ge(fixture.fake.now_ms, 1000 + 20000);
    ck_assert_int_le(fixture.fake.now_ms, 1000 + 22100);
    struct ut_fetch_event event;
    ck_assert(ut_fetch_take_event(fixture.fetch, &event));
    ck_assert_int_eq(event.kind, UT_FETCH_PAUSE);
    ck_assert_ptr_nonnull(strstr(event.message, "asks to wait 20 s"));
    close_fixture(&fixture);
}
END_TEST

static void throttle_always(struct exchange *exchange)
{
    answer(exchange, 429, "Retry-After: 1\r\n", "");
}

START_TEST(throttling_is_bounded)
{
    struct fixture fixture;
    open_fixture(&fixture, throttle_always);
    start_fetch(&fixture);
    submit(&fixture, "/x", false);
    run(&fixture);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_ELATER);
    ck_assert_int_eq(server_requests(fixture.server), 11);
    ck_assert_ptr_nonnull(strstr(fixture.last_message, "10 waits"));
    close_fixture(&fixture);
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
        struct fixture fixture;
        open_fixture(&fixture, throttle_some);
        fixture.options.http.connections = concurrency[i];
        start_fetch(&fixture);
        submit_many(&fixture, 40, true);
        run(&fixture);
        ck_assert_int_eq(fixture.ok, 36);
        ck_assert_int_eq(fixture.set_aside, 4);
        ck_assert_int_eq(server_requests(fixture.server), 36 + 4 * 11);
        submit(&fixture, "/later", true);
        run(&fixture);
        ck_assert_int_eq(fixture.ok, 37);
        close_fixture(&fixture);
    }
}
END_TEST

/* One shows it by its waits; the next ones by their first answer. */
START_TEST(when_all_are_throttled_everything_stops)
{
    struct fixture fixture;
    open_fixture(&fixture, throttle_always);
    fixture.options.http.connections = 1;
    start_fetch(&fixture);
    submit_many(&fixture, 40, true);
    run(&fixture);
    ck_assert_int_eq(fixture.failed, 40);
    ck_assert_int_eq(fixture.set_aside, 1);
    ck_assert(fixture.is_last_stopped);
    ck_assert_int_eq(server_requests(fixture.server), 12);
    ck_assert_ptr_nonnull(strstr(fixture.last_message, "10 waits"));
    close_fixture(&fixture);
}
END_TEST

START_TEST(what_an_earlier_one_waited_counts)
{
    struct fixture fixture;
    open_fixture(&fixture, throttle_always);
    fixture.options.retry.throttle_ms = 0;
    start_fetch(&fixture);
    ut_fetch_hold(fixture.fetch, 60000, (struct ut_fetch_waits){8, 100000});
    submit(&fixture, "/x", false);
    run(&fixture);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_ELATER);
    ck_assert_int_eq(server_requests(fixture.server), 3);
    ck_assert_int_ge(fixture.fake.now_ms, 1000 + 60000 + 2000);
    ck_assert_ptr_nonnull(strstr(fixture.last_message, "10 waits of 102 s"));
    struct ut_fetch_event event;
    ck_assert(ut_fetch_take_event(fixture.fetch, &event));
    ck_assert_int_eq(event.waits.count, 9);
    ck_assert_int_ge(event.waits.ms, 101000);
    close_fixture(&fixture);
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
    struct fixture fixture;
    open_fixture(&fixture, throttle_second);
    start_fetch(&fixture);
    ut_fetch_hold(fixture.fetch, 0, (struct ut_fetch_waits){10, 0});
    submit(&fixture, "/x", true);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 1);
    submit(&fixture, "/throttled", true);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 2);
    close_fixture(&fixture);
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
        struct fixture fixture;
        wish = rows[i].header;
        open_fixture(&fixture, throttle_with_wish);
        start_fetch(&fixture);
        submit(&fixture, "/x", false);
        run(&fixture);
        int64_t waited_ms = fixture.fake.now_ms - 1000;
        ck_assert_msg(waited_ms >= rows[i].least_ms &&
                          waited_ms <= rows[i].most_ms,
                      "%s: waited %lld ms", wish, (long long)waited_ms);
        ck_assert_int_eq(fixture.last_code,
                         rows[i].most_ms ? 0 : UNDERTONE_ELATER);
        close_fixture(&fixture);
    }
}
END_TEST

/* --- outages -------------------------------------------------------------- */

static void outage_of_ten_minutes(struct exchange *exchange)
{
    struct fixture *fixture = exchange->context;
    if (fixture->fake.now_ms < 1000 + 600000)
        answer(exchange, 503, "", "");
    else
        answer(exchange, 200, "", "{}");
}

START_TEST(an_outage_costs_few_requests_and_no_item)
{
    static const int concurrency[] = {1, 8, 32};
    for (int i = 0; i < 3; i++) {
        struct fixture fixture;
        open_fixture(&fixture, outage_of_ten_minutes);
        fixture.options.http.connections = concurrency[i];
        start_fetch(&fixture);
        submit_many(&fixture, 200, false);
        run(&fixture);
        int extra = server_requests(fixture.server) - fixture.ok;
        printf("outage, %d in flight: %d ok, %d failed, %d failed requests\n",
               concurrency[i], fixture.ok, fixture.failed, extra);
        ck_assert_int_eq(fixture.ok + fixture.failed, 200);
        ck_assert_int_le(extra, 60);
        if (concurrency[i] > 1)
            ck_assert_int_eq(fixture.failed, 0);
        close_fixture(&fixture);
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
        struct fixture fixture;
        memset(asked, 0, sizeof asked);
        open_fixture(&fixture, each_fails_once);
        fixture.options.http.connections = concurrency[i];
        start_fetch(&fixture);
        submit_many(&fixture, 2000, false);
        run(&fixture);
        int served = fixture.ok;
        printf("each fails once, %d in flight: %d ok, %d failed\n",
               concurrency[i], served, fixture.failed);
        submit(&fixture, "/c/0", false); /* fails when all was given up */
        run(&fixture);
        ck_assert_int_eq(fixture.ok, served + 1);
        ck_assert_int_ge(served, 100);
        close_fixture(&fixture);
    }
}
END_TEST

START_TEST(an_endless_outage_ends_the_run)
{
    struct fixture fixture;
    open_fixture(&fixture, always_500);
    start_fetch(&fixture);
    submit_many(&fixture, 1000, false);
    run(&fixture);
    ck_assert_int_eq(fixture.failed, 1000);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_ELATER);
    ck_assert_int_le(server_requests(fixture.server), 60);
    struct ut_error error = {0};
    struct ut_fetch_request request = {.http = {.method = "GET", .path = "/"}};
    ck_assert_int_eq(ut_fetch_submit(fixture.fetch, &request, &error),
                     UNDERTONE_ELATER);
    close_fixture(&fixture);
}
END_TEST

/* --- tokens --------------------------------------------------------------- */

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
    struct fixture fixture;
    pthread_barrier_init(&barrier, NULL, 64);
    open_fixture(&fixture, revoke_when_64_wait);
    fixture.options.http.connections = 64;
    start_fetch(&fixture);
    submit_many(&fixture, 64, true);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 64);
    ck_assert_int_eq(fixture.sign_ins, 2);
    ck_assert_int_eq(with_first, 64);
    ck_assert_int_eq(server_requests(fixture.server), 128);
    close_fixture(&fixture);
}
END_TEST

static void always_401(struct exchange *exchange)
{
    answer(exchange, 401, "", "");
}

START_TEST(a_refused_new_token_ends_the_run)
{
    struct fixture fixture;
    open_fixture(&fixture, always_401);
    start_fetch(&fixture);
    submit_many(&fixture, 100, true);
    run(&fixture);
    ck_assert_int_eq(fixture.failed, 100);
    ck_assert_int_eq(fixture.sign_ins, 2);
    ck_assert_int_eq(fixture.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert_int_le(server_requests(fixture.server), 16);
    close_fixture(&fixture);
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
    struct fixture fixture;
    open_fixture(&fixture, revoke_often);
    start_fetch(&fixture);
    submit_many(&fixture, 1000, true);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 1000);
    ck_assert_int_le(fixture.sign_ins, 12);
    close_fixture(&fixture);
}
END_TEST

START_TEST(tokens_are_renewed_in_time)
{
    static const struct {
        double life_s;
        int64_t used_s;
    } rows[] = {{3600, 2880}, {120, 60}, {100, 50},      {30, 15},
                {0, 15},      {-1, 15},  {1e308, 69120}, {86400, 69120}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture fixture;
        struct ut_fetch_result result;
        struct ut_error error = {0};
        open_fixture(&fixture, always_fine);
        start_fetch(&fixture);
        ck_assert_int_eq(
            ut_fetch_sign_in(fixture.fetch, "t", rows[i].life_s, &error), 0);
        fixture.fake.now_ms += rows[i].used_s * 1000 - 1;
        submit(&fixture, "/x", true);
        run(&fixture);
        ck_assert_int_eq(fixture.sign_ins, 0);
        fixture.fake.now_ms += 1;
        submit(&fixture, "/x", true);
        ck_assert_int_eq(ut_fetch_next(fixture.fetch, 0, &result, &error),
                         UT_FETCH_SIGN_IN);
        close_fixture(&fixture);
    }
}
END_TEST

START_TEST(lives_are_clamped)
{
    static const double rows[][2] = {
        {-INFINITY, 30}, {-1, 30},       {29.9, 30},        {31.5, 31.5},
        {86400, 86400},  {86401, 86400}, {INFINITY, 86400}, {NAN, 30}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_double_eq(ut_fetch_token_life(rows[i][0]), rows[i][1]);
}
END_TEST

START_TEST(bad_tokens_are_refused)
{
    static char big[UT_FETCH_TOKEN_BYTES + 2];
    memset(big, 'a', sizeof big - 1);
    const char *const rows[] = {"",    "=",        "a b",  "a\r\nX: y",
                                "a=b", "\xc3\xa4", "a\"b", big};
    struct fixture fixture;
    struct ut_error error = {0};
    open_fixture(&fixture, always_fine);
    start_fetch(&fixture);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(
            ut_fetch_sign_in(fixture.fetch, rows[i], 100.0, &error),
            UNDERTONE_ECREDENTIALS);
    big[UT_FETCH_TOKEN_BYTES] = '\0';
    ck_assert_int_eq(ut_fetch_sign_in(fixture.fetch, big, 100.0, &error), 0);
    ck_assert_int_eq(
        ut_fetch_sign_in(fixture.fetch, "aZ0-._~+/==", 100.0, &error), 0);
    close_fixture(&fixture);
}
END_TEST

/* --- redirects ------------------------------------------------------------ */

static char elsewhere[64];

static void redirect(struct exchange *exchange)
{
    char header[128] = "Location: /hop\r\n";
    if (strcmp(exchange->path, "/away") == 0)
        snprintf(header, sizeof header, "Location: %s/x\r\n", elsewhere);
    else if (strcmp(exchange->path, "/file") == 0)
        snprintf(header, sizeof header, "Location: file:///etc/passwd\r\n");
    else if (strcmp(exchange->path, "/once") == 0)
        snprintf(header, sizeof header, "Location: fine?a=b\r\n");
    else if (strcmp(exchange->path, "/nowhere") == 0)
        header[0] = '\0';
    bool is_fine = strncmp(exchange->path, "/fine", 5) == 0;
    answer(exchange, is_fine ? 200 : 302, is_fine ? "" : header, "");
}

START_TEST(redirects_stay_at_home)
{
    static const struct {
        const char *method, *path;
        int code, requests;
        const char *words;
    } rows[] = {
        {"GET", "/once", 0, 2, ""},
        {"GET", "/hop?a=b", UNDERTONE_EREFUSED, 4, "/hop, after 3 hops;"},
        {"GET", "/away", UNDERTONE_EREFUSED, 1, "to another origin, http:"},
        {"GET", "/file", UNDERTONE_EREFUSED, 1, "another origin, file:; it"},
        {"GET", "/nowhere", UNDERTONE_EHTTP, 1, "without saying where to"},
        {"POST", "/once", UNDERTONE_EREFUSED, 1, "/fine; only a GET"},
        {"POST", "/away", UNDERTONE_EREFUSED, 1, "to another origin, http:"},
        {"POST", "/file", UNDERTONE_EREFUSED, 1, "another origin, file:; it"},
        {"POST", "/nowhere", UNDERTONE_EREFUSED, 1, "without saying where to"},
    };
    struct server *decoy = server_start(always_fine, NULL);
    snprintf(elsewhere, sizeof elsewhere, "http://127.0.0.1:%d",
             server_port(decoy));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture fixture;
        open_fixture(&fixture, redirect);
        start_fetch(&fixture);
        submit_as(&fixture, rows[i].method, rows[i].path, true);
        run(&fixture);
        ck_assert_msg(fixture.last_code == rows[i].code &&
                          strstr(fixture.last_message, rows[i].words) != NULL,
                      "%s %s: %s", rows[i].method, rows[i].path,
                      fixture.last_message);
        ck_assert_int_eq(server_requests(fixture.server), rows[i].requests);
        close_fixture(&fixture);
    }
    ck_assert_int_eq(server_connections(decoy), 0);
    server_stop(decoy);
}
END_TEST

/* --- bodies, order, stopping ---------------------------------------------- */

START_TEST(a_rejected_body_is_asked_for_twice_more)
{
    struct fixture fixture;
    struct ut_fetch_result result;
    struct ut_error error = {0};
    open_fixture(&fixture, always_fine);
    start_fetch(&fixture);
    submit(&fixture, "/x", false);
    int rejected = 0, tag = 0;
    for (bool is_again = true; is_again;) {
        int news = ut_fetch_next(fixture.fetch, 5, &result, &error);
        if (news == UT_FETCH_RESULT)
            is_again = ut_fetch_reject(fixture.fetch, ++tag, "JSON ends early",
                                       &result),
            rejected++;
        fixture.fake.now_ms += 50;
    }
    ck_assert_int_eq(rejected, 3);
    ck_assert_int_eq(result.tag, 3);
    ck_assert_int_eq(result.code, UNDERTONE_EHTTP);
    ck_assert_ptr_nonnull(strstr(result.message, "JSON ends early"));
    ck_assert_int_eq(ut_fetch_next(fixture.fetch, 5, &result, &error),
                     UT_FETCH_IDLE);
    close_fixture(&fixture);
}
END_TEST

START_TEST(a_rate_spaces_requests)
{
    struct fixture fixture;
    open_fixture(&fixture, always_fine);
    fixture.options.rate = 10.0;
    start_fetch(&fixture);
    submit_many(&fixture, 101, false);
    run(&fixture);
    ck_assert_int_eq(fixture.ok, 101);
    ck_assert_int_ge(fixture.fake.now_ms, 1000 + 9500);
    ck_assert_int_le(fixture.fake.now_ms, 1000 + 11500);
    close_fixture(&fixture);
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
    struct fixture fixture;
    open_fixture(&fixture, note_order);
    fixture.options.http.connections = 1;
    fixture.options.clock.random = half_chance;
    start_fetch(&fixture);
    submit(&fixture, "/a", false);
    submit(&fixture, "/b", false);
    submit(&fixture, "/c", false);
    struct ut_fetch_result result;
    struct ut_fetch_stats stats = {0};
    while (stats.retries < 3) {
        ck_assert_int_ge(ut_fetch_next(fixture.fetch, 5, &result, NULL), 0);
        ut_fetch_get_stats(fixture.fetch, &stats);
    }
    fixture.fake.now_ms += 10000; /* now they are all due */
    run(&fixture);
    ck_assert_str_eq(order, "abcabc");
    close_fixture(&fixture);
}
END_TEST

START_TEST(a_stop_fails_what_is_queued)
{
    struct fixture fixture;
    open_fixture(&fixture, always_fine);
    start_fetch(&fixture);
    submit_many(&fixture, 50, true);
    ut_fetch_stop(fixture.fetch, UNDERTONE_ECREDENTIALS, "no way in");
    run(&fixture);
    ck_assert_int_eq(fixture.failed, 50);
    ck_assert_str_eq(fixture.last_message, "no way in");
    ck_assert(fixture.is_last_stopped);
    ck_assert_int_eq(server_requests(fixture.server), 0);
    close_fixture(&fixture);
}
END_TEST

START_TEST(freeing_while_busy_leaks_nothing)
{
    struct fixture fixture;
    struct ut_fetch_result result;
    open_fixture(&fixture, always_fine);
    start_fetch(&fixture);
    submit_many(&fixture, 50, false);
    for (int i = 0; i < 3; i++)
        ut_fetch_next(fixture.fetch, 1, &result, NULL);
    close_fixture(&fixture);
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
    tcase_add_test(tests, final_answers_are_not_repeated);
    tcase_add_test(tests, everybody_waits_for_a_throttled_one);
    tcase_add_test(tests, throttling_is_bounded);
    tcase_add_test(tests, one_that_is_always_throttled_holds_up_no_other);
    tcase_add_test(tests, when_all_are_throttled_everything_stops);
    tcase_add_test(tests, what_an_earlier_one_waited_counts);
    tcase_add_test(tests, an_answer_ends_what_an_earlier_one_waited);
    tcase_add_test(tests, wishes_are_understood);
    tcase_add_test(tests, an_outage_costs_few_requests_and_no_item);
    tcase_add_test(tests, a_service_that_works_now_and_then_is_used);
    tcase_add_test(tests, an_endless_outage_ends_the_run);
    tcase_add_test(tests, one_sign_in_for_64_refusals);
    tcase_add_test(tests, a_refused_new_token_ends_the_run);
    tcase_add_test(tests, survives_many_revocations);
    tcase_add_test(tests, tokens_are_renewed_in_time);
    tcase_add_test(tests, lives_are_clamped);
    tcase_add_test(tests, bad_tokens_are_refused);
    tcase_add_test(tests, redirects_stay_at_home);
    tcase_add_test(tests, a_rejected_body_is_asked_for_twice_more);
    tcase_add_test(tests, a_rate_spaces_requests);
    tcase_add_test(tests, repeats_keep_their_order);
    tcase_add_test(tests, a_stop_fails_what_is_queued);
    tcase_add_test(tests, freeing_while_busy_leaks_nothing);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
