/*
 * punkt.h: what the Punkt sentence model knows about words.
 *
 * The parameters of Kiss and Strunk (2006), "Unsupervised Multilingual
 * Sentence Boundary Detection", as NLTK trains and stores them. Words are
 * types: lower case, numbers as "##number##". Immutable once loaded, so
 * threads may share one.
 */
#ifndef UT_PUNKT_H
#define UT_PUNKT_H

#include "core/span.h"
#include "core/status.h"

struct ut_punkt;

/* What is known of a type. */
enum ut_punkt_flag {
    UT_PUNKT_ABBREVIATION = 1 << 0,
    UT_PUNKT_STARTER = 1 << 1,    /* often begins a sentence */
    UT_PUNKT_COLLOCATES = 1 << 2, /* is the first of a collocation */
};

/* Where, and with which first letter, a type was seen in training: NLTK's
 * orthographic contexts. */
enum ut_punkt_context {
    UT_PUNKT_MIDDLE_UPPER = 1 << 2,
    UT_PUNKT_UPPER = 1 << 1 | 1 << 2 | 1 << 3,
    UT_PUNKT_BEGIN_LOWER = 1 << 4,
    UT_PUNKT_LOWER = 1 << 4 | 1 << 5 | 1 << 6,
};

/* Reads a parameter file (its lines are described in lexicon/README.md).
 * UNDERTONE_EPARSE names file and line; UNDERTONE_EMEMORY. */
int ut_punkt_new(struct ut_file_text file, struct ut_punkt **punkt,
                 struct ut_error *error);

/* Frees the model; NULL is fine. */
void ut_punkt_free(struct ut_punkt *punkt);

/* The flags, and the contexts, of a type; 0 when there are none. */
unsigned ut_punkt_flags(const struct ut_punkt *punkt, struct ut_span type);
unsigned ut_punkt_contexts(const struct ut_punkt *punkt, struct ut_span type);

/* Whether the two types, the first without its period, usually stand
 * together. */
bool ut_punkt_is_collocation(const struct ut_punkt *punkt, struct ut_span first,
                             struct ut_span second);

#endif
