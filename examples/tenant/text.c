/* text.c: see text.h. */
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Exactly `count` digits at *at, which moves past them. */
static bool take_digits(struct slice *text, int count, int *number)
{
    if (text->size < (size_t)count)
        return false;
    int value = 0;
    for (int i = 0; i < count; i++) {
        char digit = text->start[i];
        if (digit < '0' || digit > '9')
            return false;
        value = value * 10 + (digit - '0');
    }
    text->start += count;
    text->size -= (size_t)count;
    *number = value;
    return true;
}

static bool take_char(struct slice *text, const char *choice)
{
    if (text->size == 0 || !strchr(choice, *text->start))
        return false;
    text->start++;
    text->size--;
    return true;
}

static int take_fraction_ms(struct slice *text)
{
    int ms = 0, digit;
    for (int scale = 100; take_digits(text, 1, &digit); scale /= 10)
        ms += digit * scale;
    return ms;
}

static bool take_zone(struct slice *text, int *offset_minutes)
{
    int hours, minutes;
    *offset_minutes = 0;
    if (text->size == 0 || take_char(text, "Zz"))
        return true;
    int sign = *text->start == '-' ? -1 : 1;
    if (!take_char(text, "+-") || !take_digits(text, 2, &hours))
        return false;
    take_char(text, ":");
    if (!take_digits(text, 2, &minutes))
        return false;
    *offset_minutes = sign * (hours * 60 + minutes);
    return true;
}

static bool take_clock(struct slice *text, struct tm *parts, int *ms)
{
    if (!take_digits(text, 2, &parts->tm_hour) || !take_char(text, ":") ||
        !take_digits(text, 2, &parts->tm_min))
        return false;
    if (take_char(text, ":") && !take_digits(text, 2, &parts->tm_sec))
        return false;
    if (take_char(text, "."))
        *ms = take_fraction_ms(text);
    return true;
}

bool text_read_time(struct slice text, int64_t *time_ms)
{
    struct tm parts = {0};
    int ms = 0, offset_minutes = 0;
    if (!take_digits(&text, 4, &parts.tm_year) || !take_char(&text, "-") ||
        !take_digits(&text, 2, &parts.tm_mon) || !take_char(&text, "-") ||
        !take_digits(&text, 2, &parts.tm_mday))
        return false;
    if (take_char(&text, "T ") &&
        (!take_clock(&text, &parts, &ms) || !take_zone(&text, &offset_minutes)))
        return false;
    if (text.size != 0)
        return false;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    *time_ms =
        ((int64_t)timegm(&parts) - (int64_t)offset_minutes * 60) * 1000 + ms;
    return true;
}

bool text_read_integer(struct slice text, int64_t *number)
{
    bool is_negative = take_char(&text, "-");
    int64_t value = 0;
    if (text.size == 0 || text.size > 18)
        return false;
    for (int digit; text.size > 0; value = value * 10 + digit)
        if (!take_digits(&text, 1, &digit))
            return false;
    *number = is_negative ? -value : value;
    return true;
}

bool text_read_decimal(const char *text, double *number)
{
    const char *point = strchr(text, '.');
    size_t whole_size = point ? (size_t)(point - text) : strlen(text);
    int64_t whole = 0, part = 0;
    if (whole_size &&
        !text_read_integer((struct slice){text, whole_size}, &whole))
        return false;
    double scale = 1;
    if (point) {
        size_t size = strlen(point + 1);
        if (!text_read_integer((struct slice){point + 1, size}, &part) ||
            part < 0)
            return false;
        while (size-- > 0)
            scale *= 10;
    }
    *number = (double)whole + (double)part / scale;
    return whole_size || point;
}

char *text_unescape(struct slice text, bool is_form)
{
    char *plain = malloc(text.size + 1);
    if (!plain)
        return NULL;
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.start[i];
        if (byte == '%' && i + 2 < text.size &&
            hex_digit(text.start[i + 1]) >= 0 &&
            hex_digit(text.start[i + 2]) >= 0) {
            byte = (char)(hex_digit(text.start[i + 1]) * 16 +
                          hex_digit(text.start[i + 2]));
            i += 2;
        } else if (byte == '+' && is_form) {
            byte = ' ';
        }
        plain[size++] = byte;
    }
    plain[size] = '\0';
    return plain;
}

char *text_form_value(struct slice form, const char *name)
{
    const char *at = form.start, *end = form.start + form.size;
    size_t name_size = strlen(name);
    while (at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        if (!stop)
            stop = end;
        if ((size_t)(stop - at) > name_size && at[name_size] == '=' &&
            memcmp(at, name, name_size) == 0) {
            at += name_size + 1;
            return text_unescape((struct slice){at, (size_t)(stop - at)}, true);
        }
        at = stop + 1;
    }
    return NULL;
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t text_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t text_steady_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}
