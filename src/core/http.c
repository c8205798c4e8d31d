/*
 * http.c: libcurl's multi interface made safe; see http.h.
 *
 * A slot is one reusable easy handle with what its transfer needs. Callbacks
 * only count, copy and note a fault; faults are told when the reply is taken.
 */
#include "core/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define CAUSE_BYTES 256
#define HEADER_NODES (UT_HTTP_HEADERS + 2) /* and Authorization, Expect */

struct slot {
    struct ut_http *http;
    CURL *easy;
    CURLU *url;
    void *owner;
    struct slot *next; /* in the list of idle or of finished slots */
    struct curl_slist nodes[HEADER_NODES];
    struct ut_http_reply reply;
    size_t header_bytes; /* interim answers and trailers included */
    int64_t length;      /* Content-Length; -1: not seen */
    bool is_head_done;
    bool is_chunked;
    bool is_busy;
    CURLcode result;
    char curl_text[CURL_ERROR_SIZE];
};

struct ut_http {
    struct ut_http_options options; /* its strings are owned */
    CURLM *multi;
    CURLU *origin;
    char *scheme, *host, *port, *prefix; /* of the origin; curl's memory */
    char shown[UT_HTTP_ORIGIN_BYTES];
    struct slot *slots;
    struct slot *idle;
    struct slot *finished, **finished_end;
    int idle_count;
    bool is_curl_ready;
};

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

/* --- faults ---------------------------------------------------------------
 * The first fault of a transfer wins: what follows is its consequence. */

static void note_fault(struct slot *slot, int code, int repeats,
                       const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void note_fault(struct slot *slot, int code, int repeats,
                       const char *format, ...)
{
    if (slot->reply.code != 0)
        return;
    slot->reply.code = code;
    slot->reply.repeats = repeats;
    slot->reply.cause = malloc(CAUSE_BYTES);
    if (slot->reply.cause == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(slot->reply.cause, CAUSE_BYTES, format, arguments);
    va_end(arguments);
}

/* --- callbacks: return anything but `size` and the transfer breaks off ---- */

static size_t on_body(char *bytes, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    int status = ut_buf_add(&slot->reply.body, bytes, size);
    if (status == 0)
        return size;
    if (status == UNDERTONE_ELIMIT)
        note_fault(slot, UNDERTONE_ELIMIT, 0,
                   "the body is longer than the limit of %zu bytes",
                   slot->reply.body.ceiling_bytes);
    else
        note_fault(slot, status, 0, "out of memory");
    return 0;
}

/* A compressed body that inflates to nothing must end as well. */
static int on_progress(void *context, curl_off_t total, curl_off_t now,
                       curl_off_t up_total, curl_off_t up_now)
{
    (void)total, (void)up_total, (void)up_now;
    struct slot *slot = context;
    size_t most = slot->http->options.max_body_bytes;
    if (now < 0 || (uint64_t)now <= most)
        return 0;
    note_fault(slot, UNDERTONE_ELIMIT, 0,
               "the body is longer than the limit of %zu bytes", most);
    return 1;
}

static bool parse_length(const char *value, int64_t *length)
{
    if (*value == '\0' || strlen(value) > 18 ||
        value[strspn(value, "0123456789")] != '\0')
        return false;
    *length = strtoll(value, NULL, 10);
    return true;
}

static bool check_length(struct slot *slot, const char *value)
{
    int64_t length;
    if (!parse_length(value, &length)) {
        note_fault(slot, UNDERTONE_EHTTP, 1,
                   "the Content-Length header is not a number");
        return false;
    }
    if (slot->length >= 0 && slot->length != length) {
        note_fault(slot, UNDERTONE_EHTTP, 1,
                   "two Content-Length headers disagree: %lld and %lld",
                   (long long)slot->length, (long long)length);
        return false;
    }
    slot->length = length;
    return true;
}

/* Only gzip was offered; libcurl would decode whatever else is named. */
static bool check_coding(struct slot *slot, const char *value)
{
    if (strcasecmp(value, "gzip") == 0 || strcasecmp(value, "x-gzip") == 0 ||
        strcasecmp(value, "identity") == 0 || *value == '\0')
        return true;
    note_fault(slot, UNDERTONE_EHTTP, 2,
               "the body has a content coding that was not offered");
    return false;
}

/* The chunked body is believed, but the connection is not used again: the
 * next answer might begin anywhere. */
static void check_framing(struct slot *slot)
{
    if (slot->is_chunked && slot->length >= 0)
        curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, 1L);
}

static bool check_header(struct slot *slot, const char *name, const char *value)
{
    if (strcmp(name, "content-length") == 0)
        return check_length(slot, value);
    if (strcmp(name, "content-encoding") == 0)
        return check_coding(slot, value);
    if (strcmp(name, "transfer-encoding") == 0)
        slot->is_chunked = true;
    return true;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Stores "name: value\n", value trimmed, name in lower case; line[0 .. size)
 * has no line end any more. */
static bool store_header(struct slot *slot, const char *line, size_t size)
{
    const char *colon = memchr(line, ':', size);
    if (colon == NULL)
        return true; /* libcurl has judged the line; nothing to keep */
    struct ut_buf *headers = &slot->reply.headers;
    const char *value = colon + 1, *end = line + size;
    while (value < end && is_blank(*value))
        value++;
    while (end > value && is_blank(end[-1]))
        end--;
    size_t start = headers->size_bytes;
    size_t name_size = (size_t)(colon - line),
           value_size = (size_t)(end - value);
    if (ut_buf_add(headers, line, name_size) != 0 ||
        ut_buf_add(headers, "", 1) != 0 ||
        ut_buf_add(headers, value, value_size) != 0) {
        note_fault(slot, UNDERTONE_EMEMORY, 0, "out of memory");
        return false;
    }
    char *name = headers->bytes + start;
    for (size_t i = 0; i < name_size; i++)
        name[i] = lower(name[i]);
    bool is_good = check_header(slot, name, name + name_size + 1);
    headers->bytes[start + name_size] = ':';
    return is_good && ut_buf_add_byte(headers, '\n') == 0;
}

/* A status line starts an answer; a 1xx one is followed by another. */
static void begin_head(struct slot *slot)
{
    ut_buf_reset(&slot->reply.headers);
    slot->length = -1;
    slot->is_chunked = false;
}

static size_t on_header(char *line, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    size_t most = slot->http->options.max_header_bytes;
    slot->header_bytes += size;
    if (slot->header_bytes > most) {
        note_fault(slot, UNDERTONE_ELIMIT, 0,
                   "the headers are longer than the limit of %zu bytes", most);
        return 0;
    }
    if (memchr(line, '\0', size) != NULL) {
        note_fault(slot, UNDERTONE_EHTTP, 1, "a header has a NUL byte");
        return 0;
    }
    size_t length = size;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    if (slot->is_head_done)
        return size; /* a trailer */
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) {
        begin_head(slot);
        return size;
    }
    if (length > 0)
        return store_header(slot, line, length) ? size : 0;
    long status = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    slot->is_head_done = status >= 200;
    check_framing(slot);
    return size;
}

/* --- setting up ----------------------------------------------------------- */

/* The settings every handle gets and keeps. */
static void set_limits(CURL *easy, const struct ut_http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     options->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, options->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, options->low_speed_bytes);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, options->low_speed_s);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

/* No ambient authority, no other protocol, nothing followed. */
static void set_safety(CURL *easy, const char *scheme)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, scheme);
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, scheme);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "undertone");
}

static void set_tls(CURL *easy, const struct ut_http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (options->ca_file != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
}

/* With plain http even the environment's proxy would read the token. */
static void set_proxy(CURL *easy, const struct ut_http *http)
{
    if (strcmp(http->scheme, "http") == 0)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    else if (http->options.proxy != NULL)
        curl_easy_setopt(easy, CURLOPT_PROXY, http->options.proxy);
}

static int slot_open(struct ut_http *http, struct slot *slot)
{
    slot->http = http;
    slot->easy = curl_easy_init();
    slot->url = curl_url();
    if (slot->easy == NULL || slot->url == NULL)
        return UNDERTONE_EMEMORY;
    set_limits(slot->easy, &http->options);
    set_safety(slot->easy, http->scheme);
    set_tls(slot->easy, &http->options);
    set_proxy(slot->easy, http);
    curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(slot->easy, CURLOPT_ERRORBUFFER, slot->curl_text);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_HEADERDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_XFERINFODATA, slot);
    return 0;
}

static void slot_release(struct ut_http *http, struct slot *slot)
{
    slot->is_busy = false;
    slot->next = http->idle;
    http->idle = slot;
    http->idle_count++;
}

static bool is_loopback(const char *host)
{
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return strncmp(host, "127.", 4) == 0 &&
           host[strspn(host, "0123456789.")] == '\0';
}

static bool is_printable(const char *text, const char *refused)
{
    for (; *text != '\0'; text++)
        if (*text <= ' ' || *text > '~' || strchr(refused, *text) != NULL)
            return false;
    return true;
}

static int split_origin(struct ut_http *http)
{
    CURLU *url = http->origin;
    if (curl_url_get(url, CURLUPART_SCHEME, &http->scheme, 0) != 0 ||
        curl_url_get(url, CURLUPART_HOST, &http->host, 0) != 0 ||
        curl_url_get(url, CURLUPART_PORT, &http->port, CURLU_DEFAULT_PORT) !=
            0 ||
        curl_url_get(url, CURLUPART_PATH, &http->prefix, 0) != 0)
        return UNDERTONE_EMEMORY;
    size_t size = strlen(http->prefix);
    while (size > 0 && http->prefix[size - 1] == '/')
        http->prefix[--size] = '\0';
    return 0;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static void show_origin(struct ut_http *http)
{
    char *port = NULL;
    curl_url_get(http->origin, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
    snprintf(http->shown, sizeof http->shown, "%s://%s%s%s%s", http->scheme,
             http->host, port ? ":" : "", port ? port : "", http->prefix);
    curl_free(port);
}

static int set_origin(struct ut_http *http, const char *text,
                      struct ut_error *error)
{
    http->origin = curl_url();
    if (http->origin == NULL)
        return ut_fail_memory(error);
    if (text == NULL || strlen(text) >= UT_HTTP_ORIGIN_BYTES ||
        !is_printable(text, "\\") ||
        curl_url_set(http->origin, CURLUPART_URL, text, CURLU_DISALLOW_USER) !=
            CURLUE_OK ||
        has_part(http->origin, CURLUPART_QUERY) ||
        has_part(http->origin, CURLUPART_FRAGMENT))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the address of the service must look like "
                       "https://host, without user name, query or fragment");
    if (split_origin(http) != 0)
        return ut_fail_memory(error);
    show_origin(http);
    if (strcmp(http->scheme, "https") == 0)
        return 0;
    if (strcmp(http->scheme, "http") == 0 && is_loopback(http->host))
        return 0;
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "%s://%s would send the token unprotected: only https is "
                   "allowed, or http to this machine itself",
                   http->scheme, http->host);
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
        if (slot_open(http, &http->slots[i]) != 0)
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
        status = set_origin(http, options->origin, error);
    if (status == 0 && open_slots(http) != 0)
        status = ut_fail_memory(error);
    if (status != 0) {
        ut_http_free(http);
        return status;
    }
    *out = http;
    return 0;
}

static void slot_close(struct slot *slot)
{
    if (slot->is_busy && slot->easy != NULL)
        curl_multi_remove_handle(slot->http->multi, slot->easy);
    curl_easy_cleanup(slot->easy);
    curl_url_cleanup(slot->url);
    ut_http_reply_clear(&slot->reply);
}

void ut_http_free(struct ut_http *http)
{
    if (http == NULL)
        return;
    for (int i = 0; http->slots != NULL && i < http->options.connections; i++)
        slot_close(&http->slots[i]);
    free(http->slots);
    curl_multi_cleanup(http->multi);
    curl_url_cleanup(http->origin);
    curl_free(http->scheme);
    curl_free(http->host);
    curl_free(http->port);
    curl_free(http->prefix);
    free((char *)http->options.ca_file);
    free((char *)http->options.proxy);
    if (http->is_curl_ready)
        curl_global_cleanup();
    free(http);
}

const char *ut_http_origin(const struct ut_http *http)
{
    return http->shown;
}

int ut_http_idle(const struct ut_http *http)
{
    return http->idle_count;
}

/* --- starting ------------------------------------------------------------- */

/* Chains the request's headers through the slot's nodes: no allocation, and
 * no copy of the token that outlives the request. */
static struct curl_slist *chain_headers(struct slot *slot,
                                        const struct ut_http_request *request)
{
    static char no_expect[] = "Expect:"; /* never wait for 100 Continue */
    int count = 0;
    slot->nodes[count++].data = no_expect;
    if (request->authorization != NULL)
        slot->nodes[count++].data = (char *)request->authorization;
    for (const char *line = request->headers;
         line != NULL && *line != '\0' && count < HEADER_NODES;
         line += strlen(line) + 1)
        slot->nodes[count++].data = (char *)line;
    for (int i = 0; i < count; i++)
        slot->nodes[i].next = i + 1 < count ? &slot->nodes[i + 1] : NULL;
    return slot->nodes;
}

/* The parts of `url` are those of the configured origin. */
static bool is_own_origin(const struct ut_http *http, CURLU *url)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
    curl_url_get(url, CURLUPART_HOST, &host, 0);
    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    bool is_own =
        scheme != NULL && host != NULL && port != NULL &&
        strcasecmp(scheme, http->scheme) == 0 &&
        strcasecmp(host, http->host) == 0 && strcmp(port, http->port) == 0 &&
        !has_part(url, CURLUPART_USER) && !has_part(url, CURLUPART_PASSWORD);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return is_own;
}

static int set_url(struct slot *slot, const char *path)
{
    struct ut_http *http = slot->http;
    struct ut_buf url;
    ut_buf_init(&url, UT_HTTP_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    int status = ut_buf_add_string(&url, http->shown);
    if (status == 0)
        status = ut_buf_add_string(&url, path);
    if (status == 0 &&
        (curl_url_set(slot->url, CURLUPART_URL, url.bytes,
                      CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) != CURLUE_OK ||
         !is_own_origin(http, slot->url)))
        status = UNDERTONE_EREFUSED;
    ut_buf_clear(&url);
    if (status == 0)
        curl_easy_setopt(slot->easy, CURLOPT_CURLU, slot->url);
    return status;
}

static void set_body(struct slot *slot, const struct ut_http_request *request)
{
    if (strcmp(request->method, "GET") == 0) {
        curl_easy_setopt(slot->easy, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(slot->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)request->body_bytes);
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS,
                     request->body ? request->body : "");
}

static void slot_reset(struct slot *slot)
{
    struct ut_http *http = slot->http;
    slot->reply = (struct ut_http_reply){.repeats = UT_HTTP_REPEAT_ALWAYS};
    ut_buf_init(&slot->reply.body, http->options.max_body_bytes);
    ut_buf_init(&slot->reply.headers, http->options.max_header_bytes * 2);
    slot->header_bytes = 0;
    slot->length = -1;
    slot->is_head_done = slot->is_chunked = false;
    slot->curl_text[0] = '\0';
    curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, 0L);
}

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
    status = set_url(slot, request->path);
    if (status != 0)
        return ut_fail(error, status, "the path does not make a safe address");
    slot_reset(slot);
    set_body(slot, request);
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER,
                     chain_headers(slot, request));
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

/* --- what a failed transfer means ----------------------------------------- */

static double info_seconds(CURL *easy, CURLINFO info)
{
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, info, &microseconds);
    return (double)microseconds / 1e6;
}

static const char *timeout_phase(CURL *easy)
{
    if (info_seconds(easy, CURLINFO_CONNECT_TIME_T) == 0.0)
        return "connecting";
    if (info_seconds(easy, CURLINFO_PRETRANSFER_TIME_T) == 0.0)
        return "the TLS handshake";
    if (info_seconds(easy, CURLINFO_STARTTRANSFER_TIME_T) == 0.0)
        return "waiting for the answer";
    return "reading the answer";
}

static void explain_timeout(struct slot *slot)
{
    double seconds = info_seconds(slot->easy, CURLINFO_TOTAL_TIME_T);
    long long bytes = (long long)slot->reply.wire_bytes;
    long tenths = (long)(seconds * 10.0);
    note_fault(slot, UNDERTONE_ETIMEOUT, UT_HTTP_REPEAT_ALWAYS,
               "timed out after %ld.%ld s while %s, with %lld body bytes, "
               "%lld per second (curl 28)",
               tenths / 10, tenths % 10, timeout_phase(slot->easy), bytes,
               seconds > 0.0 ? (long long)((double)bytes / seconds) : 0);
}

static void explain_short_body(struct slot *slot)
{
    int code = (int)slot->result;
    long long got = (long long)slot->reply.wire_bytes;
    if (slot->length >= 0)
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "the connection broke after %lld of %lld body bytes "
                   "(curl %d)",
                   got, (long long)slot->length, code);
    else
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "the connection broke after %lld body bytes (curl %d)", got,
                   code);
}

/* A handshake that was cut says so; one that was refused names a reason. */
static bool is_cut_handshake(const char *text)
{
    static const char *const signs[] = {"SYSCALL", "eof", "EOF", "reset",
                                        "closed"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(text, signs[i]) != NULL)
            return true;
    return false;
}

static void explain_tls(struct slot *slot, const char *text)
{
    if (slot->result == CURLE_SSL_CONNECT_ERROR && is_cut_handshake(text))
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "the TLS handshake was cut: %s (curl %d)", text,
                   (int)slot->result);
    else
        note_fault(slot, UNDERTONE_ETLS, 0,
                   "the identity of %s could not be verified: %s (curl %d)",
                   slot->http->host, text, (int)slot->result);
}

static void explain(struct slot *slot)
{
    int number = (int)slot->result;
    const char *text =
        slot->curl_text[0] ? slot->curl_text : curl_easy_strerror(slot->result);
    switch (slot->result) {
    case CURLE_OPERATION_TIMEDOUT:
        explain_timeout(slot);
        return;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
        explain_short_body(slot);
        return;
    case CURLE_GOT_NOTHING:
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "the connection was closed before any reply (curl %d)",
                   number);
        return;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        explain_tls(slot, text);
        return;
    case CURLE_OUT_OF_MEMORY:
        note_fault(slot, UNDERTONE_EMEMORY, 0, "out of memory");
        return;
    case CURLE_UNSUPPORTED_PROTOCOL: /* an HTTP/0.9 or garbled status line */
    case CURLE_WEIRD_SERVER_REPLY:
        note_fault(slot, UNDERTONE_EHTTP, 1, "%s (curl %d)", text, number);
        return;
    case CURLE_BAD_CONTENT_ENCODING:
        note_fault(slot, UNDERTONE_EHTTP, 2, "%s (curl %d)", text, number);
        return;
    default:
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "%s (curl %d)", text, number);
    }
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
        explain(slot);
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

/* --- links, headers and escapes ------------------------------------------- */

static int refuse_link(const struct ut_http *http, struct ut_error *error,
                       const char *why)
{
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "the service at %s offered a link that %s; it was not "
                   "followed",
                   http->shown, why);
}

/* Names the origin a link leads to, so that the user can judge it. */
static int refuse_origin(const struct ut_http *http, CURLU *url,
                         struct ut_error *error)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
    curl_url_get(url, CURLUPART_HOST, &host, 0);
    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    bool is_clean = host != NULL && is_printable(host, "");
    int status = ut_fail(error, UNDERTONE_EREFUSED,
                         "the service at %s offered a link to another origin, "
                         "%s://%.100s:%s; it was not followed",
                         http->shown, scheme ? scheme : "?",
                         is_clean ? host : "?", port ? port : "?");
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return status;
}

/* Appends the path below the prefix, and the query. */
static int add_path(const struct ut_http *http, CURLU *url, struct ut_buf *out,
                    struct ut_error *error)
{
    char *path = NULL, *query = NULL;
    curl_url_get(url, CURLUPART_PATH, &path, 0);
    curl_url_get(url, CURLUPART_QUERY, &query, 0);
    size_t prefix = strlen(http->prefix);
    int status = 0;
    if (path == NULL || strncmp(path, http->prefix, prefix) != 0 ||
        path[prefix] != '/')
        status = refuse_link(http, error, "leaves the configured path");
    size_t before = out->size_bytes;
    if (status == 0)
        status = ut_buf_add_string(out, path + prefix);
    if (status == 0 && query != NULL)
        status = ut_buf_add_byte(out, '?');
    if (status == 0 && query != NULL)
        status = ut_buf_add_string(out, query);
    if (status == 0)
        status = ut_http_check_path(out->bytes + before, error);
    curl_free(path);
    curl_free(query);
    return status;
}

static int resolve_against(const struct ut_http *http, CURLU *url,
                           const char *link, struct ut_error *error)
{
    if (curl_url_set(url, CURLUPART_URL, link, CURLU_DISALLOW_USER) !=
        CURLUE_OK)
        return refuse_link(http, error, "cannot be read as an address");
    if (!is_own_origin(http, url))
        return refuse_origin(http, url, error);
    if (has_part(url, CURLUPART_FRAGMENT))
        return refuse_link(http, error, "has a fragment");
    return 0;
}

int ut_http_resolve(const struct ut_http *http, const char *from,
                    const char *link, struct ut_buf *path,
                    struct ut_error *error)
{
    if (*link == '\0' || strlen(link) > UT_HTTP_PATH_BYTES ||
        !is_printable(link, "\\"))
        return refuse_link(http, error,
                           "is empty, too long or has characters that do not "
                           "belong in an address");
    struct ut_buf base;
    ut_buf_init(&base, UT_HTTP_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    CURLU *url = curl_url();
    int status = url == NULL ? UNDERTONE_EMEMORY : 0;
    if (status == 0)
        status = ut_buf_add_string(&base, http->shown);
    if (status == 0)
        status = ut_buf_add_string(&base, from ? from : "/");
    if (status != 0)
        ut_fail(error, status, "the link could not be resolved");
    else if (curl_url_set(url, CURLUPART_URL, base.bytes, 0) != CURLUE_OK)
        status = ut_fail(error, UNDERTONE_EINVALID,
                         "the page's own path is not valid");
    if (status == 0)
        status = resolve_against(http, url, link, error);
    if (status == 0)
        status = add_path(http, url, path, error);
    curl_url_cleanup(url);
    ut_buf_clear(&base);
    return status;
}

/* Whether the segment [at, end) is "." or "..", plain or as %2e. */
static bool is_dot_segment(const char *at, const char *end)
{
    int dots = 0;
    while (at < end && dots < 3) {
        if (*at == '.')
            at++;
        else if (end - at >= 3 && strncasecmp(at, "%2e", 3) == 0)
            at += 3;
        else
            return false;
        dots++;
    }
    return at == end && (dots == 1 || dots == 2);
}

static bool has_dot_segment(const char *path)
{
    while (*path == '/') {
        const char *end = path + 1 + strcspn(path + 1, "/?");
        if (is_dot_segment(path + 1, end))
            return true;
        path = end;
    }
    return false;
}

int ut_http_check_path(const char *path, struct ut_error *error)
{
    if (path[0] != '/' || strlen(path) > UT_HTTP_PATH_BYTES ||
        !is_printable(path, "#\\") || has_dot_segment(path))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "a path must start with '/', hold only printable ASCII "
                       "without '#', '\\' or dot segments, and have at most "
                       "%d bytes",
                       UT_HTTP_PATH_BYTES);
    return 0;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Headers that decide about framing, routing or authority are ours. */
static bool is_reserved(const char *name)
{
    static const char *const reserved[] = {"authorization",
                                           "host",
                                           "content-length",
                                           "transfer-encoding",
                                           "connection",
                                           "te",
                                           "upgrade",
                                           "accept-encoding",
                                           "expect",
                                           "trailer",
                                           "proxy-authorization"};
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcasecmp(name, reserved[i]) == 0)
            return true;
    return false;
}

int ut_http_headers_add(struct ut_buf *headers, const char *name,
                        const char *value)
{
    if (*name == '\0' || is_reserved(name))
        return UNDERTONE_EINVALID;
    for (const char *c = name; *c != '\0'; c++)
        if (!is_alphanumeric(*c) && strchr("!#$%&'*+-.^_`|~", *c) == NULL)
            return UNDERTONE_EINVALID;
    for (const char *c = value; *c != '\0'; c++)
        if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
            return UNDERTONE_EINVALID;
    int status = ut_buf_add_string(headers, name);
    if (status == 0) /* libcurl's way of sending an empty value is "Name;" */
        status = ut_buf_add_string(headers, *value ? ": " : ";");
    if (status == 0)
        status = ut_buf_add(headers, value, strlen(value) + 1);
    return status;
}

bool ut_http_header(const struct ut_http_reply *reply, const char *name,
                    struct ut_buf *value)
{
    size_t size = strlen(name);
    bool is_found = false;
    const char *line = reply->headers.bytes;
    while (line != NULL && *line != '\0') {
        const char *end = strchr(line, '\n');
        if (end == NULL)
            break;
        if (strncmp(line, name, size) == 0 && line[size] == ':') {
            if (is_found && ut_buf_add_string(value, ", ") != 0)
                return false;
            line += size + 1;
            if (ut_buf_add(value, line, (size_t)(end - line)) != 0)
                return false;
            is_found = true;
        }
        line = end + 1;
    }
    return is_found;
}

size_t ut_http_escape(const char *bytes, size_t size_bytes, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    bool is_dots = is_dot_segment(bytes, bytes + size_bytes);
    char *at = out;
    for (size_t i = 0; i < size_bytes; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (is_alphanumeric(bytes[i]) || c == '-' || c == '_' || c == '~' ||
            (c == '.' && !is_dots)) {
            *at++ = bytes[i];
        } else {
            *at++ = '%';
            *at++ = hex[c >> 4];
            *at++ = hex[c & 15];
        }
    }
    return (size_t)(at - out);
}
