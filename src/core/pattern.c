/*
 * pattern.c: a backtracking matcher over offsets.
 *
 * Functions named match_* return the offset after the match or NO_MATCH; an
 * error is NO_MATCH with error.code set, which ends every loop.
 */
#include "core/pattern.h"

#include <string.h>

#define NO_MATCH ((size_t)-1)
#define DEPTH_MAX 200
#define STEPS_BETWEEN_QUESTIONS 8192

static size_t match(struct ut_pattern *p, size_t at, size_t item);

static size_t refuse(struct ut_pattern *p, const char *why)
{
    ut_fail(&p->error, UNDERTONE_EINVALID, "%s", why);
    return NO_MATCH;
}

/* Counts a step; answers whether to go on. */
static bool step(struct ut_pattern *p)
{
    if (++p->steps % STEPS_BETWEEN_QUESTIONS == 0 && p->keep_going != NULL &&
        !p->keep_going(p->data))
        ut_fail(&p->error, UNDERTONE_EINTERRUPTED, "interrupted");
    return p->error.code == 0;
}

static bool is_at(const struct ut_pattern *p, size_t item, char byte)
{
    return item < p->text_bytes && p->text[item] == byte;
}

static bool between(int byte, int low, int high)
{
    return byte >= low && byte <= high;
}

static bool is_letter(int byte)
{
    return between(byte | 0x20, 'a', 'z');
}

static bool is_digit(int byte)
{
    return between(byte, '0', '9');
}

/* Whether the byte is of the class a lower-case letter names; *is_class is
 * cleared for a letter that names none. */
static bool is_of_class(int byte, int letter, bool *is_class)
{
    switch (letter) {
    case 'a':
        return is_letter(byte);
    case 'c':
        return byte < 0x20 || byte == 0x7f;
    case 'd':
        return is_digit(byte);
    case 'g':
        return between(byte, 0x21, 0x7e);
    case 'l':
        return between(byte, 'a', 'z');
    case 'p':
        return between(byte, 0x21, 0x7e) && !is_letter(byte) && !is_digit(byte);
    case 's':
        return byte == ' ' || between(byte, '\t', '\r');
    case 'u':
        return between(byte, 'A', 'Z');
    case 'w':
        return is_letter(byte) || is_digit(byte);
    case 'x':
        return is_digit(byte) || between(byte | 0x20, 'a', 'f');
    case 'z': /* from Lua 5.1 */
        return byte == 0;
    default:
        *is_class = false;
        return false;
    }
}

/* %x: a class, its complement in upper case, or the byte itself. */
static bool matches_escape(int byte, int letter)
{
    bool is_class = is_letter(letter);
    bool is_member = is_class && is_of_class(byte, letter | 0x20, &is_class);
    if (!is_class)
        return byte == letter;
    return between(letter, 'A', 'Z') ? !is_member : is_member;
}

static int byte_at(const char *bytes, size_t at)
{
    return (unsigned char)bytes[at];
}

/* The set [...] from the byte after '[' to the closing ']' at `end`. */
static bool matches_set(const struct ut_pattern *p, int byte, size_t item,
                        size_t end)
{
    bool is_negated = p->text[item] == '^';
    item += is_negated;
    while (item < end) {
        if (p->text[item] == '%') {
            if (matches_escape(byte, byte_at(p->text, item + 1)))
                return !is_negated;
            item += 2;
        } else if (item + 2 < end && p->text[item + 1] == '-') {
            if (between(byte, byte_at(p->text, item),
                        byte_at(p->text, item + 2)))
                return !is_negated;
            item += 3;
        } else if (byte_at(p->text, item++) == byte) {
            return !is_negated;
        }
    }
    return is_negated;
}

/* The offset of the ']' that closes a set; a first ']' is a member. */
static size_t find_set_end(struct ut_pattern *p, size_t item)
{
    item += is_at(p, item, '^');
    do {
        if (item >= p->text_bytes)
            return refuse(p, "malformed pattern (missing ']')");
        item += p->text[item] == '%' ? 2 : 1;
    } while (!is_at(p, item, ']'));
    return item;
}

/* The offset after a single-byte item. */
static size_t find_item_end(struct ut_pattern *p, size_t item)
{
    if (p->text[item] == '[') {
        size_t end = find_set_end(p, item + 1);
        return end == NO_MATCH ? end : end + 1;
    }
    if (p->text[item] != '%')
        return item + 1;
    if (item + 1 >= p->text_bytes)
        return refuse(p, "malformed pattern (ends with '%')");
    return item + 2;
}

static bool matches_item(const struct ut_pattern *p, size_t at, size_t item,
                         size_t end)
{
    if (at >= p->subject_bytes)
        return false;
    int byte = byte_at(p->subject, at);
    switch (p->text[item]) {
    case '.':
        return true;
    case '%':
        return matches_escape(byte, byte_at(p->text, item + 1));
    case '[':
        return matches_set(p, byte, item + 1, end - 1);
    default:
        return byte_at(p->text, item) == byte;
    }
}

/* item*: as many as fit, then fewer. */
static size_t match_longest(struct ut_pattern *p, size_t at, size_t item,
                            size_t end)
{
    size_t most = 0;
    while (step(p) && matches_item(p, at + most, item, end))
        most++;
    for (size_t count = most + 1; count-- > 0 && step(p);) {
        size_t after = match(p, at + count, end + 1);
        if (after != NO_MATCH)
            return after;
    }
    return NO_MATCH;
}

/* item-: as few as fit, then more. */
static size_t match_shortest(struct ut_pattern *p, size_t at, size_t item,
                             size_t end)
{
    while (step(p)) {
        size_t after = match(p, at, end + 1);
        if (after != NO_MATCH)
            return after;
        if (p->error.code != 0 || !matches_item(p, at, item, end))
            return NO_MATCH;
        at++;
    }
    return NO_MATCH;
}

/* %bxy: from an x to the y that balances it. */
static size_t match_balance(struct ut_pattern *p, size_t at, size_t item)
{
    if (item + 1 >= p->text_bytes)
        return refuse(p, "malformed pattern (missing arguments to '%b')");
    if (at >= p->subject_bytes || p->subject[at] != p->text[item])
        return NO_MATCH;
    size_t open = 1;
    for (at++; at < p->subject_bytes && step(p); at++) {
        if (p->subject[at] == p->text[item + 1]) {
            if (--open == 0)
                return at + 1;
        } else if (p->subject[at] == p->text[item]) {
            open++;
        }
    }
    return NO_MATCH;
}

/* %f[set]: between a byte outside and one inside; the ends count as NUL.
 * `item` is behind the 'f'. */
static size_t match_frontier(struct ut_pattern *p, size_t at, size_t item)
{
    if (!is_at(p, item, '['))
        return refuse(p, "missing '[' after '%f' in pattern");
    size_t end = find_set_end(p, item + 1);
    if (end == NO_MATCH)
        return NO_MATCH;
    int before = at > 0 ? byte_at(p->subject, at - 1) : 0;
    int here = at < p->subject_bytes ? byte_at(p->subject, at) : 0;
    if (matches_set(p, before, item + 1, end) ||
        !matches_set(p, here, item + 1, end))
        return NO_MATCH;
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
        return NO_MATCH;
    }
    const struct ut_capture *capture = &p->captures[index];
    size_t size_bytes = capture->size_bytes;
    if (size_bytes == UT_CAPTURE_POSITION ||
        size_bytes > p->subject_bytes - at ||
        memcmp(p->subject + capture->start, p->subject + at, size_bytes) != 0)
        return NO_MATCH;
    return match(p, at + size_bytes, item + 1);
}

static size_t match_open(struct ut_pattern *p, size_t at, size_t item)
{
    if (p->capture_count == UT_PATTERN_CAPTURES_MAX)
        return refuse(p, "too many captures");
    size_t kind = is_at(p, item, ')') ? UT_CAPTURE_POSITION : UT_CAPTURE_OPEN;
    p->captures[p->capture_count++] = (struct ut_capture){at, kind};
    size_t after = match(p, at, item + (kind == UT_CAPTURE_POSITION));
    if (after == NO_MATCH)
        p->capture_count--;
    return after;
}

static size_t match_close(struct ut_pattern *p, size_t at, size_t item)
{
    int index = p->capture_count - 1;
    while (index >= 0 && p->captures[index].size_bytes != UT_CAPTURE_OPEN)
        index--;
    if (index < 0)
        return refuse(p, "invalid pattern capture");
    p->captures[index].size_bytes = at - p->captures[index].start;
    size_t after = match(p, at, item);
    if (after == NO_MATCH)
        p->captures[index].size_bytes = UT_CAPTURE_OPEN;
    return after;
}

/* A single-byte item with a suffix, and what follows it. */
static size_t match_item(struct ut_pattern *p, size_t at, size_t item)
{
    size_t end = find_item_end(p, item);
    if (end == NO_MATCH)
        return NO_MATCH;
    char suffix = end < p->text_bytes ? p->text[end] : '\0';
    if (suffix == '*')
        return match_longest(p, at, item, end);
    if (suffix == '-')
        return match_shortest(p, at, item, end);
    bool is_here = matches_item(p, at, item, end);
    if (suffix == '+')
        return is_here ? match_longest(p, at + 1, item, end) : NO_MATCH;
    size_t after = is_here ? match(p, at + 1, end + 1) : NO_MATCH;
    if (after != NO_MATCH || p->error.code != 0)
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
        return at == p->subject_bytes ? at : NO_MATCH;
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
    return at == NO_MATCH ? at : match(p, at, item + 4);
}

/* Whether a single-byte item without a suffix comes next, and its end. */
static bool is_single(struct ut_pattern *p, size_t item, size_t *end)
{
    if (item >= p->text_bytes || p->text[item] == '(' || p->text[item] == ')')
        return false;
    if (p->text[item] == '$' && item + 1 == p->text_bytes)
        return false;
    if (p->text[item] == '%' && item + 1 < p->text_bytes &&
        (is_digit(p->text[item + 1]) || is_at(p, item + 1, 'f') ||
         is_at(p, item + 1, 'b')))
        return false;
    *end = find_item_end(p, item);
    return *end != NO_MATCH &&
           (*end == p->text_bytes ||
            memchr("*+-?", p->text[*end], strlen("*+-?")) == NULL);
}

/* Single items go by in a loop, so that long patterns need no depth. */
static size_t match(struct ut_pattern *p, size_t at, size_t item)
{
    size_t end;
    if (!step(p))
        return NO_MATCH;
    while (is_single(p, item, &end)) {
        if (!matches_item(p, at, item, end))
            return NO_MATCH;
        at++;
        item = end;
    }
    if (p->error.code != 0)
        return NO_MATCH;
    if (++p->depth > DEPTH_MAX)
        return refuse(p, "pattern too complex");
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
    if (end == NO_MATCH)
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
