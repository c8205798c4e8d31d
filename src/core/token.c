/*
 * token.c: the one pass over a sentence: what each mark does.
 *
 * Comments name the lists of NLTKWordTokenizer that a rule comes from. The
 * reference applies the lists one after the other; where that order shows,
 * the rule here says how.
 */
#include "core/token.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "core/point.h"
#include "core/scanner.h"
#include "core/utf8.h"

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

/* --- rules ---------------------------------------------------------------- */

static struct ut_span rest_of(const struct ut_scanner *scanner)
{
    return ut_span_skip(scanner->text, scanner->at);
}

/* How often the byte at hand stands here. */
static size_t run_size(const struct ut_scanner *scanner)
{
    return ut_span_run(rest_of(scanner), scanner->text.bytes[scanner->at]);
}

static void isolate_pairs(struct ut_scanner *scanner, size_t run,
                          enum ut_gap gap)
{
    for (; run >= 2; run -= 2)
        ut_scanner_isolate(scanner, 2, gap);
}

/* STARTING_QUOTES: runs are cut into pairs, each half of one stands alone. */
static void scan_backticks(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_EARLY);
    if (run % 2 == 1)
        ut_scanner_isolate(scanner, 1, UT_GAP_EARLY);
}

/* Whether the bytes before `at` are a quotation mark that opens. */
static bool follows_opening_mark(const char *bytes, size_t at)
{
    return (at >= 3 && (memcmp(bytes + at - 3, "\u201C", 3) == 0 ||
                        memcmp(bytes + at - 3, "\u2018", 3) == 0 ||
                        memcmp(bytes + at - 3, "\u201E", 3) == 0)) ||
           (at >= 2 && memcmp(bytes + at - 2, "\u00AB", 2) == 0);
}

/* STARTING_QUOTES: whether " or '' here opens a quotation: after a space or
 * an opening bracket, in the text or put there by an earlier rule. */
static bool opens_quotation(const struct ut_scanner *scanner)
{
    const char *bytes = scanner->text.bytes;
    size_t at = scanner->at;
    if (at == 0)
        return bytes[0] == '"';
    if (memchr(" ([{<`", bytes[at - 1], 6) != NULL)
        return true;
    return (at == 1 && bytes[0] == '"') || follows_opening_mark(bytes, at);
}

static void emit_quotation(struct ut_scanner *scanner, size_t size_bytes)
{
    bool opens = opens_quotation(scanner);
    ut_scanner_close(scanner, UT_GAP_LATE);
    ut_scanner_emit(scanner, opens ? "``" : "''", 2);
    ut_scanner_advance(scanner, size_bytes, true);
}

/* STARTING_QUOTES: an apostrophe before a single letter, other than those
 * that may follow one, is set apart from it. */
static bool precedes_letter(const struct ut_scanner *scanner)
{
    struct ut_span rest = ut_span_skip(rest_of(scanner), 1);
    if (!ut_clitic_starts_word(rest) ||
        memchr("mtsdnMTSDN", rest.bytes[0], 10) != NULL)
        return false;
    uint32_t point;
    size_t size = ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
    return point != 0x017F && !ut_clitic_starts_word(ut_span_skip(rest, size));
}

/* ENDING_QUOTES: pairs stand alone. One that is left over begins or
 * continues a chunk. */
static void scan_apostrophes(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    for (; run >= 2; run -= 2)
        emit_quotation(scanner, 2);
    if (run == 0)
        return;
    bool is_apart = precedes_letter(scanner);
    ut_scanner_gather(scanner, 1);
    if (is_apart) {
        ut_scanner_close(scanner, UT_GAP_EARLY);
        ut_scanner_advance(scanner, 0, true);
    }
}

/* PUNCTUATION: runs of periods, and the period that ends the sentence. */
static void scan_periods(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    if (run >= 2 || scanner->at == scanner->final_period)
        ut_scanner_isolate(scanner, run, UT_GAP_EARLY);
    else
        ut_scanner_gather(scanner, 1);
}

/* DOUBLE_DASHES: as apostrophes. */
static void scan_dashes(struct ut_scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_LATE);
    if (run % 2 == 1)
        ut_scanner_gather(scanner, 1);
}

/* PUNCTUATION: a comma or colon stands alone unless a digit follows. The
 * reference's pattern takes what follows with it, so a second comma right
 * there is not looked at again, except as the last of the sentence. */
static void scan_comma(struct ut_scanner *scanner)
{
    struct ut_span rest = ut_span_skip(rest_of(scanner), 1);
    uint32_t point;
    if (rest.size_bytes > 0) {
        ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
        if (scanner->spent_comma == scanner->at || ut_point_is_digit(point)) {
            ut_scanner_gather(scanner, 1);
            return;
        }
        scanner->spent_comma = scanner->at + 1;
    }
    ut_scanner_isolate(scanner, 1, UT_GAP_EARLY);
}

/* Code points beyond ASCII: quotation marks and white space. */
static void scan_wide(struct ut_scanner *scanner)
{
    uint32_t point;
    struct ut_span rest = rest_of(scanner);
    size_t size = ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
    switch (point) {
    case 0x00AB: /* « */
    case 0x201C: /* “ */
    case 0x2018: /* ‘ */
    case 0x201E: /* „ */
        ut_scanner_isolate(scanner, size, UT_GAP_EARLY);
        break;
    case 0x00BB: /* » */
    case 0x201D: /* ” */
    case 0x2019: /* ’ */
        ut_scanner_isolate(scanner, size, UT_GAP_LATE);
        break;
    default:
        if (!ut_point_is_space(point)) {
            ut_scanner_gather(scanner, size);
            break;
        }
        ut_scanner_close(scanner, UT_GAP_OTHER);
        ut_scanner_advance(scanner, size, false);
    }
}

/* --- the pass ------------------------------------------------------------- */

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

/* PUNCTUATION: the period that ends the sentence, SIZE_MAX when none does.
 * A quotation that opens behind it has become `` by then, and hides it. */
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
    bool is_final = end >= 2 && bytes[end - 1] == '.' && bytes[end - 2] != '.';
    return is_final ? end - 1 : SIZE_MAX;
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
        scan_backticks(scanner);
        break;
    case DOUBLE_QUOTE:
        emit_quotation(scanner, 1);
        break;
    case APOSTROPHE:
        scan_apostrophes(scanner);
        break;
    case PERIOD:
        scan_periods(scanner);
        break;
    case DASH:
        scan_dashes(scanner);
        break;
    case COMMA:
        scan_comma(scanner);
        break;
    case WIDE:
        scan_wide(scanner);
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
