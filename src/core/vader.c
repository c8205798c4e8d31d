/*
 * vader.c: the rules of vaderSentiment 3.3.2, in the reference's order.
 *
 * Floating-point sums and products are done in the order the reference does
 * them, since the last digit depends on it. Words are compared by id and
 * role; vader_text.c has looked them up.
 */
#include "core/vader.h"

#include <math.h>
#include <stdlib.h>

#include "core/round.h"

/* The constants of the paper and of version 3.3.2. */
#define CAPITALS 0.733
#define NEGATION (-0.74)
#define NEVER_SO 1.25
#define DAMPEN_2 0.95 /* a modifier two words before */
#define DAMPEN_3 0.9  /* and three words before */
#define DAMPENING_PAIR (-0.293)
#define ALPHA 15.0
#define EXCLAMATION 0.292
#define EXCLAMATIONS_MAX 4
#define QUESTION 0.18
#define QUESTIONS_FEW 3
#define QUESTIONS_MANY 0.96
#define WINDOW 3

/* Two or three rule words as one number. */
#define PAIR(a, b) ((uint32_t)(a) << 8 | (uint32_t)(b))
#define TRIPLE(a, b, c) (1u << 24 | PAIR(a, b) << 8 | (uint32_t)(c))

/* The word under examination, in its surroundings. */
struct context {
    const struct ut_word *words;
    const struct ut_vader_token *tokens;
    size_t count;
    size_t at;
    bool are_capitals_mixed; /* some words in capitals, but not all */
};

static const struct ut_word *word_at(const struct context *context, size_t i)
{
    return &context->words[context->tokens[i].word];
}

/* The rule word that many places before the current one. */
static uint32_t rule_before(const struct context *context, size_t distance)
{
    return word_at(context, context->at - distance)->rule;
}

static bool has_role(const struct ut_word *word, enum ut_word_role role)
{
    return (word->roles & role) != 0;
}

/* Finds the valence of an idiom; words of no rule never make one. */
static bool find_idiom(uint32_t words, double *valence)
{
    static const struct {
        uint32_t words;
        double valence;
    } idioms[] = {
        {PAIR(UT_RULE_THE, UT_RULE_SHIT), 3},
        {PAIR(UT_RULE_THE, UT_RULE_BOMB), 3},
        {PAIR(UT_RULE_BAD, UT_RULE_ASS), 1.5},
        {PAIR(UT_RULE_BUS, UT_RULE_STOP), 0},
        {PAIR(UT_RULE_YEAH, UT_RULE_RIGHT), -2},
        {TRIPLE(UT_RULE_KISS, UT_RULE_OF, UT_RULE_DEATH), -1.5},
        {TRIPLE(UT_RULE_TO, UT_RULE_DIE, UT_RULE_FOR), 3},
        {PAIR(UT_RULE_BEATING, UT_RULE_HEART), 3.1},
        {PAIR(UT_RULE_BROKEN, UT_RULE_HEART), -2.9},
    };
    for (size_t i = 0; i < sizeof idioms / sizeof idioms[0]; i++) {
        if (idioms[i].words == words) {
            *valence = idioms[i].valence;
            return true;
        }
    }
    return false;
}

static bool is_dampening_pair(uint32_t first, uint32_t second)
{
    uint32_t pair = PAIR(first, second);
    return pair == PAIR(UT_RULE_JUST, UT_RULE_ENOUGH) ||
           pair == PAIR(UT_RULE_KIND, UT_RULE_OF) ||
           pair == PAIR(UT_RULE_SORT, UT_RULE_OF);
}

/* Idioms around the current word; needs three words before it. The first
 * that ends here or before wins, then those that begin here. */
static double apply_idioms(const struct context *context, double valence)
{
    uint32_t zero = word_at(context, context->at)->rule;
    uint32_t one = rule_before(context, 1);
    uint32_t two = rule_before(context, 2);
    uint32_t three = rule_before(context, 3);
    const uint32_t behind[] = {PAIR(one, zero), TRIPLE(two, one, zero),
                               PAIR(two, one), TRIPLE(three, two, one),
                               PAIR(three, two)};
    size_t ahead = context->count - 1 - context->at;
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++)
        if (find_idiom(behind[i], &valence))
            break;
    if (zero != UT_RULE_NONE && ahead > 0) {
        uint32_t next = word_at(context, context->at + 1)->rule;
        find_idiom(PAIR(zero, next), &valence);
        if (ahead > 1)
            find_idiom(
                TRIPLE(zero, next, word_at(context, context->at + 2)->rule),
                &valence);
    }
    valence += is_dampening_pair(three, two) ? DAMPENING_PAIR : 0;
    valence += is_dampening_pair(two, one) ? DAMPENING_PAIR : 0;
    return valence;
}

/* What a booster before the word adds, by its distance. */
static double boost(const struct context *context, size_t distance,
                    double valence)
{
    static const double dampening[] = {0, 1, DAMPEN_2, DAMPEN_3};
    size_t at = context->at - distance;
    const struct ut_word *word = word_at(context, at);
    if (!has_role(word, UT_WORD_BOOSTER))
        return 0;
    double scalar = valence < 0 ? -word->boost : word->boost;
    if (context->tokens[at].is_upper && context->are_capitals_mixed)
        scalar += valence > 0 ? CAPITALS : -CAPITALS;
    return distance == 1 ? scalar : scalar * dampening[distance];
}

static bool is_so_or_this(uint32_t rule)
{
    return rule == UT_RULE_SO || rule == UT_RULE_THIS;
}

/* Negation by the word at that distance. "never so" strengthens, "without
 * doubt" leaves alone; three words back, any "so" or "this" just before the
 * current word strengthens, which is how the reference's condition binds. */
static double negate(const struct context *context, size_t distance,
                     double valence)
{
    uint32_t far = rule_before(context, distance);
    uint32_t one = rule_before(context, 1);
    if (distance == 2) {
        if (far == UT_RULE_NEVER && is_so_or_this(one))
            return valence * NEVER_SO;
        if (far == UT_RULE_WITHOUT && one == UT_RULE_DOUBT)
            return valence;
    } else if (distance == 3) {
        uint32_t two = rule_before(context, 2);
        if ((far == UT_RULE_NEVER && is_so_or_this(two)) || is_so_or_this(one))
            return valence * NEVER_SO;
        if (far == UT_RULE_WITHOUT &&
            (two == UT_RULE_DOUBT || one == UT_RULE_DOUBT))
            return valence;
    }
    bool is_negated =
        has_role(word_at(context, context->at - distance), UT_WORD_NEGATOR);
    return is_negated ? valence * NEGATION : valence;
}

/* "least" negates, but not in "at least" and "very least". */
static double apply_least(const struct context *context, double valence)
{
    if (context->at == 0 || rule_before(context, 1) != UT_RULE_LEAST ||
        has_role(word_at(context, context->at - 1), UT_WORD_VALENCE))
        return valence;
    uint32_t two = context->at > 1 ? rule_before(context, 2) : UT_RULE_NONE;
    if (two == UT_RULE_AT || two == UT_RULE_VERY)
        return valence;
    return valence * NEGATION;
}

/* Whether a "no" negates the current word from one or two places before, or
 * from three with "or" or "nor" between. */
static bool is_after_no(const struct context *context)
{
    size_t at = context->at;
    if (at > 0 && rule_before(context, 1) == UT_RULE_NO)
        return true;
    if (at > 1 && rule_before(context, 2) == UT_RULE_NO)
        return true;
    return at > 2 && rule_before(context, 3) == UT_RULE_NO &&
           (rule_before(context, 1) == UT_RULE_OR ||
            rule_before(context, 1) == UT_RULE_NOR);
}

/* The valence of a word of the list before its surroundings count: a "no"
 * before another word of the list has none of its own. */
static double own_valence(const struct context *context)
{
    const struct ut_word *word = word_at(context, context->at);
    double valence = word->valence;
    if (is_after_no(context))
        valence *= NEGATION;
    else if (word->rule == UT_RULE_NO && context->at + 1 < context->count &&
             has_role(word_at(context, context->at + 1), UT_WORD_VALENCE))
        valence = 0;
    if (context->tokens[context->at].is_upper && context->are_capitals_mixed)
        valence += valence > 0 ? CAPITALS : -CAPITALS;
    return valence;
}

static double valence_of(const struct context *context)
{
    double valence = own_valence(context);
    for (size_t distance = 1; distance <= WINDOW; distance++) {
        if (context->at < distance ||
            has_role(word_at(context, context->at - distance), UT_WORD_VALENCE))
            continue;
        valence += boost(context, distance, valence);
        valence = negate(context, distance, valence);
        if (distance == WINDOW)
            valence = apply_idioms(context, valence);
    }
    return apply_least(context, valence);
}

/* Boosters, and "kind" in "kind of", carry no sentiment themselves. */
static bool is_modifier(const struct context *context)
{
    const struct ut_word *word = word_at(context, context->at);
    return has_role(word, UT_WORD_BOOSTER) ||
           (word->rule == UT_RULE_KIND && context->at + 1 < context->count &&
            word_at(context, context->at + 1)->rule == UT_RULE_OF);
}

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
    struct context context = {
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
        const struct ut_word *word = word_at(&context, i);
        context.at = i;
        if (word->rule == UT_RULE_BUT && *but == context.count)
            *but = i;
        if (!has_role(word, UT_WORD_VALENCE) || is_modifier(&context))
            continue;
        double value = valence_of(&context);
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
                   struct ut_vader_scratch *scratch, const char *bytes,
                   size_t size_bytes, struct ut_vader_scores *scores)
{
    int status = ut_vader_text_read(&scratch->text, &vader->lexicon,
                                    &vader->emoji, bytes, size_bytes);
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

int ut_vader_compounds(const struct ut_vader *vader,
                       const struct ut_vader_input *texts, size_t count,
                       double *compounds)
{
    int failure = 0;
#pragma omp parallel reduction(min : failure)
    {
        struct ut_vader_scratch scratch;
        ut_vader_scratch_init(&scratch);
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < count; i++) {
            struct ut_vader_scores scores = {0};
            int status = ut_vader_score(vader, &scratch, texts[i].bytes,
                                        texts[i].size_bytes, &scores);
            compounds[i] = scores.compound;
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
