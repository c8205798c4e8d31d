/* http_origin.c: one parser, libcurl's, for every address; see its header. */
#define _GNU_SOURCE /* memrchr */
#include "core/http_origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/show.h"

static bool is_loopback(const char *host)
{
    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return strncmp(host, "127.", 4) == 0 &&
           host[strspn(host, "0123456789.")] == '\0';
}

/* --- parts of an address: a missing one is not one that found no memory --- */

static int set_url(CURLU *url, const char *text, unsigned flags)
{
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, flags);
    if (code == CURLUE_OUT_OF_MEMORY)
        return UNDERTONE_EMEMORY;
    return code == CURLUE_OK ? 0 : UNDERTONE_EINVALID;
}

/* In libcurl's memory; NULL when `url` has no such part. */
static int get_part(CURLU *url, CURLUPart part, unsigned flags, char **text)
{
    CURLUcode code = curl_url_get(url, part, text, flags);
    if (code != CURLUE_OK)
        *text = NULL;
    return code == CURLUE_OUT_OF_MEMORY ? UNDERTONE_EMEMORY : 0;
}

/* 1 when `url` has one of the two parts, 0 when not, or a status. */
static int has_part(CURLU *url, CURLUPart part, CURLUPart other)
{
    char *text = NULL;
    int status = get_part(url, part, 0, &text);
    if (status == 0 && text == NULL)
        status = get_part(url, other, 0, &text);
    bool has = text != NULL;
    curl_free(text);
    return status != 0 ? status : has;
}

struct place {
    char *scheme, *host, *port;
};

static int get_place(CURLU *url, struct place *place)
{
    *place = (struct place){0};
    int status = get_part(url, CURLUPART_SCHEME, 0, &place->scheme);
    if (status == 0)
        status = get_part(url, CURLUPART_HOST, 0, &place->host);
    if (status == 0)
        status =
            get_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, &place->port);
    return status;
}

static void free_place(struct place *place)
{
    curl_free(place->scheme);
    curl_free(place->host);
    curl_free(place->port);
}

/* --- the origin ----------------------------------------------------------- */

static int split_origin(struct ut_origin *origin)
{
    struct place place;
    int status = get_place(origin->url, &place);
    origin->scheme = place.scheme;
    origin->host = place.host;
    origin->port = place.port;
    if (status == 0)
        status = get_part(origin->url, CURLUPART_PATH, 0, &origin->prefix);
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
        get_part(origin->url, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT, &port);
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
    int status = set_url(origin->url, text, CURLU_DISALLOW_USER);
    if (status == 0)
        status = has_part(origin->url, CURLUPART_QUERY, CURLUPART_FRAGMENT);
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
                          const struct place *place)
{
    return place->scheme != NULL && place->host != NULL &&
           place->port != NULL &&
           strcasecmp(place->scheme, origin->scheme) == 0 &&
           strcasecmp(place->host, origin->host) == 0 &&
           strcmp(place->port, origin->port) == 0;
}

/* 1 when the parts of `url` are those of the origin, 0 when not, or a
 * status. */
static int is_own_origin(const struct ut_origin *origin, CURLU *url)
{
    struct place place;
    int status = get_place(url, &place);
    bool is_same = status == 0 && is_same_place(origin, &place);
    free_place(&place);
    if (!is_same)
        return status;
    status = has_part(url, CURLUPART_USER, CURLUPART_PASSWORD);
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
            set_url(url, text.bytes, CURLU_DISALLOW_USER | CURLU_PATH_AS_IS);
    ut_buf_clear(&text);
    if (status == 0)
        status = is_own_origin(origin, url);
    if (status == UNDERTONE_EMEMORY)
        return status;
    return status == 1 ? 0 : UNDERTONE_EREFUSED;
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

/* For a link without parts: names what stands before its path. A user name is
 * left out, since a password may follow it. */
static int refuse_unread(const struct ut_origin *origin, struct ut_error *error,
                         const char *link, const char *why)
{
    size_t start = strcspn(link, "/\\?#");
    start += strspn(link + start, "/\\");
    size_t size = start + strcspn(link + start, "/?#");
    const char *user = memrchr(link, '@', size);
    const char *from = user ? user + 1 : link;
    char shown[UT_SHOW_SIZE];
    ut_show(from, (size_t)(link + size - from), shown);
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "the service at %s offered a link to %s that %s; it was "
                   "not followed",
                   origin->shown, shown, why);
}

/* Names the origin a link leads to, so that the user can judge it; of a file
 * the scheme alone. */
static int refuse_place(const struct ut_origin *origin,
                        const struct place *place, struct ut_error *error)
{
    const char *scheme = place->scheme ? place->scheme : "?";
    if (place->host == NULL)
        return ut_fail(error, UNDERTONE_EREFUSED,
                       "the service at %s offered a link to another origin, "
                       "%s:; it was not followed",
                       origin->shown, scheme);
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "the service at %s offered a link to another origin, "
                   "%s://%.100s:%s; it was not followed",
                   origin->shown, scheme,
                   ut_http_is_printable(place->host, "") ? place->host : "?",
                   place->port ? place->port : "?");
}

static int refuse_origin(const struct ut_origin *origin, CURLU *url,
                         struct ut_error *error)
{
    struct place place;
    int status = get_place(url, &place);
    if (status == 0)
        status = refuse_place(origin, &place, error);
    free_place(&place);
    return status;
}

static int add_query(struct ut_buf *out, const char *query)
{
    if (query == NULL)
        return 0;
    int status = ut_buf_add_byte(out, '?');
    return status != 0 ? status : ut_buf_add_string(out, query);
}

/* Appends the path below the prefix, and the query. */
static int add_path(const struct ut_origin *origin, CURLU *url,
                    struct ut_buf *out, struct ut_error *error)
{
    char *path = NULL, *query = NULL;
    size_t prefix = strlen(origin->prefix), before = out->size_bytes;
    int status = get_part(url, CURLUPART_PATH, 0, &path);
    if (status == 0)
        status = get_part(url, CURLUPART_QUERY, 0, &query);
    if (status == 0 &&
        (path == NULL || strncmp(path, origin->prefix, prefix) != 0 ||
         path[prefix] != '/'))
        status = refuse_link(origin, error, "leaves the configured path");
    if (status == 0)
        status = ut_buf_add_string(out, path + prefix);
    if (status == 0)
        status = add_query(out, query);
    if (status == 0 && ut_http_check_path(out->bytes + before, NULL) != 0)
        status =
            refuse_link(origin, error, "makes no path that may be asked for");
    curl_free(path);
    curl_free(query);
    return status;
}

static int resolve_against(const struct ut_origin *origin, CURLU *url,
                           const char *link, struct ut_error *error)
{
    int status = set_url(url, link, CURLU_DISALLOW_USER);
    if (status == UNDERTONE_EINVALID)
        return refuse_unread(origin, error, link,
                             "has a user name or cannot be read as an address");
    if (status == 0)
        status = is_own_origin(origin, url);
    if (status == 0)
        return refuse_origin(origin, url, error);
    if (status > 0)
        status = has_part(url, CURLUPART_FRAGMENT, CURLUPART_FRAGMENT);
    return status > 0 ? refuse_link(origin, error, "has a fragment") : status;
}

static int set_page(const struct ut_origin *origin, CURLU *url,
                    const char *from, struct ut_error *error)
{
    struct ut_buf base;
    ut_buf_init(&base, UT_ORIGIN_BYTES + UT_HTTP_PATH_BYTES);
    int status = ut_buf_add_string(&base, origin->shown);
    if (status == 0)
        status = ut_buf_add_string(&base, from ? from : "/");
    if (status == 0)
        status = set_url(url, base.bytes, 0);
    ut_buf_clear(&base);
    if (status != 0 && status != UNDERTONE_EMEMORY)
        ut_fail(error, status, "the page's own path is not valid");
    return status;
}

int ut_origin_resolve(const struct ut_origin *origin, const char *from,
                      const char *link, struct ut_buf *path,
                      struct ut_error *error)
{
    if (*link == '\0' || strlen(link) > UT_HTTP_PATH_BYTES)
        return refuse_link(origin, error, "is empty, too long or has a NUL");
    if (!ut_http_is_printable(link, "\\"))
        return refuse_unread(origin, error, link,
                             "has characters that do not belong in an "
                             "address");
    CURLU *url = curl_url();
    int status = url ? set_page(origin, url, from, error) : UNDERTONE_EMEMORY;
    if (status == 0)
        status = resolve_against(origin, url, link, error);
    if (status == 0)
        status = add_path(origin, url, path, error);
    curl_url_cleanup(url);
    if (status == UNDERTONE_ELIMIT)
        return refuse_link(origin, error, "makes too long a path");
    return status == UNDERTONE_EMEMORY ? ut_fail_memory(error) : status;
}
