/* check_fetch_redirect.c: redirects, on which the token stays at home. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "support/queue.h"
#include "support/suite.h"

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
    Suite *suite = suite_create("fetch_redirect");
    TCase *tests = tcase_create("fetch_redirect");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, redirects_stay_at_home);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
