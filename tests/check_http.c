/* check_http.c: one transfer at a time against a rude server. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"
#include "support/transfer.h"

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

START_TEST(answers_come_whole)
{
    struct transfer transfer = transfer_open(rude);
    transfer_connect(&transfer);
    static const char *const paths[] = {"/same", "/close", "/both", "/plain",
                                        "/list"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct ut_http_reply reply = transfer_get(&transfer, paths[i]);
        ck_assert_int_eq(reply.code, 0);
        ck_assert_int_eq(reply.status, 200);
        ck_assert_str_eq(reply.body.bytes, "hello");
        ut_http_reply_clear(&reply);
    }
    struct ut_http_reply reply = transfer_get(&transfer, "/early");
    struct ut_buf value;
    ut_buf_init(&value, 100);
    ck_assert(ut_http_header(&reply.headers, "x-twice", &value));
    ck_assert_str_eq(value.bytes, "a, b");
    ck_assert(!ut_http_header(&reply.headers, "x-early", &value));
    ut_buf_clear(&value);
    ut_http_reply_clear(&reply);
    reply = transfer_get(&transfer, "/loop");
    ck_assert_int_eq(reply.status, 302);
    ut_http_reply_clear(&reply);
    transfer_close(&transfer);
}
END_TEST

START_TEST(faults_are_told_apart)
{
    struct transfer transfer = transfer_open(rude);
    transfer.options.max_body_bytes = 1 << 20;
    transfer_connect(&transfer);
    int always = UT_HTTP_REPEAT_ALWAYS;
    transfer_expect_fault(&transfer, "/cut", UNDERTONE_ENETWORK, always,
                          "10 of 100");
    transfer_expect_fault(&transfer, "/reset", UNDERTONE_ENETWORK, always,
                          "10 of 100");
    transfer_expect_fault(&transfer, "/chunk", UNDERTONE_ENETWORK, always,
                          "broke");
    transfer_expect_fault(&transfer, "/nothing", UNDERTONE_ENETWORK, always,
                          "before");
    transfer_expect_fault(&transfer, "/lengths", UNDERTONE_EHTTP, 1, "5 and 9");
    transfer_expect_fault(&transfer, "/list2", UNDERTONE_EHTTP, 1, "5 and 6");
    transfer_expect_fault(&transfer, "/length", UNDERTONE_EHTTP, 1,
                          "not a number");
    transfer_expect_fault(&transfer, "/http09", UNDERTONE_EHTTP, 1, "curl");
    transfer_expect_fault(&transfer, "/status", UNDERTONE_EHTTP, 1, "curl");
    transfer_expect_fault(&transfer, "/nul", UNDERTONE_EHTTP, 1, "Nul byte");
    transfer_expect_fault(&transfer, "/brotli", UNDERTONE_EHTTP, 2, "coding");
    transfer_expect_fault(&transfer, "/layers", UNDERTONE_EHTTP, 2,
                          "more than one");
    transfer_expect_fault(&transfer, "/lines", UNDERTONE_EHTTP, 2,
                          "more than one");
    transfer_expect_fault(&transfer, "/interim", UNDERTONE_EHTTP, 2,
                          "more than one");
    transfer_expect_fault(&transfer, "/transfer", UNDERTONE_EHTTP, 2,
                          "transfer coding");
    transfer_expect_fault(&transfer, "/deflate", UNDERTONE_EHTTP, 2,
                          "transfer coding");
    transfer_expect_fault(&transfer, "/badgzip", UNDERTONE_EHTTP, 2, "curl");
    transfer_expect_fault(&transfer, "/members", UNDERTONE_EHTTP, 2,
                          "after its end");
    transfer_expect_fault(&transfer, "/bomb", UNDERTONE_ELIMIT, 0, "1048576");
    transfer_expect_fault(&transfer, "/bomb", UNDERTONE_ELIMIT, 0,
                          "unpacked bytes");
    transfer_expect_fault(&transfer, "/body", UNDERTONE_ELIMIT, 0, "1048576");
    transfer_expect_fault(&transfer, "/body", UNDERTONE_ELIMIT, 0,
                          "off after 10");
    transfer_expect_fault(&transfer, "/headers", UNDERTONE_ELIMIT, 0, "65536");
    transfer_close(&transfer);
}
END_TEST

START_TEST(slowness_ends)
{
    struct transfer transfer = transfer_open(rude);
    transfer.options.low_speed_s = 1;
    transfer_connect(&transfer);
    transfer_expect_fault(&transfer, "/drip", UNDERTONE_ETIMEOUT,
                          UT_HTTP_REPEAT_ALWAYS, "reading the answer");
    ut_http_free(transfer.http);
    transfer.options.timeout_ms = 300;
    transfer_connect(&transfer);
    transfer_expect_fault(&transfer, "/silent", UNDERTONE_ETIMEOUT,
                          UT_HTTP_REPEAT_ALWAYS, "waiting for the answer");
    transfer_close(&transfer);
}
END_TEST

START_TEST(connections_are_kept_but_not_doubtful_ones)
{
    struct transfer transfer = transfer_open(rude);
    transfer_connect(&transfer);
    for (int i = 0; i < 20; i++) {
        struct ut_http_reply reply = transfer_get(&transfer, "/x");
        ck_assert_int_eq(reply.status, 200);
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(server_connections(transfer.server), 1);
    for (int i = 0; i < 2; i++) {
        struct ut_http_reply reply = transfer_get(&transfer, "/both");
        ut_http_reply_clear(&reply);
        reply = transfer_get(&transfer, "/x");
        ck_assert_int_eq(reply.status, 200);
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(server_connections(transfer.server), 3);
    transfer_close(&transfer);
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
    struct transfer transfer = transfer_open(rude);
    transfer_connect(&transfer);
    for (int i = 0; i < 50; i++) {
        struct ut_http_reply reply = transfer_get(&transfer, "/reset");
        ut_http_reply_clear(&reply);
    }
    ck_assert_int_eq(pipes, 0);
    raise(SIGPIPE); /* and the host's own still does */
    ck_assert_int_eq(pipes, 1);
    transfer_close(&transfer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tests = tcase_create("http");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, answers_come_whole);
    tcase_add_test(tests, faults_are_told_apart);
    tcase_add_test(tests, slowness_ends);
    tcase_add_test(tests, connections_are_kept_but_not_doubtful_ones);
    tcase_add_test(tests, no_sigpipe_reaches_the_host);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
