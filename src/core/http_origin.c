/* http_origin.c: where requests may go; see http_origin.h. */
#include "core/http_origin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/http_url.h"

static bool is_loopback(const char *host)
{
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return strncmp(host, "127.", 4) == 0 &&
           host[strspn(host, "0123456789.")] == '\0';
}

static int split_origin(struct ut_origin *origin)
{
    struct ut_place place;
    int status = ut_place_read(origin->url, &place);
    origin->scheme = place.scheme;
    origin->host = place.host;
    origin->port = place.port;
    if (status == 0)
        status = ut_url_part(origin->url, CURLUPART_PATH, 0, &origin->prefix);
    if (status != 0)
        return status;
    if (!origin->scheme || !origin->host || !origin->port || !origin->prefix)
        return UNDERTONE_EINVALID;
    size_t size = strlen(origin->prefix);
    while (size > 0 && origin->prefix[size - 1] == '/')
        origin->prefix[--size] = '\0';
    return 0;
}

static int show_origin(struct ut_origin *origin)
{
    char *port = NULL;
    int status =
        ut_url_part(origin->url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, &port);
    snprintf(origin->shown, sizeof origin->shown, "%s://%s%s%s%s",
             origin->scheme, origin->host, port ? ":" : "", port ? port : "",
             origin->prefix);
    curl_free(port);
    return status;
}

static int read_origin(struct ut_origin *origin, const char *text)
{
    if (text == NULL || strlen(text) >= UT_ORIGIN_BYTES ||
        !ut_http_is_printable(text, "\\"))
        return UNDERTONE_EINVALID;
    int status = ut_url_set(origin->url, text, CURLU_DISALLOW_USER);
    if (status == 0)
        status = ut_url_has(origin->url, CURLUPART_QUERY, CURLUPART_FRAGMENT);
    if (status != 0)
        return status > 0 ? UNDERTONE_EINVALID : status;
    status = split_origin(origin);
    return status != 0 ? status : show_origin(origin);
}

int ut_origin_init(struct ut_origin *origin, const char *text,
                   struct ut_error *error)
{
    origin->url = curl_url();
    int status = origin->url ? read_origin(origin, text) : UNDERTONE_EMEMORY;
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(error);
    if (status != 0)
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the address of the service must look like "
                       "https://host, without user name, query or fragment");
    if (strcmp(origin->scheme, "https") == 0)
        return 0;
    if (strcmp(origin->scheme, "http") == 0 && is_loopback(origin->host))
        return 0;
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "%s://%s would send the token unprotected: only https is "
                   "allowed, or http to this machine itself",
                   origin->scheme, origin->host);
}

void ut_origin_clear(struct ut_origin *origin)
{
    curl_url_cleanup(origin->url);
    curl_free(origin->scheme);
    curl_free(origin->host);
    curl_free(origin->port);
    curl_free(origin->prefix);
    *origin = (struct ut_origin){0};
}

static bool is_same_place(const struct ut_origin *origin,
                          const struct ut_place *place)
{
    return place->scheme != NULL && place->host != NULL &&
           place->port != NULL &&
           strcasecmp(place->scheme, origin->scheme) == 0 &&
           strcasecmp(place->host, origin->host) == 0 &&
           strcmp(place->port, origin->port) == 0;
}

int ut_origin_owns(const struct ut_origin *origin, CURLU *url)
{
    struct ut_place place;
    int status = ut_place_read(url, &place);
    bool is_same = status == 0 && is_same_place(origin, &place);
    ut_place_free(&place);
    if (!is_same)
        return status;
    status = ut_url_has(url, CURLUPART_USER, CURLUPART_PASSWORD);
    return status < 0 ? status : status == 0;
}

int ut_origin_address(const struct ut_origin *origin, const char *path,
                      CURLU *url)
{
    struct ut_buf text;
    ut_buf_init(&text, UT_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    int status = ut_buf_add_string(&text, origin->shown);
    if (status == 0)
        status = ut_buf_add_string(&text, path);
    if (status == 0)
        status =
            ut_url_set(url, text.bytes, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS);
    ut_buf_clear(&text);
    if (status == 0)
        status = ut_origin_owns(origin, url);
    if (status == UNDERTONE_EMEMORY)
        return status;
    return status == 1 ? 0 : UNDERTONE_EREFUSED;
}
