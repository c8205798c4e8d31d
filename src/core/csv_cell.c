/* csv_cell.c: cleaning, the formula test and the cut, all on one cell. */
#include "core/csv_cell.h"

#include <string.h>

#include "core/utf8.h"

static const char cut_mark[] = "\u2026 [cut]";
#define CUT_MARK_UNITS 7

static bool is_control(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') ||
           byte == 0x7F;
}

/* How many leading bytes are plain ASCII and need no look. */
static size_t plain_run(const char *bytes, size_t size)
{
    size_t i = 0;
    while (i < size && (unsigned char)bytes[i] < 0x80 &&
           !is_control((unsigned char)bytes[i]))
        i++;
    return i;
}

/* One code point or invalid sequence; *taken receives its size. */
static int clean_one(const char *bytes, size_t size, size_t *taken,
                     struct ut_buf *out, struct ut_csv_notes *notes)
{
    uint32_t point;
    *taken = ut_utf8_decode(bytes, size, &point);
    bool is_genuine = *taken == 3 && memcmp(bytes, "\xEF\xBF\xBD", 3) == 0;
    if (point != UT_UTF8_REPLACEMENT || is_genuine)
        return ut_buf_add(out, bytes, *taken);
    notes->replaced++;
    return ut_buf_add(out, "\xEF\xBF\xBD", 3);
}

int ut_csv_clean(const char *bytes, size_t size_bytes, bool keeps_controls,
                 struct ut_buf *out, struct ut_csv_notes *notes)
{
    size_t at = 0, taken;
    int status = 0;
    while (status == 0 && at < size_bytes) {
        if (!keeps_controls && is_control((unsigned char)bytes[at])) {
            notes->removed++;
            at++;
            continue;
        }
        taken = plain_run(bytes + at, size_bytes - at);
        if (taken > 0)
            status = ut_buf_add(out, bytes + at, taken);
        else
            status = clean_one(bytes + at, size_bytes - at, &taken, out, notes);
        at += taken;
    }
    return status;
}

/* Sorted ranges of code points that show nothing but may lead a cell. */
static const uint32_t invisible[][2] = {
    {0x0000, 0x0008}, {0x000B, 0x000C},   {0x000E, 0x0020}, {0x007F, 0x00A0},
    {0x00AD, 0x00AD}, {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160},
    {0x1680, 0x1680}, {0x17B4, 0x17B5},   {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F}, {0x205F, 0x206F},   {0x2800, 0x2800}, {0x3000, 0x3000},
    {0x3164, 0x3164}, {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
    {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF},
};

static bool is_invisible(uint32_t point)
{
    for (size_t i = 0; i < sizeof invisible / sizeof invisible[0]; i++)
        if (point <= invisible[i][1])
            return point >= invisible[i][0];
    return false;
}

/* The last four are the full-width forms, which Excel reads alike. */
static bool is_trigger(uint32_t point)
{
    static const uint32_t triggers[] = {'=',    '+',    '-',    '@',
                                        '\t',   '\n',   '\r',   0xFF1D,
                                        0xFF0B, 0xFF0D, 0xFF20, 0x2212};
    for (size_t i = 0; i < sizeof triggers / sizeof triggers[0]; i++)
        if (point == triggers[i])
            return true;
    return false;
}

bool ut_csv_is_live(const char *bytes, size_t size_bytes)
{
    size_t at = 0;
    while (at < size_bytes) {
        uint32_t point;
        at += ut_utf8_decode(bytes + at, size_bytes - at, &point);
        if (is_trigger(point))
            return true;
        if (!is_invisible(point))
            return false;
    }
    return false;
}

bool ut_csv_is_long_id(const char *bytes, size_t size_bytes)
{
    size_t sign = size_bytes > 0 && bytes[0] == '-' ? 1 : 0;
    if (size_bytes - sign <= UT_CSV_SHEET_DIGITS_MAX)
        return false;
    for (size_t i = sign; i < size_bytes; i++)
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
    return true;
}

/* UTF-16 units of the character that starts with this byte of clean text:
 * continuation bytes add none, four-byte characters two. */
static size_t units_of(unsigned char byte)
{
    return (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
}

/* The most bytes of clean text that hold at most `units` UTF-16 units. */
static size_t bytes_within(const struct ut_buf *text, size_t units)
{
    size_t i = 0, used = 0;
    for (; i < text->size_bytes; i++) {
        used += units_of((unsigned char)text->bytes[i]);
        if (used > units)
            break;
    }
    return i;
}

bool ut_csv_cut(struct ut_buf *text, size_t units)
{
    if (text->size_bytes <= units ||
        bytes_within(text, units) == text->size_bytes)
        return false;
    size_t kept = bytes_within(text, units - CUT_MARK_UNITS);
    memcpy(text->bytes + kept, cut_mark, sizeof cut_mark);
    text->size_bytes = kept + sizeof cut_mark - 1;
    return true;
}
