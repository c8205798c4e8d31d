/*
 * terms.c: lower-casing, then runs of word characters.
 *
 * Which bytes belong to word characters is noted as bits, 64 bytes at a time
 * for ASCII, so that finding a term's ends takes no branch per byte.
 */
#include "core/terms.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/point.h"
#include "core/status.h"
#include "core/utf8.h"

#define MAX_LOWERED_BYTES ((size_t)3 << 30)
#define BLOCK 64 /* bytes lower-cased and bits noted at a time */
#define PADDING_BYTES (BLOCK + UT_MAP_READABLE)

void ut_terms_init(struct ut_terms *terms)
{
    *terms = (struct ut_terms){0};
    ut_buf_init(&terms->lowered, MAX_LOWERED_BYTES + PADDING_BYTES);
}

void ut_terms_clear(struct ut_terms *terms)
{
    ut_buf_clear(&terms->lowered);
    free(terms->word_bits);
    ut_terms_init(terms);
}

/* --- which bytes are of word characters ---------------------------------- */

/* Lower-cases a block in place and flags its word characters with 1; false
 * when it is not ASCII. */
static bool lower_block(unsigned char *bytes, unsigned char *flags)
{
    unsigned char all = 0;
#pragma omp simd reduction(| : all)
    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char byte = bytes[i];
        all |= byte;
        byte |= (unsigned char)(((unsigned char)(byte - 'A') < 26) << 5);
        bytes[i] = byte;
        flags[i] =
            (unsigned char)(((unsigned char)(byte - 'a') < 26) |
                            ((unsigned char)(byte - '0') < 10) | (byte == '_'));
    }
    return all < 0x80;
}

/* Flags of 0 or 1 as bits, the first one lowest: the product brings the flag
 * of byte i of eight to bit 56 + i. */
static uint64_t pack_flags(const unsigned char *flags)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < BLOCK; i += 8) {
        uint64_t eight;
        memcpy(&eight, flags + i, sizeof eight);
        bits |= (le64toh(eight) * 0x0102040810204080u >> 56) << i;
    }
    return bits;
}

/* Lower-cases the text and notes its bits; false when it is not ASCII. */
static bool lower_ascii(struct ut_terms *terms)
{
    unsigned char *bytes = (unsigned char *)terms->lowered.bytes;
    unsigned char flags[BLOCK];
    for (size_t i = 0; i <= terms->lowered.size_bytes; i += BLOCK) {
        if (!lower_block(bytes + i, flags))
            return false;
        terms->word_bits[i / BLOCK] = pack_flags(flags);
    }
    return true;
}

static void note_wide(struct ut_terms *terms)
{
    const struct ut_buf *text = &terms->lowered;
    memset(terms->word_bits, 0,
           (text->size_bytes / BLOCK + 1) * sizeof *terms->word_bits);
    for (size_t at = 0; at < text->size_bytes;) {
        uint32_t point;
        size_t end = at + ut_utf8_decode(text->bytes + at,
                                         text->size_bytes - at, &point);
        uint64_t is_word = ut_point_is_word(point);
        for (; at < end; at++)
            terms->word_bits[at / BLOCK] |= is_word << at % BLOCK;
    }
}

/* --- starting ------------------------------------------------------------ */

static int reserve_bits(struct ut_terms *terms)
{
    size_t needed = terms->lowered.size_bytes / BLOCK + 3;
    if (needed <= terms->bits_capacity)
        return 0;
    uint64_t *bits = reallocarray(terms->word_bits, needed * 2, sizeof *bits);
    if (bits == NULL)
        return UNDERTONE_EMEMORY;
    terms->word_bits = bits;
    terms->bits_capacity = needed * 2;
    return 0;
}

/* Zeros after the text, and room for its bits. */
static int pad(struct ut_terms *terms)
{
    struct ut_buf *text = &terms->lowered;
    int status = ut_buf_reserve(text, PADDING_BYTES);
    if (status != 0)
        return status;
    memset(text->bytes + text->size_bytes, 0, PADDING_BYTES);
    return reserve_bits(terms);
}

/* After the text comes a byte of no word, then what looks like a word, so
 * that every search ends. */
static void end_bits(struct ut_terms *terms)
{
    size_t end = terms->lowered.size_bytes + 1;
    if (end % BLOCK == 0)
        terms->word_bits[end / BLOCK] = 0;
    terms->word_bits[end / BLOCK] |= (uint64_t)1 << end % BLOCK;
    terms->word_bits[end / BLOCK + 1] = 0;
}

int ut_terms_start(struct ut_terms *terms, struct ut_span document)
{
    struct ut_buf *text = &terms->lowered;
    terms->at = 0;
    ut_buf_reset(text);
    int status = ut_buf_add(text, document.bytes, document.size_bytes);
    if (status == 0)
        status = pad(terms);
    if (status == 0 && !lower_ascii(terms)) {
        ut_buf_reset(text);
        status = ut_utf8_lower(document.bytes, document.size_bytes, text);
        if (status == 0)
            status = pad(terms);
        if (status == 0)
            note_wide(terms);
    }
    if (status == 0)
        end_bits(terms);
    else
        ut_buf_reset(text);
    return status;
}

/* --- the next term ------------------------------------------------------- */

/* The first place from `at` on whose bit, inverted where `inverted` is all
 * ones, is 1. There is one. */
static size_t find_bit(const uint64_t *bits, size_t at, uint64_t inverted)
{
    uint64_t window = (bits[at / BLOCK] ^ inverted) >> at % BLOCK;
    while (window == 0) {
        at += BLOCK - at % BLOCK;
        window = bits[at / BLOCK] ^ inverted;
    }
    return at + (size_t)__builtin_ctzll(window);
}

static size_t first_character_size(const char *bytes)
{
    unsigned char lead = (unsigned char)bytes[0];
    return 1 + (size_t)(lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0);
}

bool ut_terms_next(struct ut_terms *terms, struct ut_span *term)
{
    const struct ut_buf *text = &terms->lowered;
    for (;;) {
        size_t start = find_bit(terms->word_bits, terms->at, 0);
        if (start >= text->size_bytes)
            return false;
        size_t end = find_bit(terms->word_bits, start, ~(uint64_t)0);
        terms->at = end;
        if (end - start > first_character_size(text->bytes + start)) {
            *term = (struct ut_span){text->bytes + start, end - start};
            return true;
        }
    }
}
