/*
 * vader_but.c: the walk over the list, with an index from value to places.
 *
 * The reference does, for each element in turn: i = index(value); halve or
 * raise element i. Only places already walked can come before the current
 * one, so these are kept in one heap per value (skew heaps: a place is its own
 * node), found through a hash table. A zero stays zero and is left out.
 */
#include "core/vader_but.h"

#include <stdlib.h>
#include <string.h>

#include "core/status.h"

#define NONE UINT32_MAX
#define BEFORE 0.5
#define AFTER 1.5

struct ut_but_class {
    double value;   /* 0 in a free slot */
    uint32_t first; /* root of the heap: the place that index() finds */
};

void ut_but_clear(struct ut_but_scratch *scratch)
{
    free(scratch->classes);
    *scratch = (struct ut_but_scratch){0};
}

/* Empties a table that the walk cannot fill beyond half: every element adds
 * at most its own value and its changed one. */
static int prepare(struct ut_but_scratch *scratch, size_t count)
{
    size_t needed = 16;
    while (needed < 4 * count)
        needed *= 2;
    if (needed > scratch->capacity) {
        struct ut_but_class *classes =
            realloc(scratch->classes, needed * sizeof *classes);
        if (classes == NULL)
            return UNDERTONE_EMEMORY;
        scratch->classes = classes;
        scratch->capacity = needed;
    }
    scratch->class_count = needed;
    for (size_t i = 0; i < needed; i++)
        scratch->classes[i] = (struct ut_but_class){0, NONE};
    return 0;
}

static struct ut_but_class *find_class(struct ut_but_scratch *scratch,
                                       double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    bits *= 0x9E3779B97F4A7C15u; /* 2^64 / golden ratio */
    size_t mask = scratch->class_count - 1;
    size_t at = (size_t)(bits >> 32) & mask;
    while (scratch->classes[at].value != 0 &&
           scratch->classes[at].value != value)
        at = (at + 1) & mask;
    scratch->classes[at].value = value;
    return &scratch->classes[at];
}

/* Joins two skew heaps ordered by place. */
static uint32_t merge(struct ut_sentiment *nodes, uint32_t a, uint32_t b)
{
    uint32_t root = NONE;
    uint32_t *link = &root;
    while (a != NONE && b != NONE) {
        uint32_t low = a < b ? a : b;
        b = a < b ? b : a;
        a = nodes[low].right;
        nodes[low].right = nodes[low].left;
        *link = low;
        link = &nodes[low].left;
    }
    *link = a != NONE ? a : b;
    return root;
}

static void insert(struct ut_but_scratch *scratch, struct ut_sentiment *nodes,
                   uint32_t node)
{
    nodes[node].left = nodes[node].right = NONE;
    if (nodes[node].value == 0)
        return; /* a product too small for a double */
    struct ut_but_class *class = find_class(scratch, nodes[node].value);
    class->first = merge(nodes, class->first, node);
}

int ut_but_apply(struct ut_but_scratch *scratch,
                 struct ut_sentiment *sentiments, size_t count, uint32_t but)
{
    if (count >= NONE)
        return UNDERTONE_ELIMIT;
    int status = prepare(scratch, count);
    if (status != 0)
        return status;
    for (uint32_t i = 0; i < count; i++) {
        insert(scratch, sentiments, i);
        struct ut_but_class *class = find_class(scratch, sentiments[i].value);
        struct ut_sentiment *found = &sentiments[class->first];
        if (found->position == but)
            continue;
        uint32_t place = class->first;
        class->first = merge(sentiments, found->left, found->right);
        found->value *= found->position < but ? BEFORE : AFTER;
        insert(scratch, sentiments, place);
    }
    return 0;
}
