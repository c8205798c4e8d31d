/*
 * lexicon_phrase.c: phrases of overlays as a trie over word ids.
 *
 * Each word points to the node of the phrases that begin with it; a node's
 * children are a list. Node 0 stands for "none".
 */
#include "core/array.h"
#include "core/lexicon.h"

struct ut_phrase_node {
    uint32_t word; /* the word that leads here */
    uint32_t id;   /* of the phrase that ends here, or 0 */
    uint32_t child;
    uint32_t sibling;
};

bool ut_lexicon_has_phrases(const struct ut_lexicon *lexicon)
{
    return lexicon->node_count > 0;
}

uint32_t ut_phrase_next(const struct ut_lexicon *lexicon, uint32_t node,
                        uint32_t word)
{
    uint32_t next = lexicon->nodes[node].child;
    while (next != 0 && lexicon->nodes[next].word != word)
        next = lexicon->nodes[next].sibling;
    return next;
}

uint32_t ut_phrase_id(const struct ut_lexicon *lexicon, uint32_t node)
{
    return lexicon->nodes[node].id;
}

static int grow_nodes(struct ut_lexicon *lexicon)
{
    if (lexicon->node_count >= UT_LEXICON_MAX_WORDS)
        return UNDERTONE_ELIMIT;
    struct ut_phrase_node *nodes =
        ut_array_grow(lexicon->nodes, &lexicon->node_capacity, sizeof *nodes);
    if (nodes == NULL)
        return UNDERTONE_EMEMORY;
    if (lexicon->node_count == 0)
        nodes[lexicon->node_count++] = (struct ut_phrase_node){0};
    lexicon->nodes = nodes;
    return 0;
}

/* Appends a node; the caller links it in. */
static int add_node(struct ut_lexicon *lexicon, uint32_t word, uint32_t *node)
{
    if (lexicon->node_count == lexicon->node_capacity) {
        int status = grow_nodes(lexicon);
        if (status != 0)
            return status;
    }
    *node = lexicon->node_count++;
    lexicon->nodes[*node] = (struct ut_phrase_node){.word = word};
    return 0;
}

/* Goes from *node (0 at the start) to its child for the word. */
static int descend(struct ut_lexicon *lexicon, uint32_t word, uint32_t *node)
{
    uint32_t next = *node == 0 ? lexicon->words[word].phrases
                               : ut_phrase_next(lexicon, *node, word);
    if (next == 0) {
        int status = add_node(lexicon, word, &next);
        if (status != 0)
            return status;
        if (*node == 0) {
            lexicon->words[word].phrases = next;
        } else {
            lexicon->nodes[next].sibling = lexicon->nodes[*node].child;
            lexicon->nodes[*node].child = next;
        }
    }
    *node = next;
    return 0;
}

int ut_lexicon_intern_phrase(struct ut_lexicon *lexicon, const uint32_t *words,
                             size_t count, uint32_t *id)
{
    uint32_t node = 0;
    for (size_t i = 0; i < count; i++) {
        int status = descend(lexicon, words[i], &node);
        if (status != 0)
            return status;
    }
    if (lexicon->nodes[node].id == UT_WORD_UNKNOWN) {
        uint32_t added;
        int status = ut_lexicon_add_word(lexicon, (struct ut_word){0}, &added);
        if (status != 0)
            return status;
        lexicon->nodes[node].id = added;
    }
    *id = lexicon->nodes[node].id;
    return 0;
}
