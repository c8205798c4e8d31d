/*
 * sentence_break.c: the types of Punkt's words, and the two passes.
 *
 * The names follow Kiss and Strunk (2006): a type is a word in lower case
 * with numbers folded into "##number##"; section numbers are theirs. Words
 * point into the context; types live in the judge's scratch buffers.
 */
#include "core/sentence_break.h"

#include <string.h>

#include "core/point.h"
#include "core/punkt_word.h"
#include "core/utf8.h"

#define NUMBER_TYPE "##number##"

struct word {
    struct ut_span text;
    struct ut_span type; /* set when it is asked for */
    unsigned flags;      /* of the type without a period at its end */
    bool is_break;
    bool is_abbreviation;
    bool is_ellipsis;
};

enum guess { GUESS_NO, GUESS_YES, GUESS_UNKNOWN };

void ut_sentence_judge_init(struct ut_sentence_judge *judge,
                            const struct ut_punkt *punkt)
{
    judge->punkt = punkt;
    for (int i = 0; i < 2; i++)
        ut_buf_init(&judge->types[i], SIZE_MAX / 2);
}

void ut_sentence_judge_clear(struct ut_sentence_judge *judge)
{
    for (int i = 0; i < 2; i++)
        ut_buf_clear(&judge->types[i]);
}

/* --- types --------------------------------------------------------------- */

static bool ends_in_period(struct ut_span span)
{
    return span.size_bytes > 0 && span.bytes[span.size_bytes - 1] == '.';
}

/* The type without the period at its end; a lone period stays. */
static struct ut_span without_period(struct ut_span type)
{
    if (type.size_bytes > 1 && ends_in_period(type))
        type.size_bytes--;
    return type;
}

/* -?[.,]?\d[\d,.-]* in the notation of regular expressions. */
static bool is_number(struct ut_span text)
{
    size_t at = ut_span_starts_with(text, '-');
    if (at < text.size_bytes && memchr(".,", text.bytes[at], 2) != NULL)
        at++;
    for (bool is_first = true; at < text.size_bytes; is_first = false) {
        uint32_t point;
        struct ut_span rest = ut_span_skip(text, at);
        at += ut_utf8_decode(rest.bytes, rest.size_bytes, &point);
        bool is_mark = point == ',' || point == '.' || point == '-';
        if (!ut_point_is_digit(point) && (is_first || !is_mark))
            return false;
        if (at == text.size_bytes)
            return true;
    }
    return false;
}

/* A single letter and a period; as in the reference an underscore or a
 * number that is no decimal digit passes for a letter. */
static bool is_initial(struct ut_span text)
{
    uint32_t point;
    size_t size = ut_utf8_decode(text.bytes, text.size_bytes, &point);
    return ut_span_equals(ut_span_skip(text, size), ".") &&
           ut_point_is_word(point) && !ut_point_is_digit(point);
}

/* Finds the type of a word; its letters live in the scratch buffer. */
static int set_type(struct word *word, struct ut_buf *scratch)
{
    struct ut_span text = word->text;
    ut_buf_reset(scratch);
    int status = ut_utf8_lower(text.bytes, text.size_bytes, scratch);
    if (status != 0)
        return status;
    word->type = (struct ut_span){scratch->bytes, scratch->size_bytes};
    if (is_number(text))
        word->type = ut_span_of(NUMBER_TYPE);
    return 0;
}

/* A known abbreviation, after its last hyphen if not as a whole. */
static bool is_abbreviation(const struct ut_punkt *punkt,
                            const struct word *word)
{
    if (word->flags & UT_PUNKT_ABBREVIATION)
        return true;
    struct ut_span type = without_period(word->type);
    size_t at = type.size_bytes;
    while (at > 0 && type.bytes[at - 1] != '-')
        at--;
    return at > 0 && (ut_punkt_flags(punkt, ut_span_skip(type, at)) &
                      UT_PUNKT_ABBREVIATION);
}

/* First pass (section 4.1): judges a word by its type alone. */
static int classify(const struct ut_punkt *punkt, struct word *word,
                    struct ut_buf *scratch)
{
    struct ut_span text = word->text;
    word->is_break = ut_span_equals(text, "?") || ut_span_equals(text, "!");
    if (!ends_in_period(text))
        return 0;
    int status = set_type(word, scratch);
    if (status != 0)
        return status;
    word->flags = ut_punkt_flags(punkt, without_period(word->type));
    bool ends_in_two =
        text.size_bytes > 1 && text.bytes[text.size_bytes - 2] == '.';
    word->is_ellipsis =
        ends_in_two && ut_span_run(text, '.') == text.size_bytes;
    if (ends_in_two)
        return 0;
    word->is_abbreviation = text.size_bytes > 1 && is_abbreviation(punkt, word);
    word->is_break = !word->is_abbreviation;
    return 0;
}

/* --- judging by the next word --------------------------------------------- */

/* The type to look a word up by when it follows another. */
static struct ut_span following_type(const struct word *word)
{
    return word->is_break ? without_period(word->type) : word->type;
}

static uint32_t first_point(struct ut_span text)
{
    uint32_t point;
    ut_utf8_decode(text.bytes, text.size_bytes, &point);
    return point;
}

/* Section 4.1.1: does the spelling of the next word say that it starts a
 * sentence? */
static enum guess guess_start(const struct word *next, unsigned contexts)
{
    uint32_t first = first_point(next->text);
    if (next->text.size_bytes == 1 && memchr(";:,.!?", (int)first, 6) != NULL)
        return GUESS_NO;
    if (ut_point_is_upper(first) && (contexts & UT_PUNKT_LOWER) &&
        !(contexts & UT_PUNKT_MIDDLE_UPPER))
        return GUESS_YES;
    if (ut_point_is_lower(first) &&
        ((contexts & UT_PUNKT_UPPER) || !(contexts & UT_PUNKT_BEGIN_LOWER)))
        return GUESS_NO;
    return GUESS_UNKNOWN;
}

/* Sections 4.1.1 to 4.3 for a word that is an abbreviation, an ellipsis, an
 * initial or a number. */
static bool is_break_by_start(const struct ut_punkt *punkt,
                              const struct word *word, const struct word *next)
{
    struct ut_span next_type = following_type(next);
    unsigned contexts = ut_punkt_contexts(punkt, next_type);
    enum guess guess = guess_start(next, contexts);
    bool is_upper = ut_point_is_upper(first_point(next->text));
    bool is_letter = is_initial(word->text);
    if ((word->is_abbreviation || word->is_ellipsis) && !is_letter &&
        (guess == GUESS_YES ||
         (is_upper && (ut_punkt_flags(punkt, next_type) & UT_PUNKT_STARTER))))
        return true;
    if (!is_letter && !ut_span_equals(word->type, NUMBER_TYPE))
        return word->is_break;
    if (guess == GUESS_NO || (guess == GUESS_UNKNOWN && is_letter && is_upper &&
                              !(contexts & UT_PUNKT_LOWER)))
        return false;
    return word->is_break;
}

/* Whether the word that follows can change what the word's type says. */
static bool depends_on_next(const struct word *word)
{
    if (!ends_in_period(word->text))
        return false;
    return word->is_abbreviation || word->is_ellipsis ||
           (word->flags & UT_PUNKT_COLLOCATES) || is_initial(word->text) ||
           ut_span_equals(word->type, NUMBER_TYPE);
}

/* Second pass (section 4.1.2 first): whether a word that depends on the next
 * ends the sentence. 1, 0 or UNDERTONE_EMEMORY. */
static int breaks_before(const struct ut_punkt *punkt, const struct word *word,
                         struct word *next, struct ut_buf *scratch)
{
    int status = next->type.bytes != NULL ? 0 : set_type(next, scratch);
    if (status != 0)
        return status;
    if ((word->flags & UT_PUNKT_COLLOCATES) &&
        ut_punkt_is_collocation(punkt, without_period(word->type),
                                following_type(next)))
        return 0;
    return is_break_by_start(punkt, word, next);
}

/* Past the white space at the start. */
static struct ut_span skip_space(struct ut_span text)
{
    size_t size;
    while ((size = ut_punkt_space_size(text)) > 0)
        text = ut_span_skip(text, size);
    return text;
}

int ut_sentence_judge_breaks(struct ut_sentence_judge *judge,
                             struct ut_span context)
{
    struct word word = {.text = {NULL, 0}};
    bool is_open = false; /* whether the word depends on the next */
    int turn = 0;
    while ((context = skip_space(context)).size_bytes > 0) {
        if (word.is_break && !is_open)
            return 1;
        struct ut_buf *scratch = &judge->types[turn];
        struct word next = {
            .text = {context.bytes, ut_punkt_word_size(context)}};
        int status = classify(judge->punkt, &next, scratch);
        if (status == 0 && is_open)
            status = breaks_before(judge->punkt, &word, &next, scratch);
        if (status != 0)
            return status;
        context = ut_span_skip(context, next.text.size_bytes);
        word = next;
        is_open = depends_on_next(&word);
        turn = !turn;
    }
    return 0;
}
