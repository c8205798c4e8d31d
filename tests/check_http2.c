/*
 * check_http2.c: HTTP/2 over TLS: that it is what is spoken where a service
 * offers it, HTTP/1.1 where not, and row F58 of the fault plan: a service
 * that refuses streams, breaks them or goes away in the middle loses nothing.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fetch.h"
#include "h2_server.h"
#include "support/suite.h"

#define REQUESTS 40
#define LIFE 15 /* streams that a connection lives for */

static char folder[] = "/tmp/http2_certs_XXXXXX";

static void make_certificates(void)
{
    char command[128];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(command, sizeof command, "sh tests/make_certs.sh %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static void remove_certificates(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0);
}

/* --- running -------------------------------------------------------------- */

struct run {
    int ok, failed, retries;
    int streams, connections;                 /* that the server saw */
    char last_message[UT_ERROR_MESSAGE_SIZE]; /* of a failure */
    char last_retry[UT_ERROR_MESSAGE_SIZE];
};

static struct h2_server *start_server(const char *protocol, h2_handler *handle)
{
    char certificate[64], key[64];
    snprintf(certificate, sizeof certificate, "%s/good.pem", folder);
    snprintf(key, sizeof key, "%s/server.key", folder);
    return h2_start(&(struct h2_options){.certificate = certificate,
                                         .key = key,
                                         .protocol = protocol,
                                         .handle = handle});
}

static struct ut_fetch *start_fetch(const struct h2_server *server,
                                    int connections)
{
    struct ut_fetch_options options = ut_fetch_options_default();
    struct ut_error error = {0};
    struct ut_fetch *fetch = NULL;
    char origin[64], ca_file[64];
    snprintf(origin, sizeof origin, "https://127.0.0.1:%d", h2_port(server));
    snprintf(ca_file, sizeof ca_file, "%s/ca.pem", folder);
    options.http.origin = origin;
    options.http.ca_file = ca_file;
    options.http.connections = connections;
    options.retry.base_ms = options.retry.cap_ms = 5;
    options.breaker_ms = options.breaker_most_ms = 5;
    ck_assert_msg(ut_fetch_new(&options, &fetch, &error) == 0, "%s",
                  error.message);
    return fetch;
}

static void submit(struct ut_fetch *fetch, int count)
{
    struct ut_error error = {0};
    for (int i = 0; i < count; i++) {
        char path[32];
        snprintf(path, sizeof path, "/c/%d", i);
        struct ut_fetch_request request = {
            .http = {.method = "GET", .path = path}, .tag = i};
        ck_assert_int_eq(ut_fetch_submit(fetch, &request, &error), 0);
    }
}

static void keep_events(struct ut_fetch *fetch, struct run *run)
{
    struct ut_fetch_event event;
    while (ut_fetch_take_event(fetch, &event))
        if (event.kind == UT_FETCH_RETRY) {
            run->retries++;
            snprintf(run->last_retry, sizeof run->last_retry, "%s",
                     event.message);
        }
}

static void keep_result(const struct ut_fetch_result *result, struct run *run)
{
    bool is_whole = result->code == 0 && result->status == 200 &&
                    strcmp(result->reply->body.bytes, "[]") == 0;
    run->ok += is_whole;
    run->failed += !is_whole;
    if (!is_whole)
        snprintf(run->last_message, sizeof run->last_message, "%s",
                 result->message);
}

/* Asks for `count` things at a server of that kind. */
static struct run ask(h2_handler *handle, const char *protocol, int connections,
                      int count)
{
    struct run run = {0};
    struct h2_server *server = start_server(protocol, handle);
    struct ut_fetch *fetch = start_fetch(server, connections);
    struct ut_fetch_result result;
    struct ut_error error = {0};
    int news;
    submit(fetch, count);
    while ((news = ut_fetch_next(fetch, 100, &result, &error)) !=
           UT_FETCH_IDLE) {
        ck_assert_msg(news >= 0, "%s", error.message);
        keep_events(fetch, &run);
        if (news == UT_FETCH_RESULT)
            keep_result(&result, &run);
    }
    ut_fetch_free(fetch);
    run.streams = h2_streams(server);
    run.connections = h2_connections(server);
    h2_stop(server);
    return run;
}

/* --- servers -------------------------------------------------------------- */

static void always_fine(struct h2_stream *stream)
{
    h2_answer(stream, "[]");
}

static void refuses_some(struct h2_stream *stream)
{
    if (stream->number % 3 == 0)
        h2_reset(stream, H2_REFUSED_STREAM);
    else
        h2_answer(stream, "[]");
}

static void refuses_all(struct h2_stream *stream)
{
    h2_reset(stream, H2_REFUSED_STREAM);
}

static void breaks_some(struct h2_stream *stream)
{
    if (stream->number % 7 == 0)
        h2_reset(stream, H2_INTERNAL_ERROR);
    else
        h2_answer(stream, "[]");
}

static void breaks_all(struct h2_stream *stream)
{
    h2_reset(stream, H2_INTERNAL_ERROR);
}

/* No connection answers more than LIFE streams: the next is not taken up. */
static void goes_away(struct h2_stream *stream)
{
    if (stream->in_a_row <= LIFE) {
        h2_answer(stream, "[]");
    } else {
        h2_go_away(stream, stream->id - 2, H2_NO_ERROR);
        stream->is_over = true;
    }
}

/* The same, but the last one was taken up, and is cut off. */
static void goes_away_without_answer(struct h2_stream *stream)
{
    if (stream->in_a_row <= LIFE) {
        h2_answer(stream, "[]");
    } else {
        h2_go_away(stream, stream->id, H2_INTERNAL_ERROR);
        stream->is_over = true;
    }
}

/* --- tests, each with 1 and with 8 in flight ------------------------------ */

static const int flights[] = {1, 8};
#define FLIGHTS 2

START_TEST(http2_is_spoken_where_it_is_offered)
{
    struct run run = ask(always_fine, "h2", flights[_i], REQUESTS);
    ck_assert_int_eq(run.ok, REQUESTS);
    ck_assert_int_eq(run.streams, REQUESTS);
    ck_assert_int_le(run.connections, flights[_i]);
}
END_TEST

START_TEST(http1_is_spoken_where_not)
{
    struct run run = ask(NULL, "http/1.1", flights[_i], REQUESTS);
    ck_assert_int_eq(run.ok, REQUESTS);
    ck_assert_int_eq(run.streams, REQUESTS);
    ck_assert_int_le(run.connections, flights[_i]);
}
END_TEST

START_TEST(broken_streams_lose_nothing)
{
    static const struct {
        h2_handler *handle;
        const char *words;
    } rows[] = {
        {refuses_some, "the HTTP/2 stream was refused"},
        {breaks_some, "HTTP/2 stream "},
        {goes_away, ""}, /* as the connection breaks, a frame early or late */
        {goes_away_without_answer, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run = ask(rows[i].handle, "h2", flights[_i], REQUESTS);
        ck_assert_msg(run.ok == REQUESTS, "row %zu: %d of %d; %s", i, run.ok,
                      REQUESTS, run.last_message);
        ck_assert_int_gt(run.streams, REQUESTS);
        /* libcurl repeats a refused stream itself, without a word. */
        ck_assert_msg(run.retries == 0 || strstr(run.last_retry, rows[i].words),
                      "row %zu: %s", i, run.last_retry);
    }
}
END_TEST

START_TEST(a_stream_that_always_breaks_is_told)
{
    static const struct {
        h2_handler *handle;
        int sent; /* with libcurl's own 5 repeats of each attempt, or not */
        const char *words;
    } rows[] = {
        {refuses_all, 30, "the HTTP/2 stream was refused"},
        {breaks_all, 5, "was not closed cleanly: INTERNAL_ERROR"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run run = ask(rows[i].handle, "h2", flights[_i], 1);
        ck_assert_int_eq(run.failed, 1);
        ck_assert_int_eq(run.retries, 4);
        ck_assert_int_eq(run.streams, rows[i].sent);
        ck_assert_msg(strstr(run.last_message, rows[i].words), "%s",
                      run.last_message);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http2");
    TCase *tests = tcase_create("http2");
    tcase_set_timeout(tests, 30);
    tcase_add_unchecked_fixture(tests, make_certificates, remove_certificates);
    tcase_add_loop_test(tests, http2_is_spoken_where_it_is_offered, 0, FLIGHTS);
    tcase_add_loop_test(tests, http1_is_spoken_where_not, 0, FLIGHTS);
    tcase_add_loop_test(tests, broken_streams_lose_nothing, 0, FLIGHTS);
    tcase_add_loop_test(tests, a_stream_that_always_breaks_is_told, 0, FLIGHTS);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
