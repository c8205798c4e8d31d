/* content.c: lower case, words, filter; whole lists with OpenMP. */
#include "core/content.h"

#include <assert.h>
#include <string.h>

#include "core/point.h"
#include "core/status.h"
#include "core/utf8.h"

/* Cleaning makes a text at most three times as long: an invalid byte becomes
 * the three of U+FFFD. Lower-casing makes less of it. */
#define CLEAN_MAX_BYTES (3 * UT_TEXT_MAX_BYTES + PADDING)

/* Words are read, and copied, in pieces of this size: so much stands behind
 * the text and the words kept of it. */
#define PADDING 16

static_assert(PADDING >= UT_STOPWORDS_READ_BYTES, "reads past the text");

void ut_content_scratch_init(struct ut_content_scratch *scratch,
                             const struct ut_punkt *punkt)
{
    ut_buf_init(&scratch->text, CLEAN_MAX_BYTES);
    ut_buf_init(&scratch->kept, UT_CONTENT_MAX_BYTES);
    ut_sentences_init(&scratch->walk, punkt);
    scratch->tokens = (struct ut_tokens){.items = NULL};
}

void ut_content_scratch_clear(struct ut_content_scratch *scratch)
{
    ut_buf_clear(&scratch->text);
    ut_buf_clear(&scratch->kept);
    ut_sentences_clear(&scratch->walk);
    ut_tokens_clear(&scratch->tokens);
}

static struct ut_span scratch_text(const struct ut_content_scratch *scratch)
{
    return (struct ut_span){scratch->text.bytes, scratch->text.size_bytes};
}

int ut_content_all_words(struct ut_content_scratch *scratch,
                         struct ut_span text)
{
    if (text.size_bytes > UT_TEXT_MAX_BYTES)
        return UNDERTONE_ELIMIT;
    ut_buf_reset(&scratch->text);
    int status =
        ut_utf8_clean(text.bytes, text.size_bytes, &scratch->text, NULL);
    if (status != 0)
        return status;
    return ut_tokenize(&scratch->walk, scratch_text(scratch), &scratch->tokens);
}

/* str.isalpha: letters alone. */
static bool is_alpha(const struct ut_token *word)
{
    for (size_t at = 0; at < word->size_bytes;) {
        uint32_t point;
        at += ut_utf8_decode(word->bytes + at, word->size_bytes - at, &point);
        if (!ut_point_is_alpha(point))
            return false;
    }
    return true;
}

/* Appends a word and a space unless it is a stop word; returns the new end.
 * Short words are copied before that is known, and more of them than there
 * is: a branch that cannot be foreseen costs more. */
static char *keep_word(const struct ut_stopwords *stopwords,
                       const struct ut_token *word, char *to)
{
    bool is_kept = !ut_stopwords_has(stopwords, word->bytes, word->size_bytes);
    if (word->size_bytes <= PADDING)
        memcpy(to, word->bytes, PADDING);
    else
        memcpy(to, word->bytes, word->size_bytes);
    to[word->size_bytes] = ' ';
    return to + (is_kept ? word->size_bytes + 1 : 0);
}

/* Appends the words that pass, a space between them. Room for all of them is
 * made at once: a word takes its bytes and one space. */
static int keep_words(const struct ut_content_rules *rules,
                      struct ut_content_scratch *scratch, struct ut_buf *out)
{
    const struct ut_tokens *words = &scratch->tokens;
    struct ut_buf *kept = &scratch->kept;
    ut_buf_reset(kept);
    int status = ut_buf_reserve(kept, 2 * scratch->text.size_bytes + PADDING);
    if (status != 0)
        return status;
    char *to = kept->bytes;
    for (size_t i = 0; i < words->count; i++) {
        const struct ut_token *word = &words->items[i];
        if (word->is_letters || is_alpha(word))
            to = keep_word(rules->stopwords, word, to);
    }
    size_t size = (size_t)(to - kept->bytes);
    return ut_buf_add(out, kept->bytes, size > 0 ? size - 1 : 0);
}

int ut_content_words(const struct ut_content_rules *rules,
                     struct ut_content_scratch *scratch, struct ut_span text,
                     struct ut_buf *out)
{
    if (text.size_bytes > UT_TEXT_MAX_BYTES)
        return UNDERTONE_ELIMIT;
    ut_buf_reset(&scratch->text);
    int status = ut_utf8_lower(text.bytes, text.size_bytes, &scratch->text);
    if (status == 0)
        status = ut_buf_reserve(&scratch->text, PADDING);
    if (status == 0)
        status = ut_tokenize(&scratch->walk, scratch_text(scratch),
                             &scratch->tokens);
    return status != 0 ? status : keep_words(rules, scratch, out);
}

static int words_unless_interrupted(const struct ut_content_rules *rules,
                                    struct ut_content_scratch *scratch,
                                    struct ut_span text, struct ut_buf *out)
{
    if (rules->interrupted != NULL && *rules->interrupted)
        return UNDERTONE_EINTERRUPTED;
    return ut_content_words(rules, scratch, text, out);
}

int ut_content_words_all(const struct ut_content_rules *rules,
                         struct ut_spans texts, struct ut_buf outs[])
{
    int status = 0;
#pragma omp parallel reduction(min : status)
    {
        struct ut_content_scratch scratch;
        ut_content_scratch_init(&scratch, rules->punkt);
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < texts.count; i++) {
            int one = words_unless_interrupted(rules, &scratch, texts.items[i],
                                               &outs[i]);
            status = one < status ? one : status;
        }
        ut_content_scratch_clear(&scratch);
    }
    return status;
}
