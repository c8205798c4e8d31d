/*
 * vader_but.h: vaderSentiment's rule for "but", as the reference applies it.
 *
 * What stands before the first "but" counts half, what stands after it one
 * and a half. The reference rewrites the list of sentiments while it walks it
 * and finds each one by value, so that equal values change places; the result
 * here is the same, in n log n steps at worst instead of n squared.
 */
#ifndef UT_VADER_BUT_H
#define UT_VADER_BUT_H

#include <stddef.h>
#include <stdint.h>

/* A sentiment other than zero, and where its word stands. */
struct ut_sentiment {
    double value;
    uint32_t position;
    uint32_t left, right; /* scratch of the rule */
};

/* Reused from text to text; zero to begin with. */
struct ut_but_scratch {
    struct ut_but_class *classes;
    size_t capacity;
    size_t class_count; /* in use: a power of two */
};

void ut_but_clear(struct ut_but_scratch *scratch);

/* Changes the values of `count` sentiments, which stand in the order of their
 * positions, around the "but" at position `but`. UNDERTONE_EMEMORY. */
int ut_but_apply(struct ut_but_scratch *scratch,
                 struct ut_sentiment *sentiments, size_t count, uint32_t but);

#endif
