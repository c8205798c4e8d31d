/*
 * sentence.h: where sentences end, by NLTK 3.8's PunktSentenceTokenizer.
 *
 * Walks valid UTF-8 text and gives its sentences as spans of it, in order,
 * each with the closing quotes and brackets that follow its end, and without
 * white space at its own end. Time is linear in the text. Which '.', '?' or
 * '!' ends a sentence is decided in sentence_break.h.
 */
#ifndef UT_SENTENCE_H
#define UT_SENTENCE_H

#include "core/sentence_break.h"

/* A possible end: '.', '?' or '!' at `at`, the context that decides about
 * it, and where the next sentence would start. All are offsets. */
struct ut_sentence_end {
    size_t context_start;
    size_t at;
    size_t context_end;
    size_t next_start;
};

/* The state of a walk; its fields are its own business. */
struct ut_sentences {
    struct ut_sentence_judge judge;
    struct ut_span text;
    struct ut_sentence_end pending; /* not yet known to be a chain's last */
    size_t scan_at;                 /* where to look for the next end */
    size_t next_start;              /* of the slice to come */
    struct ut_span slice;           /* read ahead of what was returned */
    size_t realigned_bytes;         /* of that slice, given to the one before */
    bool has_pending;
    bool has_slice;
    bool has_more_slices;
};

void ut_sentences_init(struct ut_sentences *walk, const struct ut_punkt *punkt);
void ut_sentences_clear(struct ut_sentences *walk);

/* Starts a walk over the text, which must outlive it. */
void ut_sentences_start(struct ut_sentences *walk, struct ut_span text);

/* 1 and the next sentence, 0 after the last one, or UNDERTONE_EMEMORY. */
int ut_sentences_next(struct ut_sentences *walk, struct ut_span *sentence);

#endif
