/*
 * fault_status.c: answers that are well-formed HTTP but say no: throttling,
 * server errors, refusals, revoked tokens, redirects out of the way.
 */
#include <inttypes.h>

#include "faults.h"
#include "tenant.h"
#include "text.h"

#define DAY_S 86400
#define RETRY_AFTER_S 2

/* `number` is the status, `text` the body's error. */
static void bend_status(const struct scene *scene, struct answer *answer)
{
    char body[128];
    snprintf(body, sizeof body, "{\"error\": \"%s\"}",
             scene->fault->text ? scene->fault->text : "server_error");
    answer_set(answer, scene->fault->number, body);
}

/* 202 and 204: nothing to read yet. */
static void bend_not_ready(const struct scene *scene, struct answer *answer)
{
    answer_set(answer, scene->fault->number, "");
}

/* 429 with `text` as Retry-After; none without text. */
static void bend_throttle(const struct scene *scene, struct answer *answer)
{
    answer_set(answer, 429, "{\"error\": \"too_many_requests\"}");
    if (scene->fault->text)
        answer_set_header(answer, "Retry-After", scene->fault->text);
}

static void bend_throttle_to_epoch(const struct scene *scene,
                                   struct answer *answer)
{
    char seconds[32];
    bend_throttle(scene, answer);
    snprintf(seconds, sizeof seconds, "%" PRId64,
             text_wall_ms() / 1000 + RETRY_AFTER_S);
    answer_set_header(answer, "Retry-After", seconds);
}

/* 429 until a date in the strftime form `text`, two seconds ahead of a Date
 * header that is `number` days off. */
static void bend_throttle_until(const struct scene *scene,
                                struct answer *answer)
{
    int64_t now_s =
        text_wall_ms() / 1000 + (int64_t)scene->fault->number * DAY_S;
    answer_set(answer, 429, "{\"error\": \"too_many_requests\"}");
    answer_set_date(answer, "Date", HTTP_DATE, now_s);
    answer_set_date(answer, "Retry-After", scene->fault->text,
                    now_s + RETRY_AFTER_S);
}

/* Every token issued so far dies, the one shown included. */
static void bend_revoke(const struct scene *scene, struct answer *answer)
{
    tokens_revoke_all(&scene->tenant->tokens);
    answer_set(answer, 401, "{\"error\": \"invalid_token\"}");
}

#define RFC850 "%A, %d-%b-%y %H:%M:%S GMT"
#define ASCTIME "%a %b %e %H:%M:%S %Y"

/* NOLINTBEGIN(bugprone-macro-parentheses): arguments are initialisers */
#define STATUS(row_name, row_number, row_text)                                 \
    {                                                                          \
        .name = row_name, .what = "status " #row_number, .bend = bend_status,  \
        .number = row_number, .text = row_text                                 \
    }
#define THROTTLE(row_name, value)                                              \
    {                                                                          \
        .name = row_name, .what = "429, Retry-After: " value,                  \
        .bend = bend_throttle, .text = value                                   \
    }
#define UNTIL(row_name, row_what, row_days, format)                            \
    {                                                                          \
        .name = row_name, .what = "429 until " row_what,                       \
        .bend = bend_throttle_until, .number = row_days, .text = format        \
    }

/* NOLINTEND(bugprone-macro-parentheses) */

const struct fault fault_status_rows[] = {
    THROTTLE("F12", "2"),
    THROTTLE("F12.zero", "0"),
    UNTIL("F13", "an IMF date", 0, HTTP_DATE),
    UNTIL("F13.rfc850", "an RFC 850 date", 0, RFC850),
    UNTIL("F13.asctime", "an asctime date", 0, ASCTIME),
    UNTIL("F13.ahead", "a date, clock a day ahead", 1, HTTP_DATE),
    UNTIL("F13.behind", "a date, clock a day behind", -1, HTTP_DATE),
    THROTTLE("F14", "Sun, 06 Nov 1994 08:49:37 GMT"),
    THROTTLE("F15", "soon"),
    THROTTLE("F15.empty", " "),
    THROTTLE("F15.negative", "-5"),
    THROTTLE("F15.decimal", "2.5"),
    THROTTLE("F15.list", "3, 4"),
    THROTTLE("F15.hex", "0x10"),
    THROTTLE("F16", "99999999999999999999"),
    {.name = "F16.epoch",
     .what = "429, Retry-After: seconds since 1970",
     .bend = bend_throttle_to_epoch},
    THROTTLE("F16.day", "86400"),
    {.name = "F17", .what = "429 without Retry-After", .bend = bend_throttle},
    {.name = "F18",
     .what = "the same; for ever when no WHEN is given",
     .bend = bend_throttle},
    STATUS("F19", 500, "server_error"),
    STATUS("F19.408", 408, "request_timeout"),
    STATUS("F19.425", 425, "too_early"),
    STATUS("F19.502", 502, "bad_gateway"),
    STATUS("F19.503", 503, "unavailable"),
    STATUS("F19.504", 504, "gateway_timeout"),
    STATUS("F19.507", 507, "insufficient_storage"),
    STATUS("F19.522", 522, "origin_timed_out"),
    STATUS("F20", 503, "unavailable"),
    STATUS("F21", 503, "unavailable"),
    {.name = "F22",
     .what = "one of F2, F3, F4, F5, F6, F19, F19.503",
     .text = "F2 F3 F4 F5 F6 F19 F19.503"},
    STATUS("F23", 400, "bad_request"),
    STATUS("F23.405", 405, "method_not_allowed"),
    STATUS("F23.410", 410, "gone"),
    STATUS("F23.422", 422, "unprocessable"),
    STATUS("F23.501", 501, "not_implemented"),
    STATUS("F23.505", 505, "version_not_supported"),
    {.name = "F24",
     .what = "401; every token issued so far is revoked",
     .bend = bend_revoke},
    STATUS("F25", 401, "invalid_token"),
    STATUS("F26", 401, "invalid_client"),
    STATUS("F26.400", 400, "invalid_client"),
    THROTTLE("F27", "1"),
    STATUS("F27.500", 500, "server_error"),
    STATUS("F29", 403, "insufficient_scope"),
    STATUS("F30", 404, "not_found"),
    {.name = "F30.202",
     .what = "status 202, empty",
     .bend = bend_not_ready,
     .number = 202},
    {.name = "F30.204",
     .what = "status 204",
     .bend = bend_not_ready,
     .number = 204},
    {0},
};
