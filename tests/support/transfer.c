/* transfer.c: see transfer.h. */
#include "transfer.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

struct transfer transfer_open(handler *handle)
{
    struct transfer transfer = {.server = server_start(handle, NULL),
                                .options = ut_http_options_default()};
    transfer.options.timeout_ms = 10000;
    return transfer;
}

void transfer_connect(struct transfer *transfer)
{
    char origin[64];
    snprintf(origin, sizeof origin, "http://127.0.0.1:%d",
             server_port(transfer->server));
    transfer->options.origin = origin;
    struct ut_error error = {0};
    ck_assert_msg(ut_http_new(&transfer->options, &transfer->http, &error) == 0,
                  "%s", error.message);
    transfer->options.origin = NULL;
}

void transfer_close(struct transfer *transfer)
{
    ut_http_free(transfer->http);
    server_stop(transfer->server);
}

struct ut_http_reply transfer_get(struct transfer *transfer, const char *path)
{
    struct ut_http_request request = {.method = "GET",
                                      .path = path,
                                      .authorization =
                                          "Authorization: Bearer t"};
    struct ut_http_reply reply;
    struct ut_error error = {0};
    void *owner = NULL;
    ck_assert_int_eq(ut_http_start(transfer->http, &request, &request, &error),
                     0);
    for (int i = 0; i < 1000 && owner == NULL; i++) {
        ck_assert_int_eq(ut_http_perform(transfer->http, 100, &error), 0);
        if (ut_http_take(transfer->http, &owner, &reply))
            break;
    }
    ck_assert_ptr_eq(owner, &request);
    return reply;
}

void transfer_expect_fault(struct transfer *transfer, const char *path,
                           int code, int repeats, const char *words)
{
    struct ut_http_reply reply = transfer_get(transfer, path);
    ck_assert_msg(reply.code == code, "%s: code %d, %s", path, reply.code,
                  reply.cause ? reply.cause : "no cause");
    ck_assert_int_eq(reply.repeats, repeats);
    ck_assert_msg(strstr(reply.cause, words) != NULL, "%s: %s", path,
                  reply.cause);
    ck_assert_int_eq(reply.status, 0);
    ut_http_reply_clear(&reply);
}
