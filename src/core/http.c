/*
 * http.c: libcurl's multi interface made safe; see http.h.
 *
 * Moves slots between idle, busy and finished; the slots do the rest.
 */
#include "core/http.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/http_slot.h"

struct ut_http_options ut_http_options_default(void)
{
    return (struct ut_http_options){
        .connections = 8,
        .connect_timeout_ms = 10000,
        .timeout_ms = 120000,
        .low_speed_bytes = 100,
        .low_speed_s = 30,
        .max_body_bytes = 16u << 20,
        .max_header_bytes = 64u << 10,
    };
}

void ut_http_reply_clear(struct ut_http_reply *reply)
{
    ut_buf_clear(&reply->headers);
    ut_buf_clear(&reply->body);
    free(reply->cause);
    reply->cause = NULL;
}

/* --- setting up ----------------------------------------------------------- */

static void slot_release(struct ut_http *http, struct slot *slot)
{
    slot->is_busy = false;
    slot->next = http->idle;
    http->idle = slot;
    http->idle_count++;
}

static int copy_string(const char **text)
{
    if (*text == NULL)
        return 0;
    *text = strdup(*text);
    return *text == NULL ? UNDERTONE_EMEMORY : 0;
}

static int check_options(const struct ut_http_options *options,
                         struct ut_error *error)
{
    if (options->connections < 1 || options->connections > UT_HTTP_CONNECTIONS)
        return ut_fail(error, UNDERTONE_EINVALID, "concurrency must be 1 to %d",
                       UT_HTTP_CONNECTIONS);
    if (options->timeout_ms < 1 || options->connect_timeout_ms < 1 ||
        options->low_speed_bytes < 1 || options->low_speed_s < 1)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "timeouts must be positive numbers");
    if (options->max_body_bytes < 1 || options->max_header_bytes < 1)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "size limits must be positive numbers");
    return 0;
}

static int open_slots(struct ut_http *http)
{
    int count = http->options.connections;
    http->slots = calloc((size_t)count, sizeof *http->slots);
    if (http->slots == NULL)
        return UNDERTONE_EMEMORY;
    for (int i = 0; i < count; i++) {
        if (ut_slot_open(http, &http->slots[i]) != 0)
            return UNDERTONE_EMEMORY;
        slot_release(http, &http->slots[i]);
    }
    return 0;
}

static int open_multi(struct ut_http *http, struct ut_error *error)
{
    http->is_curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    http->multi = http->is_curl_ready ? curl_multi_init() : NULL;
    if (http->multi == NULL)
        return ut_fail_memory(error);
    long connections = http->options.connections;
    curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, connections);
    return 0;
}

int ut_http_new(const struct ut_http_options *options, struct ut_http **out,
                struct ut_error *error)
{
    int status = check_options(options, error);
    if (status != 0)
        return status;
    struct ut_http *http = calloc(1, sizeof *http);
    if (http == NULL)
        return ut_fail_memory(error);
    http->options = *options;
    http->options.origin = NULL; /* kept in parts */
    http->finished_end = &http->finished;
    int ca_status = copy_string(&http->options.ca_file);
    int proxy_status = copy_string(&http->options.proxy);
    if (ca_status != 0 || proxy_status != 0)
        status = ut_fail_memory(error);
    if (status == 0)
        status = open_multi(http, error);
    if (status == 0)
        status = ut_origin_init(&http->origin, options->origin, error);
    if (status == 0 && open_slots(http) != 0)
        status = ut_fail_memory(error);
    if (status != 0) {
        ut_http_free(http);
        return status;
    }
    *out = http;
    return 0;
}

void ut_http_free(struct ut_http *http)
{
    if (http == NULL)
        return;
    for (int i = 0; http->slots != NULL && i < http->options.connections; i++)
        ut_slot_close(&http->slots[i]);
    free(http->slots);
    curl_multi_cleanup(http->multi);
    ut_origin_clear(&http->origin);
    free((char *)http->options.ca_file);
    free((char *)http->options.proxy);
    if (http->is_curl_ready)
        curl_global_cleanup();
    free(http);
}

const char *ut_http_origin(const struct ut_http *http)
{
    return http->origin.shown;
}

int ut_http_resolve(const struct ut_http *http, const char *from,
                    const char *link, struct ut_buf *path,
                    struct ut_error *error)
{
    return ut_origin_resolve(&http->origin, from, link, path, error);
}

int ut_http_idle(const struct ut_http *http)
{
    return http->idle_count;
}

/* --- starting ------------------------------------------------------------- */

int ut_http_check_request(const struct ut_http_request *request,
                          struct ut_error *error)
{
    if (strcmp(request->method, "GET") != 0 &&
        strcmp(request->method, "POST") != 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the method must be GET or POST");
    return ut_http_check_path(request->path, error);
}

int ut_http_start(struct ut_http *http, const struct ut_http_request *request,
                  void *owner, struct ut_error *error)
{
    if (http->idle == NULL)
        return ut_fail(error, UNDERTONE_ELIMIT, "all connections are in use");
    int status = ut_http_check_request(request, error);
    if (status != 0)
        return status;
    struct slot *slot = http->idle;
    status = ut_slot_prepare(slot, request);
    if (status != 0)
        return ut_fail(error, status, "the path does not make a safe address");
    if (curl_multi_add_handle(http->multi, slot->easy) != CURLM_OK)
        return ut_fail_memory(error);
    http->idle = slot->next;
    http->idle_count--;
    slot->is_busy = true;
    slot->owner = owner;
    return 0;
}

/* --- moving on ------------------------------------------------------------ */

static void collect_finished(struct ut_http *http)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result; /* gone after removal */
        struct slot *slot = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
        slot->result = result;
        curl_multi_remove_handle(http->multi, slot->easy);
        slot->next = NULL;
        *http->finished_end = slot;
        http->finished_end = &slot->next;
    }
}

/* A peer that resets while TLS writes raises SIGPIPE. It is kept from the
 * host: blocked in this thread and, if it was raised here, taken back. */
struct pipe_guard {
    sigset_t before;
    bool was_pending;
};

static void pipe_block(struct pipe_guard *guard, sigset_t *pipe_only)
{
    sigset_t pending;
    sigemptyset(pipe_only);
    sigaddset(pipe_only, SIGPIPE);
    sigpending(&pending);
    guard->was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, pipe_only, &guard->before);
}

static void pipe_restore(const struct pipe_guard *guard,
                         const sigset_t *pipe_only)
{
    static const struct timespec at_once = {0};
    if (!guard->was_pending)
        while (sigtimedwait(pipe_only, NULL, &at_once) < 0 && errno == EINTR)
            continue;
    pthread_sigmask(SIG_SETMASK, &guard->before, NULL);
}

int ut_http_perform(struct ut_http *http, int timeout_ms,
                    struct ut_error *error)
{
    int running;
    struct pipe_guard guard;
    sigset_t pipe_only;
    pipe_block(&guard, &pipe_only);
    CURLMcode result = curl_multi_perform(http->multi, &running);
    if (result == CURLM_OK)
        collect_finished(http);
    if (result == CURLM_OK && http->finished == NULL && timeout_ms > 0) {
        result = curl_multi_poll(http->multi, NULL, 0, timeout_ms, NULL);
        if (result == CURLM_OK)
            result = curl_multi_perform(http->multi, &running);
        if (result == CURLM_OK)
            collect_finished(http);
    }
    pipe_restore(&guard, &pipe_only);
    if (result == CURLM_OUT_OF_MEMORY)
        return ut_fail_memory(error);
    if (result != CURLM_OK)
        return ut_fail(error, UNDERTONE_ENETWORK,
                       "the transfer engine failed: %s (curl %d)",
                       curl_multi_strerror(result), (int)result);
    return 0;
}

bool ut_http_take(struct ut_http *http, void **owner,
                  struct ut_http_reply *reply)
{
    struct slot *slot = http->finished;
    if (slot == NULL)
        return false;
    http->finished = slot->next;
    if (http->finished == NULL)
        http->finished_end = &http->finished;
    long status = 0;
    curl_off_t wire_bytes = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(slot->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire_bytes);
    slot->reply.wire_bytes = wire_bytes;
    if (slot->result != CURLE_OK)
        ut_slot_explain(slot);
    slot->reply.status = slot->reply.code == 0 ? (int)status : 0;
    *owner = slot->owner;
    slot->owner = NULL;
    *reply = slot->reply;
    slot->reply = (struct ut_http_reply){0};
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, NULL);
    slot_release(http, slot);
    return true;
}

void *ut_http_abandon(struct ut_http *http)
{
    for (int i = 0; i < http->options.connections; i++) {
        struct slot *slot = &http->slots[i];
        void *owner = slot->owner;
        if (!slot->is_busy || owner == NULL)
            continue;
        curl_multi_remove_handle(http->multi, slot->easy);
        ut_http_reply_clear(&slot->reply);
        slot->is_busy = false;
        slot->owner = NULL;
        return owner;
    }
    return NULL;
}

const char *ut_http_library_version(void)
{
    return curl_version() + strlen("libcurl/");
}
