/*
 * pattern.c: a backtracking matcher over offsets.
 *
 * Functions named match_* return the offset after the match or UT_PATTERN_NONE;
 * an error is UT_PATTERN_NONE with error.code set, which ends every loop.
 */
#include "core/pattern.h"

#include <string.h>

#include "core/pattern_item.h"

#define DEPTH_MAX 200
#define STEPS_BETWEEN_QUESTIONS 8192

static size_t match(struct ut_pattern *p, size_t at, size_t item);

/* Counts a step; answers whether to go on. */
static bool step(struct ut_pattern *p)
{
    if (++p->steps % STEPS_BETWEEN_QUESTIONS == 0 && p->keep_going != NULL &&
        !p->keep_going(p->data))
        ut_fail(&p->error, UNDERTONE_EINTERRUPTED, "interrupted");
    return p->error.code == 0;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* item*: as many as fit, then fewer. */
static size_t match_longest(struct ut_pattern *p, size_t at, size_t item,
                            size_t end)
{
    size_t most = 0;
    while (step(p) && ut_pattern_item_matches(p, at + most, item, end))
        most++;
    for (size_t count = most + 1; count-- > 0 && step(p);) {
        size_t after = match(p, at + count, end + 1);
        if (after != UT_PATTERN_NONE)
            return after;
    }
    return UT_PATTERN_NONE;
}

/* item-: as few as fit, then more. */
static size_t match_shortest(struct ut_pattern *p, size_t at, size_t item,
                             size_t end)
{
    while (step(p)) {
        size_t after = match(p, at, end + 1);
        if (after != UT_PATTERN_NONE)
            return after;
        if (p->error.code != 0 || !ut_pattern_item_matches(p, at, item, end))
            return UT_PATTERN_NONE;
        at++;
    }
    return UT_PATTERN_NONE;
}

/* %bxy: from an x to the y that balances it. */
static size_t match_balance(struct ut_pattern *p, size_t at, size_t item)
{
    if (item + 1 >= p->text_bytes)
        return ut_pattern_refuse(
            p, "malformed pattern (missing arguments to '%b')");
    if (at >= p->subject_bytes || p->subject[at] != p->text[item])
        return UT_PATTERN_NONE;
    size_t open = 1;
    for (at++; at < p->subject_bytes && step(p); at++) {
        if (p->subject[at] == p->text[item + 1]) {
            if (--open == 0)
                return at + 1;
        } else if (p->subject[at] == p->text[item]) {
            open++;
        }
    }
    return UT_PATTERN_NONE;
}

/* %f[set]: between a byte outside and one inside; the ends count as NUL.
 * `item` is behind the 'f'. */
static size_t match_frontier(struct ut_pattern *p, size_t at, size_t item)
{
    if (!ut_pattern_is_at(p, item, '['))
        return ut_pattern_refuse(p, "missing '[' after '%f' in pattern");
    size_t end = ut_pattern_set_end(p, item + 1);
    if (end == UT_PATTERN_NONE)
        return UT_PATTERN_NONE;
    int before = at > 0 ? ut_pattern_byte_at(p->subject, at - 1) : 0;
    int here = at < p->subject_bytes ? ut_pattern_byte_at(p->subject, at) : 0;
    if (ut_pattern_set_has(p, before, item + 1, end) ||
        !ut_pattern_set_has(p, here, item + 1, end))
        return UT_PATTERN_NONE;
    return match(p, at, end + 1);
}

/* %1 to %9: the text of a closed capture once more. */
static size_t match_again(struct ut_pattern *p, size_t at, size_t item)
{
    int index = p->text[item] - '1';
    if (index < 0 || index >= p->capture_count ||
        p->captures[index].size_bytes == UT_CAPTURE_OPEN) {
        ut_fail(&p->error, UNDERTONE_EINVALID, "invalid capture index %%%c",
                p->text[item]);
        return UT_PATTERN_NONE;
    }
    const struct ut_capture *capture = &p->captures[index];
    size_t size_bytes = capture->size_bytes;
    if (size_bytes == UT_CAPTURE_POSITION ||
        size_bytes > p->subject_bytes - at ||
        memcmp(p->subject + capture->start, p->subject + at, size_bytes) != 0)
        return UT_PATTERN_NONE;
    return match(p, at + size_bytes, item + 1);
}

static size_t match_open(struct ut_pattern *p, size_t at, size_t item)
{
    if (p->capture_count == UT_PATTERN_CAPTURES_MAX)
        return ut_pattern_refuse(p, "too many captures");
    size_t kind =
        ut_pattern_is_at(p, item, ')') ? UT_CAPTURE_POSITION : UT_CAPTURE_OPEN;
    p->captures[p->capture_count++] = (struct ut_capture){at, kind};
    size_t after = match(p, at, item + (kind == UT_CAPTURE_POSITION));
    if (after == UT_PATTERN_NONE)
        p->capture_count--;
    return after;
}

static size_t match_close(struct ut_pattern *p, size_t at, size_t item)
{
    int index = p->capture_count - 1;
    while (index >= 0 && p->captures[index].size_bytes != UT_CAPTURE_OPEN)
        index--;
    if (index < 0)
        return ut_pattern_refuse(p, "invalid pattern capture");
    p->captures[index].size_bytes = at - p->captures[index].start;
    size_t after = match(p, at, item);
    if (after == UT_PATTERN_NONE)
        p->captures[index].size_bytes = UT_CAPTURE_OPEN;
    return after;
}

/* A single-byte item with a suffix, and what follows it. */
static size_t match_item(struct ut_pattern *p, size_t at, size_t item)
{
    size_t end = ut_pattern_item_end(p, item);
    if (end == UT_PATTERN_NONE)
        return UT_PATTERN_NONE;
    char suffix = end < p->text_bytes ? p->text[end] : '\0';
    if (suffix == '*')
        return match_longest(p, at, item, end);
    if (suffix == '-')
        return match_shortest(p, at, item, end);
    bool is_here = ut_pattern_item_matches(p, at, item, end);
    if (suffix == '+')
        return is_here ? match_longest(p, at + 1, item, end) : UT_PATTERN_NONE;
    size_t after = is_here ? match(p, at + 1, end + 1) : UT_PATTERN_NONE;
    if (after != UT_PATTERN_NONE || p->error.code != 0)
        return after;
    return match(p, at, end + 1);
}

/* What is no single item: the end, captures, %b, %f, %1, suffixes. */
static size_t match_here(struct ut_pattern *p, size_t at, size_t item)
{
    if (item >= p->text_bytes)
        return at;
    if (p->text[item] == '(')
        return match_open(p, at, item + 1);
    if (p->text[item] == ')')
        return match_close(p, at, item + 1);
    if (p->text[item] == '$' && item + 1 == p->text_bytes)
        return at == p->subject_bytes ? at : UT_PATTERN_NONE;
    if (p->text[item] != '%' || item + 1 >= p->text_bytes)
        return match_item(p, at, item);
    char letter = p->text[item + 1];
    if (letter == 'f')
        return match_frontier(p, at, item + 2);
    if (is_digit(letter))
        return match_again(p, at, item + 1);
    if (letter != 'b')
        return match_item(p, at, item);
    at = match_balance(p, at, item + 2);
    return at == UT_PATTERN_NONE ? at : match(p, at, item + 4);
}

/* Whether a single-byte item without a suffix comes next, and its end. */
static bool is_single(struct ut_pattern *p, size_t item, size_t *end)
{
    if (item >= p->text_bytes || p->text[item] == '(' || p->text[item] == ')')
        return false;
    if (p->text[item] == '$' && item + 1 == p->text_bytes)
        return false;
    if (p->text[item] == '%' && item + 1 < p->text_bytes &&
        (is_digit(p->text[item + 1]) || ut_pattern_is_at(p, item + 1, 'f') ||
         ut_pattern_is_at(p, item + 1, 'b')))
        return false;
    *end = ut_pattern_item_end(p, item);
    return *end != UT_PATTERN_NONE &&
           (*end == p->text_bytes ||
            memchr("*+-?", p->text[*end], strlen("*+-?")) == NULL);
}

/* Single items go by in a loop, so that long patterns need no depth. */
static size_t match(struct ut_pattern *p, size_t at, size_t item)
{
    size_t end;
    if (!step(p))
        return UT_PATTERN_NONE;
    while (is_single(p, item, &end)) {
        if (!ut_pattern_item_matches(p, at, item, end))
            return UT_PATTERN_NONE;
        at++;
        item = end;
    }
    if (p->error.code != 0)
        return UT_PATTERN_NONE;
    if (++p->depth > DEPTH_MAX)
        return ut_pattern_refuse(p, "pattern too complex");
    size_t after = match_here(p, at, item);
    p->depth--;
    return after;
}

int ut_pattern_match_at(struct ut_pattern *pattern, size_t start)
{
    pattern->depth = 0;
    pattern->capture_count = 0;
    pattern->error.code = 0;
    size_t end = match(pattern, start, 0);
    if (pattern->error.code != 0)
        return pattern->error.code;
    if (end == UT_PATTERN_NONE)
        return 0;
    pattern->end = end;
    return 1;
}

int ut_pattern_find(struct ut_pattern *pattern, size_t start, bool is_anchored,
                    size_t *found)
{
    do {
        int result = ut_pattern_match_at(pattern, start);
        if (result == 1)
            *found = start;
        if (result != 0)
            return result;
    } while (++start <= pattern->subject_bytes && !is_anchored);
    return 0;
}
