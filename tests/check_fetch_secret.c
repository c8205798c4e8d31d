/* check_fetch_secret.c: a service that repeats tokens and secrets; nobody
 * behind the queue gets to see them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

#define TOKEN "abc/def+ghi.jkl=="
#define SECRET "s3cr\"et/w\\ord"

/* Repeats what came in, in the status that the path names. */
static void echo(struct exchange *exchange)
{
    static const char spellings[] =
        SECRET " s3cr%22et%2Fw%5Cord s3cr\\\"et/w\\\\ord "
               "s3cr\\\"et\\/w\\\\ord " TOKEN TOKEN " abc\\/def+ghi.jkl== "
               "abc%2Fdef%2Bghi.jkl%3D%3D";
    char headers[512];
    snprintf(headers, sizeof headers,
             "X-Echo: %.99s and %s\r\nLocation: /404?token=%s\r\n"
             "Content-Type: text/plain\r\n",
             exchange->authorization, SECRET, TOKEN);
    answer(exchange, atoi(exchange->path + 1), headers, spellings);
}

static void open_with_secrets(struct queue *queue)
{
    struct ut_error error = {0};
    queue_open(queue, echo);
    queue_start(queue);
    ck_assert_int_eq(
        ut_fetch_hide(queue->fetch, SECRET, strlen(SECRET), &error), 0);
    ck_assert_int_eq(ut_fetch_sign_in(queue->fetch, TOKEN, 3600.0, &error), 0);
}

/* Until there is a result; the clock moves while nothing is under way. */
static struct ut_fetch_result take(struct queue *queue)
{
    struct ut_fetch_result result;
    struct ut_error error = {0};
    int news;
    while ((news = ut_fetch_next(queue->fetch, 5, &result, &error)) ==
           UT_FETCH_WAITING)
        queue->clock.now_ms += 50;
    ck_assert_int_eq(news, UT_FETCH_RESULT);
    return result;
}

static void expect_nothing_told(const char *text)
{
    static const char *const parts[] = {"abc", "jkl", "s3cr", "ord"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        ck_assert_msg(strstr(text, parts[i]) == NULL, "%s", text);
}

START_TEST(token_and_secret_become_asterisks_in_every_answer)
{
    static const char *const paths[] = {"/200", "/400", "/404"};
    struct queue queue;
    open_with_secrets(&queue);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        queue_submit(&queue, paths[i], true);
        struct ut_fetch_result result = take(&queue);
        ck_assert_int_eq(result.code, 0);
        ck_assert_uint_eq(result.reply->body.size_bytes, 146);
        expect_nothing_told(result.reply->body.bytes);
        expect_nothing_told(result.reply->headers.bytes);
        ck_assert_ptr_nonnull(strstr(result.reply->headers.bytes,
                                     "x-echo:Bearer ***************** and "
                                     "*************\n"));
    }
    queue_close(&queue);
}
END_TEST

START_TEST(messages_and_redirects_do_not_tell_either)
{
    struct queue queue;
    struct ut_fetch_event event;
    open_with_secrets(&queue);
    queue_submit(&queue, "/500", true);
    struct ut_fetch_result result = take(&queue);
    ck_assert_int_eq(result.code, UNDERTONE_EHTTP);
    ck_assert_ptr_nonnull(strstr(result.message, "500: **********"));
    expect_nothing_told(result.message);
    while (ut_fetch_take_event(queue.fetch, &event))
        expect_nothing_told(event.message);
    queue_submit(&queue, "/302", true);
    result = take(&queue);
    ck_assert_int_eq(result.code, 0);
    ck_assert_int_eq(result.status, 404); /* of the next hop */
    queue_close(&queue);
}
END_TEST

static void tell_all(struct exchange *exchange)
{
    answer(exchange, 500, "Content-Type: text/html\x1b; a=b\r\n",
           "<p>the password is hunter2</p>");
}

START_TEST(answers_to_a_sign_in_are_not_quoted)
{
    struct queue queue;
    queue_open(&queue, tell_all);
    queue_start(&queue);
    queue_submit_as(&queue, "POST", "/token", false);
    queue_run(&queue);
    ck_assert_ptr_nonnull(strstr(queue.last_message,
                                 "/token: the service answered 500 "
                                 "(text/html\\x1b; a=b, 30 bytes); attempt"));
    struct ut_fetch_event event;
    while (ut_fetch_take_event(queue.fetch, &event))
        ck_assert_ptr_null(strstr(event.message, "hunter2"));
    queue_close(&queue);
}
END_TEST

static void answer_as_asked(struct exchange *exchange)
{
    answer(exchange, atoi(exchange->path + 1), "", "My card is 4111");
}

/* Of a success nothing: it may be what a customer said. */
START_TEST(what_may_be_a_transcript_is_not_quoted)
{
    static const struct {
        const char *path, *message;
    } rows[] = {
        {"/203?a=b", "/203: the service answered 203 (no content type, 15"
                     " bytes)"},
        {"/206", "/206: the service answered 206 (no content type, 15 bytes)"},
        {"/410?a=b", "/410: the service answered 410: My card is 4111"},
    };
    struct queue queue;
    queue_open(&queue, answer_as_asked);
    queue_start(&queue);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        queue_submit(&queue, rows[i].path, true);
        queue_run(&queue);
        const char *path = strrchr(queue.last_message, '/');
        ck_assert_int_eq(queue.last_code, 0);
        ck_assert_str_eq(path, rows[i].message);
    }
    queue_close(&queue);
}
END_TEST

static void short_words(struct exchange *exchange)
{
    answer(exchange, 200, "", "token1 customer1 1234567 12345678");
}

START_TEST(short_words_stay)
{
    struct queue queue;
    struct ut_error error = {0};
    queue_open(&queue, short_words);
    queue_start(&queue);
    ck_assert_int_eq(ut_fetch_sign_in(queue.fetch, "token1", 99.0, &error), 0);
    ck_assert_int_eq(ut_fetch_hide(queue.fetch, "1234567", 7, &error), 0);
    ck_assert_int_eq(ut_fetch_hide(queue.fetch, "12345678", 8, &error), 0);
    queue_submit(&queue, "/", true);
    struct ut_fetch_result result = take(&queue);
    ck_assert_str_eq(result.reply->body.bytes,
                     "token1 customer1 1234567 ********");
    queue_close(&queue);
}
END_TEST

START_TEST(what_is_too_long_is_refused)
{
    static char big[UT_FETCH_TOKEN_BYTES + 1];
    struct queue queue;
    struct ut_error error = {0};
    memset(big, 'a', sizeof big);
    queue_open(&queue, always_fine);
    queue_start(&queue);
    ck_assert_int_eq(ut_fetch_hide(queue.fetch, big, sizeof big - 1, &error),
                     0);
    ck_assert_int_eq(ut_fetch_hide(queue.fetch, big, sizeof big, &error),
                     UNDERTONE_EINVALID);
    queue_close(&queue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch_secret");
    TCase *tests = tcase_create("fetch_secret");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, token_and_secret_become_asterisks_in_every_answer);
    tcase_add_test(tests, messages_and_redirects_do_not_tell_either);
    tcase_add_test(tests, answers_to_a_sign_in_are_not_quoted);
    tcase_add_test(tests, what_may_be_a_transcript_is_not_quoted);
    tcase_add_test(tests, short_words_stay);
    tcase_add_test(tests, what_is_too_long_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
