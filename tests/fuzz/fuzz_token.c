/*
 * fuzz_token.c: any bytes as a text. Words and content words come out, each
 * word is in the cleaned text or stands for a double quote, words keep their
 * order, and the same text gives the same words again.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/content.h"
#include "core/stock.h"

struct fixture {
    struct ut_punkt *punkt;
    struct ut_stopwords stopwords;
    struct ut_content_scratch scratch;
};

static void set_up(struct fixture *fixture)
{
    const struct ut_file_text *model =
        ut_stock_find("lexicon/punkt_english.txt");
    const struct ut_file_text *words = ut_stock_find("lexicon/stopwords.txt");
    if (ut_punkt_new(*model, &fixture->punkt, NULL) != 0 ||
        ut_stopwords_init(&fixture->stopwords, words->text) != 0)
        abort();
    ut_content_scratch_init(&fixture->scratch, fixture->punkt);
}

/* A double quote becomes a word of two bytes that is not in the text. */
static void check_words(const struct ut_content_scratch *scratch)
{
    const char *at = scratch->text.bytes;
    const char *end = at + scratch->text.size_bytes;
    for (size_t i = 0; i < scratch->tokens.count; i++) {
        struct ut_token word = scratch->tokens.items[i];
        bool is_inside = word.bytes >= at && word.bytes < end;
        if (word.size_bytes == 0 || (!is_inside && word.size_bytes != 2))
            abort();
        if (is_inside && word.size_bytes > (size_t)(end - word.bytes))
            abort();
        if (is_inside)
            at = word.bytes + word.size_bytes;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct fixture fixture;
    if (fixture.punkt == NULL)
        set_up(&fixture);
    struct ut_content_scratch *scratch = &fixture.scratch;
    struct ut_span text = {(const char *)data, size};
    if (ut_content_all_words(scratch, text) != 0)
        abort();
    check_words(scratch);
    size_t count = scratch->tokens.count;
    if (ut_content_all_words(scratch, text) != 0 ||
        scratch->tokens.count != count)
        abort();

    struct ut_content_rules rules = {fixture.punkt, &fixture.stopwords, NULL};
    struct ut_buf out;
    ut_buf_init(&out, UT_CONTENT_MAX_BYTES);
    if (ut_content_words(&rules, scratch, text, &out) != 0)
        abort();
    ut_buf_clear(&out);
    return 0;
}
