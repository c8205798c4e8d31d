/* answers.c: see answers.h. */
#include "answers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "pages.h"
#include "text.h"

#define TOKEN_PATH "/oauth2/token"
#define TRANSCRIPT_BEFORE "/api/v1/conversations/"
#define TRANSCRIPT_AFTER "/transcripts"

/* --- which call is it ---------------------------------------------------- */

static struct slice path_of(const struct request *request)
{
    return (struct slice){request->target, strcspn(request->target, "?")};
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
    else if (slice_equals(path, PAGES_PATH))
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
    char *body = malloc(text.size + 1);
    if (!body)
        return;
    memcpy(body, text.start, text.size);
    body[text.size] = '\0';
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
    if (chance_share(seed, who, when) >= tenant->options.fail_share)
        return false;
    answer_set(answer, statuses[chance_mix(~seed, who, when) % 4],
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
        pages_answer(tenant, request, answer);
    else
        answer_transcript(tenant, request, answer);
}
