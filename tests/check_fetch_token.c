/* check_fetch_token.c: the queue's sign-in, one for all that need it, and
 * redirects, on which the token stays at home. */
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

static bool has_token(const struct exchange *exchange, const char *token)
{
    char expected[64];
    snprintf(expected, sizeof expected, "Bearer %s", token);
    return strcmp(exchange->authorization, expected) == 0;
}

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

static void always_401(struct exchange *exchange)
{
    answer(exchange, 401, "", "");
}

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
    ck_assert(queue.is_last_stopped);
    /* With each token as many as may be in flight, and one that leaves when
     * the first refusal of the second token has come in alone. */
    ck_assert_int_le(server_requests(queue.server), 17);
    queue_close(&queue);
}
END_TEST

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
        queue_open(&queue, refuse_some);
        queue.options.http.connections = concurrency[i];
        queue_start(&queue);
        queue_submit_many(&queue, 200, true);
        queue_run(&queue);
        printf("25 of 200 always 401, %d in flight: %d sign-ins\n",
               concurrency[i], queue.sign_ins);
        ck_assert_int_eq(queue.ok, 175);
        ck_assert_int_eq(queue.failed, 25);
        ck_assert(!queue.is_last_stopped);
        ck_assert_int_le(queue.sign_ins, 12);
        queue_close(&queue);
    }
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
    ck_assert(queue.is_last_stopped);
    ck_assert_int_le(queue.sign_ins, 4);
    ck_assert_int_le(server_requests(queue.server), 100 + 20);
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
    queue_open(&queue, refuse_first);
    queue.options.http.connections = 1;
    queue_start(&queue);
    queue_submit_many(&queue, 10, true);
    queue_run(&queue);
    ck_assert_int_eq(queue.ok, 9);
    ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
    ck_assert(!queue.is_last_stopped);
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
            ck_assert(!queue.is_last_stopped);
        }
        ck_assert_int_eq(queue.failed, rows[i].count * rows[i].times);
        ck_assert_int_eq(queue.last_code, UNDERTONE_ECREDENTIALS);
        ck_assert_int_le(queue.sign_ins, rows[i].sign_ins);
        queue_close(&queue);
    }
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
    ck_assert(queue.is_last_stopped);
    ck_assert_int_le(queue.sign_ins, 4);
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

START_TEST(tokens_are_renewed_in_time)
{
    static const struct {
        double life_s;
        int64_t used_s;
    } rows[] = {{3600, 2880}, {120, 60}, {100, 50},      {30, 15},
                {0, 15},      {-1, 15},  {1e308, 69120}, {86400, 69120}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct queue queue;
        struct ut_fetch_result result;
        struct ut_error error = {0};
        queue_open(&queue, always_fine);
        queue_start(&queue);
        ck_assert_int_eq(
            ut_fetch_sign_in(queue.fetch, "t", rows[i].life_s, &error), 0);
        queue.clock.now_ms += rows[i].used_s * 1000 - 1;
        queue_submit(&queue, "/x", true);
        queue_run(&queue);
        ck_assert_int_eq(queue.sign_ins, 0);
        queue.clock.now_ms += 1;
        queue_submit(&queue, "/x", true);
        ck_assert_int_eq(ut_fetch_next(queue.fetch, 0, &result, &error),
                         UT_FETCH_SIGN_IN);
        queue_close(&queue);
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
    struct queue queue;
    struct ut_error error = {0};
    queue_open(&queue, always_fine);
    queue_start(&queue);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(ut_fetch_sign_in(queue.fetch, rows[i], 100.0, &error),
                         UNDERTONE_ECREDENTIALS);
    big[UT_FETCH_TOKEN_BYTES] = '\0';
    ck_assert_int_eq(ut_fetch_sign_in(queue.fetch, big, 100.0, &error), 0);
    ck_assert_int_eq(
        ut_fetch_sign_in(queue.fetch, "aZ0-._~+/==", 100.0, &error), 0);
    queue_close(&queue);
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
        struct queue queue;
        queue_open(&queue, redirect);
        queue_start(&queue);
        queue_submit_as(&queue, rows[i].method, rows[i].path, true);
        queue_run(&queue);
        ck_assert_msg(queue.last_code == rows[i].code &&
                          strstr(queue.last_message, rows[i].words) != NULL,
                      "%s %s: %s", rows[i].method, rows[i].path,
                      queue.last_message);
        ck_assert_int_eq(server_requests(queue.server), rows[i].requests);
        queue_close(&queue);
    }
    ck_assert_int_eq(server_connections(decoy), 0);
    server_stop(decoy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_token");
    TCase *tests = tcase_create("fetch_token");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, one_sign_in_for_64_refusals);
    tcase_add_test(tests, a_refused_new_token_ends_the_run);
    tcase_add_test(tests, an_item_that_is_always_refused_fails_alone);
    tcase_add_test(tests, credentials_that_end_end_the_run);
    tcase_add_test(tests, the_first_may_be_refused_alone);
    tcase_add_test(tests, what_was_refused_before_is_refused_alone);
    tcase_add_test(tests, the_others_end_the_run_all_the_same);
    tcase_add_test(tests, survives_many_revocations);
    tcase_add_test(tests, tokens_are_renewed_in_time);
    tcase_add_test(tests, lives_are_clamped);
    tcase_add_test(tests, bad_tokens_are_refused);
    tcase_add_test(tests, redirects_stay_at_home);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
