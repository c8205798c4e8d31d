/*
 * exchange.h: one request and the answer to it.
 *
 * Neither knows of libmicrohttpd. An answer owns its body; faults bend it
 * between the moment it is made and the moment it is sent.
 */
#ifndef TENANT_EXCHANGE_H
#define TENANT_EXCHANGE_H

#include <stdint.h>

#include "json.h"

#define BODY_MAX_BYTES ((size_t)1 << 20) /* of a request */
#define HEADERS_MAX 6

enum call_kind { CALL_OTHER, CALL_TOKEN, CALL_PAGE, CALL_TRANSCRIPT };

struct request {
    const char *method;
    char *target; /* path and query as they came, escapes not undone */
    char *body;
    size_t body_size;
    const char *authorization; /* header value or NULL */
    bool is_started, is_too_large;
    enum call_kind kind;
    uint64_t call;    /* 1, 2, … among calls of this kind */
    char *id;         /* transcript calls: the id with escapes undone */
    int64_t number;   /* the conversation's number in the store, or -1 */
    uint64_t attempt; /* transcript calls: 1, 2, … for this id */
    uint64_t token;   /* ordinal of the token shown, 0 none or unknown */
    int64_t time_ms;  /* wall clock at arrival */
};

struct header {
    char name[32];
    char value[256];
};

struct answer {
    int status;
    const char *content_type;
    char *body; /* malloc'ed and terminated, or NULL for none */
    size_t size;
    struct header headers[HEADERS_MAX];
    int header_count;
};

/* Replace what the answer was; the body is copied. */
void answer_set(struct answer *answer, int status, const char *body);
void answer_set_body(struct answer *answer, char *owned, size_t size);

/* Adds a header, or replaces the one of that name. */
void answer_set_header(struct answer *answer, const char *name,
                       const char *value);

/* The same with a time in seconds since 1970, in a strftime form. */
#define HTTP_DATE "%a, %d %b %Y %H:%M:%S GMT"
void answer_set_date(struct answer *answer, const char *name,
                     const char *format, int64_t time_s);

void answer_clear(struct answer *answer);

#endif
