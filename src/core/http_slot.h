/*
 * http_slot.h: what the http files share; nobody else's.
 *
 * A slot is one reusable easy handle with what its transfer needs.
 * http_slot.c makes it safe, http_receive.c takes in what comes,
 * http_explain.c says what went wrong, http.c moves slots between idle, busy
 * and finished.
 */
#ifndef UT_HTTP_SLOT_H
#define UT_HTTP_SLOT_H

#include <curl/curl.h>

#include "core/http.h"
#include "core/http_origin.h"

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
    bool is_zipped; /* libcurl has a decoder; interim answers included */
    bool is_busy;
    CURLcode result;
    char curl_text[CURL_ERROR_SIZE];
};

struct ut_http {
    struct ut_http_options options; /* its strings are owned */
    CURLM *multi;
    struct ut_origin origin;
    struct slot *slots;
    struct slot *idle;
    struct slot *finished, **finished_end;
    int idle_count;
    bool is_curl_ready;
};

/* Makes the handles and gives them the settings they keep. Close it either
 * way; a busy one must have left the multi handle before. */
int ut_slot_open(struct ut_http *http, struct slot *slot);
void ut_slot_close(struct slot *slot);

/* Sets one request up; UNDERTONE_EREFUSED when its path makes no address of
 * the origin. */
int ut_slot_prepare(struct slot *slot, const struct ut_http_request *request);

/* libcurl's callbacks; the context is the slot. */
size_t ut_slot_on_body(char *bytes, size_t one, size_t size, void *context);
size_t ut_slot_on_header(char *line, size_t one, size_t size, void *context);
int ut_slot_on_progress(void *context, curl_off_t total, curl_off_t now,
                        curl_off_t up_total, curl_off_t up_now);

/* Notes a fault in the reply, in words fit for a message: what curl says may
 * quote a certificate. The first of a transfer wins: what follows is its
 * consequence. */
void ut_slot_fault(struct slot *slot, int code, int repeats, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));

/* Fills code, repeats and cause of the reply from slot->result, unless a
 * callback noted a fault. */
void ut_slot_explain(struct slot *slot);

#endif
