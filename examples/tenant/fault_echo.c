/*
 * fault_echo.c: answers that give back what they were asked with, the token
 * of the call and the secret that a client signs in with, as services do in
 * their error texts.
 */
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "faults.h"
#include "tenant.h"

/* What stands behind "Bearer"; a sign-in has none. */
static const char *token_of(const struct request *request)
{
    const char *blank =
        request->authorization ? strchr(request->authorization, ' ') : NULL;
    return blank ? blank + 1 : "none";
}

/* The row's text with %t for the token and %s for the secret; the caller frees
 * it. */
static char *fill_in(const struct scene *scene)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    for (const char *at = scene->fault->text; *at; at++) {
        if (*at != '%')
            putc(*at, out);
        else if (*++at == 't')
            fputs(token_of(scene->request), out);
        else
            fputs(scene->tenant->options.client_secret, out);
    }
    fclose(out);
    return text;
}

static void bend_echo(const struct scene *scene, struct answer *answer)
{
    char *body = fill_in(scene);
    if (body)
        answer_set(answer, scene->fault->number, body);
    free(body);
}

static void bend_echo_type(const struct scene *scene, struct answer *answer)
{
    bend_echo(scene, answer);
    answer->content_type = "text/html";
}

static void bend_echo_member(const struct scene *scene, struct answer *answer)
{
    char *json = fill_in(scene);
    if (json)
        edit_replace(answer, scene->fault->member, json);
    free(json);
}

static void bend_echo_link(const struct scene *scene, struct answer *answer)
{
    char *location = fill_in(scene);
    if (!location)
        return;
    answer_set(answer, scene->fault->number, "");
    answer_set_header(answer, "Location", location);
    free(location);
}

#define SENT "client_secret=%s, Bearer %t"

/* NOLINTBEGIN(bugprone-macro-parentheses): arguments are initialisers */
#define ECHO(row_name, row_number, row_text, row_bend)                         \
    {                                                                          \
        .name = row_name,                                                      \
        .what = "status " #row_number ", repeats the token and the secret",    \
        .bend = row_bend, .number = row_number, .text = row_text               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

const struct fault fault_echo_rows[] = {
    ECHO("G11", 400, "{\"error\": \"" SENT "\"}", bend_echo),
    ECHO("G11.500", 500, "{\"error\": \"" SENT "\"}", bend_echo),
    ECHO("G11.200", 200, "{\"error\": \"" SENT "\"}", bend_echo),
    ECHO("G11.word", 401, "{\"error\": \"%s\"}", bend_echo),
    ECHO("G11.page", 200, "<p>" SENT "</p>", bend_echo_type),
    ECHO("G11.redirect", 302, "/moved/%t/%s", bend_echo_link),
    {.name = "G11.text",
     .what = "a text repeats the token and the secret",
     .bend = bend_echo_member,
     .text = "\"" SENT "\"",
     .member = "text"},
    {0},
};
