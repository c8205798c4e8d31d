/*
 * vader_text.c: splitting a text and looking up its words.
 *
 * emoji.c leaves UTF-8 whose only white space is ASCII, so that splitting
 * works on bytes and a 256-entry table of classes.
 */
#include "core/vader_text.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/point.h"
#include "core/utf8.h"

enum byte_class {
    SPACE = 1,
    UPPER = 2,
    LOWER = 4,
    PUNCTUATION = 8,
    EMPHASIS = 16, /* ! and ?, which are punctuation as well */
    HIGH = 32,     /* part of a code point outside ASCII */
};

#define APOSTROPHE 64

/* clang-format off */
static const uint8_t classes[256] = {
    ['\t' ... '\r'] = SPACE, [0x1C ... ' '] = SPACE,
    ['!'] = PUNCTUATION | EMPHASIS, ['?'] = PUNCTUATION | EMPHASIS,
    ['"' ... '&'] = PUNCTUATION, ['\''] = PUNCTUATION | APOSTROPHE,
    ['(' ... '/'] = PUNCTUATION, [':' ... '>'] = PUNCTUATION,
    ['@'] = PUNCTUATION, ['[' ... '`'] = PUNCTUATION,
    ['{' ... '~'] = PUNCTUATION,
    ['A' ... 'Z'] = UPPER, ['a' ... 'z'] = LOWER, [0x80 ... 0xFF] = HIGH,
};
/* clang-format on */

void ut_vader_text_init(struct ut_vader_text *text)
{
    *text = (struct ut_vader_text){0};
    ut_buf_init(&text->bytes, UT_VADER_MAX_BYTES);
    ut_buf_init(&text->lower, UT_VADER_MAX_BYTES);
}

void ut_vader_text_clear(struct ut_vader_text *text)
{
    free(text->tokens);
    ut_buf_clear(&text->bytes);
    ut_buf_clear(&text->lower);
    ut_vader_text_init(text);
}

static int add_token(struct ut_vader_text *text, uint32_t word, bool is_upper)
{
    if (text->token_count == text->token_capacity) {
        struct ut_vader_token *tokens =
            ut_array_grow(text->tokens, &text->token_capacity, sizeof *tokens);
        if (tokens == NULL)
            return UNDERTONE_EMEMORY;
        text->tokens = tokens;
    }
    text->tokens[text->token_count++] = (struct ut_vader_token){word, is_upper};
    text->upper_count += is_upper;
    return 0;
}

static void count_emphasis(struct ut_vader_text *text, const char *bytes,
                           size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        text->exclamations += bytes[i] == '!';
        text->questions += bytes[i] == '?';
    }
}

/* Whether "n't" stands in the word, in any case. */
static bool has_nt(const char *bytes, size_t size_bytes)
{
    for (size_t i = 1; i + 1 < size_bytes; i++)
        if (bytes[i] == '\'' && (bytes[i - 1] | 0x20) == 'n' &&
            (bytes[i + 1] | 0x20) == 't')
            return true;
    return false;
}

/* str.isupper: a capital, and no letter of another case. */
static bool is_upper_word(const char *bytes, size_t size_bytes)
{
    bool has_upper = false;
    for (size_t at = 0; at < size_bytes;) {
        uint32_t point;
        at += ut_utf8_decode(bytes + at, size_bytes - at, &point);
        if (ut_point_is_upper(point))
            has_upper = true;
        else if (ut_point_is_cased(point))
            return false;
    }
    return has_upper;
}

/* ut_lexicon_find of a word that is not ASCII. Lower case takes at least a
 * third of the bytes, so a longer word need not be tried. */
static int find_high(struct ut_vader_text *text,
                     const struct ut_lexicon *lexicon, const char *bytes,
                     size_t size_bytes, uint32_t *word)
{
    static const char padding[UT_LEXICON_PADDING_BYTES];
    if (size_bytes > 3 * lexicon->longest_bytes)
        return 0;
    ut_buf_reset(&text->lower);
    int status = ut_utf8_lower(bytes, size_bytes, &text->lower);
    size_t size = text->lower.size_bytes;
    if (status == 0)
        status = ut_buf_add(&text->lower, padding, sizeof padding);
    if (status == 0)
        *word = ut_lexicon_find(lexicon, text->lower.bytes, size);
    return status;
}

/* Adds one run of no white space; `seen` joins the classes of its bytes. */
static int add_run(struct ut_vader_text *text, const struct ut_lexicon *lexicon,
                   const char *bytes, size_t size_bytes, unsigned seen)
{
    uint32_t word = UT_WORD_UNKNOWN;
    bool is_upper = (seen & (UPPER | LOWER)) == UPPER;
    if ((seen & EMPHASIS) != 0)
        count_emphasis(text, bytes, size_bytes);
    if ((seen & PUNCTUATION) != 0)
        ut_word_strip(&bytes, &size_bytes);
    if ((seen & HIGH) == 0) {
        word = ut_lexicon_find(lexicon, bytes, size_bytes);
    } else {
        is_upper = is_upper_word(bytes, size_bytes);
        int status = find_high(text, lexicon, bytes, size_bytes, &word);
        if (status != 0)
            return status;
    }
    if (word == UT_WORD_UNKNOWN && (seen & APOSTROPHE) != 0 &&
        has_nt(bytes, size_bytes))
        word = UT_WORD_UNKNOWN_NEGATOR;
    return add_token(text, word, is_upper);
}

/* Splits text->bytes, of which the last byte is white space. */
static int split(struct ut_vader_text *text, const struct ut_lexicon *lexicon,
                 size_t size_bytes)
{
    const char *at = text->bytes.bytes;
    const char *end = at + size_bytes;
    while (at < end) {
        const char *start = at;
        unsigned class = classes[(unsigned char)*at];
        unsigned seen = 0;
        while ((class & SPACE) == 0) {
            seen |= class;
            class = classes[(unsigned char)*++at];
        }
        if (at != start) {
            int status =
                add_run(text, lexicon, start, (size_t)(at - start), seen);
            if (status != 0)
                return status;
        }
        at++;
    }
    return 0;
}

/* The longest phrase that begins at a token: its id and how many tokens it
 * takes, or 1 when there is none. */
static size_t match_phrase(const struct ut_lexicon *lexicon,
                           const struct ut_vader_token *tokens, size_t count,
                           uint32_t *id)
{
    uint32_t node = lexicon->words[tokens[0].word].phrases;
    size_t longest = 1;
    for (size_t i = 1; node != 0; i++) {
        if (ut_phrase_id(lexicon, node) != UT_WORD_UNKNOWN) {
            *id = ut_phrase_id(lexicon, node);
            longest = i;
        }
        if (i == count)
            break;
        node = ut_phrase_next(lexicon, node, tokens[i].word);
    }
    return longest;
}

/* Puts one token in the place of each phrase: in capitals when every word of
 * it is. */
static void join_phrases(struct ut_vader_text *text,
                         const struct ut_lexicon *lexicon)
{
    struct ut_vader_token *tokens = text->tokens;
    size_t kept = 0;
    for (size_t i = 0; i < text->token_count;) {
        struct ut_vader_token token = tokens[i];
        size_t taken = match_phrase(lexicon, tokens + i, text->token_count - i,
                                    &token.word);
        for (size_t j = 1; j < taken; j++)
            token.is_upper &= tokens[i + j].is_upper;
        tokens[kept++] = token;
        i += taken;
    }
    text->token_count = kept;
}

int ut_vader_text_read(struct ut_vader_text *text,
                       const struct ut_lexicon *lexicon,
                       const struct ut_emoji_list *emoji, struct ut_span input)
{
    static const char padding[1 + UT_LEXICON_PADDING_BYTES] = " ";
    ut_buf_reset(&text->bytes);
    text->token_count = text->upper_count = 0;
    text->exclamations = text->questions = 0;
    int status = ut_emoji_spell_out(emoji, input, &text->bytes);
    if (status == 0)
        status = ut_buf_add(&text->bytes, padding, sizeof padding);
    if (status == 0)
        status = split(text, lexicon,
                       text->bytes.size_bytes - UT_LEXICON_PADDING_BYTES);
    text->word_count = text->token_count;
    if (status == 0 && ut_lexicon_has_phrases(lexicon))
        join_phrases(text, lexicon);
    return status;
}
