/*
 * pages.c: see pages.h. The cursor in a nextLink holds the whole query, so
 * the tenant remembers nothing between pages.
 */
#include "pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static struct slice query_of(const struct request *request)
{
    const char *mark = strchr(request->target, '?');
    return mark ? (struct slice){mark + 1, strlen(mark + 1)}
                : (struct slice){"", 0};
}

/* The part of the list that a query asks for, in the order of the file. */
struct window {
    int64_t from_ms, to_ms; /* from <= start_time < to */
    int64_t size;           /* of a page */
    int64_t first;          /* number to begin with */
};

static bool read_quoted_time(struct slice value, int64_t *time_ms)
{
    if (value.size < 2 || value.start[0] != '"')
        return false;
    return text_read_time((struct slice){value.start + 1, value.size - 2},
                          time_ms);
}

static bool read_interval(struct slice value, struct window *window)
{
    const char *slash = memchr(value.start, '/', value.size);
    if (value.size < 2 || value.start[0] != '"' || !slash)
        return false;
    struct slice from = {value.start + 1, (size_t)(slash - value.start) - 1};
    struct slice to = {slash + 1, value.size - from.size - 3};
    return text_read_time(from, &window->from_ms) &&
           text_read_time(to, &window->to_ms);
}

static bool is_one_of(struct slice key, const char *const *names)
{
    while (*names && !slice_equals(key, *names))
        names++;
    return *names != NULL;
}

/* One member of the query; members that we do not know are let pass. */
static bool read_member(struct slice key, struct slice value,
                        struct window *window)
{
    static const char *const from[] = {"dateFrom",  "start_time", "startTime",
                                       "startDate", "from",       NULL};
    static const char *const to[] = {"dateTo",  "end_time", "endTime",
                                     "endDate", "to",       NULL};
    if (slice_equals(key, "interval"))
        return read_interval(value, window);
    if (is_one_of(key, from))
        return read_quoted_time(value, &window->from_ms);
    if (is_one_of(key, to))
        return read_quoted_time(value, &window->to_ms);
    if (slice_equals(key, "pageSize"))
        return text_read_integer(value, &window->size) && window->size > 0;
    if (slice_equals(key, "paging"))
        value = json_member(value, "pageSize");
    else
        return true;
    return value.size == 0 ||
           (text_read_integer(value, &window->size) && window->size > 0);
}

static bool read_body(struct slice body, struct window *window)
{
    struct json_members members;
    struct slice key, value;
    int step;
    if (!json_open(&members, body))
        return false;
    while ((step = json_next(&members, &key, &value)) == 1)
        if (!read_member(key, value, window))
            return false;
    return step == 0;
}

/* A cursor is the window itself: first.from.to.size. */
static bool read_cursor(const char *cursor, struct window *window)
{
    int64_t *const parts[] = {&window->first, &window->from_ms, &window->to_ms,
                              &window->size};
    for (int i = 0; i < 4; i++) {
        size_t size = strcspn(cursor, ".");
        if (!text_read_integer((struct slice){cursor, size}, parts[i]))
            return false;
        cursor += size + (cursor[size] == '.');
    }
    return *cursor == '\0' && window->first >= 0 && window->size > 0;
}

static bool read_window(const struct tenant *tenant,
                        const struct request *request, struct window *window)
{
    *window = (struct window){INT64_MIN / 4, INT64_MAX / 4,
                              tenant->options.page_size, 0};
    char *cursor = text_form_value(query_of(request), "cursor");
    bool is_good = true;
    if (cursor)
        is_good = read_cursor(cursor, window);
    else if (request->body_size)
        is_good = read_body((struct slice){request->body, request->body_size},
                            window);
    free(cursor);
    if (window->size > tenant->options.page_size)
        window->size = tenant->options.page_size;
    return is_good;
}

static size_t next_inside(const struct tenant *tenant, size_t number,
                          const struct window *window)
{
    for (; number < store_size(&tenant->store); number++) {
        int64_t start_ms = store_get(&tenant->store, number)->start_ms;
        if (start_ms >= window->from_ms && start_ms < window->to_ms)
            break;
    }
    return number;
}

static void write_next_link(const struct tenant *tenant,
                            const struct window *window, FILE *out)
{
    fputs(", \"nextLink\": ", out);
    if ((size_t)window->first >= store_size(&tenant->store)) {
        fputs("null", out);
        return;
    }
    putc('"', out);
    if (tenant->options.is_absolute_links)
        fprintf(out, "http%s://127.0.0.1:%d",
                tenant->options.tls_cert_path ? "s" : "", tenant->port);
    fprintf(out,
            PAGES_PATH "?cursor=%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64
                       "\"",
            window->first, window->from_ms, window->to_ms, window->size);
}

static void write_page(const struct tenant *tenant, struct window *window,
                       FILE *out)
{
    size_t number = next_inside(tenant, (size_t)window->first, window);
    int64_t count = 0;
    fputs("{\"conversations\": [", out);
    while (number < store_size(&tenant->store) && count < window->size) {
        fputs(count++ ? ",\n" : "\n", out);
        store_write_item(&tenant->store, number, out);
        number = next_inside(tenant, number + 1, window);
    }
    window->first = (int64_t)number;
    fputs("]", out);
    write_next_link(tenant, window, out);
    fputs("}\n", out);
}

void pages_answer(struct tenant *tenant, const struct request *request,
                  struct answer *answer)
{
    struct window window;
    if (!read_window(tenant, request, &window)) {
        answer_set(answer, 400,
                   "{\"error\": \"bad_request\", \"message\": "
                   "\"the query or its cursor cannot be read\"}");
        return;
    }
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    if (!out)
        return;
    write_page(tenant, &window, out);
    fclose(out);
    answer->status = 200;
    answer_set_body(answer, body, size);
}
