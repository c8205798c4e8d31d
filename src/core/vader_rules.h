/*
 * vader_rules.h: the sentiment of one word in its surroundings, by the rules
 * of vaderSentiment 3.3.2: capitals, boosters, negation, "least", "no" and
 * idioms. The rule for "but" is about the whole text (vader_but.h).
 */
#ifndef UT_VADER_RULES_H
#define UT_VADER_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/lexicon.h"
#include "core/vader_text.h"

/* The word under examination, in its surroundings. */
struct ut_vader_context {
    const struct ut_word *words; /* of the lexicon, by id */
    const struct ut_vader_token *tokens;
    size_t count;
    size_t at;
    bool are_capitals_mixed; /* some words in capitals, but not all */
};

/* 0 for a word that is not in the word list, or that only modifies. */
double ut_vader_sentiment(const struct ut_vader_context *context);

#endif
