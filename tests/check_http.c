/*
 * check_http.c: one transfer at a time against a rude server; the settings
 * of every handle are read back through a recording curl_easy_setopt.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <check.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/http.h"
#include "support/listener.h"
#include "support/server.h"
#include "support/suite.h"

/* --- what was set, by handle ---------------------------------------------- */

#define MAX_HANDLES 16
#define MAX_OPTIONS 400

struct setting {
    CURLoption option;
    long number;
    char text[128];
};

struct handle {
    CURL *easy;
    int count;
    struct setting settings[MAX_OPTIONS];
};

static struct handle handles[MAX_HANDLES];

static struct handle *find_handle(CURL *easy)
{
    int i = 0;
    while (i < MAX_HANDLES - 1 && handles[i].easy && handles[i].easy != easy)
        i++;
    handles[i].easy = easy;
    return &handles[i];
}

static void record(CURL *easy, CURLoption option, void *value)
{
    struct handle *handle = find_handle(easy);
    if (handle->count == MAX_OPTIONS)
        return;
    struct setting *setting = &handle->settings[handle->count++];
    setting->option = option;
    if (option < CURLOPTTYPE_OBJECTPOINT)
        setting->number = (long)value;
    else if (curl_easy_option_by_id(option)->type == CURLOT_STRING && value)
        snprintf(setting->text, sizeof setting->text, "%s", (char *)value);
}

/* Takes the place of libcurl's: the value is one word in every case. */
#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    va_list arguments;
    va_start(arguments, option);
    void *value = va_arg(arguments, void *);
    va_end(arguments);
    record(easy, option, value);
    CURLcode (*original)(CURL *, CURLoption, ...) =
        (CURLcode(*)(CURL *, CURLoption, ...))dlsym(RTLD_NEXT,
                                                    "curl_easy_setopt");
    return original(easy, option, value);
}

static const struct setting *last_setting(const struct handle *handle,
                                          CURLoption option)
{
    const struct setting *found = NULL;
    for (int i = 0; i < handle->count; i++)
        if (handle->settings[i].option == option)
            found = &handle->settings[i];
    ck_assert_msg(found != NULL, "option %d was never set", option);
    return found;
}

/* --- one transfer --------------------------------------------------------- */

struct fixture {
    struct server *server;
    struct ut_http *http;
    struct ut_http_options options;
};

static struct fixture open_fixture(handler *handle)
{
    struct fixture fixture = {.server = server_start(handle, NULL),
                              .options = ut_http_options_default()};
    fixture.options.timeout_ms = 10000;
    return fixture;
}

static void connect_fixture(struct fixture *fixture)
{
    char origin[64];
    snprintf(origin, sizeof origin, "http://127.0.0.1:%d",
             server_port(fixture->server));
    fixture->options.origin = origin;
    struct ut_error error = {0};
    ck_assert_msg(ut_http_new(&fixture->options, &fixture->http, &error) == 0,
                  "%s", error.message);
    fixture->options.origin = NULL;
}

static void close_fixture(struct fixture *fixture)
{
    ut_http_free(fixture->http);
    server_stop(fixture->server);
}

static struct ut_http_reply get(struct fixture *fixture, const char *path)
{
    struct ut_http_request request = {.method = "GET",
                                      .path = path,
                                      .authorization =
                                          "Authorization: Bearer t"};
    struct ut_http_reply reply;
    struct ut_error error = {0};
    void *owner = NULL;
    ck_assert_int_eq(ut_http_start(fixture->http, &request, &request, &error),
                     0);
    for (int i = 0; i < 1000 && owner == NULL; i++) {
        ck_assert_int_eq(ut_http_perform(fixture->http, 100, &error), 0);
        if (ut_http_take(fixture->http, &owner, &reply))
            break;
    }
    ck_assert_ptr_eq(owner, &request);
    return reply;
}

static void expect_fault(struct fixture *fixture, const char *path, int code,
                         int repeats, const char *words)
{
    struct ut_http_reply reply = get(fixture, path);
    ck_assert_msg(reply.code == code, "%s: code %d, %s", path, reply.code,
                  reply.cause ? reply.cause : "no cause");
    ck_assert_int_eq(reply.repeats, repeats);
    ck_assert_msg(strstr(reply.cause, words) != NULL, "%s: %s", path,
                  reply.cause);
    ck_assert_int_eq(reply.status, 0);
    ut_http_reply_clear(&reply);
}

/* --- the rude server ------------------------------------------------------ */

#define OK "HTTP/1.1 200 OK\r\n"

/* path, raw bytes, whether to close afterwards ('r': with a reset) */
static const struct {
    const char *path, *bytes;
    char end;
} raw[] = {
    {"/cut", OK "Content-Length: 100\r\n\r\n0123456789", 'c'},
    {"/reset", OK "Content-Length: 100\r\n\r\n0123456789", 'r'},
    {"/chunk", OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", 'c'},
    {"/lengths", OK "Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello", 'k'},
    {"/same", OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 'k'},
    {"/list", OK "Content-Length: 5, 5 ,\r\n\r\nhello", 'k'},
    {"/list2", OK "Content-Length: 5, 6\r\n\r\nhello", 'c'},
    {"/length", OK "Content-Length: 5x\r\n\r\nhello", 'c'},
    {"/both",
     OK "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\n",
     'k'},
    {"/close", OK "\r\nhello", 'c'},
    {"/nothing", "", 'c'},
    {"/http09", "hello, no status line\n", 'c'},
    {"/status", "HTTP/1.1 what\r\n\r\n", 'c'},
    {"/brotli", OK "Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
     'c'},
    {"/layers",
     OK "Content-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\nhello", 'c'},
    {"/lines",
     OK "Content-Encoding: gzip\r\nContent-Encoding: x-gzip\r\n"
        "Content-Length: 5\r\n\r\nhello",
     'c'},
    {"/interim",
     "HTTP/1.1 103 Early\r\nContent-Encoding: gzip\r\n\r\n" OK
     "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
     'c'},
    {"/transfer",
     OK "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 'c'},
    {"/deflate",
     OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: deflate\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\n",
     'c'},
    {"/plain",
     OK "Content-Encoding: , identity ,\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\n",
     'k'},
    {"/badgzip", OK "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
     'c'},
    {"/early",
     "HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n" OK
     "X-Twice:  a \r\nx-twice: b\r\nContent-Length: 2\r\n\r\nok",
     'k'},
    {"/loop",
     "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n"
     "\r\n",
     'k'},
};

static void send_raw(struct exchange *exchange, size_t i)
{
    send_text(exchange, raw[i].bytes);
    if (raw[i].end == 'r') {
        usleep(20000);
        reset_connection(exchange);
    }
    exchange->is_over = raw[i].end != 'k';
}

static void send_gzip(struct exchange *exchange, const char *command)
{
    static char bytes[1 << 20];
    FILE *pipe = popen(command, "r");
    size_t size = fread(bytes, 1, sizeof bytes, pipe);
    pclose(pipe);
    char head[128];
    snprintf(head, sizeof head,
             OK "Content-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", size);
    send_text(exchange, head);
    send_bytes(exchange, bytes, size);
}

static void send_endless_headers(struct exchange *exchange)
{
    send_text(exchange, OK);
    for (int i = 0; i < 20000 && !exchange->is_over; i++)
        send_text(exchange, "X-Filler: 0123456789\r\n");
    exchange->is_over = true;
}

static void send_endless_body(struct exchange *exchange)
{
    static char block[65536];
    send_text(exchange, OK "\r\n");
    for (int i = 0; i < 1000 && !exchange->is_over; i++)
        send_bytes(exchange, block, sizeof block);
    exchange->is_over = true;
}

static void drip(struct exchange *exchange)
{
    send_text(exchange, OK "Content-Length: 1000\r\n\r\n");
    for (int i = 0; i < 40 && !exchange->is_over; i++) {
        send_text(exchange, "x");
        usleep(100000);
    }
    exchange->is_over = true;
}

static void rude(struct exchange *exchange)
{
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++)
        if (strcmp(exchange->path, raw[i].path) == 0) {
            send_raw(exchange, i);
            return;
        }
    if (strcmp(exchange->path, "/bomb") == 0) /* as 64 KiB */
        send_gzip(exchange, "head -c 67108864 /dev/zero | gzip -c");
    else if (strcmp(exchange->path, "/members") == 0)
        send_gzip(exchange, "echo a | gzip -c; echo b | gzip -c");
    else if (strcmp(exchange->path, "/headers") == 0)
        send_endless_headers(exchange);
    else if (strcmp(exchange->path, "/body") == 0)
        send_endless_body(exchange);
    else if (strcmp(exchange->path, "/drip") == 0)
        drip(exchange);
    else if (strcmp(exchange->path, "/nul") == 0) {
        send_bytes(exchange, OK "X-A: b\0c\r\nContent-Length: 0\r\n\r\n", 48);
        exchange->is_over = true;
    } else if (strcmp(exchange->path, "/silent") == 0)
        usleep(600000), exchange->is_over = true;
    else
        answer(exchange, 200, "", exchange->head);
}

START_TEST(every_handle_is_safe)
{
    static const struct {
        CURLoption option;
        long number;
    } rows[] = {
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_CONNECTTIMEOUT_MS, 10000},
        {CURLOPT_TIMEOUT_MS, 10000},
        {CURLOPT_LOW_SPEED_LIMIT, 100},
        {CURLOPT_LOW_SPEED_TIME, 30},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
        {CURLOPT_HTTP09_ALLOWED, 0},
        {CURLOPT_PATH_AS_IS, 1},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS},
        {CURLOPT_NOPROGRESS, 0},
    };
    static const char *const never[] = {"COOKIE", "COOKIEFILE", "COOKIEJAR",
                                        "HSTS",   "ALTSVC",     "USERPWD"};
    struct fixture fixture = open_fixture(rude);
    connect_fixture(&fixture);
    int count = 0;
    for (; count < MAX_HANDLES && handles[count].easy != NULL; count++) {
        struct handle *handle = &handles[count];
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            ck_assert_int_eq(last_setting(handle, rows[i].option)->number,
                             rows[i].number);
        ck_assert_str_eq(last_setting(handle, CURLOPT_PROTOCOLS_STR)->text,
                         "http");
        ck_assert_str_eq(
            last_setting(handle, CURLOPT_REDIR_PROTOCOLS_STR)->text, "http");
        ck_assert_str_eq(last_setting(handle, CURLOPT_ACCEPT_ENCODING)->text,
                         "gzip");
        ck_assert_str_eq(last_setting(handle, CURLOPT_PROXY)->text, "");
        for (int i = 0; i < handle->count; i++)
            for (size_t n = 0; n < sizeof never / sizeof never[0]; n++)
                ck_assert_str_ne(
                    curl_easy_option_by_id(handle->settings[i].option)->name,
                    never[n]);
    }
    ck_assert_int_eq(count, 8);
    close_fixture(&fixture);
}
END_TEST

START_TEST(an_https_handle_speaks_only_https)
{
    struct ut_http_options options = ut_http_options_default();
    struct ut_http *http = NULL;
    struct ut_error error = {0};
    options.origin = "https://localhost";
    options.ca_file = "/nowhere/ca.pem";
    ck_assert_int_eq(ut_http_new(&options, &http, &error), 0);
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_PROTOCOLS_STR)->text,
                     "https");
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_CAINFO)->text,
                     "/nowhere/ca.pem");
    ck_assert_str_eq(last_setting(&handles[0], CURLOPT_CAPATH)->text, "");
    for (int i = 0; i < handles[0].count; i++)
        ck_assert_int_ne(handles[0].settings[i].option, CURLOPT_PROXY);
    ut_http_free(http);
}
END_TEST

START_TEST(answers_come_whole)
{
    struct fixture fixture = open_fixture(rude);
    connect_fixture(&fixture);
    static const char *const paths[] = {"/same", "/close", "/both", "/plain",
                                        "/list"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct ut_http_reply reply = get(&fixture, paths[i]);
        ck_assert_int_eq(reply.code, 0);
        ck_assert_int_eq(reply.status, 200);
        ck_assert_str_eq(reply.body.bytes, "hello");
        ut_http_reply_clear(&reply);
    }
    struct ut_http_reply reply = get(&fixture, "/early");
    struct ut_buf value;
    ut_buf_init(&value, 100);
    ck_assert(ut_http_header(&reply.headers, "x-twice", &value));
    ck_assert_str_eq(value.bytes, "a, b");
    ck_assert(!ut_http_header(&reply.headers, "x-early", &value));
    ut_buf_clear(&value);
    ut_http_reply_clear(&reply);
    reply = get(&fixture, "/loop");
    ck_assert_int_eq(reply.status, 302);
    ut_http_reply_clear(&reply);
    close_fixture(&fixture);
}
END_TEST

START_TEST(faults_are_told_apart)
{
    struct fixture fixture = open_fixture(rude);
    fixture.options.max_body_bytes = 1 << 20;
    connect_fixture(&fixture);
    int always = UT_HTTP_REPEAT_ALWAYS;
    expect_fault(&fixture, "/cut", UNDERTONE_ENETWORK, always, "10 of 100");
    expect_fault(&fixture, "/reset", UNDERTONE_ENETWORK, always, "10 of 100");
    expect_fault(&fixture, "/chunk", UNDERTONE_ENETWORK, always, "broke");
    expect_fault(&fixture, "/nothing", UNDERTONE_ENETWORK, always, "before");
    expect_fault(&fixture, "/lengths", UNDERTONE_EHTTP, 1, "5 and 9");
    expect_fault(&fixture, "/list2", UNDERTONE_EHTTP, 1, "5 and 6");
    expect_fault(&fixture, "/length", UNDERTONE_EHTTP, 1, "not a number");
    expect_fault(&fixture, "/http09", UNDERTONE_EHTTP, 1, "curl");
    expect_fault(&fixture, "/status", UNDERTONE_EHTTP, 1, "curl");
    expect_fault(&fixture, "/nul", UNDERTONE_EHTTP, 1, "Nul byte");
    expect_fault(&fixture, "/brotli", UNDERTONE_EHTTP, 2, "coding");
    expect_fault(&fixture, "/layers", UNDERTONE_EHTTP, 2, "more than one");
    expect_fault(&fixture, "/lines", UNDERTONE_EHTTP, 2, "more than one");
    expect_fault(&fixture, "/interim", UNDERTONE_EHTTP, 2, "more than one");
    expect_fault(&fixture, "/transfer", UNDERTONE_EHTTP, 2, "transfer coding");
    expect_fault(&fixture, "/deflate", UNDERTONE_EHTTP, 2, "transfer coding");
    expect_fault(&fixture, "/badgzip", UNDERTONE_EHTTP, 2, "curl");
    expect_fault(&fixture, "/members", UNDERTONE_EHTTP, 2, "after its end");
    expect_fault(&fixture, "/bomb", UNDERTONE_ELIMIT, 0, "1048576");
    expect_fault(&fixture, "/bomb", UNDERTONE_ELIMIT, 0, "unpacked bytes");
    expect_fault(&fixture, "/body", UNDERTONE_ELIMIT, 0, "1048576");
    expect_fault(&fixture, "/body", UNDERTONE_ELIMIT, 0, "off after 10");
    expect_fault(&fixture, "/headers", UNDERTONE_ELIMIT, 0, "65536");
    close_fixture(&fixture);
}
END_TEST

START_TEST(slowness_ends)
{
    struct fixture fixture = open_fixture(rude);
    fixture.options.low_speed_s = 1;
    connect_fixture(&fixture);
    expect_fault(&fixture, "/drip", UNDERTONE_ETIMEOUT, UT_HTTP_REPEAT_ALWAYS,
                 "reading the answer");
    ut_http_free(fixture.http);
    fixture.options.timeout_ms = 300;
    connect_fixture(&fixture);
    expect_fault(&fixture, "/silent", UNDERTONE_ETIMEOUT, UT_HTTP_REPEAT_ALWAYS,
                 "waiting for the answer");
    close_fixture(&fixture);
}
END_TEST

START_TEST(nobody_listens)
{
    struct fixture fixture = open_fixture(rude);
    connect_fixture(&fixture);
    server_stop(fixture.server);
    expect_fault(&fixture, "/", UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                 "connect");
    ut_http_free(fixture.http);
}
END_TEST

/* The server plays a proxy that opens no tunnel; 0: it hangs up instead. */
static int proxy_status;

static void refuse_tunnel(struct exchange *exchange)
{
    if (proxy_status == 0)
        exchange->is_over = true;
    else
        answer(exchange, proxy_status, "", "");
}

START_TEST(a_proxy_refuses)
{
    static const struct {
        int status, repeats;
        const char *words;
    } rows[] = {{407, 0, "proxy answered 407"},
                {502, UT_HTTP_REPEAT_ALWAYS, "proxy answered 502"},
                {0, UT_HTTP_REPEAT_ALWAYS, "the proxy hung up"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture fixture = open_fixture(refuse_tunnel);
        struct ut_error error = {0};
        char proxy[64];
        snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d",
                 server_port(fixture.server));
        proxy_status = rows[i].status;
        fixture.options.proxy = proxy;
        fixture.options.origin = "https://undertone.invalid";
        ck_assert_int_eq(ut_http_new(&fixture.options, &fixture.http, &error),
                         0);
        expect_fault(&fixture, "/x", UNDERTONE_ENETWORK, rows[i].repeats,
                     rows[i].words);
        ck_assert_int_eq(server_requests(fixture.server), 1);
        close_fixture(&fixture);
    }
}
END_TEST

static void answer_in_the_clear(void *context, int fd, int number)
{
    char hello[4096];
    (void)context;
    (void)number;
    if (read(fd, hello, sizeof hello) > 0)
        (void)!write(fd, "HTTP/1.1 400 Bad Request\r\n\r\n", 28);
}

static void hang_up(void *context, int fd, int number)
{
    (void)context;
    (void)fd;
    (void)number;
}

START_TEST(a_port_without_tls_is_told_from_a_false_identity)
{
    static const struct {
        connection_server *serve;
        int code, repeats;
        const char *words;
    } rows[] = {{answer_in_the_clear, UNDERTONE_ETLS, 0,
                 "127.0.0.1 does not speak TLS on that port"},
                {hang_up, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                 "handshake was cut (is that an https port?"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct listener *listener = listener_start(rows[i].serve, NULL);
        struct fixture fixture = {.options = ut_http_options_default()};
        struct ut_error error = {0};
        char origin[64];
        snprintf(origin, sizeof origin, "https://127.0.0.1:%d",
                 listener_port(listener));
        fixture.options.origin = origin;
        ck_assert_int_eq(ut_http_new(&fixture.options, &fixture.http, &error),
                         0);
        expect_fault(&fixture, "/x", rows[i].code, rows[i].repeats,
                     rows[i].words);
        ut_http_free(fixture.http);
        listener_stop(listener);
    }
}
END_TEST

START_TEST(connections_are_kept_but_not_doubtful_ones)
{
    struct fixture fixture = open_fixture(rude);
    connect_fixture(&fixture);
    for (int i = 0; i < 20; i++) {
        struct ut_http_reply reply = get(&fixture, "/x");
        ck_assert_int_eq(reply.status, 200);
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(server_connections(fixture.server), 1);
    for (int i = 0; i < 2; i++) {
        struct ut_http_reply reply = get(&fixture, "/both");
        ut_http_reply_clear(&reply);
        reply = get(&fixture, "/x");
        ck_assert_int_eq(reply.status, 200);
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(server_connections(fixture.server), 3);
    close_fixture(&fixture);
}
END_TEST

static volatile sig_atomic_t pipes;

static void count_pipe(int number)
{
    (void)number;
    pipes++;
}

START_TEST(no_sigpipe_reaches_the_host)
{
    signal(SIGPIPE, count_pipe);
    struct fixture fixture = open_fixture(rude);
    connect_fixture(&fixture);
    for (int i = 0; i < 50; i++) {
        struct ut_http_reply reply = get(&fixture, "/reset");
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(pipes, 0);
    raise(SIGPIPE); /* and the host's own still does */
    ck_assert_int_eq(pipes, 1);
    close_fixture(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tests = tcase_create("http");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, every_handle_is_safe);
    tcase_add_test(tests, an_https_handle_speaks_only_https);
    tcase_add_test(tests, answers_come_whole);
    tcase_add_test(tests, faults_are_told_apart);
    tcase_add_test(tests, slowness_ends);
    tcase_add_test(tests, nobody_listens);
    tcase_add_test(tests, a_proxy_refuses);
    tcase_add_test(tests, a_port_without_tls_is_told_from_a_false_identity);
    tcase_add_test(tests, connections_are_kept_but_not_doubtful_ones);
    tcase_add_test(tests, no_sigpipe_reaches_the_host);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
