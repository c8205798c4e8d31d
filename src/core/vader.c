/*
 * vader.c: from the sentiments of a text's words to its four scores.
 *
 * Sums are taken in the reference's order, since the last digit depends on
 * it. vader_text.c reads the text, vader_rules.c finds the sentiments.
 */
#include "core/vader.h"

#include <math.h>
#include <stdlib.h>

#include "core/round.h"
#include "core/vader_rules.h"

/* Constants of version 3.3.2. */
#define ALPHA 15.0
#define EXCLAMATION 0.292
#define EXCLAMATIONS_MAX 4
#define QUESTION 0.18
#define QUESTIONS_FEW 3
#define QUESTIONS_MANY 0.96

static int reserve_sentiments(struct ut_vader_scratch *scratch, size_t count)
{
    if (count <= scratch->sentiment_capacity)
        return 0;
    struct ut_sentiment *sentiments =
        realloc(scratch->sentiments, count * sizeof *sentiments);
    if (sentiments == NULL)
        return UNDERTONE_EMEMORY;
    scratch->sentiments = sentiments;
    scratch->sentiment_capacity = count;
    return 0;
}

/* Fills scratch->sentiments with the values other than zero; *but receives
 * the place of the first "but", or the number of words. Returns how many. */
static size_t find_sentiments(const struct ut_vader *vader,
                              struct ut_vader_scratch *scratch, size_t *but)
{
    const struct ut_vader_text *text = &scratch->text;
    struct ut_vader_context context = {
        .words = vader->lexicon.words,
        .tokens = text->tokens,
        .count = text->token_count,
        .are_capitals_mixed =
            text->upper_count > 0 && text->upper_count < text->word_count,
    };
    size_t found = 0;
    *but = context.count;
    for (size_t i = 0; i < context.count; i++) {
        if (context.tokens[i].word <= UT_WORD_UNKNOWN_NEGATOR)
            continue;
        const struct ut_word *word = &context.words[context.tokens[i].word];
        context.at = i;
        if (word->rule == UT_RULE_BUT && *but == context.count)
            *but = i;
        double value = ut_vader_sentiment(&context);
        if (value != 0)
            scratch->sentiments[found++] =
                (struct ut_sentiment){.value = value, .position = (uint32_t)i};
    }
    return found;
}

/* What "!" and "?" add to the side that prevails. */
static double emphasis(const struct ut_vader_text *text)
{
    size_t exclamations = text->exclamations < EXCLAMATIONS_MAX
                              ? text->exclamations
                              : EXCLAMATIONS_MAX;
    double added = (double)exclamations * EXCLAMATION;
    if (text->questions > QUESTIONS_FEW)
        return added + QUESTIONS_MANY;
    if (text->questions > 1)
        return added + (double)text->questions * QUESTION;
    return added;
}

/* Brings a sum of valences into -1 .. 1. */
static double normalize(double sum)
{
    double norm = sum / sqrt(sum * sum + ALPHA);
    return norm < -1 ? -1 : norm > 1 ? 1 : norm;
}

/* Sums up: each word with a sentiment counts one more than its value, so as
 * to weigh against the neutral ones, which count one. */
static struct ut_vader_scores sum_up(const struct ut_vader_scratch *scratch,
                                     size_t found)
{
    const struct ut_sentiment *sentiments = scratch->sentiments;
    double sum = 0, pos = 0, neg = 0;
    double added = emphasis(&scratch->text);
    size_t neutral = scratch->text.token_count;
    for (size_t i = 0; i < found; i++) {
        double value = sentiments[i].value;
        sum += value;
        pos += value > 0 ? value + 1 : 0;
        neg += value < 0 ? value - 1 : 0;
        neutral -= value != 0;
    }
    sum += sum > 0 ? added : sum < 0 ? -added : 0;
    if (pos > fabs(neg))
        pos += added;
    else if (pos < fabs(neg))
        neg -= added;
    double total = pos + fabs(neg) + (double)neutral;
    return (struct ut_vader_scores){
        .neg = ut_round(fabs(neg / total), 3),
        .neu = ut_round((double)neutral / total, 3),
        .pos = ut_round(fabs(pos / total), 3),
        .compound = ut_round(normalize(sum), 4),
    };
}

int ut_vader_score(const struct ut_vader *vader,
                   struct ut_vader_scratch *scratch, struct ut_span text,
                   struct ut_vader_scores *scores)
{
    int status = ut_vader_text_read(&scratch->text, &vader->lexicon,
                                    &vader->emoji, text);
    if (status == 0)
        status = reserve_sentiments(scratch, scratch->text.token_count);
    if (status != 0)
        return status;
    if (scratch->text.token_count == 0) {
        *scores = (struct ut_vader_scores){0};
        return 0;
    }
    size_t but;
    size_t found = find_sentiments(vader, scratch, &but);
    if (but < scratch->text.token_count)
        status = ut_but_apply(&scratch->but, scratch->sentiments, found,
                              (uint32_t)but);
    if (status == 0)
        *scores = sum_up(scratch, found);
    return status;
}

static int compound_unless_interrupted(const struct ut_vader *vader,
                                       struct ut_vader_scratch *scratch,
                                       const struct ut_vader_batch *batch,
                                       size_t i)
{
    struct ut_vader_scores scores = {0};
    if (batch->interrupted != NULL && *batch->interrupted)
        return UNDERTONE_EINTERRUPTED;
    int status = ut_vader_score(vader, scratch, batch->texts.items[i], &scores);
    batch->compounds[i] = scores.compound;
    return status;
}

int ut_vader_compounds(const struct ut_vader *vader,
                       const struct ut_vader_batch *batch)
{
    int failure = 0;
#pragma omp parallel reduction(min : failure)
    {
        struct ut_vader_scratch scratch;
        ut_vader_scratch_init(&scratch);
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < batch->texts.count; i++) {
            int status = compound_unless_interrupted(vader, &scratch, batch, i);
            if (status < failure)
                failure = status;
        }
        ut_vader_scratch_clear(&scratch);
    }
    return failure;
}

int ut_vader_init(struct ut_vader *vader)
{
    *vader = (struct ut_vader){0};
    return ut_lexicon_init(&vader->lexicon);
}

void ut_vader_clear(struct ut_vader *vader)
{
    ut_lexicon_clear(&vader->lexicon);
    ut_emoji_clear(&vader->emoji);
}

void ut_vader_scratch_init(struct ut_vader_scratch *scratch)
{
    *scratch = (struct ut_vader_scratch){0};
    ut_vader_text_init(&scratch->text);
}

void ut_vader_scratch_clear(struct ut_vader_scratch *scratch)
{
    ut_vader_text_clear(&scratch->text);
    free(scratch->sentiments);
    ut_but_clear(&scratch->but);
    *scratch = (struct ut_vader_scratch){0};
}
