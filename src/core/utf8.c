/*
 * utf8.c: decoding with replacement, and lower case, by way of utf8proc.
 *
 * Nothing here allocates but through the caller's buffer.
 */
#include "core/utf8.h"

#include <string.h>
#include <utf8proc.h>

#include "core/point.h"

#define CAPITAL_I_WITH_DOT 0x0130u
#define CAPITAL_SIGMA 0x03A3u
#define FINAL_SIGMA 0x03C2u
#define REPLACEMENT_BYTES "\xEF\xBF\xBD"

/* How many bytes a lead byte announces, 0 when it cannot lead, and the
 * bounds of the byte after it (Unicode 15, table 3-7). */
static size_t sequence_size(uint8_t lead, uint8_t *low, uint8_t *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* ut_utf8_decode that also tells U+FFFD as written from a replacement. */
static size_t decode(const char *bytes, size_t size_bytes, uint32_t *point,
                     bool *is_valid)
{
    const uint8_t *at = (const uint8_t *)bytes;
    uint8_t low, high;
    size_t size = sequence_size(at[0], &low, &high);
    *is_valid = false;
    *point = UT_UTF8_REPLACEMENT;
    if (size == 0)
        return 1;
    uint32_t value = size == 1 ? at[0] : at[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if (i == size_bytes || at[i] < low || at[i] > high)
            return i;
        value = value << 6 | (at[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *is_valid = true;
    *point = value;
    return size;
}

size_t ut_utf8_decode_wide(const char *bytes, size_t size_bytes,
                           uint32_t *point)
{
    bool is_valid;
    return decode(bytes, size_bytes, point, &is_valid);
}

size_t ut_utf8_encode(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80u | (point & 0x3Fu));
        point >>= 6;
    }
    out[0] = (char)((0xF00u >> size) | point);
    return size;
}

/* Whether the first code point that is not case-ignorable is cased. */
static bool starts_cased(const char *bytes, size_t size_bytes)
{
    for (size_t at = 0; at < size_bytes;) {
        uint32_t point;
        at += ut_utf8_decode(bytes + at, size_bytes - at, &point);
        if (!ut_point_is_case_ignorable(point))
            return ut_point_is_cased(point);
    }
    return false;
}

static int add_point(struct ut_buf *out, uint32_t point)
{
    char encoded[4];
    return ut_buf_add(out, encoded, ut_utf8_encode(point, encoded));
}

static int add_lower(struct ut_buf *out, uint32_t point)
{
    if (point == CAPITAL_I_WITH_DOT)
        return ut_buf_add_string(out, "i\xCC\x87");
    return add_point(out, (uint32_t)utf8proc_tolower((utf8proc_int32_t)point));
}

size_t ut_utf8_ascii_size(const char *bytes, size_t size_bytes)
{
    size_t at = 0;
    uint64_t word;
    for (; at + sizeof word <= size_bytes; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    while (at < size_bytes && (unsigned char)bytes[at] < 0x80)
        at++;
    return at;
}

/* Eight ASCII bytes in lower case: adding to a byte below 0x80 sets its high
 * bit when it reaches 'A', or passes 'Z'; between the two, 0x20 is set. */
static uint64_t lower_eight(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t from_a = word + (0x80 - 'A') * ones;
    uint64_t past_z = word + (0x80 - 'Z' - 1) * ones;
    return word | (from_a & ~past_z & 0x80 * ones) >> 2;
}

/* Most text is ASCII: a run of it takes one pass, eight bytes at a time. */
static int add_ascii_lower(struct ut_buf *out, const char *bytes,
                           size_t size_bytes)
{
    int status = ut_buf_reserve(out, size_bytes);
    if (status != 0)
        return status;
    char *to = out->bytes + out->size_bytes;
    size_t at = 0;
    uint64_t word;
    for (; at + sizeof word <= size_bytes; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        word = lower_eight(word);
        memcpy(to + at, &word, sizeof word);
    }
    for (; at < size_bytes; at++)
        to[at] =
            (char)(bytes[at] | (bytes[at] >= 'A' && bytes[at] <= 'Z') << 5);
    to[size_bytes] = '\0';
    out->size_bytes += size_bytes;
    return 0;
}

/* Whether the last code point of an ASCII run that is not case-ignorable is
 * cased; `before` when all of them are ignorable. */
static bool ends_cased(const char *bytes, size_t size_bytes, bool before)
{
    for (size_t at = size_bytes; at > 0; at--)
        if (!ut_point_is_case_ignorable((unsigned char)bytes[at - 1]))
            return ut_point_is_cased((unsigned char)bytes[at - 1]);
    return before;
}

/* A sigma ends a word when a cased letter stands before it and none after,
 * looking past what is case-ignorable (SpecialCasing.txt, Final_Sigma). The
 * look ahead stops at the next sigma, so a text is walked twice at most. */
int ut_utf8_lower(const char *bytes, size_t size_bytes, struct ut_buf *out)
{
    bool is_after_cased = false;
    size_t at = 0;
    for (;;) {
        size_t run = ut_utf8_ascii_size(bytes + at, size_bytes - at);
        int status = add_ascii_lower(out, bytes + at, run);
        if (status != 0 || at + run == size_bytes)
            return status;
        is_after_cased = ends_cased(bytes + at, run, is_after_cased);
        at += run;
        uint32_t point;
        at += ut_utf8_decode(bytes + at, size_bytes - at, &point);
        bool is_final = point == CAPITAL_SIGMA && is_after_cased &&
                        !starts_cased(bytes + at, size_bytes - at);
        status = is_final ? add_point(out, FINAL_SIGMA) : add_lower(out, point);
        if (status != 0)
            return status;
        if (!ut_point_is_case_ignorable(point))
            is_after_cased = ut_point_is_cased(point);
    }
}

int ut_utf8_clean(const char *bytes, size_t size_bytes, struct ut_buf *out,
                  size_t *replaced)
{
    size_t bad = 0;
    size_t kept = 0; /* bytes[kept .. at) are valid and not yet appended */
    int status = 0;
    for (size_t at = 0; at < size_bytes && status == 0;) {
        uint32_t point;
        bool is_valid;
        size_t size = decode(bytes + at, size_bytes - at, &point, &is_valid);
        if (!is_valid) {
            status = ut_buf_add(out, bytes + kept, at - kept);
            if (status == 0)
                status = ut_buf_add_string(out, REPLACEMENT_BYTES);
            kept = at + size;
            bad++;
        }
        at += size;
    }
    if (status == 0)
        status = ut_buf_add(out, bytes + kept, size_bytes - kept);
    if (status == 0 && replaced != NULL)
        *replaced = bad;
    return status;
}

const char *ut_utf8_library_version(void)
{
    return utf8proc_version();
}
