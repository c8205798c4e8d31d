/*
 * lexicon_load.h: the files a lexicon is filled from.
 *
 * Word lists are in vaderSentiment's format; overlays are what users write to
 * change them. A bad line is UNDERTONE_EPARSE, with "name:line: reason". Beside
 * it UNDERTONE_ELIMIT and UNDERTONE_EMEMORY.
 */
#ifndef UT_LEXICON_LOAD_H
#define UT_LEXICON_LOAD_H

#include "core/lexicon.h"
#include "core/span.h"

/* Loads a word list: lines of token, tab, valence; further columns are left
 * unread, blank lines skipped, a later line wins. A token with an upper-case
 * letter or a space is passed over: the reference never finds one either. */
int ut_lexicon_load(struct ut_lexicon *lexicon, struct ut_file_text file,
                    struct ut_error *error);

/*
 * Loads an overlay: one entry a line, changing what the lexicon says.
 *
 *   # comment, to the end of the line, also after an entry
 *   [words]                 the section to begin with
 *   on hold          -0.8   word or phrase, then its valence (-4 to 4 usual)
 *   transfer          0     0 takes a word out; a phrase becomes neutral
 *   [boosters]
 *   super             0.293 how much it adds to the word after it
 *   [negators]
 *   no longer               no number
 *
 * Case does not matter, spaces and tabs count alike, and punctuation around a
 * word of three letters or more is dropped as in the texts. An entry takes
 * the place of every role the word had; a second one that says otherwise of
 * the same words is refused, as are control characters. A phrase in a text
 * acts as one word; of two that match, the longer wins.
 */
int ut_lexicon_overlay(struct ut_lexicon *lexicon, struct ut_file_text file,
                       struct ut_error *error);

#endif
