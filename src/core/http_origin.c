/* http_origin.c: one parser, libcurl's, for every address; see its header. */
#include "core/http_origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_loopback(const char *host)
{
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return strncmp(host, "127.", 4) == 0 &&
           host[strspn(host, "0123456789.")] == '\0';
}

static int split_origin(struct ut_origin *origin)
{
    CURLU *url = origin->url;
    if (curl_url_get(url, CURLUPART_SCHEME, &origin->scheme, 0) != 0 ||
        curl_url_get(url, CURLUPART_HOST, &origin->host, 0) != 0 ||
        curl_url_get(url, CURLUPART_PORT, &origin->port, CURLU_DEFAULT_PORT) !=
            0 ||
        curl_url_get(url, CURLUPART_PATH, &origin->prefix, 0) != 0)
        return UNDERTONE_EMEMORY;
    size_t size = strlen(origin->prefix);
    while (size > 0 && origin->prefix[size - 1] == '/')
        origin->prefix[--size] = '\0';
    return 0;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static void show_origin(struct ut_origin *origin)
{
    char *port = NULL;
    curl_url_get(origin->url, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT);
    snprintf(origin->shown, sizeof origin->shown, "%s://%s%s%s%s",
             origin->scheme, origin->host, port ? ":" : "", port ? port : "",
             origin->prefix);
    curl_free(port);
}

int ut_origin_init(struct ut_origin *origin, const char *text,
                   struct ut_error *error)
{
    origin->url = curl_url();
    if (origin->url == NULL)
        return ut_fail_memory(error);
    if (text == NULL || strlen(text) >= UT_ORIGIN_BYTES ||
        !ut_http_is_printable(text, "\\") ||
        curl_url_set(origin->url, CURLUPART_URL, text, CURLU_DISALLOW_USER) !=
            CURLUE_OK ||
        has_part(origin->url, CURLUPART_QUERY) ||
        has_part(origin->url, CURLUPART_FRAGMENT))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "the address of the service must look like "
                       "https://host, without user name, query or fragment");
    if (split_origin(origin) != 0)
        return ut_fail_memory(error);
    show_origin(origin);
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

/* The parts of `url` are those of the configured origin. */
static bool is_own_origin(const struct ut_origin *origin, CURLU *url)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
    curl_url_get(url, CURLUPART_HOST, &host, 0);
    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    bool is_own = scheme != NULL && host != NULL && port != NULL &&
                  strcasecmp(scheme, origin->scheme) == 0 &&
                  strcasecmp(host, origin->host) == 0 &&
                  strcmp(port, origin->port) == 0 &&
                  !has_part(url, CURLUPART_USER) &&
                  !has_part(url, CURLUPART_PASSWORD);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return is_own;
}

int ut_origin_address(const struct ut_origin *origin, const char *path,
                      CURLU *url)
{
    struct ut_buf text;
    ut_buf_init(&text, UT_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    int status = ut_buf_add_string(&text, origin->shown);
    if (status == 0)
        status = ut_buf_add_string(&text, path);
    if (status == 0 &&
        (curl_url_set(url, CURLUPART_URL, text.bytes,
                      CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) != CURLUE_OK ||
         !is_own_origin(origin, url)))
        status = UNDERTONE_EREFUSED;
    ut_buf_clear(&text);
    return status;
}

/* --- links --------------------------------------------------------------- */

static int refuse_link(const struct ut_origin *origin, struct ut_error *error,
                       const char *why)
{
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "the service at %s offered a link that %s; it was not "
                   "followed",
                   origin->shown, why);
}

/* Names the origin a link leads to, so that the user can judge it. */
static int refuse_origin(const struct ut_origin *origin, CURLU *url,
                         struct ut_error *error)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
    curl_url_get(url, CURLUPART_HOST, &host, 0);
    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
    bool is_clean = host != NULL && ut_http_is_printable(host, "");
    int status = ut_fail(error, UNDERTONE_EREFUSED,
                         "the service at %s offered a link to another origin, "
                         "%s://%.100s:%s; it was not followed",
                         origin->shown, scheme ? scheme : "?",
                         is_clean ? host : "?", port ? port : "?");
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return status;
}

/* Appends the path below the prefix, and the query. */
static int add_path(const struct ut_origin *origin, CURLU *url,
                    struct ut_buf *out, struct ut_error *error)
{
    char *path = NULL, *query = NULL;
    curl_url_get(url, CURLUPART_PATH, &path, 0);
    curl_url_get(url, CURLUPART_QUERY, &query, 0);
    size_t prefix = strlen(origin->prefix);
    int status = 0;
    if (path == NULL || strncmp(path, origin->prefix, prefix) != 0 ||
        path[prefix] != '/')
        status = refuse_link(origin, error, "leaves the configured path");
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

static int resolve_against(const struct ut_origin *origin, CURLU *url,
                           const char *link, struct ut_error *error)
{
    if (curl_url_set(url, CURLUPART_URL, link, CURLU_DISALLOW_USER) !=
        CURLUE_OK)
        return refuse_link(origin, error, "cannot be read as an address");
    if (!is_own_origin(origin, url))
        return refuse_origin(origin, url, error);
    if (has_part(url, CURLUPART_FRAGMENT))
        return refuse_link(origin, error, "has a fragment");
    return 0;
}

int ut_origin_resolve(const struct ut_origin *origin, const char *from,
                      const char *link, struct ut_buf *path,
                      struct ut_error *error)
{
    if (*link == '\0' || strlen(link) > UT_HTTP_PATH_BYTES ||
        !ut_http_is_printable(link, "\\"))
        return refuse_link(origin, error,
                           "is empty, too long or has characters that do not "
                           "belong in an address");
    struct ut_buf base;
    ut_buf_init(&base, UT_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    CURLU *url = curl_url();
    int status = url == NULL ? UNDERTONE_EMEMORY : 0;
    if (status == 0)
        status = ut_buf_add_string(&base, origin->shown);
    if (status == 0)
        status = ut_buf_add_string(&base, from ? from : "/");
    if (status != 0)
        ut_fail(error, status, "the link could not be resolved");
    else if (curl_url_set(url, CURLUPART_URL, base.bytes, 0) != CURLUE_OK)
        status = ut_fail(error, UNDERTONE_EINVALID,
                         "the page's own path is not valid");
    if (status == 0)
        status = resolve_against(origin, url, link, error);
    if (status == 0)
        status = add_path(origin, url, path, error);
    curl_url_cleanup(url);
    ut_buf_clear(&base);
    return status;
}
