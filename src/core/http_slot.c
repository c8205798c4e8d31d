/* http_slot.c: every setting of a transfer handle; see http_slot.h. */
#include "core/http_slot.h"

#include <string.h>

/* The settings every handle gets and keeps. */
static void set_limits(CURL *easy, const struct ut_http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     options->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, options->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, options->low_speed_bytes);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, options->low_speed_s);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ut_slot_on_progress);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ut_slot_on_body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, ut_slot_on_header);
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

/* A private authority takes the place of the system's: libcurl would also
 * believe those of the folder it was built for. */
static void set_tls(CURL *easy, const struct ut_http_options *options)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (options->ca_file == NULL)
        return;
    curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
}

/* With plain http even the environment's proxy would read the token. */
static void set_proxy(CURL *easy, const struct ut_http *http)
{
    if (strcmp(http->origin.scheme, "http") == 0)
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    else if (http->options.proxy != NULL)
        curl_easy_setopt(easy, CURLOPT_PROXY, http->options.proxy);
}

int ut_slot_open(struct ut_http *http, struct slot *slot)
{
    slot->http = http;
    slot->easy = curl_easy_init();
    slot->url = curl_url();
    if (slot->easy == NULL || slot->url == NULL)
        return UNDERTONE_EMEMORY;
    set_limits(slot->easy, &http->options);
    set_safety(slot->easy, http->origin.scheme);
    set_tls(slot->easy, &http->options);
    set_proxy(slot->easy, http);
    curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(slot->easy, CURLOPT_ERRORBUFFER, slot->curl_text);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_HEADERDATA, slot);
    curl_easy_setopt(slot->easy, CURLOPT_XFERINFODATA, slot);
    return 0;
}

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

static void reset(struct slot *slot)
{
    struct ut_http *http = slot->http;
    slot->reply = (struct ut_http_reply){.repeats = UT_HTTP_REPEAT_ALWAYS};
    ut_buf_init(&slot->reply.body, http->options.max_body_bytes);
    ut_buf_init(&slot->reply.headers, http->options.max_header_bytes * 2);
    slot->header_bytes = 0;
    slot->length = -1;
    slot->is_head_done = slot->is_chunked = slot->is_zipped = false;
    slot->curl_text[0] = '\0';
    curl_easy_setopt(slot->easy, CURLOPT_FORBID_REUSE, 0L);
}

int ut_slot_prepare(struct slot *slot, const struct ut_http_request *request)
{
    int status =
        ut_origin_address(&slot->http->origin, request->path, slot->url);
    if (status != 0)
        return status;
    reset(slot);
    set_body(slot, request);
    curl_easy_setopt(slot->easy, CURLOPT_CURLU, slot->url);
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER,
                     chain_headers(slot, request));
    return 0;
}

void ut_slot_close(struct slot *slot)
{
    if (slot->is_busy && slot->easy != NULL)
        curl_multi_remove_handle(slot->http->multi, slot->easy);
    curl_easy_cleanup(slot->easy);
    curl_url_cleanup(slot->url);
    ut_http_reply_clear(&slot->reply);
}
