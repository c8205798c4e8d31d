/*
 * fuzz_overlay.c: any bytes as an overlay, as a word list and as an emoji
 * list. Each loads or fails with a message; a loaded one scores its own file.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/lexicon_load.h"
#include "core/vader.h"

typedef int load_list(struct ut_vader *vader, struct ut_file_text file,
                      struct ut_error *error);

static int load_overlay(struct ut_vader *vader, struct ut_file_text file,
                        struct ut_error *error)
{
    return ut_lexicon_overlay(&vader->lexicon, file, error);
}

static int load_words(struct ut_vader *vader, struct ut_file_text file,
                      struct ut_error *error)
{
    return ut_lexicon_load(&vader->lexicon, file, error);
}

static int load_emoji(struct ut_vader *vader, struct ut_file_text file,
                      struct ut_error *error)
{
    return ut_emoji_load(&vader->emoji, file, error);
}

static void load_and_score(load_list *load, struct ut_file_text file)
{
    struct ut_vader vader;
    struct ut_vader_scratch scratch;
    struct ut_vader_scores scores;
    struct ut_error error = {0};
    ut_vader_scratch_init(&scratch);
    if (ut_vader_init(&vader) != 0)
        abort();
    int status = load(&vader, file, &error);
    if (status != 0 && (error.code != status || error.message[0] == '\0'))
        abort();
    if (status == 0 &&
        ut_vader_score(&vader, &scratch, file.text, &scores) != 0)
        abort();
    ut_vader_clear(&vader);
    ut_vader_scratch_clear(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ut_file_text file = {"fuzz", {(const char *)data, size}};
    load_and_score(load_overlay, file);
    load_and_score(load_words, file);
    load_and_score(load_emoji, file);
    return 0;
}
