/*
 * json.h: as much JSON as the tenant needs.
 *
 * Steps through the members of one object and hands out slices of the text;
 * nothing is built or copied, so a transcript leaves the tenant as the bytes
 * it came in. Checks nesting and strings, not the grammar of what is nested.
 */
#ifndef TENANT_JSON_H
#define TENANT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct slice {
    const char *start;
    size_t size;
};

/* Position inside an object; `at` moves forward, `end` is its last byte. */
struct json_members {
    const char *at;
    const char *end;
};

/* False when the text is not one object. */
bool json_open(struct json_members *members, struct slice text);

/* 1 and the next member (the key without quotes), 0 at the end, -1 when the
 * text is malformed. */
int json_next(struct json_members *members, struct slice *key,
              struct slice *value);

/* The member of an object by its name (as spelled in the text, escapes not
 * undone); a slice of size 0 when there is none. */
struct slice json_member(struct slice object, const char *name);

/* Just past the value that begins at `at`, or NULL when it is cut off. */
const char *json_value_end(const char *at, const char *end);

/* A string value decoded to UTF-8 and terminated; NULL when the value is not
 * a string. The caller frees it. */
char *json_string(struct slice value);

/* Bytes as a JSON string with its quotes; control bytes are escaped. */
void json_write_string(FILE *out, const char *bytes, size_t size);

/* 0 to 15, or -1. */
int hex_digit(char digit);

bool slice_equals(struct slice slice, const char *text);

#endif
