/*
 * fetch_secret.c: what answers must not tell anybody: the token they were
 * asked for with, and what the caller hides.
 *
 * A service may repeat both, in an error text for instance. In the reply they
 * become asterisks, so that lengths stay, before anything else looks at it.
 * Only spellings that services use are known: as it is, percent-encoded, and
 * as a JSON string with or without escaped slashes.
 */
#define _GNU_SOURCE /* memmem */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"
#include "core/show.h"

#define TYPE_BYTES ((size_t)40) /* shown of a Content-Type */
#define TYPE_MOST 8192

struct secret {
    struct secret *next;
    size_t size_bytes;
    char text[];
};

/* --- spellings ------------------------------------------------------------ */

static bool is_known(const struct secret *list, const char *text, size_t size)
{
    for (; list != NULL; list = list->next)
        if (list->size_bytes == size && memcmp(list->text, text, size) == 0)
            return true;
    return false;
}

static int add_spelling(struct secret **list, const char *text, size_t size)
{
    if (is_known(*list, text, size))
        return 0;
    struct secret *secret = malloc(sizeof *secret + size);
    if (secret == NULL)
        return UNDERTONE_EMEMORY;
    secret->next = *list;
    secret->size_bytes = size;
    memcpy(secret->text, text, size);
    *list = secret;
    return 0;
}

/* Puts a backslash before each of `special`; returns the size. */
static size_t escape(const char *text, size_t size, const char *special,
                     char *out)
{
    char *at = out;
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '\0' && strchr(special, text[i]) != NULL)
            *at++ = '\\';
        *at++ = text[i];
    }
    return (size_t)(at - out);
}

int ut_secret_add(struct secret **list, const char *text, size_t size)
{
    if (size < UT_FETCH_HIDDEN_LEAST || is_known(*list, text, size))
        return 0;
    size_t room_bytes = size * 3; /* of the longest: percent-encoded */
    char *room = malloc(room_bytes);
    if (room == NULL)
        return UNDERTONE_EMEMORY;
    int status = add_spelling(list, text, size);
    if (status == 0)
        status = add_spelling(list, room, ut_http_escape(text, size, room));
    if (status == 0)
        status = add_spelling(list, room, escape(text, size, "\"\\", room));
    if (status == 0)
        status = add_spelling(list, room, escape(text, size, "\"\\/", room));
    explicit_bzero(room, room_bytes);
    free(room);
    return status;
}

void ut_secret_free(struct secret **list)
{
    while (*list != NULL) {
        struct secret *secret = *list;
        *list = secret->next;
        explicit_bzero(secret->text, secret->size_bytes);
        free(secret);
    }
}

int ut_fetch_hide(struct ut_fetch *fetch, const char *text, size_t size_bytes,
                  struct ut_error *error)
{
    if (size_bytes > UT_FETCH_TOKEN_BYTES)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "what is to be hidden is longer than %d bytes",
                       UT_FETCH_TOKEN_BYTES);
    return ut_secret_add(&fetch->hidden, text, size_bytes) == 0
               ? 0
               : ut_fail_memory(error);
}

/* --- replies -------------------------------------------------------------- */

static void blank(const struct ut_buf *in, const struct secret *list)
{
    for (; list != NULL && in->bytes != NULL; list = list->next) {
        char *at = in->bytes, *end = at + in->size_bytes;
        while ((at = memmem(at, (size_t)(end - at), list->text,
                            list->size_bytes)) != NULL) {
            memset(at, '*', list->size_bytes);
            at += list->size_bytes;
        }
    }
}

void ut_fetch_scrub(const struct ut_fetch *fetch, struct item *item)
{
    struct ut_http_reply *reply = &item->reply;
    if (item->token != NULL) {
        blank(&reply->headers, item->token->spellings);
        blank(&reply->body, item->token->spellings);
    }
    blank(&reply->headers, fetch->hidden);
    blank(&reply->body, fetch->hidden);
}

/* --- messages ------------------------------------------------------------- */

/* " (application/json, 71 bytes)" */
static void describe(const struct ut_http_reply *reply,
                     char out[UT_FETCH_QUOTE_SIZE])
{
    struct ut_buf type;
    char shown[UT_SHOW_SIZE] = "no content type";
    ut_buf_init(&type, TYPE_MOST);
    if (ut_http_header(&reply->headers, "content-type", &type))
        ut_show(type.bytes,
                type.size_bytes < TYPE_BYTES ? type.size_bytes : TYPE_BYTES,
                shown);
    ut_buf_clear(&type);
    snprintf(out, UT_FETCH_QUOTE_SIZE, " (%s, %zu bytes)", shown,
             reply->body.size_bytes);
}

void ut_fetch_quote(const struct item *item, char out[UT_FETCH_QUOTE_SIZE])
{
    const struct ut_buf *body = &item->reply.body;
    *out = '\0';
    if (body->size_bytes == 0)
        return;
    if (!item->request.has_auth || item->status < 300) {
        describe(&item->reply, out);
        return;
    }
    char shown[UT_SHOW_SIZE];
    ut_show(body->bytes, body->size_bytes, shown);
    snprintf(out, UT_FETCH_QUOTE_SIZE, ": %s", shown);
}
