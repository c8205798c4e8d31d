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
    for (size_t i = 0; i < document.size_bytes; i++)
        bits |= (unsigned char)document.bytes[i];
    return bits < 0x80;
}

static int lower_ascii(struct ut_document document, struct ut_buf *out)
{
    int status = ut_buf_add(out, document.bytes, document.size_bytes);
    if (status != 0)
        return status;
    for (size_t i = 0; i < out->size_bytes; i++)
        out->bytes[i] |= (char)((unsigned char)(out->bytes[i] - 'A') < 26) << 5;
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
static const bool is_ascii_word[128] = {
    ['0' ... '9'] = true, ['_'] = true, ['a' ... 'z'] = true};

/* The bytes of the word character at `at`, 0 when there is none. */
static size_t word_step(const struct ut_buf *text, size_t at)
{
    uint32_t point = (unsigned char)text->bytes[at];
    if (point < 0x80)
        return is_ascii_word[point];
    size_t step =
        ut_utf8_decode(text->bytes + at, text->size_bytes - at, &point);
    return ut_point_is_word(point) ? step : 0;
}

bool ut_terms_next(struct ut_terms *terms, struct ut_document *term)
{
    const struct ut_buf *text = &terms->lowered;
    size_t at = terms->at;
    while (at < text->size_bytes) {
        size_t start = at, step, length = 0;
        for (; at < text->size_bytes && (step = word_step(text, at)) > 0;
             at += step)
            length++;
        terms->at = at;
        if (length >= 2) {
            *term = (struct ut_document){text->bytes + start, at - start};
            return true;
        }
        if (length == 0) /* continuation bytes are not word characters */
            at++;
    }
    return false;
}
