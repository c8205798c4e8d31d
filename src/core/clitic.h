/*
 * clitic.h: splitting what stands between two gaps into words.
 *
 * Second half of NLTKWordTokenizer: closing apostrophes, the endings 's 'm
 * 'd 'll 're 've n't, the contractions of MacIntyre's list (can-not, d-'ye,
 * gim-me, gon-na, got-ta, lem-me, more-'n, wan-na) and 't-is, 't-was. It
 * does not know sentences; token.c finds the chunks.
 */
#ifndef UT_CLITIC_H
#define UT_CLITIC_H

#include <stdbool.h>

#include "core/punkt.h"

/* What follows a chunk when the endings are looked for. The reference puts
 * spaces around some marks before it looks at closing apostrophes (early)
 * and around others after (late); white space other than U+0020 stops both
 * from being seen. */
enum ut_gap { UT_GAP_EARLY, UT_GAP_LATE, UT_GAP_OTHER };

/* A chunk becomes a few parts: what comes before the endings, then up to
 * three of them. */
#define UT_CLITIC_MAX_PARTS 4

/* Cuts the endings off a chunk, which is not empty and holds no two
 * apostrophes in a row; returns how many parts, in order. */
int ut_clitic_split_endings(struct ut_span chunk, enum ut_gap gap,
                            struct ut_span parts[UT_CLITIC_MAX_PARTS]);

/* Finds the first contraction in a part: *before is what precedes it, and
 * *first and *second are its halves. False when there is none. */
bool ut_clitic_find_contraction(struct ut_span part, struct ut_span *before,
                                struct ut_span *first, struct ut_span *second);

/* When the part starts with 'tis (or, with `is_was`, 'twas), how many bytes
 * that takes; else 0. The first half, 't, takes two of them. */
size_t ut_clitic_tis_size(struct ut_span part, bool is_was);

/* Whether the code point at the start of the text is \w to Python's re. */
bool ut_clitic_starts_word(struct ut_span text);

#endif
