/*
 * json.c: a scanner over JSON text. It finds where values begin and end by
 * strings and brackets alone; numbers and words end at the next delimiter.
 */
#include "json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool slice_equals(struct slice slice, const char *text)
{
    return slice.size == strlen(text) &&
           memcmp(slice.start, text, slice.size) == 0;
}

static void skip_space(struct json_members *members)
{
    while (members->at < members->end && strchr(" \t\r\n", *members->at))
        members->at++;
}

static bool take(struct json_members *members, char wanted)
{
    skip_space(members);
    if (members->at >= members->end || *members->at != wanted)
        return false;
    members->at++;
    return true;
}

bool json_open(struct json_members *members, struct slice text)
{
    *members = (struct json_members){text.start, text.start + text.size};
    while (members->end > members->at && strchr(" \t\r\n", members->end[-1]))
        members->end--;
    if (!take(members, '{') || members->end[-1] != '}')
        return false;
    members->end--;
    return members->at <= members->end;
}

/* From an opening quote to just past the closing one; NULL when cut off. */
static const char *past_string(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '"')
            return at + 1;
    }
    return NULL;
}

static const char *past_nested(const char *at, const char *end)
{
    size_t depth = 0;
    while (at && at < end) {
        if (*at == '"') {
            at = past_string(at, end);
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        else if (*at == '}' || *at == ']')
            depth--;
        at++;
        if (depth == 0)
            return at;
    }
    return NULL;
}

const char *json_value_end(const char *at, const char *end)
{
    if (at >= end)
        return NULL;
    if (*at == '"')
        return past_string(at, end);
    if (*at == '{' || *at == '[')
        return past_nested(at, end);
    const char *start = at;
    while (at < end && !strchr(", \t\r\n}]", *at))
        at++;
    return at > start ? at : NULL;
}

int json_next(struct json_members *members, struct slice *key,
              struct slice *value)
{
    skip_space(members);
    if (members->at >= members->end)
        return 0;
    const char *after = past_string(members->at, members->end);
    if (*members->at != '"' || !after)
        return -1;
    *key = (struct slice){members->at + 1, (size_t)(after - members->at) - 2};
    members->at = after;
    if (!take(members, ':'))
        return -1;
    skip_space(members);
    after = json_value_end(members->at, members->end);
    if (!after)
        return -1;
    *value = (struct slice){members->at, (size_t)(after - members->at)};
    members->at = after;
    skip_space(members);
    return members->at == members->end || take(members, ',') ? 1 : -1;
}

struct slice json_member(struct slice object, const char *name)
{
    struct json_members members;
    struct slice key, value;
    if (json_open(&members, object))
        while (json_next(&members, &key, &value) == 1)
            if (slice_equals(key, name))
                return value;
    return (struct slice){"", 0};
}

static char *put_utf8(char *out, uint32_t point)
{
    if (point < 0x80) {
        *out++ = (char)point;
        return out;
    }
    int tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    *out++ = (char)(lead[tail] | (point >> (6 * tail)));
    while (tail-- > 0)
        *out++ = (char)(0x80 | ((point >> (6 * tail)) & 0x3F));
    return out;
}

int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* Four hex digits at `at`; UINT32_MAX when they are not there. */
static uint32_t hex4(const char *at, const char *end)
{
    if (end - at < 4)
        return UINT32_MAX;
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return UINT32_MAX;
        value = value * 16 + (uint32_t)digit;
    }
    return value;
}

/* One escape after its back-slash; a lone surrogate becomes U+FFFD. */
static const char *undo_escape(const char *at, const char *end, char **out)
{
    static const char names[] = "bfnrt", bytes[] = "\b\f\n\r\t";
    if (*at != 'u') {
        const char *after = at + 1;
        const char *found = strchr(names, *at);
        if (found)
            at = bytes + (found - names);
        *(*out)++ = *at;
        return after;
    }
    uint32_t point = hex4(at + 1, end);
    if (point == UINT32_MAX)
        return end;
    at += 5;
    if (point >= 0xD800 && point < 0xDC00 && end - at >= 6 && *at == '\\') {
        uint32_t low = hex4(at + 2, end);
        if (low >= 0xDC00 && low < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            at += 6;
        }
    }
    *out = put_utf8(*out, point >= 0xD800 && point < 0xE000 ? 0xFFFD : point);
    return at;
}

char *json_string(struct slice value)
{
    if (value.size < 2 || value.start[0] != '"')
        return NULL;
    char *text = malloc(value.size);
    if (!text)
        return NULL;
    char *out = text;
    const char *at = value.start + 1, *end = value.start + value.size - 1;
    while (at < end) {
        if (*at == '\\' && end - at > 1)
            at = undo_escape(at + 1, end, &out);
        else
            *out++ = *at++;
    }
    *out = '\0';
    return text;
}

void json_write_string(FILE *out, const char *bytes, size_t size)
{
    putc('"', out);
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7F)
            fprintf(out, "\\u%04x", byte);
        else
            putc(byte, out);
    }
    putc('"', out);
}
