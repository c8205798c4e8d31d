/*
 * rule_words.h: the words that vaderSentiment 3.3.2's rules and idioms test
 * for by name. A word of the lexicon carries which of them it is.
 */
#ifndef UT_RULE_WORDS_H
#define UT_RULE_WORDS_H

/* X(NAME, "text"). */
#define UT_RULE_WORDS(X)                                                       \
    X(NO, "no")                                                                \
    X(OR, "or")                                                                \
    X(NOR, "nor")                                                              \
    X(NEVER, "never")                                                          \
    X(SO, "so")                                                                \
    X(THIS, "this")                                                            \
    X(WITHOUT, "without")                                                      \
    X(DOUBT, "doubt")                                                          \
    X(LEAST, "least")                                                          \
    X(AT, "at")                                                                \
    X(VERY, "very")                                                            \
    X(BUT, "but")                                                              \
    X(KIND, "kind")                                                            \
    X(SORT, "sort")                                                            \
    X(OF, "of")                                                                \
    X(JUST, "just")                                                            \
    X(ENOUGH, "enough")                                                        \
    X(THE, "the")                                                              \
    X(SHIT, "shit")                                                            \
    X(BOMB, "bomb")                                                            \
    X(BAD, "bad")                                                              \
    X(ASS, "ass")                                                              \
    X(BUS, "bus")                                                              \
    X(STOP, "stop")                                                            \
    X(YEAH, "yeah")                                                            \
    X(RIGHT, "right")                                                          \
    X(KISS, "kiss")                                                            \
    X(DEATH, "death")                                                          \
    X(TO, "to")                                                                \
    X(DIE, "die")                                                              \
    X(FOR, "for")                                                              \
    X(BEATING, "beating")                                                      \
    X(HEART, "heart")                                                          \
    X(BROKEN, "broken")

enum ut_rule_word {
    UT_RULE_NONE,
#define UT_RULE_ENUM(name, text) UT_RULE_##name,
    UT_RULE_WORDS(UT_RULE_ENUM)
#undef UT_RULE_ENUM
};

#endif
