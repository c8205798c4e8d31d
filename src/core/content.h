/*
 * content.h: the words of a text that carry meaning.
 *
 * A text in lower case, cut into words (token.h), of which those are kept
 * that consist of letters alone (str.isalpha) and are not stop words. This
 * is what documents are clustered by.
 */
#ifndef UT_CONTENT_H
#define UT_CONTENT_H

#include <stdatomic.h>

#include "core/buf.h"
#include "core/stopwords.h"
#include "core/token.h"

/* More than the content words of any text take. */
#define UT_CONTENT_MAX_BYTES (7 * UT_TEXT_MAX_BYTES)

/* What the work needs to know; immutable, so threads may share it. The
 * owner keeps all of it alive. */
struct ut_content_rules {
    const struct ut_punkt *punkt;
    const struct ut_stopwords *stopwords;
    const atomic_int *interrupted; /* looked at before each of many texts;
                                      may be NULL */
};

/* Scratch memory, one per thread. */
struct ut_content_scratch {
    struct ut_buf text; /* clean, or in lower case */
    struct ut_buf kept;
    struct ut_sentences walk;
    struct ut_tokens tokens;
};

void ut_content_scratch_init(struct ut_content_scratch *scratch,
                             const struct ut_punkt *punkt);
void ut_content_scratch_clear(struct ut_content_scratch *scratch);

/* Fills scratch->tokens with all words of the text as it is; they stay valid
 * until the next use of the scratch memory. Invalid UTF-8 becomes U+FFFD.
 * UNDERTONE_ELIMIT past UT_TEXT_MAX_BYTES; UNDERTONE_EMEMORY. */
int ut_content_all_words(struct ut_content_scratch *scratch,
                         struct ut_span text);

/* Appends the content words, separated by one space. Errors as above. */
int ut_content_words(const struct ut_content_rules *rules,
                     struct ut_content_scratch *scratch, struct ut_span text,
                     struct ut_buf *out);

/* ut_content_words of each text into the buffer of the same index, in
 * parallel; UNDERTONE_EINTERRUPTED beside the errors above. On failure the
 * buffers hold an unspecified part of the result. */
int ut_content_words_all(const struct ut_content_rules *rules,
                         struct ut_spans texts, struct ut_buf outs[]);

#endif
