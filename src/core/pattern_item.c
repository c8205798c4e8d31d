/* pattern_item.c: classes and sets, in the C locale. */
#include "core/pattern_item.h"

size_t ut_pattern_refuse(struct ut_pattern *p, const char *why)
{
    ut_fail(&p->error, UNDERTONE_EINVALID, "%s", why);
    return UT_PATTERN_NONE;
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

bool ut_pattern_set_has(const struct ut_pattern *p, int byte, size_t item,
                        size_t end)
{
    bool is_negated = p->text[item] == '^';
    item += is_negated;
    while (item < end) {
        if (p->text[item] == '%') {
            if (matches_escape(byte, ut_pattern_byte_at(p->text, item + 1)))
                return !is_negated;
            item += 2;
        } else if (item + 2 < end && p->text[item + 1] == '-') {
            if (between(byte, ut_pattern_byte_at(p->text, item),
                        ut_pattern_byte_at(p->text, item + 2)))
                return !is_negated;
            item += 3;
        } else if (ut_pattern_byte_at(p->text, item++) == byte) {
            return !is_negated;
        }
    }
    return is_negated;
}

/* A first ']' is a member. */
size_t ut_pattern_set_end(struct ut_pattern *p, size_t item)
{
    item += ut_pattern_is_at(p, item, '^');
    do {
        if (item >= p->text_bytes)
            return ut_pattern_refuse(p, "malformed pattern (missing ']')");
        item += p->text[item] == '%' ? 2 : 1;
    } while (!ut_pattern_is_at(p, item, ']'));
    return item;
}

size_t ut_pattern_item_end(struct ut_pattern *p, size_t item)
{
    if (p->text[item] == '[') {
        size_t end = ut_pattern_set_end(p, item + 1);
        return end == UT_PATTERN_NONE ? end : end + 1;
    }
    if (p->text[item] != '%')
        return item + 1;
    if (item + 1 >= p->text_bytes)
        return ut_pattern_refuse(p, "malformed pattern (ends with '%')");
    return item + 2;
}

bool ut_pattern_item_matches(const struct ut_pattern *p, size_t at, size_t item,
                             size_t end)
{
    if (at >= p->subject_bytes)
        return false;
    int byte = ut_pattern_byte_at(p->subject, at);
    switch (p->text[item]) {
    case '.':
        return true;
    case '%':
        return matches_escape(byte, ut_pattern_byte_at(p->text, item + 1));
    case '[':
        return ut_pattern_set_has(p, byte, item + 1, end - 1);
    default:
        return ut_pattern_byte_at(p->text, item) == byte;
    }
}
