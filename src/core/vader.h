/*
 * vader.h: sentiment of a text by vaderSentiment 3.3.2's rules.
 *
 * Every number equals the reference's (https://github.com/cjhutto/
 * vaderSentiment, vaderSentiment.py, version 3.3.2), for any text. Time and
 * memory are linear in the text, but for the "but" rule's n log n in the
 * number of words with a valence.
 */
#ifndef UT_VADER_H
#define UT_VADER_H

#include <stdatomic.h>

#include "core/vader_but.h"
#include "core/vader_text.h"

/* The rules' data: only read once it is loaded, from any thread. */
struct ut_vader {
    struct ut_lexicon lexicon;
    struct ut_emoji_list emoji;
};

/* Scratch of one thread, reused from text to text. */
struct ut_vader_scratch {
    struct ut_vader_text text;
    struct ut_sentiment *sentiments;
    size_t sentiment_capacity;
    struct ut_but_scratch but;
};

/* Shares of the text from 0 to 1, rounded to 3 decimals, and the compound
 * from -1 to 1, rounded to 4; all zero for a text without words. */
struct ut_vader_scores {
    double neg, neu, pos, compound;
};

/* A scorer that knows no words but those of the rules. UNDERTONE_EMEMORY; clear
 * is due either way. */
int ut_vader_init(struct ut_vader *vader);
void ut_vader_clear(struct ut_vader *vader);

void ut_vader_scratch_init(struct ut_vader_scratch *scratch);
void ut_vader_scratch_clear(struct ut_vader_scratch *scratch);

/* Scores one text, of which invalid UTF-8 is replaced. UNDERTONE_ELIMIT,
 * UNDERTONE_EMEMORY. */
int ut_vader_score(const struct ut_vader *vader,
                   struct ut_vader_scratch *scratch, struct ut_span text,
                   struct ut_vader_scores *scores);

/* Many texts to score, and where their compounds go. */
struct ut_vader_batch {
    struct ut_spans texts;
    double *compounds;             /* one per text */
    const atomic_int *interrupted; /* looked at before each; may be NULL */
};

/* Scores a batch in parallel: the same values as one by one. UNDERTONE_ELIMIT,
 * UNDERTONE_EMEMORY, UNDERTONE_EINTERRUPTED; then what the compounds are is
 * undefined. */
int ut_vader_compounds(const struct ut_vader *vader,
                       const struct ut_vader_batch *batch);

#endif
