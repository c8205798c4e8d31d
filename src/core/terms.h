/*
 * terms.h: the terms of a document, as scikit-learn's vectorizers cut them.
 *
 * The document is lower-cased as Python does (str.lower), then every longest
 * run of two or more word characters is a term: letters, numbers and the
 * underscore, in Python's sense of \w, the pattern (?u)\b\w\w+\b. Invalid
 * UTF-8 counts as U+FFFD, which is not a word character.
 */
#ifndef UT_TERMS_H
#define UT_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/span.h"

struct ut_terms {
    struct ut_buf lowered;
    uint64_t *word_bits; /* one per byte: whether it is of a word character */
    size_t bits_capacity;
    size_t at; /* what has been read of it */
};

void ut_terms_init(struct ut_terms *terms);
void ut_terms_clear(struct ut_terms *terms);

/* Starts on a document, reusing the memory of the last one. Errors as
 * ut_buf_add. */
int ut_terms_start(struct ut_terms *terms, struct ut_span document);

/* The next term, valid until the next start; false at the end. From the
 * first byte of a term on UT_MAP_READABLE bytes may be read. */
bool ut_terms_next(struct ut_terms *terms, struct ut_span *term);

#endif
