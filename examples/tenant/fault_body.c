/*
 * fault_body.c: answers whose JSON is cut, wrong, hostile or not JSON at all,
 * sent as correct HTTP.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "edit.h"
#include "faults.h"
#include "tenant.h"
#include "text.h"

static void bend_half(const struct scene *scene, struct answer *answer)
{
    (void)scene;
    answer->size /= 2;
}

/* The same under a type that JSON does not have. */
static void bend_half_text(const struct scene *scene, struct answer *answer)
{
    bend_half(scene, answer);
    answer->content_type = "text/plain";
}

/* What it is, under another status of success. */
static void bend_success(const struct scene *scene, struct answer *answer)
{
    answer->status = scene->fault->number;
}

/* 200 with `text` as body and `member` as its type. */
static void bend_body(const struct scene *scene, struct answer *answer)
{
    answer_set(answer, 200, scene->fault->text);
    if (scene->fault->member)
        answer->content_type = scene->fault->member;
}

/* The first name in "a|b|c" that the body has gets `json`, or goes. */
static void change_member(struct answer *answer, const char *names,
                          const char *json)
{
    char name[64];
    for (const char *at = names; *at; at += *at == '|') {
        size_t size = strcspn(at, "|");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        if (json ? edit_replace(answer, name, json) : edit_remove(answer, name))
            return;
        at += size;
    }
}

static void bend_member(const struct scene *scene, struct answer *answer)
{
    change_member(answer, scene->fault->member, scene->fault->text);
}

/* A string of `number` bytes as the member's value. */
static void bend_long_member(const struct scene *scene, struct answer *answer)
{
    size_t size = (size_t)scene->fault->number;
    char *text = malloc(size + 3);
    if (!text)
        return;
    memset(text + 1, 'x', size);
    text[0] = text[size + 1] = '"';
    text[size + 2] = '\0';
    change_member(answer, scene->fault->member, text);
    free(text);
}

/* [a, b] becomes [a, b, a, b], for the whole body or for its list. */
static void bend_twice(const struct scene *scene, struct answer *answer)
{
    char *list = edit_copy(answer, "conversations");
    size_t size = list ? strlen(list) : 0;
    char *twice = NULL;
    (void)scene;
    if (size > 2 &&
        asprintf(&twice, "%.*s,%s", (int)size - 1, list, list + 1) > 0)
        edit_replace(answer, "conversations", twice);
    free(twice);
    free(list);
}

/* The next page begins one conversation early, as when one has come in. */
static void bend_shift(const struct scene *scene, struct answer *answer)
{
    char *link = edit_copy(answer, "nextLink"), *shifted = NULL;
    char *cursor = link ? strstr(link, "cursor=") : NULL;
    int64_t first;
    (void)scene;
    if (cursor) {
        cursor += strlen("cursor=");
        size_t size = strcspn(cursor, ".");
        if (text_read_integer((struct slice){cursor, size}, &first) &&
            asprintf(&shifted, "%.*s%" PRId64 "%s", (int)(cursor - link), link,
                     first - 1, cursor + size) > 0)
            edit_replace(answer, "nextLink", shifted);
    }
    free(shifted);
    free(link);
}

static void bend_bom(const struct scene *scene, struct answer *answer)
{
    (void)scene;
    edit_splice(answer, 0, 0, (struct slice){"\xEF\xBB\xBF", 3});
}

/* Bytes above ASCII come out wrong, which is of no matter here. */
static void bend_utf16(const struct scene *scene, struct answer *answer)
{
    char *wide = malloc(answer->size * 2 + 3);
    (void)scene;
    if (!wide)
        return;
    memcpy(wide, "\xFF\xFE", 2);
    for (size_t i = 0; i < answer->size; i++) {
        wide[2 + 2 * i] = answer->body[i];
        wide[3 + 2 * i] = '\0';
    }
    answer_set_body(answer, wide, answer->size * 2 + 2);
}

/* Only the header is wrong: the bytes stay UTF-8. */
static void bend_charset(const struct scene *scene, struct answer *answer)
{
    answer->content_type = scene->fault->text;
}

/* `number` levels of nesting, all of them closed. */
static void bend_deep(const struct scene *scene, struct answer *answer)
{
    size_t depth = (size_t)scene->fault->number;
    char *body = malloc(2 * depth);
    if (!body)
        return;
    memset(body, '[', depth);
    memset(body + depth, ']', depth);
    answer_set_body(answer, body, 2 * depth);
}

static void bend_many_keys(const struct scene *scene, struct answer *answer)
{
    char *body = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&body, &size);
    if (!out)
        return;
    for (int i = 0; i < scene->fault->number; i++)
        fprintf(out, "%c\"k%d\": 0", i ? ',' : '{', i);
    putc('}', out);
    fclose(out);
    answer_set_body(answer, body, size);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): arguments are initialisers */
#define MEMBER(row_name, row_what, row_member, json)                           \
    {                                                                          \
        .name = row_name, .what = row_what, .bend = bend_member, .text = json, \
        .member = row_member                                                   \
    }
#define BODY(row_name, row_what, type, body)                                   \
    {                                                                          \
        .name = row_name, .what = row_what, .bend = bend_body, .text = body,   \
        .member = type                                                         \
    }
#define LONG(row_name, row_what, row_member, bytes)                            \
    {                                                                          \
        .name = row_name, .what = row_what, .bend = bend_long_member,          \
        .number = bytes, .member = row_member                                  \
    }
#define LIFE "expires_in"
#define FIELD "conversationId|text|access_token"
#define VALUE "duration|timestamp|expires_in"
#define WORDS "disposition|text|error"
#define ID "conversationId"
#define LOGIN_PAGE                                                             \
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body>"           \
    "<form action=\"/login\"><input name=\"user\"></form></body></html>"

/* NOLINTEND(bugprone-macro-parentheses) */

const struct fault fault_body_rows[] = {
    {.name = "F5",
     .what = "half of the JSON, correct length",
     .bend = bend_half},
    {.name = "F5.text",
     .what = "the same as text/plain",
     .bend = bend_half_text},
    MEMBER("F28", "expires_in missing", LIFE, NULL),
    MEMBER("F28.zero", "expires_in 0", LIFE, "0"),
    MEMBER("F28.negative", "expires_in -1", LIFE, "-1"),
    MEMBER("F28.text", "expires_in \"3600\"", LIFE, "\"3600\""),
    MEMBER("F28.huge", "expires_in 1e308", LIFE, "1e308"),
    MEMBER("F28.twice", "expires_in twice", LIFE, "3600, \"expires_in\": 1"),
    MEMBER("F28.crlf", "a token with CR LF", "access_token",
           "\"abc\\r\\nX-Evil: 1\""),
    LONG("F28.long", "a token of 1 MiB", "access_token", 1 << 20),
    MEMBER("F28.type", "token_type mac", "token_type", "\"mac\""),
    MEMBER("F28.none", "no access_token", "access_token", NULL),
    BODY("F31", "a login page, 200", "text/html", LOGIN_PAGE),
    BODY("F31.error", "200 with {\"error\": …}", NULL,
         "{\"error\": \"backend unavailable\"}"),
    BODY("F31.empty", "200 with an empty body", NULL, ""),
    {.name = "F31.203",
     .what = "the whole answer, status 203",
     .bend = bend_success,
     .number = 203},
    {.name = "F31.206",
     .what = "the whole answer, status 206",
     .bend = bend_success,
     .number = 206},
    BODY("F31.object", "200 with {}", NULL, "{}"),
    BODY("F31.list", "200 with an object for the page's list", NULL,
         "{\"conversations\": {}}"),
    BODY("F31.partial", "200 with an empty page and an error", NULL,
         "{\"conversations\": [], \"error\": {\"message\": \"partial\"}}"),
    BODY("F31.false", "200 with false", NULL, "false"),
    BODY("F31.turn", "200 with [{\"error\": …}]", NULL,
         "[{\"error\": \"backend unavailable\"}]"),
    MEMBER("F32", "id, text or token missing", FIELD, NULL),
    MEMBER("F32.null", "id, text or token null", FIELD, "null"),
    MEMBER("F32.type", "id, text or token an object", FIELD, "{\"a\": 1}"),
    {.name = "F45",
     .what = "every conversation of a page twice",
     .bend = bend_twice},
    MEMBER("F46", "first id ../../x", ID, "\"../../x\""),
    MEMBER("F46.url", "first id a/b?c#d", ID, "\"a/b?c#d\""),
    MEMBER("F46.dot", "first id ..", ID, "\"..\""),
    MEMBER("F46.dots", "first id %2e%2e", ID, "\"%2e%2e\""),
    MEMBER("F46.nul", "first id with NUL", ID, "\"a\\u0000b\""),
    LONG("F46.long", "first id of 10 KB", ID, 10240),
    MEMBER("F46.digits", "first id a 20-digit number", ID,
           "12345678901234567890"),
    MEMBER("F50", "invalid UTF-8", WORDS, "\"caf\xE9 \xC3( \xF0\x9F\""),
    MEMBER("F50.surrogate", "lone surrogates", WORDS, "\"a\\ud800b \\udc00\""),
    {.name = "F50.bom", .what = "a byte order mark first", .bend = bend_bom},
    {.name = "F50.utf16", .what = "UTF-16", .bend = bend_utf16},
    {.name = "F50.charset",
     .what = "charset=iso-8859-1, which is not true",
     .bend = bend_charset,
     .text = "application/json; charset=iso-8859-1"},
    {.name = "F51",
     .what = "100,000 levels deep",
     .bend = bend_deep,
     .number = 100000},
    {.name = "F51.keys",
     .what = "a million keys",
     .bend = bend_many_keys,
     .number = 1000000},
    LONG("F51.string", "a string of 32 MiB", WORDS "|access_token", 32 << 20),
    MEMBER("F52", "NaN", VALUE, "NaN"),
    MEMBER("F52.infinity", "Infinity", VALUE, "Infinity"),
    MEMBER("F52.overflow", "1e999", VALUE, "1e999"),
    MEMBER("F52.twice", "a key twice", "duration", "1, \"duration\": 2"),
    MEMBER("F52.digits", "a 20-digit integer", VALUE, "12345678901234567890"),
    MEMBER("F55", "ESC, CR and bidi marks in a text", WORDS,
           "\"\\u001b[31mred\\u202egnp\\r\\u001b]0;title\\u0007\""),
    MEMBER("F55.id", "the same in the first id", ID,
           "\"\\u001b[31mid\\u202e\\r\\n\""),
    {.name = "F57",
     .what = "the next page begins one conversation early",
     .bend = bend_shift},
    {0},
};
