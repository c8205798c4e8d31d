/*
 * fuzz_vader.c: any bytes as a text, scored with the stock lists and with the
 * stock overlay: no crash, shares within 0 and 1, compound within -1 and 1.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/lexicon_load.h"
#include "core/stock.h"
#include "core/vader.h"

static void load(struct ut_vader *vader, const char *overlay)
{
    const struct ut_file_text *words = ut_stock_find("lexicon/vader.txt");
    const struct ut_file_text *emoji = ut_stock_find("lexicon/emoji.txt");
    const struct ut_file_text *more = overlay ? ut_stock_find(overlay) : NULL;
    if (ut_vader_init(vader) != 0 ||
        ut_lexicon_load(&vader->lexicon, *words, NULL) != 0 ||
        ut_emoji_load(&vader->emoji, *emoji, NULL) != 0)
        abort();
    if (more != NULL && ut_lexicon_overlay(&vader->lexicon, *more, NULL) != 0)
        abort();
}

static void score(const struct ut_vader *vader, const char *bytes, size_t size)
{
    static struct ut_vader_scratch scratch;
    static int is_ready;
    if (!is_ready)
        ut_vader_scratch_init(&scratch);
    is_ready = 1;
    struct ut_vader_scores scores;
    if (ut_vader_score(vader, &scratch, (struct ut_span){bytes, size},
                       &scores) != 0)
        abort();
    if (!(scores.neg >= 0 && scores.neg <= 1 && scores.neu >= 0 &&
          scores.neu <= 1 && scores.pos >= 0 && scores.pos <= 1 &&
          scores.compound >= -1 && scores.compound <= 1))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ut_vader plain, overlaid;
    if (plain.lexicon.words == NULL) {
        load(&plain, NULL);
        load(&overlaid, "lexicon/contact_center.txt");
    }
    score(&plain, (const char *)data, size);
    score(&overlaid, (const char *)data, size);
    return 0;
}
