/*
 * http_origin.h: the one place that is talked to, and what belongs to it.
 *
 * An origin is scheme, host, port and a path prefix, parsed once. Addresses
 * are compared with it part by part as libcurl's own parser sees them, so
 * that what was checked is what is asked for. Only the http files include
 * this header and curl.h.
 */
#ifndef UT_HTTP_ORIGIN_H
#define UT_HTTP_ORIGIN_H

#include <curl/curl.h>
#include <stdbool.h>

#include "core/buf.h"
#include "core/http_text.h"
#include "core/status.h"

#define UT_ORIGIN_BYTES 1024 /* longest origin */

struct ut_origin {
    CURLU *url;
    char *scheme, *host, *port, *prefix; /* libcurl's memory */
    char shown[UT_ORIGIN_BYTES];         /* scheme://host[:port][/prefix] */
};

/* Fills a zeroed origin. UNDERTONE_EINVALID when the text is no address,
 * UNDERTONE_EREFUSED when it would send a token unprotected. Clear it either
 * way. */
int ut_origin_init(struct ut_origin *origin, const char *text,
                   struct ut_error *error);
void ut_origin_clear(struct ut_origin *origin);

/* Sets `url` to a path of the origin. UNDERTONE_EREFUSED when the outcome is
 * not an address of it. */
int ut_origin_address(const struct ut_origin *origin, const char *path,
                      CURLU *url);

/* 1 when scheme, host and port of `url` are the origin's and no user name is
 * there, 0 when not, or UNDERTONE_EMEMORY. */
int ut_origin_owns(const struct ut_origin *origin, CURLU *url);

/* ut_http_resolve of http.h; in http_link.c. */
int ut_origin_resolve(const struct ut_origin *origin, const char *from,
                      const char *link, struct ut_buf *path,
                      struct ut_error *error);

#endif
