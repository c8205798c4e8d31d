/*
 * punkt_word.h: what Punkt takes for a word.
 *
 * Punkt cuts text its own way, coarser than token.h: a period at the end
 * belongs to the word, dashes and ellipses are words, other marks stand
 * alone. Texts are valid UTF-8.
 */
#ifndef UT_PUNKT_WORD_H
#define UT_PUNKT_WORD_H

#include "core/point.h"
#include "core/punkt.h"
#include "core/utf8.h"

/* Whether the byte is one of Punkt's characters that cannot appear within a
 * word: ) " ; } ] * : @ ' ( { [ ? ! */
bool ut_punkt_is_non_word(char byte);

/* How many bytes the white space at the start of the text takes, 0 when the
 * first code point is none or the text is empty. */
static inline size_t ut_punkt_space_size(struct ut_span text)
{
    uint32_t point;
    if (text.size_bytes == 0 || (text.bytes[0] > ' ' && text.bytes[0] <= '~'))
        return 0;
    if (text.bytes[0] == ' ')
        return 1;
    size_t size = ut_utf8_decode(text.bytes, text.size_bytes, &point);
    return ut_point_is_space(point) ? size : 0;
}

/* The size of the word at the start of the text, which is no white space.
 * Words do not reach over a line end. */
size_t ut_punkt_word_size(struct ut_span text);

#endif
