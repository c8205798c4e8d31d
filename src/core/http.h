/*
 * http.h: transfers to one origin; the only file that knows libcurl.
 *
 * One multi handle drives up to `connections` transfers on kept-alive
 * connections; easy handles are made once and reused. A request names a path
 * and never a host, so nothing, a token least of all, can go anywhere but to
 * the configured origin. TLS is verified and cannot be switched off, plain
 * http is for loopback only, redirects are reported and not followed, and
 * bodies, decompressed bodies and headers have ceilings counted here.
 * It neither retries nor waits: fetch.h does.
 */
#ifndef UT_HTTP_H
#define UT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/http_text.h"
#include "core/status.h"

#define UT_HTTP_CONNECTIONS 256 /* most transfers at a time */

struct ut_http_options {
    const char *origin;  /* https://host[:port][/prefix] */
    const char *ca_file; /* PEM: believe these only; NULL: the system's */
    const char *proxy;   /* NULL: https_proxy of the environment, if any */
    int connections;
    long connect_timeout_ms;
    long timeout_ms;         /* of a whole transfer */
    long low_speed_bytes;    /* fewer per second ... */
    long low_speed_s;        /* ... for so long: give up */
    size_t max_body_bytes;   /* on the wire and decompressed */
    size_t max_header_bytes; /* of one answer */
};

/* The defaults; `origin` stays NULL. */
struct ut_http_options ut_http_options_default(void);

struct ut_http_request {
    const char *method; /* "GET" or "POST" */
    const char *path;   /* path and query under the origin's prefix */
    /* "Name: value" strings one after another, an empty string ends them;
     * NULL: none. Checked by ut_http_headers_add. */
    const char *headers;
    const char *authorization; /* whole header line, or NULL */
    const void *body;          /* NULL: none; not copied */
    size_t body_bytes;
};

#define UT_HTTP_REPEAT_ALWAYS 1000

/* How a transfer ended. Buffers belong to the reply. */
struct ut_http_reply {
    int status;            /* of the HTTP answer; 0: there was none */
    struct ut_buf headers; /* "name: value\n" lines, names in lower case */
    struct ut_buf body;
    int64_t wire_bytes; /* body bytes as received */
    int code;           /* 0: a complete answer; else UNDERTONE_E... */
    int repeats;        /* how often asking again is worth while */
    char *cause;        /* why `code` is not 0, for the user; may be NULL */
};

void ut_http_reply_clear(struct ut_http_reply *reply);

struct ut_http;

/* Checks the origin and sets the handles up. UNDERTONE_EINVALID for a bad
 * option, UNDERTONE_EREFUSED for an origin that is not safe. */
int ut_http_new(const struct ut_http_options *options, struct ut_http **http,
                struct ut_error *error);

/* Breaks off what is under way. NULL is fine. */
void ut_http_free(struct ut_http *http);

/* The origin as it is compared and shown: scheme://host[:port][/prefix]. */
const char *ut_http_origin(const struct ut_http *http);

/* How many more transfers may be started. */
int ut_http_idle(const struct ut_http *http);

/* What ut_http_start would refuse: method and path. UNDERTONE_EINVALID. */
int ut_http_check_request(const struct ut_http_request *request,
                          struct ut_error *error);

/* Starts a transfer; the strings and the body must live until its reply is
 * taken. `owner` comes back with the reply. */
int ut_http_start(struct ut_http *http, const struct ut_http_request *request,
                  void *owner, struct ut_error *error);

/* Moves transfers on; waits at most timeout_ms for something to happen. */
int ut_http_perform(struct ut_http *http, int timeout_ms,
                    struct ut_error *error);

/* The owner and reply of a finished transfer, or false. The caller clears
 * the reply. */
bool ut_http_take(struct ut_http *http, void **owner,
                  struct ut_http_reply *reply);

/* Breaks one transfer off and gives its owner back, or NULL when none is
 * under way: for the end of an owner that keeps no list of its own. */
void *ut_http_abandon(struct ut_http *http);

/* Resolves a link of the page at `from` (NULL: the origin itself) and appends
 * its path and query, ready to be requested. UNDERTONE_EREFUSED when it is
 * malformed or leaves the origin or its prefix. */
int ut_http_resolve(const struct ut_http *http, const char *from,
                    const char *link, struct ut_buf *path,
                    struct ut_error *error);

/* The version of libcurl at work, and after it those of its TLS and what
 * else it brings: "7.88.1 OpenSSL/3.0.17 zlib/1.2.13 ...". */
const char *ut_http_library_version(void);

#endif
