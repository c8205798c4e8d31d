/*
 * http_receive.c: what comes in is counted, checked and kept; faults are noted.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/http_slot.h"

#define CAUSE_BYTES 256

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

size_t ut_slot_on_body(char *bytes, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    int status = ut_buf_add(&slot->reply.body, bytes, size);
    if (status == 0)
        return size;
    if (status == UNDERTONE_ELIMIT)
        note_fault(slot, UNDERTONE_ELIMIT, 0,
                   "the body is longer than the limit of %zu bytes "
                   "(max_body_bytes)",
                   slot->reply.body.ceiling_bytes);
    else
        note_fault(slot, status, 0, "out of memory");
    return 0;
}

/* A compressed body that inflates to nothing must end as well. */
int ut_slot_on_progress(void *context, curl_off_t total, curl_off_t now,
                        curl_off_t up_total, curl_off_t up_now)
{
    (void)total, (void)up_total, (void)up_now;
    struct slot *slot = context;
    size_t most = slot->http->options.max_body_bytes;
    if (now < 0 || (uint64_t)now <= most)
        return 0;
    note_fault(slot, UNDERTONE_ELIMIT, 0,
               "the body is longer than the limit of %zu bytes "
               "(max_body_bytes)",
               most);
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
 * has no line end any more, and no NUL: libcurl refuses such answers. */
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

size_t ut_slot_on_header(char *line, size_t one, size_t size, void *context)
{
    (void)one;
    struct slot *slot = context;
    size_t most = slot->http->options.max_header_bytes;
    slot->header_bytes += size;
    if (slot->header_bytes > most) {
        note_fault(slot, UNDERTONE_ELIMIT, 0,
                   "the headers are longer than the limit of %zu bytes "
                   "(max_header_bytes)",
                   most);
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

/* --- what a failed transfer means ----------------------------------------- */

static double info_seconds(CURL *easy, CURLINFO info)
{
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy, info, &microseconds);
    return (double)microseconds / 1e6;
}

/* Backwards, since a connection used again never connects. */
static const char *timeout_phase(CURL *easy)
{
    if (info_seconds(easy, CURLINFO_STARTTRANSFER_TIME_T) > 0.0)
        return "reading the answer";
    if (info_seconds(easy, CURLINFO_PRETRANSFER_TIME_T) > 0.0)
        return "waiting for the answer";
    if (info_seconds(easy, CURLINFO_CONNECT_TIME_T) > 0.0)
        return "the TLS handshake";
    return "connecting";
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
                   slot->http->origin.host, text, (int)slot->result);
}

/* On a connection used before, what comes first may be the rest of an answer
 * that was longer than it said: the fault of another request. */
static bool is_new_connection(CURL *easy)
{
    long connects = 0;
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &connects);
    return connects > 0;
}

/* The status with which the proxy refused to connect us; 0: it did not. */
static int proxy_refusal(CURL *easy)
{
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status / 100 == 2 ? 0 : (int)status;
}

/* A proxy that wants credentials wants them the next time as well. */
static void explain_proxy(struct slot *slot, int status)
{
    int repeats = status == 407 ? 0 : UT_HTTP_REPEAT_ALWAYS;
    note_fault(slot, UNDERTONE_ENETWORK, repeats,
               "the proxy answered %d and did not connect to %s (curl %d)",
               status, slot->http->origin.host, (int)slot->result);
}

void ut_slot_explain(struct slot *slot)
{
    int refusal = proxy_refusal(slot->easy);
    if (refusal != 0) {
        explain_proxy(slot, refusal);
        return;
    }
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
        note_fault(slot, UNDERTONE_EHTTP, is_new_connection(slot->easy) ? 1 : 2,
                   "%s (curl %d)", text, number);
        return;
    case CURLE_BAD_CONTENT_ENCODING:
        note_fault(slot, UNDERTONE_EHTTP, 2, "%s (curl %d)", text, number);
        return;
    default:
        note_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                   "%s (curl %d)", text, number);
    }
}
