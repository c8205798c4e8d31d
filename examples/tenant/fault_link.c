/*
 * fault_link.c: answers that lead the client elsewhere: redirects, and the
 * nextLink of a page. Other origins are the decoy where there is one.
 *
 * In a row's text and in a line of --links %p is the API's port, %d the
 * decoy's, %t the request's own path and query, %q its query joined by "&" or
 * "?", %n a number that is new on every call. The n-th call of a kind is
 * answered with the n-th line; those past the last are not bent.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "faults.h"
#include "tenant.h"

#define DISCARD_PORT 9 /* when there is no decoy: nobody listens there */
#define LONG_LINK_BYTES ((size_t)1 << 20)

static void write_one(const struct scene *scene, char what, FILE *out)
{
    const char *target = scene->request->target;
    int decoy = scene->tenant->decoy_port;
    if (what == 'p')
        fprintf(out, "%d", scene->tenant->port);
    else if (what == 'd')
        fprintf(out, "%d", decoy ? decoy : DISCARD_PORT);
    else if (what == 't')
        fputs(target, out);
    else if (what == 'q')
        fprintf(out, "%s%c", target, strchr(target, '?') ? '&' : '?');
    else if (what == 'n')
        fprintf(out, "%" PRIu64, scene->request->call);
    else
        putc(what, out);
}

/* The text with its % forms filled in; the caller frees it. */
static char *fill_in(const struct scene *scene, const char *form)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (const char *at = form; *at; at++) {
        if (*at == '%' && at[1])
            write_one(scene, *++at, out);
        else
            putc(*at, out);
    }
    fclose(out);
    return text;
}

/* The call's line of --links, filled in; NULL past the last. */
static char *listed_link(const struct scene *scene)
{
    const char *path = scene->tenant->options.links_path;
    FILE *file = path ? fopen(path, "r") : NULL;
    char *line = NULL, *link = NULL;
    size_t capacity = 0;
    bool is_there = file != NULL;
    for (uint64_t i = 0; is_there && i < scene->request->call; i++)
        is_there = getline(&line, &capacity, file) >= 0;
    if (is_there && line != NULL) { /* calls count from 1 */
        line[strcspn(line, "\n")] = '\0';
        link = fill_in(scene, line);
    }
    free(line);
    if (file)
        fclose(file);
    return link;
}

/* The row's text, or a line of --links for a row without one. */
static char *make_link(const struct scene *scene)
{
    const char *text = scene->fault->text;
    return text ? fill_in(scene, text) : listed_link(scene);
}

static void bend_redirect(const struct scene *scene, struct answer *answer)
{
    char *location = make_link(scene);
    if (!location)
        return;
    answer_set(answer, scene->fault->number, "");
    answer_set_header(answer, "Location", location);
    free(location);
}

/* The text is JSON, so that a link may be of any type. */
static void bend_next_link(const struct scene *scene, struct answer *answer)
{
    char *link = make_link(scene);
    if (link)
        edit_replace(answer, "nextLink", link);
    free(link);
}

static void bend_long_link(const struct scene *scene, struct answer *answer)
{
    char *link = malloc(LONG_LINK_BYTES + 1);
    (void)scene;
    if (!link)
        return;
    memset(link, 'a', LONG_LINK_BYTES);
    link[0] = '"';
    link[1] = '/';
    link[LONG_LINK_BYTES - 1] = '"';
    link[LONG_LINK_BYTES] = '\0';
    edit_replace(answer, "nextLink", link);
    free(link);
}

/* The real link, its dots percent-encoded. */
static void bend_encoded_link(const struct scene *scene, struct answer *answer)
{
    char *link = edit_copy(answer, "nextLink"), *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    (void)scene;
    if (link && out)
        for (const char *at = link; *at; at++)
            fputs(*at == '.' ? "%2E" : (char[2]){*at, '\0'}, out);
    if (out)
        fclose(out);
    if (link && text)
        edit_replace(answer, "nextLink", text);
    free(link);
    free(text);
}

/* The real link, relative to the folder of the request's path. */
static void bend_relative_link(const struct scene *scene, struct answer *answer)
{
    char *link = edit_copy(answer, "nextLink");
    char *query = link ? strstr(link, "query?") : NULL;
    (void)scene;
    if (query) {
        query[-1] = '"';
        edit_replace(answer, "nextLink", query - 1);
    }
    free(link);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): arguments are initialisers */
#define REDIRECT(row_name, row_what, row_number, row_text)                     \
    {                                                                          \
        .name = row_name, .what = "redirect " row_what, .bend = bend_redirect, \
        .number = row_number, .text = row_text                                 \
    }
#define LINK(row_name, row_what, row_text)                                     \
    {                                                                          \
        .name = row_name, .what = "nextLink " row_what,                        \
        .bend = bend_next_link, .text = row_text                               \
    }
#define PATH "/api/v1/analytics/conversations/details/query?cursor="

/* NOLINTEND(bugprone-macro-parentheses) */

const struct fault fault_link_rows[] = {
    REDIRECT("F33", "302 to the same origin", 302, "%qhop=%n"),
    REDIRECT("F33.307", "307 to the same origin", 307, "%qhop=%n"),
    REDIRECT("F34", "to another port", 302, "http://127.0.0.1:%d%t"),
    REDIRECT("F34.host", "to another host", 302, "http://localhost:%d%t"),
    REDIRECT("F34.scheme", "to another scheme", 302, "https://127.0.0.1:%p%t"),
    REDIRECT("F34.listed", "to a line of --links", 302, NULL),
    REDIRECT("F35", "to itself", 302, "%t"),
    REDIRECT("F36", "to file:", 302, "file:///etc/hostname"),
    REDIRECT("F36.ftp", "to ftp:", 302, "ftp://127.0.0.1:%d/x"),
    REDIRECT("F36.data", "to data:", 302, "data:application/json,[]"),
    LINK("F40", "on another port", "\"http://127.0.0.1:%d" PATH "1\""),
    LINK("F40.host", "on another host", "\"http://localhost:%d" PATH "1\""),
    LINK("F40.scheme", "with another scheme",
         "\"https://127.0.0.1:%p" PATH "1\""),
    LINK("F41", "without scheme", "\"//127.0.0.1:%d" PATH "1\""),
    LINK("F41.user", "with the origin as user name",
         "\"http://127.0.0.1:%p@127.0.0.1:%d" PATH "1\""),
    LINK("F41.slash", "with back-slashes",
         "\"\\\\\\\\127.0.0.1:%d\\\\api\\\\v1\""),
    LINK("F41.tab", "with a tab inside", "\"ht\\ttp://127.0.0.1:%d" PATH "1\""),
    LINK("F41.case", "in mixed case", "\"hTTp://LocalHost:%d" PATH "1\""),
    LINK("F41.idn", "with full-width digits",
         "\"http://１２７.０.０.１:%d" PATH "1\""),
    LINK("F41.ipv6", "on [::1]", "\"http://[::1]:%d" PATH "1\""),
    LINK("F41.dot", "with a trailing dot", "\"http://localhost.:%d" PATH "1\""),
    LINK("F41.number", "with the address as one number",
         "\"http://2130706433:%d" PATH "1\""),
    LINK("F41.listed", "as a line of --links, which is JSON", NULL),
    LINK("F42", "to the page itself", "\"%t\""),
    LINK("F42.fresh", "to the same page under a new URL", "\"%qagain=%n\""),
    LINK("F42.first", "back to the first page",
         "\"" PATH "0.0.9999999999999.2\""),
    {.name = "F43",
     .what = "nextLink percent-encoded",
     .bend = bend_encoded_link},
    {.name = "F43.relative",
     .what = "nextLink relative to the path",
     .bend = bend_relative_link},
    LINK("F44", "a number", "42"),
    LINK("F44.object", "an object", "{\"href\": \"/next\"}"),
    LINK("F44.empty", "an empty string", "\"\""),
    LINK("F44.bool", "a boolean", "true"),
    {.name = "F44.long",
     .what = "nextLink of a megabyte",
     .bend = bend_long_link},
    {0},
};
