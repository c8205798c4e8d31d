/* terms.c: lower-casing, then runs of word characters; ASCII goes first. */
#include "core/terms.h"

#include "core/utf8.h"

#define MAX_LOWERED_BYTES ((size_t)3 << 30)

void ut_terms_init(struct ut_terms *terms)
{
    ut_buf_init(&terms->lowered, MAX_LOWERED_BYTES);
    terms->at = 0;
}

void ut_terms_clear(struct ut_terms *terms)
{
    ut_buf_clear(&terms->lowered);
    terms->at = 0;
}

static bool is_ascii(struct ut_document document)
{
    unsigned char bits = 0;
#pragma omp simd reduction(| : bits)
    for (size_t i = 0; i < document.size_bytes; i++)
        bits |= (unsigned char)document.bytes[i];
    return bits < 0x80;
}

static int lower_ascii(struct ut_document document, struct ut_buf *out)
{
    int status = ut_buf_add(out, document.bytes, document.size_bytes);
    if (status != 0)
        return status;
    unsigned char *bytes = (unsigned char *)out->bytes;
#pragma omp simd
    for (size_t i = 0; i < out->size_bytes; i++)
        bytes[i] |=
            (unsigned char)(((unsigned char)(bytes[i] - 'A') < 26) << 5);
    return 0;
}

int ut_terms_start(struct ut_terms *terms, struct ut_document document)
{
    ut_buf_reset(&terms->lowered);
    terms->at = 0;
    if (is_ascii(document))
        return lower_ascii(document, &terms->lowered);
    return ut_utf8_lower(document.bytes, document.size_bytes, &terms->lowered);
}

/* The word characters among lower-cased ASCII, which most text is. */
static const bool is_ascii_word[256] = {
    ['0' ... '9'] = true, ['_'] = true, ['a' ... 'z'] = true};

/* Moves *at past the word characters there and returns how many they are.
 * The NUL after the text ends the last run. */
static size_t pass_word(const struct ut_buf *text, size_t *at)
{
    const unsigned char *bytes = (const unsigned char *)text->bytes;
    size_t count = 0, start = *at, end = start;
    for (;;) {
        while (is_ascii_word[bytes[end]])
            end++;
        count += end - start;
        *at = end;
        if (bytes[end] < 0x80)
            return count;
        uint32_t point;
        size_t step =
            ut_utf8_decode(text->bytes + end, text->size_bytes - end, &point);
        if (!ut_point_is_word(point))
            return count;
        count++;
        start = end += step;
    }
}

bool ut_terms_next(struct ut_terms *terms, struct ut_document *term)
{
    const struct ut_buf *text = &terms->lowered;
    size_t at = terms->at;
    while (at < text->size_bytes) {
        size_t start = at, count = pass_word(text, &at);
        terms->at = at + 1; /* what stopped the run is in no term */
        if (count >= 2) {
            *term = (struct ut_document){text->bytes + start, at - start};
            return true;
        }
        at++;
    }
    return false;
}
