/*
 * http_url.h: an address as libcurl's parser sees it, for the http files.
 *
 * A part that is missing is not one that found no memory: each function
 * returns UNDERTONE_EMEMORY for the latter alone.
 */
#ifndef UT_HTTP_URL_H
#define UT_HTTP_URL_H

#include <curl/curl.h>

#include "core/status.h"

/* Makes `url` the text's, relative to what it was. UNDERTONE_EINVALID when it
 * cannot be read as an address. */
int ut_url_set(CURLU *url, const char *text, unsigned flags);

/* A part, in libcurl's memory; NULL when `url` has no such part. */
int ut_url_part(CURLU *url, CURLUPart part, unsigned flags, char **text);

/* 1 when `url` has one of the two parts, 0 when not, or a status. */
int ut_url_has(CURLU *url, CURLUPart part, CURLUPart other);

/* Each may be NULL; in libcurl's memory. */
struct ut_place {
    char *scheme, *host, *port;
};

/* Fills the place; to be freed either way. */
int ut_place_read(CURLU *url, struct ut_place *place);
void ut_place_free(struct ut_place *place);

#endif
