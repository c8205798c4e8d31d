/* clitic.c: endings and contractions, compared as the reference compares:
 * endings exactly, contractions without regard to case. */
#include "core/clitic.h"

#include <string.h>

#include "core/point.h"
#include "core/utf8.h"

#define SHORTEST_CONTRACTION 4 /* d'ye */

/* The size of the ending of that width, when the chunk has one of those
 * listed, more before it, and no apostrophe right before it; else 0. */
static size_t ending_size(struct ut_span chunk, const char *endings,
                          size_t width)
{
    if (chunk.size_bytes <= width)
        return 0;
    const char *at = chunk.bytes + chunk.size_bytes - width;
    if (at[-1] == '\'')
        return 0;
    for (; *endings != '\0'; endings += width)
        if (memcmp(at, endings, width) == 0)
            return width;
    return 0;
}

int ut_clitic_split_endings(struct ut_span chunk, enum ut_gap gap,
                            struct ut_span parts[UT_CLITIC_MAX_PARTS])
{
    size_t sizes[3] = {0, 0, 0}; /* from the last ending to the first */
    struct ut_span rest = chunk;
    if (gap == UT_GAP_EARLY)
        rest.size_bytes -= sizes[0] = ending_size(rest, "'", 1);
    if (gap != UT_GAP_OTHER) {
        sizes[1] = ending_size(rest, "'s'S'm'M'd'D", 2);
        if (sizes[1] == 0)
            sizes[1] = ending_size(rest, "'", 1);
        rest.size_bytes -= sizes[1];
        sizes[2] = ending_size(rest, "'ll'LL're'RE've'VEn'tN'T", 3);
        rest.size_bytes -= sizes[2];
    }
    int count = 0;
    parts[count++] = rest;
    const char *at = rest.bytes + rest.size_bytes;
    for (int i = 2; i >= 0; i--) {
        if (sizes[i] > 0)
            parts[count++] = (struct ut_span){at, sizes[i]};
        at += sizes[i];
    }
    return count;
}

bool ut_clitic_starts_word(struct ut_span text)
{
    uint32_t point;
    if (text.size_bytes == 0)
        return false;
    ut_utf8_decode(text.bytes, text.size_bytes, &point);
    return ut_point_is_word(point);
}

/* Python's re, ignoring case, takes U+0130 and U+0131 for i and U+017F for
 * s; every other letter used here has only its two ASCII forms. */
static size_t letter_size(struct ut_span text, char letter)
{
    if (text.size_bytes == 0)
        return 0;
    char byte = text.bytes[0];
    if (byte == letter || (letter != '\'' && (byte | 0x20) == letter))
        return 1;
    if (text.size_bytes < 2)
        return 0;
    bool is_i = letter == 'i' && (memcmp(text.bytes, "\xC4\xB0", 2) == 0 ||
                                  memcmp(text.bytes, "\xC4\xB1", 2) == 0);
    bool is_s = letter == 's' && memcmp(text.bytes, "\xC5\xBF", 2) == 0;
    return is_i || is_s ? 2 : 0;
}

/* How many bytes at the start of the text spell the word, 0 when they do
 * not. */
static size_t spelled_size(struct ut_span text, const char *word)
{
    size_t total = 0;
    for (; *word != '\0'; word++) {
        size_t size = letter_size(ut_span_skip(text, total), *word);
        if (size == 0)
            return 0;
        total += size;
    }
    return total;
}

static const struct contraction {
    const char *first;
    const char *second;
} contractions[] = {
    {"can", "not"}, {"d", "'ye"},  {"gim", "me"},  {"gon", "na"},
    {"got", "ta"},  {"lem", "me"}, {"more", "'n"}, {"wan", "na"},
};

/* Whether a contraction may end before the rest of its part: where a word
 * does, but wan-na only before white space. */
static bool may_end(struct ut_span rest, const char *first)
{
    return first[0] == 'w' ? rest.size_bytes == 0
                           : !ut_clitic_starts_word(rest);
}

/* Splits a contraction at the start of the text, where a word starts. */
static bool split_contraction(struct ut_span text, struct ut_span *first,
                              struct ut_span *second)
{
    for (size_t i = 0; i < sizeof contractions / sizeof contractions[0]; i++) {
        const struct contraction *entry = &contractions[i];
        if ((text.bytes[0] | 0x20) != entry->first[0])
            continue;
        size_t first_size = spelled_size(text, entry->first);
        struct ut_span rest = ut_span_skip(text, first_size);
        size_t second_size = spelled_size(rest, entry->second);
        if (first_size == 0 || second_size == 0 ||
            !may_end(ut_span_skip(rest, second_size), entry->first))
            continue;
        *first = (struct ut_span){text.bytes, first_size};
        *second = (struct ut_span){rest.bytes, second_size};
        return true;
    }
    return false;
}

/* The start of the next word, or the end of the text. `at` is inside or
 * before the word ahead of it. */
static size_t next_word(struct ut_span text, size_t at, bool is_inside)
{
    while (at < text.size_bytes) {
        uint32_t point = (unsigned char)text.bytes[at];
        size_t size = 1;
        if (point >= 0x80)
            size =
                ut_utf8_decode(text.bytes + at, text.size_bytes - at, &point);
        bool is_word = ut_point_is_word(point);
        if (is_word && !is_inside)
            break;
        is_inside = is_word;
        at += size;
    }
    return at;
}

bool ut_clitic_find_contraction(struct ut_span part, struct ut_span *before,
                                struct ut_span *first, struct ut_span *second)
{
    size_t at = next_word(part, 0, false);
    while (at + SHORTEST_CONTRACTION <= part.size_bytes) {
        if (split_contraction(ut_span_skip(part, at), first, second)) {
            *before = (struct ut_span){part.bytes, at};
            return true;
        }
        at = next_word(part, at, true);
    }
    return false;
}

size_t ut_clitic_tis_size(struct ut_span part, bool is_was)
{
    if (part.size_bytes == 0 || part.bytes[0] != '\'')
        return 0;
    size_t size = spelled_size(part, is_was ? "'twas" : "'tis");
    return ut_clitic_starts_word(ut_span_skip(part, size)) ? 0 : size;
}
