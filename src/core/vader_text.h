/*
 * vader_text.h: a text as the words and emoticons that VADER scores.
 *
 * Follows vaderSentiment 3.3.2: emoji become their descriptions, the text is
 * split at white space, punctuation around longer words is dropped. Phrases
 * of an overlay become one word. The owner calls ut_vader_text_clear.
 */
#ifndef UT_VADER_TEXT_H
#define UT_VADER_TEXT_H

#include "core/emoji.h"
#include "core/lexicon.h"
#include "core/span.h"

/* Of one text, with its emoji spelled out. */
#define UT_VADER_MAX_BYTES ((size_t)1 << 30)

struct ut_vader_token {
    uint32_t word;     /* id in the lexicon */
    uint32_t is_upper; /* str.isupper of the token */
};

/* Reused from text to text. */
struct ut_vader_text {
    struct ut_buf bytes; /* the text as it is split, padded */
    struct ut_buf lower; /* scratch: one word that is not ASCII */
    struct ut_vader_token *tokens;
    size_t token_count;
    size_t token_capacity;
    size_t upper_count; /* words in capitals, before phrases are joined */
    size_t word_count;  /* words, before phrases are joined */
    size_t exclamations;
    size_t questions;
};

void ut_vader_text_init(struct ut_vader_text *text);
void ut_vader_text_clear(struct ut_vader_text *text);

/* Reads the input into *text. Invalid UTF-8 is replaced. Linear in its size.
 * UNDERTONE_ELIMIT, UNDERTONE_EMEMORY. */
int ut_vader_text_read(struct ut_vader_text *text,
                       const struct ut_lexicon *lexicon,
                       const struct ut_emoji_list *emoji, struct ut_span input);

#endif
