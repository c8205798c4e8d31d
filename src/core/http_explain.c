/*
 * http_explain.c: what went wrong with a transfer: the kind of failure, how
 * often asking again is worth while, and a sentence for the user.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/http_slot.h"
#include "core/show.h"

#define CAUSE_BYTES 256

void ut_slot_fault(struct slot *slot, int code, int repeats, const char *format,
                   ...)
{
    if (slot->reply.code != 0)
        return;
    slot->reply.code = code;
    slot->reply.repeats = repeats;
    slot->reply.cause = malloc(CAUSE_BYTES);
    if (slot->reply.cause == NULL)
        return;
    char text[CAUSE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ut_show_sentence(text, slot->reply.cause, CAUSE_BYTES);
}

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

/* " of 417" when the answer said how long it is. */
struct length_text {
    char text[32];
};

static struct length_text announced_length(const struct slot *slot)
{
    struct length_text length = {""};
    if (slot->length >= 0)
        snprintf(length.text, sizeof length.text, " of %lld",
                 (long long)slot->length);
    return length;
}

static void explain_timeout(struct slot *slot)
{
    double seconds = info_seconds(slot->easy, CURLINFO_TOTAL_TIME_T);
    long long bytes = (long long)slot->reply.wire_bytes;
    long tenths = (long)(seconds * 10.0);
    ut_slot_fault(slot, UNDERTONE_ETIMEOUT, UT_HTTP_REPEAT_ALWAYS,
                  "timed out after %ld.%ld s while %s, with %lld%s body bytes, "
                  "%lld per second (curl 28)",
                  tenths / 10, tenths % 10, timeout_phase(slot->easy), bytes,
                  announced_length(slot).text,
                  seconds > 0.0 ? (long long)((double)bytes / seconds) : 0);
}

static void explain_short_body(struct slot *slot)
{
    int code = (int)slot->result;
    if (slot->header_bytes == 0)
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "the connection broke before any reply: %s (curl %d)",
                      slot->curl_text, code);
    else
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "the connection broke after %lld%s body bytes (curl %d)",
                      (long long)slot->reply.wire_bytes,
                      announced_length(slot).text, code);
}

/* libcurl's own repeats, of a refused HTTP/2 stream or of a kept connection
 * that was closed, end with "Connection died, tried 5 times". */
static void explain_broken(struct slot *slot)
{
    const char *text = slot->curl_text;
    int number = (int)slot->result;
    if (strstr(text, "CONNECT aborted") != NULL)
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "the proxy hung up and did not connect to %s (curl %d)",
                      slot->http->origin.host, number);
    else if (strstr(text, "Connection died") != NULL)
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "the HTTP/2 stream was refused, or the connection "
                      "closed, 6 times before any reply (curl %d)",
                      number);
    else if (strncmp(text, "HTTP/2", 6) == 0)
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "%s (curl %d)", text, number);
    else
        explain_short_body(slot);
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

/* What OpenSSL and GnuTLS say of an answer that is no TLS record. */
static bool is_no_tls(const char *text)
{
    return strstr(text, "wrong version number") != NULL ||
           strstr(text, "packet length too long") != NULL ||
           strstr(text, "unexpected TLS packet") != NULL;
}

static void explain_tls(struct slot *slot, const char *text)
{
    if (slot->result == CURLE_SSL_CONNECT_ERROR && is_cut_handshake(text))
        ut_slot_fault(
            slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
            "the TLS handshake was cut (is that an https port? does a "
            "firewall forbid it?): %s (curl %d)",
            text, (int)slot->result);
    else if (slot->result == CURLE_SSL_CONNECT_ERROR && is_no_tls(text))
        ut_slot_fault(slot, UNDERTONE_ETLS, 0,
                      "%s does not speak TLS on that port: %s (curl %d)",
                      slot->http->origin.host, text, (int)slot->result);
    else
        ut_slot_fault(slot, UNDERTONE_ETLS, 0,
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
    ut_slot_fault(slot, UNDERTONE_ENETWORK, repeats,
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
        explain_broken(slot);
        return;
    case CURLE_GOT_NOTHING:
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
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
        ut_slot_fault(slot, UNDERTONE_EMEMORY, 0, "out of memory");
        return;
    case CURLE_UNSUPPORTED_PROTOCOL: /* an HTTP/0.9 or garbled status line */
    case CURLE_WEIRD_SERVER_REPLY:
        ut_slot_fault(slot, UNDERTONE_EHTTP,
                      is_new_connection(slot->easy) ? 1 : 2, "%s (curl %d)",
                      text, number);
        return;
    case CURLE_WRITE_ERROR: /* the decoder's: ours have noted a fault */
        ut_slot_fault(slot, UNDERTONE_EHTTP, 2,
                      "the compressed body goes on after its end (curl %d)",
                      number);
        return;
    case CURLE_BAD_CONTENT_ENCODING:
        ut_slot_fault(slot, UNDERTONE_EHTTP, 2, "%s (curl %d)", text, number);
        return;
    default:
        ut_slot_fault(slot, UNDERTONE_ENETWORK, UT_HTTP_REPEAT_ALWAYS,
                      "%s (curl %d)", text, number);
    }
}
