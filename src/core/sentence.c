/*
 * sentence.c: a walk in three steps, each reading the one below it.
 *
 * next_end finds possible ends and keeps the last of each chain without a
 * space ("Really?!!"); next_slice asks the judge about each and cuts the
 * text; ut_sentences_next moves closing quotes and brackets from the start
 * of a slice to the end of the one before. Nothing is copied.
 */
#include "core/sentence.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "core/punkt_word.h"

void ut_sentences_init(struct ut_sentences *walk, const struct ut_punkt *punkt)
{
    *walk = (struct ut_sentences){.has_slice = false};
    ut_sentence_judge_init(&walk->judge, punkt);
}

void ut_sentences_clear(struct ut_sentences *walk)
{
    ut_sentence_judge_clear(&walk->judge);
}

void ut_sentences_start(struct ut_sentences *walk, struct ut_span text)
{
    *walk = (struct ut_sentences){
        .judge = walk->judge, .text = text, .has_more_slices = true};
}

static struct ut_span part(struct ut_span text, size_t start, size_t end)
{
    return (struct ut_span){text.bytes + start, end - start};
}

/* The size of the white space, or of what is none, at the start. */
static size_t stretch_size(struct ut_span text, bool is_space)
{
    size_t at = 0;
    while (at < text.size_bytes) {
        size_t size = ut_punkt_space_size(ut_span_skip(text, at));
        if ((size > 0) != is_space)
            break;
        at += size > 0 ? size : 1;
    }
    return at;
}

/* The size without white space at the end. */
static size_t trimmed_size(struct ut_span text)
{
    size_t end = text.size_bytes;
    while (end > 0) {
        size_t start = end - 1; /* of the last code point */
        while (start > 0 && ((unsigned char)text.bytes[start] & 0xC0) == 0x80)
            start--;
        if (ut_punkt_space_size(part(text, start, end)) == 0)
            break;
        end = start;
    }
    return end;
}

/* --- possible ends -------------------------------------------------------- */

/* An end is followed by a character that is in no word, or by white space
 * and another word. */
static bool is_possible_end(struct ut_span text, size_t at,
                            struct ut_sentence_end *end)
{
    struct ut_span rest = ut_span_skip(text, at + 1);
    if (ut_punkt_is_non_word(rest.bytes[0])) {
        *end = (struct ut_sentence_end){
            .at = at, .context_end = at + 2, .next_start = at + 1};
        return true;
    }
    size_t space = stretch_size(rest, true);
    if (space == 0 || space == rest.size_bytes)
        return false;
    size_t next = at + 1 + space;
    *end = (struct ut_sentence_end){
        .at = at,
        .context_end = next + stretch_size(ut_span_skip(text, next), false),
        .next_start = next};
    return true;
}

/* The bytes of the word that equal `byte` become 0x80, others 0, up to the
 * first that does; above it a sum may carry. */
static uint64_t match_eight(uint64_t word, char byte)
{
    const uint64_t ones = 0x0101010101010101u;
    word ^= (unsigned char)byte * ones;
    return (word - ones) & ~word & 0x80 * ones;
}

/* Where the next '.', '?' or '!' is, or the size of the text. */
static size_t find_mark(struct ut_span text, size_t at)
{
    uint64_t word;
    for (; at + sizeof word <= text.size_bytes; at += sizeof word) {
        memcpy(&word, text.bytes + at, sizeof word);
        word = le64toh(word);
        word = match_eight(word, '.') | match_eight(word, '?') |
               match_eight(word, '!');
        if (word != 0)
            return at + (size_t)__builtin_ctzll(word) / 8;
    }
    while (at < text.size_bytes && memchr(".?!", text.bytes[at], 3) == NULL)
        at++;
    return at;
}

static bool find_end(struct ut_sentences *walk, struct ut_sentence_end *end)
{
    size_t at = find_mark(walk->text, walk->scan_at);
    while (at + 1 < walk->text.size_bytes) {
        if (is_possible_end(walk->text, at, end)) {
            walk->scan_at = at + 1;
            return true;
        }
        at = find_mark(walk->text, at + 1);
    }
    walk->scan_at = walk->text.size_bytes;
    return false;
}

static bool is_ascii_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Where the word before `at` starts. White space is ASCII's here, and none
 * counts right behind the previous end: both are the reference's ways. */
static size_t word_start(const struct ut_sentences *walk, size_t at)
{
    size_t previous = walk->pending.at;
    for (size_t i = at; i > previous + 1; i--)
        if (is_ascii_space(walk->text.bytes[i - 1]))
            return i;
    return walk->pending.context_start;
}

/* The next possible end that is not followed by another in one word. */
static bool next_end(struct ut_sentences *walk, struct ut_sentence_end *end)
{
    struct ut_sentence_end found;
    while (find_end(walk, &found)) {
        struct ut_sentence_end previous = walk->pending;
        bool has_previous = walk->has_pending;
        found.context_start = word_start(walk, found.at);
        walk->pending = found;
        walk->has_pending = true;
        if (has_previous && previous.at <= found.context_start) {
            *end = previous;
            return true;
        }
    }
    bool has_pending = walk->has_pending;
    walk->has_pending = false;
    *end = walk->pending;
    return has_pending;
}

/* --- slices and sentences ------------------------------------------------- */

/* 1 or 0: "?" and "!" always end a sentence, as words of their own with
 * another behind them. UNDERTONE_EMEMORY. */
static int breaks_at(struct ut_sentences *walk,
                     const struct ut_sentence_end *end)
{
    if (walk->text.bytes[end->at] != '.')
        return 1;
    return ut_sentence_judge_breaks(
        &walk->judge, part(walk->text, end->context_start, end->context_end));
}

/* 1 and the text up to the next end that is one, 0 when there is no more. */
static int next_slice(struct ut_sentences *walk, struct ut_span *slice)
{
    struct ut_sentence_end end;
    size_t start = walk->next_start;
    while (next_end(walk, &end)) {
        int breaks = breaks_at(walk, &end);
        if (breaks == 0)
            continue;
        walk->next_start = end.next_start;
        *slice = part(walk->text, start, end.at + 1);
        return breaks;
    }
    if (!walk->has_more_slices)
        return 0;
    walk->has_more_slices = false;
    *slice = part(walk->text, start, trimmed_size(walk->text));
    return 1;
}

/* How many quotes and brackets at the start of a slice belong to the slice
 * before: all of them, when white space, a dash or the end follows. *taken
 * receives their size with that white space, 0 when there are none. */
static size_t closing_size(struct ut_span slice, size_t *taken)
{
    size_t size = 0;
    while (size < slice.size_bytes &&
           memchr("\"')]}", slice.bytes[size], 5) != NULL)
        size++;
    struct ut_span rest = ut_span_skip(slice, size);
    size_t space = stretch_size(rest, true);
    bool is_dash = rest.size_bytes >= 2 && memcmp(rest.bytes, "--", 2) == 0;
    if (space == 0 && !is_dash && rest.size_bytes > 0)
        size = 0;
    *taken = size == 0 ? 0 : size + space;
    return size;
}

/* Gives the sentence that the slice read ahead begins, and reads the next
 * slice. 1, or 0 when that was the last one; the sentence may be empty. */
static int next_realigned(struct ut_sentences *walk, struct ut_span *sentence)
{
    struct ut_span next;
    *sentence = ut_span_skip(walk->slice, walk->realigned_bytes);
    int status = next_slice(walk, &next);
    walk->has_slice = status > 0;
    if (status <= 0)
        return status;
    size_t closing = closing_size(next, &walk->realigned_bytes);
    if (closing > 0)
        sentence->size_bytes = (size_t)(next.bytes + closing - sentence->bytes);
    walk->slice = next;
    return 1;
}

int ut_sentences_next(struct ut_sentences *walk, struct ut_span *sentence)
{
    if (!walk->has_slice) {
        int status = next_slice(walk, &walk->slice);
        if (status <= 0)
            return status;
        walk->has_slice = true;
    }
    while (walk->has_slice) {
        int status = next_realigned(walk, sentence);
        if (status < 0)
            return status;
        if (sentence->size_bytes > 0)
            return 1;
    }
    return 0;
}
