/*
 * fetch_secret.c: what answers must not tell anybody: the token they were
 * asked for with, and what the caller hides.
 *
 * A service may repeat both, in an error text for instance. In the reply they
 * become asterisks, so that lengths stay, before anything else looks at it, in
 * whatever spelling of spelled.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"
#include "core/show.h"
#include "core/spelled.h"

#define TYPE_BYTES ((size_t)40) /* shown of a Content-Type */
#define TYPE_MOST 8192

struct secret {
    struct secret *next;
    size_t size_bytes;
    char text[];
};

static bool is_hidden(const struct ut_fetch *fetch, const char *text,
                      size_t size)
{
    const struct secret *at = fetch->hidden;
    while (at != NULL &&
           (at->size_bytes != size || memcmp(at->text, text, size) != 0))
        at = at->next;
    return at != NULL;
}

int ut_fetch_hide(struct ut_fetch *fetch, const char *text, size_t size_bytes,
                  struct ut_error *error)
{
    if (size_bytes > UT_FETCH_TOKEN_BYTES)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "what is to be hidden is longer than %d bytes",
                       UT_FETCH_TOKEN_BYTES);
    if (is_hidden(fetch, text, size_bytes))
        return 0;
    struct secret *secret = malloc(sizeof *secret + size_bytes);
    if (secret == NULL)
        return ut_fail_memory(error);
    secret->next = fetch->hidden;
    secret->size_bytes = size_bytes;
    memcpy(secret->text, text, size_bytes);
    fetch->hidden = secret;
    return 0;
}

void ut_secret_free(struct secret *list)
{
    while (list != NULL) {
        struct secret *next = list->next;
        explicit_bzero(list->text, list->size_bytes);
        free(list);
        list = next;
    }
}

static void blank(struct ut_http_reply *reply, const char *text, size_t size)
{
    if (size < UT_FETCH_HIDDEN_LEAST)
        return;
    ut_spelled_blank(reply->headers.bytes, reply->headers.size_bytes, text,
                     size);
    ut_spelled_blank(reply->body.bytes, reply->body.size_bytes, text, size);
}

void ut_fetch_scrub(const struct ut_fetch *fetch, struct item *item)
{
    const struct token *token = item->token;
    if (token != NULL)
        blank(&item->reply, token->line + sizeof UT_BEARER - 1,
              token->size_bytes - sizeof UT_BEARER);
    for (const struct secret *at = fetch->hidden; at != NULL; at = at->next)
        blank(&item->reply, at->text, at->size_bytes);
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
