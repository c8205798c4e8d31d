/* punkt_word.c: the regular expressions of NLTK's PunktLanguageVars, as
 * tables and small matchers. */
#include "core/punkt_word.h"

enum {
    NON_WORD = 1, /* cannot appear within a word */
    NO_START = 2, /* cannot start one */
    NO_END = 4,   /* cannot end one by standing after it */
    BOTH = NON_WORD | NO_START,
};

static const uint8_t traits[256] = {
    ['('] = BOTH,           [')'] = BOTH,           ['"'] = BOTH,
    ['['] = BOTH,           [']'] = BOTH,           ['{'] = BOTH,
    ['}'] = BOTH,           [':'] = BOTH,           [';'] = BOTH,
    ['*'] = BOTH,           ['@'] = BOTH,           ['?'] = NON_WORD,
    ['!'] = NON_WORD,       ['\''] = NON_WORD,      ['`'] = NO_START,
    ['&'] = NO_START,       ['#'] = NO_START,       ['-'] = NO_START,
    [','] = NO_START,       ['0' ... '9'] = NO_END, ['A' ... 'Z'] = NO_END,
    ['a' ... 'z'] = NO_END,
};

static bool has_trait(char byte, int trait)
{
    return traits[(unsigned char)byte] & trait;
}

bool ut_punkt_is_non_word(char byte)
{
    return has_trait(byte, NON_WORD);
}

/* The size of a spaced ellipsis such as ". . ." at the start, or 0: three
 * periods at least, of which `most` are looked at. Words do not reach over
 * a line end, so a line feed is no space here. */
static size_t spaced_ellipsis_size(struct ut_span text, size_t most)
{
    size_t size = 0, best = 0;
    for (size_t count = 1; count <= most; count++) {
        struct ut_span rest = ut_span_skip(text, size);
        if (!ut_span_starts_with(rest, '.'))
            break;
        if (count >= 3)
            best = size + 1;
        size_t space = ut_punkt_space_size(ut_span_skip(rest, 1));
        if (space == 0 || rest.bytes[1] == '\n')
            break;
        size += 1 + space;
    }
    return best;
}

/* Dashes, an ellipsis or a spaced ellipsis at the start, or 0. */
static size_t multi_size(struct ut_span text)
{
    size_t size = ut_span_run(text, '-');
    if (size < 2)
        size = ut_span_run(text, '.');
    return size >= 2 ? size : spaced_ellipsis_size(text, SIZE_MAX);
}

static bool starts_multi(struct ut_span text)
{
    if (!ut_span_starts_with(text, '-') && !ut_span_starts_with(text, '.'))
        return false;
    return ut_span_starts_with(ut_span_skip(text, 1), text.bytes[0]) ||
           spaced_ellipsis_size(text, 3) > 0;
}

static bool ends_word_but_comma(struct ut_span rest)
{
    return rest.size_bytes == 0 || has_trait(rest.bytes[0], NON_WORD) ||
           ut_punkt_space_size(rest) > 0 || starts_multi(rest);
}

static bool ends_word(struct ut_span rest)
{
    return ends_word_but_comma(rest) ||
           (rest.bytes[0] == ',' && ends_word_but_comma(ut_span_skip(rest, 1)));
}

static size_t point_size(struct ut_span text)
{
    uint32_t point;
    return ut_utf8_decode(text.bytes, text.size_bytes, &point);
}

size_t ut_punkt_word_size(struct ut_span text)
{
    size_t size = multi_size(text);
    if (size > 0)
        return size;
    size = point_size(text);
    if (has_trait(text.bytes[0], NO_START))
        return size;
    for (; size < text.size_bytes;
         size += point_size(ut_span_skip(text, size))) {
        while (size < text.size_bytes && has_trait(text.bytes[size], NO_END))
            size++;
        if (ends_word(ut_span_skip(text, size)))
            break;
    }
    return size;
}
