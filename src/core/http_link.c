/*
 * http_link.c: the links that a service offers: followed on its own origin
 * and under its path only, and told about when they are not.
 */
#define _GNU_SOURCE /* memrchr */
#include <string.h>

#include "core/http_origin.h"
#include "core/http_url.h"
#include "core/show.h"

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
                        const struct ut_place *place, struct ut_error *error)
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
    struct ut_place place;
    int status = ut_place_read(url, &place);
    if (status == 0)
        status = refuse_place(origin, &place, error);
    ut_place_free(&place);
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
    int status = ut_url_part(url, CURLUPART_PATH, 0, &path);
    if (status == 0)
        status = ut_url_part(url, CURLUPART_QUERY, 0, &query);
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
    int status = ut_url_set(url, link, CURLU_DISALLOW_USER);
    if (status == UNDERTONE_EINVALID)
        return refuse_unread(origin, error, link,
                             "has a user name or cannot be read as an address");
    if (status == 0)
        status = ut_origin_owns(origin, url);
    if (status == 0)
        return refuse_origin(origin, url, error);
    if (status > 0)
        status = ut_url_has(url, CURLUPART_FRAGMENT, CURLUPART_FRAGMENT);
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
        status = ut_url_set(url, base.bytes, 0);
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
