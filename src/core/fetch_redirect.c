/*
 * fetch_redirect.c: the service sends a request on: a GET follows it on its
 * own origin, a few hops far; whatever else is refused, with the place it leads
 * to.
 */
#include <stdlib.h>
#include <string.h>

#include "core/fetch_state.h"

static bool is_get(const struct item *item)
{
    return strcmp(item->request.http.method, "GET") == 0;
}

/* Without a Location a GET has failed, as with any answer that makes no sense;
 * a POST is refused as it always is. */
static int new_path(struct ut_fetch *fetch, struct item *item,
                    struct ut_buf *path, struct ut_error *error)
{
    struct ut_buf location;
    ut_buf_init(&location, UT_HTTP_PATH_BYTES);
    int status;
    if (!ut_http_header(&item->reply.headers, "location", &location))
        status =
            ut_fail(error, is_get(item) ? UNDERTONE_EHTTP : UNDERTONE_EREFUSED,
                    "the service redirects without saying where to");
    else
        status = ut_http_resolve(fetch->http, item->request.http.path,
                                 location.bytes, path, error);
    ut_buf_clear(&location);
    return status;
}

/* A redirect that is not followed tells where it leads, too: another origin,
 * or the path that the settings should name. */
static int next_hop(struct ut_fetch *fetch, struct item *item,
                    struct ut_buf *path, struct ut_error *error)
{
    int status = new_path(fetch, item, path, error);
    bool is_allowed = is_get(item) && item->redirects < UT_FETCH_REDIRECTS;
    if (status != 0 || is_allowed)
        return status;
    char target[UT_ERROR_MESSAGE_SIZE / 2];
    ut_fetch_show_address(fetch, path->bytes, target, sizeof target);
    if (is_get(item))
        return ut_fail(error, UNDERTONE_EREFUSED,
                       "the service redirects to %s, after %d hops; it was "
                       "not followed any further",
                       target, item->redirects);
    return ut_fail(error, UNDERTONE_EREFUSED,
                   "the service redirects to %s; only a GET is followed, over "
                   "at most %d hops",
                   target, UT_FETCH_REDIRECTS);
}

void ut_fetch_follow(struct ut_fetch *fetch, struct item *item)
{
    struct ut_error error = {0};
    struct ut_buf path;
    ut_buf_init(&path, UT_HTTP_PATH_BYTES);
    int status = next_hop(fetch, item, &path, &error);
    if (status != 0) {
        ut_buf_clear(&path);
        ut_fetch_fail(fetch, item, status, error.message, "");
        return;
    }
    free((char *)item->request.http.path);
    item->request.http.path = path.bytes;
    item->redirects++;
    ut_list_push_front(ut_fetch_ready(fetch, item), item);
}
