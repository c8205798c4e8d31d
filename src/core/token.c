/*
 * token.c: the one pass over a sentence.
 *
 * A scanner walks the sentence. What no rule touches gathers in a chunk;
 * marks that the reference surrounds with spaces close the chunk and become
 * words of their own. `is_spaced` tells whether the chunk follows U+0020 or
 * such a space, which 'tis and 'twas need. Comments name the lists of
 * NLTKWordTokenizer that a rule comes from.
 */
#include "core/token.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/clitic.h"
#include "core/utf8.h"

#define FIRST_CAPACITY 64

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

struct scanner {
    struct ut_span text;
    size_t at;
    size_t chunk; /* where the open chunk starts; `at` when it is empty */
    size_t final_period; /* the one that ends the sentence, or SIZE_MAX */
    size_t spent_comma;  /* taken as what follows another, or SIZE_MAX */
    bool is_spaced;
    bool is_mixed; /* the chunk holds more than letters */
    struct ut_tokens *tokens;
    int status;
};

void ut_tokens_clear(struct ut_tokens *tokens)
{
    free(tokens->items);
    *tokens = (struct ut_tokens){.items = NULL};
}

static int grow(struct ut_tokens *tokens)
{
    size_t capacity = tokens->capacity ? tokens->capacity * 2 : FIRST_CAPACITY;
    struct ut_token *items =
        reallocarray(tokens->items, capacity, sizeof *items);
    if (items == NULL)
        return UNDERTONE_EMEMORY;
    tokens->items = items;
    tokens->capacity = capacity;
    return 0;
}

static inline void emit_token(struct scanner *scanner, const char *bytes,
                              size_t size_bytes, bool is_letters)
{
    struct ut_tokens *tokens = scanner->tokens;
    if (tokens->count == tokens->capacity && grow(tokens) != 0) {
        scanner->status = UNDERTONE_EMEMORY;
        return;
    }
    struct ut_token *token = &tokens->items[tokens->count++];
    token->bytes = bytes;
    token->size_bytes = (uint32_t)size_bytes;
    token->is_letters = is_letters;
}

static void emit(struct scanner *scanner, const char *bytes, size_t size_bytes)
{
    emit_token(scanner, bytes, size_bytes, false);
}

/* --- chunks --------------------------------------------------------------- */

/* CONTRACTIONS3: 'tis and 'twas after a space; the one puts a space before
 * what follows it, so the other may stand right there. */
static void emit_tis(struct scanner *scanner, struct ut_span part)
{
    for (int is_was = 0; is_was < 2; is_was++) {
        size_t size = ut_clitic_tis_size(part, is_was);
        if (size == 0)
            continue;
        emit(scanner, part.bytes, 2);
        emit(scanner, part.bytes + 2, size - 2);
        part.bytes += size;
        part.size_bytes -= size;
    }
    if (part.size_bytes > 0)
        emit(scanner, part.bytes, part.size_bytes);
}

/* CONTRACTIONS2, each with a space before and after. */
static void emit_part(struct scanner *scanner, struct ut_span part)
{
    struct ut_span before, first, second;
    bool is_spaced = scanner->is_spaced;
    while (ut_clitic_find_contraction(part, &before, &first, &second)) {
        if (is_spaced)
            emit_tis(scanner, before);
        else if (before.size_bytes > 0)
            emit(scanner, before.bytes, before.size_bytes);
        emit(scanner, first.bytes, first.size_bytes);
        emit(scanner, second.bytes, second.size_bytes);
        const char *end = second.bytes + second.size_bytes;
        part.size_bytes -= (size_t)(end - part.bytes);
        part.bytes = end;
        is_spaced = true;
    }
    if (is_spaced)
        emit_tis(scanner, part);
    else if (part.size_bytes > 0)
        emit(scanner, part.bytes, part.size_bytes);
}

/* Letters alone have no endings, and their contractions (cannot, gimme,
 * gonna, gotta, lemme, wanna) are five or six, the third and fourth alike. */
static bool may_be_contraction(const char *letters, size_t size)
{
    return (size == 5 || size == 6) &&
           (letters[2] | 0x20) == (letters[3] | 0x20);
}

/* Kept out of close_chunk, whose usual way needs no memory for parts. */
static __attribute__((noinline)) void
split_chunk(struct scanner *scanner, struct ut_span chunk, enum ut_gap gap)
{
    struct ut_span parts[UT_CLITIC_MAX_PARTS];
    int count = ut_clitic_split_endings(chunk, gap, parts);
    emit_part(scanner, parts[0]);
    for (int i = 1; i < count; i++)
        emit(scanner, parts[i].bytes, parts[i].size_bytes);
}

/* Ends the open chunk at the current position. */
static void close_chunk(struct scanner *scanner, enum ut_gap gap)
{
    const char *bytes = scanner->text.bytes + scanner->chunk;
    size_t size = scanner->at - scanner->chunk;
    if (size == 0)
        return;
    if (!scanner->is_mixed && !may_be_contraction(bytes, size))
        emit_token(scanner, bytes, size, true);
    else
        split_chunk(scanner, (struct ut_span){bytes, size}, gap);
}

/* Moves past what ended a chunk; the next chunk starts there. */
static void advance(struct scanner *scanner, size_t size_bytes, bool is_spaced)
{
    scanner->at += size_bytes;
    scanner->chunk = scanner->at;
    scanner->is_spaced = is_spaced;
    scanner->is_mixed = false;
}

/* Makes the next bytes part of the chunk. */
static void gather(struct scanner *scanner, size_t size_bytes)
{
    scanner->at += size_bytes;
    scanner->is_mixed = true;
}

/* Closes the chunk and makes the next bytes a word of their own. */
static void isolate(struct scanner *scanner, size_t size_bytes, enum ut_gap gap)
{
    close_chunk(scanner, gap);
    emit(scanner, scanner->text.bytes + scanner->at, size_bytes);
    advance(scanner, size_bytes, true);
}

/* --- rules ---------------------------------------------------------------- */

static size_t run_size(const struct scanner *scanner)
{
    const char *bytes = scanner->text.bytes;
    size_t end = scanner->at;
    while (end < scanner->text.size_bytes && bytes[end] == bytes[scanner->at])
        end++;
    return end - scanner->at;
}

static void isolate_pairs(struct scanner *scanner, size_t run, enum ut_gap gap)
{
    for (; run >= 2; run -= 2)
        isolate(scanner, 2, gap);
}

/* STARTING_QUOTES: runs are cut into pairs, each half of one stands alone. */
static void scan_backticks(struct scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_EARLY);
    if (run % 2 == 1)
        isolate(scanner, 1, UT_GAP_EARLY);
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
static bool opens_quotation(const struct scanner *scanner)
{
    const char *bytes = scanner->text.bytes;
    size_t at = scanner->at;
    if (at == 0)
        return bytes[0] == '"';
    if (memchr(" ([{<`", bytes[at - 1], 6) != NULL)
        return true;
    return (at == 1 && bytes[0] == '"') || follows_opening_mark(bytes, at);
}

static void emit_quotation(struct scanner *scanner, size_t size_bytes)
{
    bool opens = opens_quotation(scanner);
    close_chunk(scanner, UT_GAP_LATE);
    emit(scanner, opens ? "``" : "''", 2);
    advance(scanner, size_bytes, true);
}

/* STARTING_QUOTES: an apostrophe before a single letter, other than those
 * that may follow one, is set apart from it. */
static bool precedes_letter(const struct scanner *scanner)
{
    struct ut_span rest = {
        scanner->text.bytes + scanner->at + 1,
        scanner->text.size_bytes - scanner->at - 1,
    };
    if (!ut_clitic_starts_word(rest) ||
        memchr("mtsdnMTSDN", rest.bytes[0], 10) != NULL)
        return false;
    uint32_t point;
    size_t size = ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
    rest.bytes += size;
    rest.size_bytes -= size;
    return point != 0x017F && !ut_clitic_starts_word(rest);
}

/* ENDING_QUOTES: pairs stand alone. One that is left over begins or
 * continues a chunk. */
static void scan_apostrophes(struct scanner *scanner)
{
    size_t run = run_size(scanner);
    for (; run >= 2; run -= 2)
        emit_quotation(scanner, 2);
    if (run == 0)
        return;
    bool is_apart = precedes_letter(scanner);
    gather(scanner, 1);
    if (is_apart) {
        close_chunk(scanner, UT_GAP_EARLY);
        advance(scanner, 0, true);
    }
}

/* PUNCTUATION: runs of periods, and the period that ends the sentence. */
static void scan_periods(struct scanner *scanner)
{
    size_t run = run_size(scanner);
    if (run >= 2 || scanner->at == scanner->final_period)
        isolate(scanner, run, UT_GAP_EARLY);
    else
        gather(scanner, 1);
}

/* DOUBLE_DASHES: as apostrophes. */
static void scan_dashes(struct scanner *scanner)
{
    size_t run = run_size(scanner);
    isolate_pairs(scanner, run, UT_GAP_LATE);
    if (run % 2 == 1)
        gather(scanner, 1);
}

/* PUNCTUATION: a comma or colon stands alone unless a digit follows. The
 * reference's pattern takes what follows with it, so a second comma right
 * there is not looked at again, except as the last of the sentence. */
static void scan_comma(struct scanner *scanner)
{
    size_t next = scanner->at + 1;
    if (next < scanner->text.size_bytes) {
        uint32_t point;
        ut_utf8_decode(scanner->text.bytes + next,
                       scanner->text.size_bytes - next, &point);
        if (scanner->spent_comma == scanner->at || ut_point_is_digit(point)) {
            gather(scanner, 1);
            return;
        }
        scanner->spent_comma = next;
    }
    isolate(scanner, 1, UT_GAP_EARLY);
}

/* Code points beyond ASCII: quotation marks and white space. */
static void scan_wide(struct scanner *scanner)
{
    uint32_t point;
    size_t size =
        ut_utf8_decode(scanner->text.bytes + scanner->at,
                       scanner->text.size_bytes - scanner->at, &point);
    switch (point) {
    case 0x00AB: /* « */
    case 0x201C: /* “ */
    case 0x2018: /* ‘ */
    case 0x201E: /* „ */
        isolate(scanner, size, UT_GAP_EARLY);
        break;
    case 0x00BB: /* » */
    case 0x201D: /* ” */
    case 0x2019: /* ’ */
        isolate(scanner, size, UT_GAP_LATE);
        break;
    default:
        if (!ut_point_is_space(point)) {
            gather(scanner, size);
            break;
        }
        close_chunk(scanner, UT_GAP_OTHER);
        advance(scanner, size, false);
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

static void scan_space(struct scanner *scanner)
{
    close_chunk(scanner, UT_GAP_EARLY);
    advance(scanner, 1, true);
}

static void scan_one(struct scanner *scanner, enum kind kind)
{
    switch (kind) {
    case OTHER:
        gather(scanner, 1);
        break;
    case LETTER: /* passed over before */
        break;
    case SPACE:
        scan_space(scanner);
        break;
    case WHITE:
        close_chunk(scanner, UT_GAP_OTHER);
        advance(scanner, 1, false);
        break;
    case EARLY:
        isolate(scanner, 1, UT_GAP_EARLY);
        break;
    case LATE:
        isolate(scanner, 1, UT_GAP_LATE);
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
    struct scanner scanner = {
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
    close_chunk(&scanner, UT_GAP_LATE);
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
