/* show.c: see show.h. */
#include "core/show.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/utf8.h"

static bool is_visible(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7f && point <= 0xa0) || point == 0xad)
        return false;
    if (point == 0x61c || point == 0xfeff || point == UT_UTF8_REPLACEMENT)
        return false;
    bool is_format = (point >= 0x200b && point <= 0x200f) ||
                     (point >= 0x2028 && point <= 0x202e) ||
                     (point >= 0x2060 && point <= 0x206f) ||
                     (point >= 0xfff0 && point <= 0xfffb) ||
                     (point >= 0xe0000 && point <= 0xe0fff);
    return !is_format;
}

#define ESCAPE_BYTES 4 /* of one byte: \xNN */

static void escape(char *at, const char *bytes, size_t size)
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        *at++ = '\\';
        *at++ = 'x';
        *at++ = hex[byte >> 4];
        *at++ = hex[byte & 15];
    }
}

/* The first `most` bytes, or fewer when the rest does not fit. */
static void show(const char *bytes, size_t size_bytes, size_t most, char *out,
                 size_t out_size)
{
    char *at = out, *end = out + out_size - sizeof "...";
    size_t i = 0;
    while (i < size_bytes) {
        uint32_t point;
        size_t size = ut_utf8_decode(bytes + i, size_bytes - i, &point);
        size_t shown = is_visible(point) ? size : size * ESCAPE_BYTES;
        if (i + size > most || shown > (size_t)(end - at))
            break;
        if (is_visible(point))
            memcpy(at, bytes + i, size);
        else
            escape(at, bytes + i, size);
        at += shown;
        i += size;
    }
    memcpy(at, i < size_bytes ? "..." : "", i < size_bytes ? 4 : 1);
}

void ut_show(const char *bytes, size_t size_bytes, char out[UT_SHOW_SIZE])
{
    show(bytes, size_bytes, UT_SHOW_BYTES, out, UT_SHOW_SIZE);
}

void ut_show_sentence(const char *text, char *out, size_t out_size)
{
    size_t size_bytes = strlen(text);
    show(text, size_bytes, size_bytes, out, out_size);
}
