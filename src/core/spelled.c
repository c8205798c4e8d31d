/* spelled.c: texts in spite of their escapes; see spelled.h. */
#include "core/spelled.h"

#include <stdbool.h>
#include <string.h>

#define REFERENCE_BYTES 10 /* longest "&#x...;" read */
#define SLASHES 16         /* before a character: JSON in JSON, four levels */

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* Whether so many hexadecimal digits stand for the character. */
static bool is_hex(const char *at, const char *end, int count, char c)
{
    int value = 0;
    if (end - at < count)
        return false;
    for (int i = 0; i < count; i++) {
        int digit = digit_value(at[i]);
        if (digit > 15)
            return false;
        value = value * 16 + digit;
    }
    return value == (unsigned char)c;
}

/* The size of a reference by number, "&#38;" or "&#x26;", to the character. */
static size_t match_number(const char *at, const char *end, char c)
{
    const char *digit = at + 2;
    int base = 10, value = 0;
    if (end - at < 4 || at[1] != '#')
        return 0;
    if (*digit == 'x' || *digit == 'X') {
        base = 16;
        digit++;
    }
    for (; digit < end && digit - at < REFERENCE_BYTES; digit++) {
        if (digit_value(*digit) >= base)
            break;
        value = value * base + digit_value(*digit);
    }
    bool is_it = digit < end && *digit == ';' && value == (unsigned char)c;
    return is_it ? (size_t)(digit + 1 - at) : 0;
}

static size_t match_reference(const char *at, const char *end, char c)
{
    static const struct {
        const char *name;
        size_t size;
        char c;
    } names[] = {{"&amp;", 5, '&'},
                 {"&lt;", 4, '<'},
                 {"&gt;", 4, '>'},
                 {"&quot;", 6, '"'},
                 {"&apos;", 6, '\''}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].c == c && (size_t)(end - at) >= names[i].size &&
            memcmp(at, names[i].name, names[i].size) == 0)
            return names[i].size;
    return match_number(at, end, c);
}

/* The size of one escape, behind any backslashes, to the character, or 0. */
static size_t match_escape(const char *at, const char *end, char c,
                           bool has_slash)
{
    if (at == end)
        return 0;
    if (has_slash && *at == 'u' && is_hex(at + 1, end, 4, c))
        return 5;
    if (*at == '%' && is_hex(at + 1, end, 2, c))
        return 3;
    return *at == '&' ? match_reference(at, end, c) : 0;
}

/* The size of what spells the character at `at`, or 0. Backslashes before it
 * are part of it: nested JSON doubles them. */
static size_t match_character(const char *at, const char *end, char c)
{
    size_t slashes = 0;
    while (slashes < SLASHES && at + slashes < end && at[slashes] == '\\')
        slashes++;
    const char *next = at + slashes;
    size_t escape = match_escape(next, end, c, slashes > 0);
    if (escape > 0)
        return slashes + escape;
    if (slashes > 0 && c == '\\')
        return slashes > 1 ? 2 : 1;
    bool is_plain = next < end && (*next == c || (*next == '+' && c == ' '));
    return is_plain ? slashes + 1 : 0;
}

/* So many characters of a text must be there; a service may have cut it. */
static bool is_enough(size_t count, size_t text_bytes)
{
    return count == text_bytes || count >= UT_SPELLED_LEAST;
}

static size_t match_plain(const char *at, const char *end, const char *text,
                          size_t text_bytes)
{
    size_t i = 0;
    while (i < text_bytes && at + i < end && at[i] == text[i])
        i++;
    return is_enough(i, text_bytes) ? i : 0;
}

static size_t match_spelled(const char *at, const char *end, const char *text,
                            size_t text_bytes)
{
    const char *next = at;
    size_t i = 0;
    for (; i < text_bytes; i++) {
        size_t size = match_character(next, end, text[i]);
        if (size == 0)
            break;
        next += size;
    }
    return is_enough(i, text_bytes) ? (size_t)(next - at) : 0;
}

/* The size of what is the text, or its beginning, at `at`, or 0. What looks
 * like an escape may be the text as it is. */
static size_t match(const char *at, const char *end, const char *text,
                    size_t text_bytes)
{
    size_t plain = match_plain(at, end, text, text_bytes);
    size_t spelled = match_spelled(at, end, text, text_bytes);
    return plain > spelled ? plain : spelled;
}

void ut_spelled_blank(char *bytes, size_t size_bytes, const char *text,
                      size_t text_bytes)
{
    bool can_begin[256] = {['\\'] = true, ['%'] = true, ['&'] = true};
    can_begin[(unsigned char)text[0]] = true;
    can_begin['+'] = can_begin['+'] || text[0] == ' ';
    for (size_t at = 0; at < size_bytes; at++) {
        if (!can_begin[(unsigned char)bytes[at]])
            continue;
        size_t size = match(bytes + at, bytes + size_bytes, text, text_bytes);
        memset(bytes + at, '*', size);
        at += size > 0 ? size - 1 : 0;
    }
}
