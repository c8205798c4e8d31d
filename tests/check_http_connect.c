/* check_http_connect.c: transfers that end before a request is sent. */
#include <check.h>
#include <stdio.h>
#include <unistd.h>

#include "core/http_slot.h"
#include "support/listener.h"
#include "support/suite.h"
#include "support/transfer.h"

static void never_asked(struct exchange *exchange)
{
    answer(exchange, 200, "", "");
}

START_TEST(nobody_listens)
{
    struct transfer transfer = transfer_open(never_asked);
    transfer_connect(&transfer);
    server_stop(transfer.server);
    transfer_expect_fault(&transfer, "/", UNDERTONE_ENETWORK,
                          UT_HTTP_REPEAT_ALWAYS, "connect");
    ut_http_free(transfer.http);
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
        struct transfer transfer = transfer_open(refuse_tunnel);
        struct ut_error error = {0};
        char proxy[64];
        snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d",
                 server_port(transfer.server));
        proxy_status = rows[i].status;
        transfer.options.proxy = proxy;
        transfer.options.origin = "https://undertone.invalid";
        ck_assert_int_eq(ut_http_new(&transfer.options, &transfer.http, &error),
                         0);
        transfer_expect_fault(&transfer, "/x", UNDERTONE_ENETWORK,
                              rows[i].repeats, rows[i].words);
        ck_assert_int_eq(server_requests(transfer.server), 1);
        transfer_close(&transfer);
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
        struct transfer transfer = {.options = ut_http_options_default()};
        struct ut_error error = {0};
        char origin[64];
        snprintf(origin, sizeof origin, "https://127.0.0.1:%d",
                 listener_port(listener));
        transfer.options.origin = origin;
        ck_assert_int_eq(ut_http_new(&transfer.options, &transfer.http, &error),
                         0);
        transfer_expect_fault(&transfer, "/x", rows[i].code, rows[i].repeats,
                              rows[i].words);
        ut_http_free(transfer.http);
        listener_stop(listener);
    }
}
END_TEST

/* OpenSSL puts the names of a certificate into its reason as they are. */
START_TEST(names_in_a_certificate_are_escaped)
{
    struct ut_http http = {0};
    struct slot slot = {.http = &http,
                        .easy = curl_easy_init(),
                        .result = CURLE_PEER_FAILED_VERIFICATION};
    char host[] = "h";
    http.origin.host = host;
    snprintf(slot.curl_text, sizeof slot.curl_text,
             "SSL: certificate subject name '\x1b[31mEVIL\u202E\r' does not "
             "match target host name 'h'");
    ut_slot_explain(&slot);
    ck_assert_str_eq(slot.reply.cause,
                     "the identity of h could not be verified: SSL: "
                     "certificate subject name '\\x1b[31mEVIL\\xe2\\x80\\xae"
                     "\\x0d' does not match target host name 'h' (curl 60)");
    ut_http_reply_clear(&slot.reply);
    curl_easy_cleanup(slot.easy);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_connect");
    TCase *tests = tcase_create("http_connect");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, nobody_listens);
    tcase_add_test(tests, a_proxy_refuses);
    tcase_add_test(tests, a_port_without_tls_is_told_from_a_false_identity);
    tcase_add_test(tests, names_in_a_certificate_are_escaped);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
