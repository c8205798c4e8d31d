/*
 * lexicon_rules.c: the words that vaderSentiment 3.3.2's rules are about.
 *
 * Data only: negators, boosters with their weight, and the names that rules
 * and idioms test for. C.J. Hutto and E.E. Gilbert, "VADER: A Parsimonious
 * Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014;
 * lists of version 3.3.2 (MIT). Boosters of two words are in vader.c.
 */
#include <string.h>

#include "core/lexicon.h"

#define BOOST 0.293

static const char *const negators[] = {
    "ain't",   "aint",     "aren't",   "arent",    "can't",     "cannot",
    "cant",    "couldn't", "couldnt",  "daren't",  "darent",    "despite",
    "didn't",  "didnt",    "doesn't",  "doesnt",   "don't",     "dont",
    "hadn't",  "hadnt",    "hasn't",   "hasnt",    "haven't",   "havent",
    "isn't",   "isnt",     "mightn't", "mightnt",  "mustn't",   "mustnt",
    "needn't", "neednt",   "neither",  "never",    "none",      "nope",
    "nor",     "not",      "nothing",  "nowhere",  "oughtn't",  "oughtnt",
    "rarely",  "seldom",   "shan't",   "shant",    "shouldn't", "shouldnt",
    "uh-uh",   "uhuh",     "wasn't",   "wasnt",    "weren't",   "werent",
    "without", "won't",    "wont",     "wouldn't", "wouldnt",
};

static const char *const intensifiers[] = {
    "absolutely",    "amazingly",    "awfully",       "completely",
    "considerable",  "considerably", "decidedly",     "deeply",
    "effing",        "enormous",     "enormously",    "entirely",
    "especially",    "exceptional",  "exceptionally", "extreme",
    "extremely",     "fabulously",   "flippin",       "flipping",
    "frackin",       "fracking",     "frickin",       "fricking",
    "friggin",       "frigging",     "fuckin",        "fucking",
    "fuggin",        "fugging",      "fully",         "greatly",
    "hella",         "highly",       "hugely",        "incredible",
    "incredibly",    "intensely",    "major",         "majorly",
    "more",          "most",         "particularly",  "purely",
    "quite",         "really",       "remarkably",    "so",
    "substantially", "thoroughly",   "total",         "totally",
    "tremendous",    "tremendously", "uber",          "unbelievably",
    "unusually",     "utter",        "utterly",       "very",
};

static const char *const dampeners[] = {
    "almost",  "barely", "hardly",   "kind-of",    "kinda",      "kindof",
    "less",    "little", "marginal", "marginally", "occasional", "occasionally",
    "partly",  "scarce", "scarcely", "slight",     "slightly",   "somewhat",
    "sort-of", "sorta",  "sortof",
};

static const char *const rule_words[] = {
#define RULE_TEXT(name, text) [UT_RULE_##name] = (text),
    UT_RULE_WORDS(RULE_TEXT)
#undef RULE_TEXT
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int add_roles(struct ut_lexicon *lexicon, const char *const *words,
                     size_t count, struct ut_word role)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t id;
        int status =
            ut_lexicon_intern(lexicon, words[i], strlen(words[i]), &id);
        if (status != 0)
            return status;
        lexicon->words[id].roles |= role.roles;
        lexicon->words[id].boost = role.boost;
    }
    return 0;
}

static int name_rule_words(struct ut_lexicon *lexicon)
{
    for (size_t rule = UT_RULE_NONE + 1; rule < COUNT(rule_words); rule++) {
        uint32_t id;
        const char *text = rule_words[rule];
        int status = ut_lexicon_intern(lexicon, text, strlen(text), &id);
        if (status != 0)
            return status;
        lexicon->words[id].rule = (uint8_t)rule;
    }
    return 0;
}

int ut_lexicon_add_rules(struct ut_lexicon *lexicon)
{
    int status = add_roles(lexicon, negators, COUNT(negators),
                           (struct ut_word){.roles = UT_WORD_NEGATOR});
    if (status == 0)
        status = add_roles(
            lexicon, intensifiers, COUNT(intensifiers),
            (struct ut_word){.roles = UT_WORD_BOOSTER, .boost = BOOST});
    if (status == 0)
        status = add_roles(
            lexicon, dampeners, COUNT(dampeners),
            (struct ut_word){.roles = UT_WORD_BOOSTER, .boost = -BOOST});
    return status == 0 ? name_rule_words(lexicon) : status;
}
