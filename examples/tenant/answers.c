/* answers.c: see answers.h. */
#include "answers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define TOKEN_PATH "/oauth2/token"
#define QUERY_PATH "/api/v1/analytics/conversations/details/query"
#define TRANSCRIPT_BEFORE "/api/v1/conversations/"
#define TRANSCRIPT_AFTER "/transcripts"

/* --- which call is it ---------------------------------------------------- */

static struct slice path_of(const struct request *request)
{
    return (struct slice){request->target, strcspn(request->target, "?")};
}

static struct slice query_of(const struct request *request)
{
    const char *mark = strchr(request->target, '?');
    return mark ? (struct slice){mark + 1, strlen(mark + 1)}
                : (struct slice){"", 0};
}

/* The escaped id inside a transcript path; size 0 for another path. */
static struct slice id_in(struct slice path)
{
    size_t before = strlen(TRANSCRIPT_BEFORE), after = strlen(TRANSCRIPT_AFTER);
    if (path.size <= before + after ||
        memcmp(path.start, TRANSCRIPT_BEFORE, before) != 0 ||
        memcmp(path.start + path.size - after, TRANSCRIPT_AFTER, after) != 0)
        return (struct slice){"", 0};
    struct slice id = {path.start + before, path.size - before - after};
    return memchr(id.start, '/', id.size) ? (struct slice){"", 0} : id;
}

static void classify_transcript(struct tenant *tenant, struct request *request,
                                struct slice id)
{
    request->kind = CALL_TRANSCRIPT;
    request->id = text_unescape(id, false);
    if (request->id)
        request->number = store_find(&tenant->store, request->id);
    if (request->number >= 0)
        request->attempt =
            1 + atomic_fetch_add(&tenant->store.attempts[request->number], 1);
}

void answer_classify(struct tenant *tenant, struct request *request)
{
    struct slice path = path_of(request), id = id_in(path);
    bool is_valid;
    request->number = -1;
    if (slice_equals(path, TOKEN_PATH))
        request->kind = CALL_TOKEN;
    else if (slice_equals(path, QUERY_PATH))
        request->kind = CALL_PAGE;
    else if (id.size)
        classify_transcript(tenant, request, id);
    request->call = 1 + atomic_fetch_add(&tenant->calls[request->kind], 1);
    request->token =
        tokens_check(&tenant->tokens, request->authorization, &is_valid);
}

/* --- sign-in ------------------------------------------------------------- */

static bool form_says(struct slice form, const char *name, const char *wanted)
{
    char *value = text_form_value(form, name);
    bool is_same = value && strcmp(value, wanted) == 0;
    free(value);
    return is_same;
}

static void answer_token(struct tenant *tenant, const struct request *request,
                         struct answer *answer)
{
    struct slice form = {request->body, request->body_size};
    const struct options *options = &tenant->options;
    char token[TOKEN_SIZE], body[256];
    answer_set_header(answer, "Cache-Control", "no-store");
    if (strcmp(request->method, "POST") != 0) {
        answer_set(answer, 405, "{\"error\": \"invalid_request\"}");
        answer_set_header(answer, "Allow", "POST");
    } else if (!form_says(form, "grant_type", "client_credentials")) {
        answer_set(answer, 400, "{\"error\": \"unsupported_grant_type\"}");
    } else if (!form_says(form, "client_id", options->client_id) ||
               !form_says(form, "client_secret", options->client_secret)) {
        answer_set(answer, 401, "{\"error\": \"invalid_client\"}");
    } else if (!tokens_issue(&tenant->tokens, options->token_life_s, token)) {
        answer_set(answer, 503, "{\"error\": \"temporarily_unavailable\"}");
    } else {
        snprintf(body, sizeof body,
                 "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", "
                 "\"expires_in\": %" PRId64 "}",
                 token, options->token_life_s);
        answer_set(answer, 200, body);
    }
}

/* --- a page of conversations --------------------------------------------- */

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
            QUERY_PATH "?cursor=%" PRId64 ".%" PRId64 ".%" PRId64 ".%" PRId64
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

static void answer_page(struct tenant *tenant, const struct request *request,
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

/* --- a transcript -------------------------------------------------------- */

static void answer_transcript(struct tenant *tenant,
                              const struct request *request,
                              struct answer *answer)
{
    struct slice text = {"", 0};
    if (request->number >= 0)
        text = store_get(&tenant->store, (size_t)request->number)->transcript;
    if (text.size == 0 || slice_equals(text, "null")) {
        answer_set(answer, 404, "{\"error\": \"not_found\"}");
        return;
    }
    char *body = malloc(text.size);
    if (!body)
        return;
    memcpy(body, text.start, text.size);
    answer->status = 200;
    answer_set_body(answer, body, text.size);
}

/* --- limits, then the call ----------------------------------------------- */

/* A bucket that holds one second's worth of calls. */
static bool is_within_rate(struct tenant *tenant)
{
    double rate = (double)tenant->options.rate_per_s;
    if (rate <= 0)
        return true;
    pthread_mutex_lock(&tenant->pace.lock);
    int64_t now_ms = text_steady_ms();
    double left = tenant->pace.allowance +
                  rate * (double)(now_ms - tenant->pace.filled_ms) / 1000;
    left = left < rate ? left : rate;
    bool is_allowed = left >= 1;
    tenant->pace.allowance = is_allowed ? left - 1 : left;
    tenant->pace.filled_ms = now_ms;
    pthread_mutex_unlock(&tenant->pace.lock);
    return is_allowed;
}

/* Depends on the conversation and its attempt, or on the page's number, so
 * the same calls fail whatever the order they come in. */
static bool is_unlucky(const struct tenant *tenant,
                       const struct request *request, struct answer *answer)
{
    static const int statuses[] = {500, 502, 503, 504};
    uint64_t who = (uint64_t)(request->number + 2);
    uint64_t when = request->number >= 0 ? request->attempt : request->call;
    uint64_t seed = (uint64_t)tenant->options.seed;
    if (mix_share(seed, who, when) >= tenant->options.fail_share)
        return false;
    answer_set(answer, statuses[mix(~seed, who, when) % 4],
               "{\"error\": \"server_error\"}");
    return true;
}

static bool is_admitted(struct tenant *tenant, const struct request *request,
                        struct answer *answer)
{
    bool is_valid;
    if (!is_within_rate(tenant)) {
        answer_set(answer, 429, "{\"error\": \"too_many_requests\"}");
        answer_set_header(answer, "Retry-After", "1");
        return false;
    }
    if (is_unlucky(tenant, request, answer))
        return false;
    tokens_check(&tenant->tokens, request->authorization, &is_valid);
    if (!is_valid) {
        answer_set(answer, 401, "{\"error\": \"invalid_token\"}");
        answer_set_header(answer, "WWW-Authenticate",
                          "Bearer error=\"invalid_token\"");
    }
    return is_valid;
}

void answer_make(struct tenant *tenant, const struct request *request,
                 struct answer *answer)
{
    bool is_get = strcmp(request->method, "GET") == 0;
    bool is_post = strcmp(request->method, "POST") == 0;
    answer_set(answer, 500, "{\"error\": \"out_of_memory\"}");
    if (request->is_too_large)
        answer_set(answer, 413, "{\"error\": \"too_large\"}");
    else if (request->kind == CALL_TOKEN)
        answer_token(tenant, request, answer);
    else if (request->kind == CALL_OTHER)
        answer_set(answer, 404, "{\"error\": \"no_such_path\"}");
    else if (!is_admitted(tenant, request, answer))
        return;
    else if (!is_get && !(is_post && request->kind == CALL_PAGE))
        answer_set(answer, 405, "{\"error\": \"method_not_allowed\"}");
    else if (request->kind == CALL_PAGE)
        answer_page(tenant, request, answer);
    else
        answer_transcript(tenant, request, answer);
}
