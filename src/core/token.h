/*
 * token.h: words of a sentence and of a text, by NLTK 3.8's word_tokenize.
 *
 * A text is cut into sentences (sentence.h), each sentence into words by the
 * rules of NLTKWordTokenizer, the Treebank tokenizer's successor. Those are
 * a chain of substitutions; here they are one pass that finds where the
 * chain would have put a space, so words are spans of the text and nothing
 * is copied. The only words not in the text are the quotes `` and '' that
 * stand for a double quote. Time is linear in the text.
 */
#ifndef UT_TOKEN_H
#define UT_TOKEN_H

#include <stdint.h>

#include "core/sentence.h"

#define UT_TEXT_MAX_BYTES ((size_t)1 << 30)

struct ut_token {
    const char *bytes;
    uint32_t size_bytes; /* a clean text is shorter than 4 GiB */
    bool is_letters;     /* known to be ASCII letters of the text alone */
};

/* A growing list of words. Start from zero; free with ut_tokens_clear. */
struct ut_tokens {
    struct ut_token *items;
    size_t count;
    size_t capacity;
};

void ut_tokens_clear(struct ut_tokens *tokens);

/* Appends the words of one sentence, valid UTF-8 without white space at its
 * end. UNDERTONE_EMEMORY. */
int ut_tokenize_sentence(struct ut_span sentence, struct ut_tokens *tokens);

/* Replaces the list by the words of a text, valid UTF-8; `walk` is scratch
 * memory that holds the sentence model. UNDERTONE_EMEMORY. */
int ut_tokenize(struct ut_sentences *walk, struct ut_span text,
                struct ut_tokens *tokens);

#endif
