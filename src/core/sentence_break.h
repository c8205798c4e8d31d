/*
 * sentence_break.h: whether a possible end of sentence is one.
 *
 * Implements the classification of NLTK 3.8's Punkt: the context (the word
 * that ends in '.', '?' or '!' and the one after it) is cut into Punkt's own
 * words, each is judged by its type, then by the word that follows.
 */
#ifndef UT_SENTENCE_BREAK_H
#define UT_SENTENCE_BREAK_H

#include "core/buf.h"
#include "core/punkt.h"

/* The model and scratch memory for the types of two neighbouring words. */
struct ut_sentence_judge {
    const struct ut_punkt *punkt;
    struct ut_buf types[2];
};

void ut_sentence_judge_init(struct ut_sentence_judge *judge,
                            const struct ut_punkt *punkt);
void ut_sentence_judge_clear(struct ut_sentence_judge *judge);

/* 1 when the context, valid UTF-8, holds a sentence end before its last
 * word, else 0; UNDERTONE_EMEMORY. Linear in the size of the context. */
int ut_sentence_judge_breaks(struct ut_sentence_judge *judge,
                             struct ut_span context);

#endif
