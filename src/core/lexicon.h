/*
 * lexicon.h: what a sentiment scorer knows about words and phrases.
 *
 * A table from lower-case words to their roles, filled from word lists and
 * overlays (lexicon_load.h). The words that vaderSentiment 3.3.2's rules name
 * (negators, boosters, idioms) are in it from the start.
 * Once loaded it is only read, from any number of threads.
 */
#ifndef UT_LEXICON_H
#define UT_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/rule_words.h"
#include "core/status.h"

enum ut_word_role {
    UT_WORD_VALENCE = 1, /* stands in the word list */
    UT_WORD_BOOSTER = 2,
    UT_WORD_NEGATOR = 4,
};

struct ut_word {
    double valence;   /* when UT_WORD_VALENCE */
    double boost;     /* when UT_WORD_BOOSTER; negative dampens */
    uint32_t phrases; /* node of the phrases that begin so, or 0 */
    uint8_t roles;    /* of enum ut_word_role */
    uint8_t rule;     /* enum ut_rule_word */
};

/* The ids of the two words that stand for all others. */
#define UT_WORD_UNKNOWN 0u
#define UT_WORD_UNKNOWN_NEGATOR 1u /* has "n't" in it */

#define UT_LEXICON_MAX_WORDS (1u << 24)
#define UT_LEXICON_MAX_WORD_BYTES 128
#define UT_LEXICON_MAX_PHRASE_WORDS 8
#define UT_LEXICON_MAX_WEIGHT 100.0

struct ut_lexicon_slot;
struct ut_phrase_node;

struct ut_lexicon {
    struct ut_word *words; /* by id */
    uint32_t word_count;
    size_t word_capacity;
    struct ut_lexicon_slot *slots; /* open addressing, a power of two */
    uint32_t slot_count;
    size_t longest_bytes;         /* no word is longer */
    struct ut_buf keys;           /* words of more than eight bytes, padded */
    struct ut_phrase_node *nodes; /* trie, or NULL; node 0 is not used */
    uint32_t node_count;
    size_t node_capacity;
};

/* Readable bytes that must follow a word given to ut_lexicon_find. */
#define UT_LEXICON_PADDING_BYTES 8

/* Holds the rule words only. UNDERTONE_EMEMORY; clear is due either way. */
int ut_lexicon_init(struct ut_lexicon *lexicon);
void ut_lexicon_clear(struct ut_lexicon *lexicon);

/* What init adds: the rule words, negators and boosters of the reference. */
int ut_lexicon_add_rules(struct ut_lexicon *lexicon);

/* Drops the ASCII punctuation around a token when more than two code points
 * are left; less is taken for an emoticon and stays whole. */
void ut_word_strip(const char **bytes, size_t *size_bytes);

/* The id of a word, or UT_WORD_UNKNOWN. ASCII letters may be of either case;
 * others must be lower. The word is padded as above. */
uint32_t ut_lexicon_find(const struct ut_lexicon *lexicon, const char *bytes,
                         size_t size_bytes);

/* The id of a word, made when it is new. The bytes are as they will be looked
 * up and need no padding. UNDERTONE_EINVALID when it is too long,
 * UNDERTONE_ELIMIT, UNDERTONE_EMEMORY. */
int ut_lexicon_intern(struct ut_lexicon *lexicon, const char *bytes,
                      size_t size_bytes, uint32_t *id);

/* A new id for what is not one word. UNDERTONE_ELIMIT, UNDERTONE_EMEMORY. */
int ut_lexicon_add_word(struct ut_lexicon *lexicon, struct ut_word word,
                        uint32_t *id);

/* The id of the phrase of these 2 to UT_LEXICON_MAX_PHRASE_WORDS words, made
 * when it is new. UNDERTONE_ELIMIT, UNDERTONE_EMEMORY. */
int ut_lexicon_intern_phrase(struct ut_lexicon *lexicon, const uint32_t *words,
                             size_t count, uint32_t *id);

/* Whether texts are to be searched for phrases at all. */
bool ut_lexicon_has_phrases(const struct ut_lexicon *lexicon);
/* The phrase that continues `node` by `word`: a node, or 0. */
uint32_t ut_phrase_next(const struct ut_lexicon *lexicon, uint32_t node,
                        uint32_t word);
/* The id of the phrase that ends at a node, or UT_WORD_UNKNOWN. */
uint32_t ut_phrase_id(const struct ut_lexicon *lexicon, uint32_t node);

#endif
