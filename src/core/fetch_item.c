/* fetch_item.c: requests in lists, and what they own; see fetch_state.h. */
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"

void ut_list_init(struct list *list)
{
    *list = (struct list){.end = &list->first};
}

void ut_list_push(struct list *list, struct item *item)
{
    item->next = NULL;
    *list->end = item;
    list->end = &item->next;
    list->count++;
}

void ut_list_push_front(struct list *list, struct item *item)
{
    item->next = list->first;
    list->first = item;
    if (item->next == NULL)
        list->end = &item->next;
    list->count++;
}

struct item *ut_list_take(struct list *list, struct item **at)
{
    struct item *item = *at;
    if (item == NULL)
        return NULL;
    *at = item->next;
    if (*at == NULL)
        list->end = at;
    list->count--;
    return item;
}

struct item *ut_list_pop(struct list *list)
{
    return ut_list_take(list, &list->first);
}

static size_t headers_size(const char *headers)
{
    const char *at = headers;
    while (*at != '\0')
        at += strlen(at) + 1;
    return (size_t)(at - headers) + 1;
}

/* Bodies and headers may hold secrets. */
static void free_secret(const void *bytes, size_t size_bytes)
{
    if (bytes == NULL)
        return;
    explicit_bzero((void *)bytes, size_bytes);
    free((void *)bytes);
}

void ut_item_free(struct item *item)
{
    if (item == NULL)
        return;
    struct ut_http_request *http = &item->request.http;
    free((char *)http->method);
    free((char *)http->path);
    free_secret(http->body, http->body_bytes);
    if (http->headers != NULL)
        free_secret(http->headers, headers_size(http->headers));
    ut_item_drop_token(item);
    ut_http_reply_clear(&item->reply);
    free(item->message);
    free(item);
}

void ut_list_free(struct list *list)
{
    struct item *item;
    while ((item = ut_list_pop(list)) != NULL)
        ut_item_free(item);
}

static void *copy_bytes(const void *bytes, size_t size_bytes)
{
    void *copy = malloc(size_bytes);
    if (copy != NULL)
        memcpy(copy, bytes, size_bytes);
    return copy;
}

struct item *ut_item_new(const struct ut_fetch_request *request)
{
    const struct ut_http_request *from = &request->http;
    struct item *item = calloc(1, sizeof *item);
    if (item == NULL)
        return NULL;
    item->request = *request;
    struct ut_http_request *to = &item->request.http;
    *to = (struct ut_http_request){.method = strdup(from->method),
                                   .path = strdup(from->path)};
    bool is_good = to->method != NULL && to->path != NULL;
    if (from->headers != NULL) {
        to->headers = copy_bytes(from->headers, headers_size(from->headers));
        is_good = is_good && to->headers != NULL;
    }
    if (from->body_bytes > 0) {
        to->body = copy_bytes(from->body, from->body_bytes);
        to->body_bytes = from->body_bytes;
        is_good = is_good && to->body != NULL;
    }
    if (is_good)
        return item;
    if (to->body == NULL)
        to->body_bytes = 0;
    ut_item_free(item);
    return NULL;
}
