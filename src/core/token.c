/*
 * token.c: the one pass over a sentence: which rule a byte calls for.
 *
 * Comments name the lists of NLTKWordTokenizer that a rule comes from; the
 * rules themselves are token_rules.c's.
 */
#include "core/token.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "core/token_rules.h"

/* What a code point means to the scanner. */
enum kind {
    OTHER,  /* part of a chunk, as letters; the rest may end one */
    LETTER, /* A to Z, a to z */
    SPACE,  /* U+0020 */
    WHITE,  /* other white space */
    EARLY,  /* a word of its own: PUNCTUATION, opening STARTING_QUOTES */
    LATE,   /* the same: *, PARENS_BRACKETS, closing ENDING_QUOTES */
    BACKTICK,
    DOUBLE_QUOTE,
    APOSTROPHE,
    PERIOD,
    DASH,
    COMMA, /* and colon */
    WIDE,  /* first byte of a longer sequence */
};

static const uint8_t kinds[256] = {
    ['A' ... 'Z'] = LETTER,
    ['a' ... 'z'] = LETTER,
    ['\t' ... '\r'] = WHITE,
    [0x1C ... 0x1F] = WHITE,
    [' '] = SPACE,
    [';'] = EARLY,
    ['@'] = EARLY,
    ['#'] = EARLY,
    ['$'] = EARLY,
    ['%'] = EARLY,
    ['&'] = EARLY,
    ['?'] = EARLY,
    ['!'] = EARLY,
    ['*'] = LATE,
    ['['] = LATE,
    [']'] = LATE,
    ['('] = LATE,
    [')'] = LATE,
    ['{'] = LATE,
    ['}'] = LATE,
    ['<'] = LATE,
    ['>'] = LATE,
    ['`'] = BACKTICK,
    ['"'] = DOUBLE_QUOTE,
    ['\''] = APOSTROPHE,
    ['.'] = PERIOD,
    ['-'] = DASH,
    [','] = COMMA,
    [':'] = COMMA,
    [0x80 ... 0xFF] = WIDE,
};

/* How many bytes at the end of the text are one of ] ) } > " ' » ” ’ or a
 * space, of which any number may follow the final period; 0 for none. */
static size_t closer_size(struct ut_span text)
{
    size_t size = text.size_bytes;
    const char *end = text.bytes + size;
    if (size > 0 && memchr("])}>\"' ", end[-1], 7) != NULL)
        return 1;
    if (size >= 2 && memcmp(end - 2, "\u00BB", 2) == 0)
        return 2;
    if (size >= 3 && (memcmp(end - 3, "\u201D", 3) == 0 ||
                      memcmp(end - 3, "\u2019", 3) == 0))
        return 3;
    return 0;
}

/* PUNCTUATION: the period that ends the sentence, SIZE_MAX when none does
 * (one of a run never counts: runs are words anyway). A quotation that opens
 * behind it has become `` by then, and hides it. */
static size_t find_final_period(struct ut_span text)
{
    const char *bytes = text.bytes;
    size_t end = text.size_bytes, size;
    while ((size = closer_size((struct ut_span){bytes, end})) > 0) {
        end -= size;
        const char *next = bytes + end + 1; /* what follows a space */
        size_t left = text.size_bytes - end - 1;
        if (bytes[end] == ' ' && ((left >= 1 && next[0] == '"') ||
                                  (left >= 2 && memcmp(next, "''", 2) == 0)))
            return SIZE_MAX;
    }
    return end >= 2 && bytes[end - 1] == '.' ? end - 1 : SIZE_MAX;
}

/* The bytes of eight that are not ASCII letters become 0x80, others 0. The
 * high bits are kept apart so that no sum reaches into the next byte. */
static uint64_t match_other(uint64_t word)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t lower = (word | 0x20 * ones) & 0x7F * ones;
    uint64_t from_a = lower + (0x80 - 'a') * ones;
    uint64_t past_z = lower + (0x80 - 'z' - 1) * ones;
    return (~from_a | past_z | word) & 0x80 * ones;
}

/* Where the run of letters ends: eight at a time, since where a word ends
 * cannot be foreseen and a loop by bytes would be wrong once for each. */
static size_t skip_letters(struct ut_span text, size_t at)
{
    uint64_t word;
    for (; at + sizeof word <= text.size_bytes; at += sizeof word) {
        memcpy(&word, text.bytes + at, sizeof word);
        uint64_t other = match_other(le64toh(word));
        if (other != 0)
            return at + (size_t)__builtin_ctzll(other) / 8;
    }
    while (at < text.size_bytes &&
           kinds[(unsigned char)text.bytes[at]] == LETTER)
        at++;
    return at;
}

static void scan_space(struct ut_scanner *scanner)
{
    ut_scanner_close(scanner, UT_GAP_EARLY);
    ut_scanner_advance(scanner, 1, true);
}

static void scan_one(struct ut_scanner *scanner, enum kind kind)
{
    switch (kind) {
    case OTHER:
        ut_scanner_gather(scanner, 1);
        break;
    case LETTER: /* passed over before */
        break;
    case SPACE:
        scan_space(scanner);
        break;
    case WHITE:
        ut_scanner_close(scanner, UT_GAP_OTHER);
        ut_scanner_advance(scanner, 1, false);
        break;
    case EARLY:
        ut_scanner_isolate(scanner, 1, UT_GAP_EARLY);
        break;
    case LATE:
        ut_scanner_isolate(scanner, 1, UT_GAP_LATE);
        break;
    case BACKTICK:
        ut_scan_backticks(scanner);
        break;
    case DOUBLE_QUOTE:
        ut_scan_quotation(scanner, 1);
        break;
    case APOSTROPHE:
        ut_scan_apostrophes(scanner);
        break;
    case PERIOD:
        ut_scan_periods(scanner);
        break;
    case DASH:
        ut_scan_dashes(scanner);
        break;
    case COMMA:
        ut_scan_comma(scanner);
        break;
    case WIDE:
        ut_scan_wide(scanner);
        break;
    }
}

int ut_tokenize_sentence(struct ut_span sentence, struct ut_tokens *tokens)
{
    struct ut_scanner scanner = {
        .text = sentence,
        .final_period = find_final_period(sentence),
        .spent_comma = SIZE_MAX,
        .is_spaced = true,
        .tokens = tokens,
    };
    while ((scanner.at = skip_letters(sentence, scanner.at)) <
           sentence.size_bytes) {
        enum kind kind = kinds[(unsigned char)sentence.bytes[scanner.at]];
        if (kind == SPACE) /* most often, so not by way of a table */
            scan_space(&scanner);
        else
            scan_one(&scanner, kind);
    }
    ut_scanner_close(&scanner, UT_GAP_LATE);
    return scanner.status;
}

int ut_tokenize(struct ut_sentences *walk, struct ut_span text,
                struct ut_tokens *tokens)
{
    struct ut_span sentence;
    int status;
    tokens->count = 0;
    ut_sentences_start(walk, text);
    while ((status = ut_sentences_next(walk, &sentence)) > 0) {
        status = ut_tokenize_sentence(sentence, tokens);
        if (status != 0)
            return status;
    }
    return status;
}
