/*
 * lexicon.c: the word table.
 *
 * Built for lookup: a slot holds the first eight bytes of its word, so that
 * most words of a text are found or missed with one load, one multiplication
 * and one comparison. Loading stands in lexicon_load.c and lexicon_overlay.c,
 * phrases in lexicon_phrase.c.
 */
#include "core/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"

#define CHUNK_BYTES 8
#define FIRST_SLOTS 4096u
#define FIRST_WORDS 1024u
#define KEYS_CEILING_BYTES ((size_t)1 << 31)

struct ut_lexicon_slot {
    uint64_t head; /* first eight bytes, zero padded */
    uint32_t size_bytes : 8;
    uint32_t word : 24; /* id, 0 in an empty slot */
    uint32_t key;       /* offset in keys of the bytes after the head */
};

_Static_assert(UT_LEXICON_MAX_WORD_BYTES < 1u << 8 &&
                   UT_LEXICON_MAX_WORDS <= 1u << 24,
               "a slot has the bits for any word");

static bool is_punctuation(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c > ' ' && c < 0x7F && (unsigned)((c | 0x20) - 'a') >= 26 &&
           (unsigned)(c - '0') >= 10;
}

/* Whether bytes[0 .. size_bytes) hold at most two code points. */
static bool is_short(const char *bytes, size_t size_bytes)
{
    unsigned points = 0;
    for (size_t i = 0; i < size_bytes && points < 3; i++)
        points += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return points < 3;
}

void ut_word_strip(const char **bytes, size_t *size_bytes)
{
    const char *start = *bytes;
    size_t size = *size_bytes;
    for (; size > 0 && is_punctuation(start[size - 1]); size--)
        ;
    for (; size > 0 && is_punctuation(start[0]); size--)
        start++;
    if (is_short(start, size))
        return;
    *bytes = start;
    *size_bytes = size;
}

/* Lower-cases the ASCII letters of eight bytes at once: in each byte the sum
 * sets bit 7 from 'A' on, respectively from past 'Z' on. */
static inline uint64_t fold_ascii(uint64_t bytes)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t low = bytes & (0x7F * ones);
    uint64_t from_a = low + (0x80 - 'A') * ones;
    uint64_t past_z = low + (0x7F - 'Z') * ones;
    uint64_t upper = from_a & ~past_z & ~bytes & (0x80 * ones);
    return bytes | upper >> 2;
}

/* Up to eight bytes, folded and zero padded; eight are readable. */
static inline uint64_t load_chunk(const char *bytes, size_t size_bytes)
{
    uint64_t chunk;
    memcpy(&chunk, bytes, CHUNK_BYTES);
    if (size_bytes < CHUNK_BYTES) {
        unsigned unused_bits = (unsigned)(CHUNK_BYTES - size_bytes) * 8;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        chunk &= ~(uint64_t)0 >> unused_bits;
#else
        chunk &= ~(uint64_t)0 << unused_bits;
#endif
    }
    return fold_ascii(chunk);
}

static inline uint64_t hash_word(uint64_t head, const char *bytes,
                                 size_t size_bytes)
{
    const uint64_t odd = 0x9E3779B97F4A7C15u; /* 2^64 / golden ratio */
    uint64_t hash = (head ^ size_bytes) * odd;
    for (size_t at = CHUNK_BYTES; at < size_bytes; at += CHUNK_BYTES)
        hash =
            (hash ^ hash >> 29 ^ load_chunk(bytes + at, size_bytes - at)) * odd;
    return hash ^ hash >> 32;
}

static bool is_same_rest(const struct ut_lexicon *lexicon,
                         const struct ut_lexicon_slot *slot, const char *bytes)
{
    const char *key = lexicon->keys.bytes + slot->key;
    size_t size = slot->size_bytes;
    for (size_t at = CHUNK_BYTES; at < size; at += CHUNK_BYTES)
        if (load_chunk(key + at - CHUNK_BYTES, size - at) !=
            load_chunk(bytes + at, size - at))
            return false;
    return true;
}

/* The slot of a padded word: where it stands or would be put. */
static struct ut_lexicon_slot *find_slot(const struct ut_lexicon *lexicon,
                                         const char *bytes, size_t size_bytes)
{
    uint64_t head = load_chunk(bytes, size_bytes);
    uint32_t mask = lexicon->slot_count - 1;
    uint32_t at = (uint32_t)hash_word(head, bytes, size_bytes) & mask;
    for (;; at = (at + 1) & mask) {
        struct ut_lexicon_slot *slot = &lexicon->slots[at];
        if (slot->head == head && slot->size_bytes == size_bytes &&
            (size_bytes <= CHUNK_BYTES || is_same_rest(lexicon, slot, bytes)))
            return slot;
        if (slot->word == UT_WORD_UNKNOWN)
            return slot;
    }
}

uint32_t ut_lexicon_find(const struct ut_lexicon *lexicon, const char *bytes,
                         size_t size_bytes)
{
    if (size_bytes > lexicon->longest_bytes)
        return UT_WORD_UNKNOWN;
    return find_slot(lexicon, bytes, size_bytes)->word;
}

static int grow_words(struct ut_lexicon *lexicon)
{
    if (lexicon->word_count >= UT_LEXICON_MAX_WORDS)
        return UNDERTONE_ELIMIT;
    struct ut_word *words =
        ut_array_grow(lexicon->words, &lexicon->word_capacity, sizeof *words);
    if (words == NULL)
        return UNDERTONE_EMEMORY;
    lexicon->words = words;
    return 0;
}

/* A new id, below the limit that a slot has bits for. */
int ut_lexicon_add_word(struct ut_lexicon *lexicon, struct ut_word word,
                        uint32_t *id)
{
    if (lexicon->word_count == lexicon->word_capacity) {
        int status = grow_words(lexicon);
        if (status != 0)
            return status;
    }
    *id = lexicon->word_count++;
    lexicon->words[*id] = word;
    return 0;
}

/* Doubles the slots. Words were distinct, so that only the place matters. */
static int grow_slots(struct ut_lexicon *lexicon)
{
    struct ut_lexicon grown = *lexicon;
    grown.slot_count *= 2;
    grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
    if (grown.slots == NULL)
        return UNDERTONE_EMEMORY;
    for (uint32_t i = 0; i < lexicon->slot_count; i++) {
        const struct ut_lexicon_slot *slot = &lexicon->slots[i];
        if (slot->word == UT_WORD_UNKNOWN)
            continue;
        char word[UT_LEXICON_MAX_WORD_BYTES + 2 * CHUNK_BYTES] = {0};
        memcpy(word, &slot->head, CHUNK_BYTES);
        if (slot->size_bytes > CHUNK_BYTES)
            memcpy(word + CHUNK_BYTES, grown.keys.bytes + slot->key,
                   slot->size_bytes - (size_t)CHUNK_BYTES);
        *find_slot(&grown, word, slot->size_bytes) = *slot;
    }
    free(lexicon->slots);
    lexicon->slots = grown.slots;
    lexicon->slot_count = grown.slot_count;
    return 0;
}

/* Appends the bytes after the head, followed by padding. */
static int add_key(struct ut_lexicon *lexicon, const char *word,
                   size_t size_bytes, uint32_t *offset)
{
    if (size_bytes <= CHUNK_BYTES)
        return 0;
    size_t start = lexicon->keys.size_bytes;
    /* `word` is zero padded, and its padding becomes the key's. */
    int status = ut_buf_add(&lexicon->keys, word + CHUNK_BYTES, size_bytes);
    if (status == 0)
        *offset = (uint32_t)start;
    return status;
}

/* Gives an empty slot to a padded word. */
static int fill_slot(struct ut_lexicon *lexicon, struct ut_lexicon_slot *slot,
                     const char *word, size_t size_bytes)
{
    bool has_nt = strstr(word, "n't") != NULL;
    uint32_t id;
    int status = add_key(lexicon, word, size_bytes, &slot->key);
    if (status == 0)
        status = ut_lexicon_add_word(
            lexicon, (struct ut_word){.roles = has_nt ? UT_WORD_NEGATOR : 0},
            &id);
    if (status != 0)
        return status;
    slot->head = load_chunk(word, size_bytes);
    slot->size_bytes = size_bytes & 0xFF;
    slot->word = id & 0xFFFFFF;
    if (size_bytes > lexicon->longest_bytes)
        lexicon->longest_bytes = size_bytes;
    return 0;
}

int ut_lexicon_intern(struct ut_lexicon *lexicon, const char *bytes,
                      size_t size_bytes, uint32_t *id)
{
    char word[UT_LEXICON_MAX_WORD_BYTES + CHUNK_BYTES] = {0};
    if (size_bytes == 0 || size_bytes > UT_LEXICON_MAX_WORD_BYTES)
        return UNDERTONE_EINVALID;
    memcpy(word, bytes, size_bytes);
    /* Three quarters of the slots stay empty: a miss ends at once. */
    int status = 0;
    if (4 * (uint64_t)lexicon->word_count >= lexicon->slot_count)
        status = grow_slots(lexicon);
    if (status != 0)
        return status;
    struct ut_lexicon_slot *slot = find_slot(lexicon, word, size_bytes);
    if (slot->word == UT_WORD_UNKNOWN) {
        status = fill_slot(lexicon, slot, word, size_bytes);
        if (status != 0)
            return status;
    }
    *id = slot->word;
    return 0;
}

void ut_lexicon_clear(struct ut_lexicon *lexicon)
{
    free(lexicon->words);
    free(lexicon->slots);
    free(lexicon->nodes);
    ut_buf_clear(&lexicon->keys);
    *lexicon = (struct ut_lexicon){0};
}

int ut_lexicon_init(struct ut_lexicon *lexicon)
{
    *lexicon = (struct ut_lexicon){
        .words = calloc(FIRST_WORDS, sizeof *lexicon->words),
        .slots = calloc(FIRST_SLOTS, sizeof *lexicon->slots),
        .word_count = UT_WORD_UNKNOWN_NEGATOR + 1,
        .word_capacity = FIRST_WORDS,
        .slot_count = FIRST_SLOTS,
    };
    ut_buf_init(&lexicon->keys, KEYS_CEILING_BYTES);
    if (lexicon->words == NULL || lexicon->slots == NULL)
        return UNDERTONE_EMEMORY;
    lexicon->words[UT_WORD_UNKNOWN_NEGATOR].roles = UT_WORD_NEGATOR;
    return ut_lexicon_add_rules(lexicon);
}
