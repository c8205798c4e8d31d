/*
 * vader_rules.c: the rules about a word and its neighbours, one by one.
 *
 * They apply in the order of the reference's code, floating-point products
 * and sums included, since the last digit depends on it. Words are compared
 * by id and role; vader_text.c has looked them up.
 */
#include "core/vader_rules.h"

/* Constants of the paper (boosters, capitals, negation) and of 3.3.2. */
#define CAPITALS 0.733
#define NEGATION (-0.74)
#define NEVER_SO 1.25
#define DAMPEN_2 0.95 /* a modifier two words before */
#define DAMPEN_3 0.9  /* and three words before */
#define DAMPENING_PAIR (-0.293)
#define WINDOW 3

/* Two or three rule words as one number. */
#define PAIR(a, b) ((uint32_t)(a) << 8 | (uint32_t)(b))
#define TRIPLE(a, b, c) (1u << 24 | PAIR(a, b) << 8 | (uint32_t)(c))

static const struct ut_word *word_at(const struct ut_vader_context *context,
                                     size_t i)
{
    return &context->words[context->tokens[i].word];
}

/* The rule word that many places before the current one. */
static uint32_t rule_before(const struct ut_vader_context *context,
                            size_t distance)
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
static double apply_idioms(const struct ut_vader_context *context,
                           double valence)
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
static double boost(const struct ut_vader_context *context, size_t distance,
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
static double negate(const struct ut_vader_context *context, size_t distance,
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
static double apply_least(const struct ut_vader_context *context,
                          double valence)
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
static bool is_after_no(const struct ut_vader_context *context)
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
static double own_valence(const struct ut_vader_context *context)
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

static double valence_of(const struct ut_vader_context *context)
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
static bool is_modifier(const struct ut_vader_context *context)
{
    const struct ut_word *word = word_at(context, context->at);
    return has_role(word, UT_WORD_BOOSTER) ||
           (word->rule == UT_RULE_KIND && context->at + 1 < context->count &&
            word_at(context, context->at + 1)->rule == UT_RULE_OF);
}

double ut_vader_sentiment(const struct ut_vader_context *context)
{
    if (!has_role(word_at(context, context->at), UT_WORD_VALENCE) ||
        is_modifier(context))
        return 0;
    return valence_of(context);
}
