/*
 * punkt.c: reads the parameter file into maps of words and of word pairs.
 *
 * Contexts are many and rarely asked for; the few words with flags are kept
 * apart, so that looking a word up there stays in the processor's cache.
 */
#include "core/punkt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/map.h"

#define MAX_FIELDS 3
#define ALL_CONTEXTS (UT_PUNKT_UPPER | UT_PUNKT_LOWER)

/* Words with a set of bits each. */
struct word_bits {
    struct ut_map *words;
    uint8_t *bits; /* by word id */
    size_t capacity;
};

struct ut_punkt {
    struct word_bits flags;
    struct word_bits contexts;
    struct ut_map *pairs; /* keys are struct pair */
};

struct pair {
    uint32_t first; /* ids in flags */
    uint32_t second;
};

struct line {
    struct ut_span fields[MAX_FIELDS];
    int field_count;
};

static void clear_words(struct word_bits *words)
{
    ut_map_free(words->words);
    free(words->bits);
}

void ut_punkt_free(struct ut_punkt *punkt)
{
    if (punkt == NULL)
        return;
    clear_words(&punkt->flags);
    clear_words(&punkt->contexts);
    ut_map_free(punkt->pairs);
    free(punkt);
}

static unsigned bits_of(const struct word_bits *words, struct ut_span type)
{
    uint32_t id = ut_map_find(words->words, type.bytes, type.size_bytes);
    return id == UT_MAP_NONE ? 0 : words->bits[id];
}

unsigned ut_punkt_flags(const struct ut_punkt *punkt, struct ut_span type)
{
    return bits_of(&punkt->flags, type);
}

unsigned ut_punkt_contexts(const struct ut_punkt *punkt, struct ut_span type)
{
    return bits_of(&punkt->contexts, type);
}

bool ut_punkt_is_collocation(const struct ut_punkt *punkt, struct ut_span first,
                             struct ut_span second)
{
    const struct ut_map *words = punkt->flags.words;
    struct pair pair = {
        ut_map_find(words, first.bytes, first.size_bytes),
        ut_map_find(words, second.bytes, second.size_bytes),
    };
    if (pair.first == UT_MAP_NONE || pair.second == UT_MAP_NONE)
        return false;
    return ut_map_find(punkt->pairs, &pair, sizeof pair) != UT_MAP_NONE;
}

static int grow(struct word_bits *words)
{
    size_t known = words->capacity;
    uint8_t *bits = ut_array_grow(words->bits, &words->capacity, sizeof *bits);
    if (bits == NULL)
        return UNDERTONE_EMEMORY;
    memset(bits + known, 0, words->capacity - known);
    words->bits = bits;
    return 0;
}

static int add_word(struct word_bits *words, struct ut_span word, unsigned bits,
                    uint32_t *id)
{
    int status = ut_map_intern(words->words, word.bytes, word.size_bytes, id);
    if (status == 0 && *id >= words->capacity)
        status = grow(words);
    if (status == 0)
        words->bits[*id] = (uint8_t)(words->bits[*id] | bits);
    return status;
}

static int add_pair(struct ut_punkt *punkt, struct ut_span first,
                    struct ut_span second)
{
    struct pair pair;
    uint32_t id;
    int status =
        add_word(&punkt->flags, first, UT_PUNKT_COLLOCATES, &pair.first);
    if (status == 0)
        status = add_word(&punkt->flags, second, 0, &pair.second);
    if (status == 0)
        status = ut_map_intern(punkt->pairs, &pair, sizeof pair, &id);
    return status;
}

/* Decimal digits that fit in the contexts; 0 for anything else,
 * which no line may say. */
static unsigned parse_contexts(struct ut_span field)
{
    unsigned value = 0;
    for (size_t i = 0; i < field.size_bytes; i++) {
        unsigned digit = (unsigned)field.bytes[i] - '0';
        if (digit > 9 || value > ALL_CONTEXTS)
            return 0;
        value = value * 10 + digit;
    }
    return (value & ~(unsigned)ALL_CONTEXTS) == 0 ? value : 0;
}

/* Takes the next line off the text and splits it at tabs; a field too many
 * counts but is not kept. */
static struct line take_line(struct ut_span *text)
{
    struct ut_span rest = ut_span_cut(text, '\n');
    struct line line = {.field_count = 0};
    bool has_more = true;
    while (has_more) {
        has_more = memchr(rest.bytes, '\t', rest.size_bytes) != NULL;
        struct ut_span field = ut_span_cut(&rest, '\t');
        if (line.field_count < MAX_FIELDS)
            line.fields[line.field_count] = field;
        line.field_count++;
    }
    return line;
}

static int add_line(struct ut_punkt *punkt, const struct line *line)
{
    const struct ut_span *fields = line->fields;
    uint32_t id;
    if (fields[0].size_bytes != 1)
        return UNDERTONE_EPARSE;
    char kind = fields[0].bytes[0];
    if (kind == 'a' && line->field_count == 2)
        return add_word(&punkt->flags, fields[1], UT_PUNKT_ABBREVIATION, &id);
    if (kind == 's' && line->field_count == 2)
        return add_word(&punkt->flags, fields[1], UT_PUNKT_STARTER, &id);
    if (kind == 'c' && line->field_count == 3)
        return add_pair(punkt, fields[1], fields[2]);
    unsigned contexts = 0;
    if (kind == 'o' && line->field_count == 3)
        contexts = parse_contexts(fields[2]);
    if (contexts == 0)
        return UNDERTONE_EPARSE;
    return add_word(&punkt->contexts, fields[1], contexts, &id);
}

static int load(struct ut_punkt *punkt, struct ut_file_text file,
                struct ut_error *error)
{
    punkt->flags.words = ut_map_new();
    punkt->contexts.words = ut_map_new();
    punkt->pairs = ut_map_new();
    if (punkt->flags.words == NULL || punkt->contexts.words == NULL ||
        punkt->pairs == NULL)
        return ut_fail_memory(error);
    for (int number = 1; file.text.size_bytes > 0; number++) {
        struct line line = take_line(&file.text);
        int status = add_line(punkt, &line);
        if (status == UNDERTONE_EPARSE)
            return ut_fail(error, status, "%s:%d: not a Punkt parameter",
                           file.name, number);
        if (status != 0)
            return ut_fail(error, status, "%s: %s", file.name,
                           ut_status_text(status));
    }
    return 0;
}

int ut_punkt_new(struct ut_file_text file, struct ut_punkt **punkt,
                 struct ut_error *error)
{
    struct ut_punkt *model = calloc(1, sizeof *model);
    if (model == NULL)
        return ut_fail_memory(error);
    int status = load(model, file, error);
    if (status == 0)
        *punkt = model;
    else
        ut_punkt_free(model);
    return status;
}
