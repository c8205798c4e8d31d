/*
 * scanner.h: the sentence at work: the open chunk, and the words so far.
 *
 * What no rule of the tokenizer touches gathers in a chunk; a mark that the
 * reference surrounds with spaces closes the chunk and becomes a word of its
 * own. Which is which is decided in token.c; a closed chunk is cut into words
 * with clitic.h. For token*.c alone.
 */
#ifndef UT_SCANNER_H
#define UT_SCANNER_H

#include "core/clitic.h"
#include "core/token.h"

struct ut_scanner {
    struct ut_span text;
    size_t at;
    size_t chunk; /* where the open chunk starts; `at` when it is empty */
    size_t final_period; /* the one that ends the sentence, or SIZE_MAX */
    size_t spent_comma;  /* taken as what follows another, or SIZE_MAX */
    bool is_spaced; /* the chunk follows U+0020 or a space a rule puts there */
    bool is_mixed;  /* the chunk holds more than letters */
    struct ut_tokens *tokens;
    int status;
};

/* Appends a word; when there is no memory, the status says so. */
void ut_scanner_emit(struct ut_scanner *scanner, const char *bytes,
                     size_t size_bytes);

/* Ends the open chunk at the current position and appends its words. The
 * caller then moves on with ut_scanner_advance. */
void ut_scanner_close(struct ut_scanner *scanner, enum ut_gap gap);

/* Closes the chunk and makes the next bytes a word of their own. */
void ut_scanner_isolate(struct ut_scanner *scanner, size_t size_bytes,
                        enum ut_gap gap);

/* Moves past what ended a chunk; the next chunk starts there. */
static inline void ut_scanner_advance(struct ut_scanner *scanner,
                                      size_t size_bytes, bool is_spaced)
{
    scanner->at += size_bytes;
    scanner->chunk = scanner->at;
    scanner->is_spaced = is_spaced;
    scanner->is_mixed = false;
}

/* Makes the next bytes part of the chunk. */
static inline void ut_scanner_gather(struct ut_scanner *scanner,
                                     size_t size_bytes)
{
    scanner->at += size_bytes;
    scanner->is_mixed = true;
}

#endif
