/*
 * json.c: counts the values of a JSON text and finds lone surrogates.
 * Reads the bytes once, keeps nothing.
 */
#include "core/json.h"

#include <stdbool.h>
#include <string.h>

size_t ut_json_most_values(const char *bytes, size_t size_bytes)
{
    size_t count = 1;
    bool is_string = false;
    for (size_t i = 0; i < size_bytes; i++) {
        char byte = bytes[i];
        if (byte == '"')
            is_string = !is_string;
        else if (is_string)
            i += byte == '\\';
        else
            count += byte == ',' || byte == '[' || byte == '{';
    }
    return count;
}

static int digit_of(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 'a' - 'A';
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* The code unit of a \uXXXX at bytes[0 .. size_bytes), or -1. */
static int unit_at(const char *bytes, size_t size_bytes)
{
    int unit = 0;
    if (size_bytes < UT_JSON_ESCAPE_SIZE || bytes[0] != '\\' || bytes[1] != 'u')
        return -1;
    for (size_t i = 2; i < UT_JSON_ESCAPE_SIZE; i++) {
        int digit = digit_of(bytes[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high(int unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* How long the escape at bytes[0 .. size_bytes) is; 0 for a lone surrogate.
 * What is no code unit, such as \\ or \", is skipped as two bytes. */
static size_t escape_size(const char *bytes, size_t size_bytes)
{
    const size_t one = UT_JSON_ESCAPE_SIZE;
    int unit = unit_at(bytes, size_bytes);
    if (unit < 0)
        return 2;
    if (is_high(unit) && is_low(unit_at(bytes + one, size_bytes - one)))
        return 2 * one;
    return is_high(unit) || is_low(unit) ? 0 : one;
}

size_t ut_json_next_lone(const char *bytes, size_t size_bytes, size_t from)
{
    while (from < size_bytes) {
        const char *slash = memchr(bytes + from, '\\', size_bytes - from);
        if (slash == NULL)
            return size_bytes;
        from = (size_t)(slash - bytes);
        size_t size = escape_size(slash, size_bytes - from);
        if (size == 0)
            return from;
        from += size;
    }
    return size_bytes;
}
