/* scanner.c: the growing list, and what a closed chunk turns into. Comments
 * name the lists of NLTKWordTokenizer that a rule comes from. */
#include "core/scanner.h"

#include <stdlib.h>

#include "core/array.h"

void ut_tokens_clear(struct ut_tokens *tokens)
{
    free(tokens->items);
    *tokens = (struct ut_tokens){.items = NULL};
}

static int grow(struct ut_tokens *tokens)
{
    struct ut_token *items =
        ut_array_grow(tokens->items, &tokens->capacity, sizeof *items);
    if (items == NULL)
        return UNDERTONE_EMEMORY;
    tokens->items = items;
    return 0;
}

static inline void emit_token(struct ut_scanner *scanner, const char *bytes,
                              size_t size_bytes, bool is_letters)
{
    struct ut_tokens *tokens = scanner->tokens;
    if (tokens->count == tokens->capacity && grow(tokens) != 0) {
        scanner->status = UNDERTONE_EMEMORY;
        return;
    }
    struct ut_token *token = &tokens->items[tokens->count++];
    token->bytes = bytes;
    token->size_bytes = (uint32_t)size_bytes;
    token->is_letters = is_letters;
}

void ut_scanner_emit(struct ut_scanner *scanner, const char *bytes,
                     size_t size_bytes)
{
    emit_token(scanner, bytes, size_bytes, false);
}

/* --- chunks --------------------------------------------------------------- */

/* CONTRACTIONS3: 'tis and 'twas after a space; the one puts a space before
 * what follows it, so the other may stand right there. */
static void emit_tis(struct ut_scanner *scanner, struct ut_span part)
{
    for (int is_was = 0; is_was < 2; is_was++) {
        size_t size = ut_clitic_tis_size(part, is_was);
        if (size == 0)
            continue;
        ut_scanner_emit(scanner, part.bytes, 2);
        ut_scanner_emit(scanner, part.bytes + 2, size - 2);
        part.bytes += size;
        part.size_bytes -= size;
    }
    if (part.size_bytes > 0)
        ut_scanner_emit(scanner, part.bytes, part.size_bytes);
}

/* CONTRACTIONS2, each with a space before and after. */
static void emit_part(struct ut_scanner *scanner, struct ut_span part)
{
    struct ut_span before, first, second;
    bool is_spaced = scanner->is_spaced;
    while (ut_clitic_find_contraction(part, &before, &first, &second)) {
        if (is_spaced)
            emit_tis(scanner, before);
        else if (before.size_bytes > 0)
            ut_scanner_emit(scanner, before.bytes, before.size_bytes);
        ut_scanner_emit(scanner, first.bytes, first.size_bytes);
        ut_scanner_emit(scanner, second.bytes, second.size_bytes);
        const char *end = second.bytes + second.size_bytes;
        part.size_bytes -= (size_t)(end - part.bytes);
        part.bytes = end;
        is_spaced = true;
    }
    if (is_spaced)
        emit_tis(scanner, part);
    else if (part.size_bytes > 0)
        ut_scanner_emit(scanner, part.bytes, part.size_bytes);
}

/* Letters alone have no endings, and their contractions (cannot, gimme,
 * gonna, gotta, lemme, wanna) are five or six, the third and fourth alike. */
static bool may_be_contraction(const char *letters, size_t size)
{
    return (size == 5 || size == 6) &&
           (letters[2] | 0x20) == (letters[3] | 0x20);
}

/* Kept out of ut_scanner_close, whose usual way needs no memory for parts. */
static __attribute__((noinline)) void
split_chunk(struct ut_scanner *scanner, struct ut_span chunk, enum ut_gap gap)
{
    struct ut_span parts[UT_CLITIC_MAX_PARTS];
    int count = ut_clitic_split_endings(chunk, gap, parts);
    emit_part(scanner, parts[0]);
    for (int i = 1; i < count; i++)
        ut_scanner_emit(scanner, parts[i].bytes, parts[i].size_bytes);
}

void ut_scanner_close(struct ut_scanner *scanner, enum ut_gap gap)
{
    const char *bytes = scanner->text.bytes + scanner->chunk;
    size_t size = scanner->at - scanner->chunk;
    if (size == 0)
        return;
    if (!scanner->is_mixed && !may_be_contraction(bytes, size))
        emit_token(scanner, bytes, size, true);
    else
        split_chunk(scanner, (struct ut_span){bytes, size}, gap);
}

void ut_scanner_isolate(struct ut_scanner *scanner, size_t size_bytes,
                        enum ut_gap gap)
{
    ut_scanner_close(scanner, gap);
    ut_scanner_emit(scanner, scanner->text.bytes + scanner->at, size_bytes);
    ut_scanner_advance(scanner, size_bytes, true);
}
