/*
 * number.c: number text without the locale.
 *
 * The C library rounds exactly; only its decimal mark follows the locale.
 * So digits are taken from its output and the mark is placed here, and
 * reading names the C locale.
 */
#include "core/number.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/status.h"

#define DIGITS_MAX 17 /* enough to tell any two doubles apart */

struct decimal { /* 0.d1d2d3... * 10^point */
    char digits[DIGITS_MAX + 1];
    int count;
    int point;
};

/* glibc and musl answer their static C locale here: nothing to free. */
static double read_in_c_locale(const char *text)
{
    locale_t before = uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
    double value = strtod(text, NULL);
    uselocale(before);
    return value;
}

/* A positive value rounded to `count` significant digits. */
static struct decimal round_to(double value, int count)
{
    char text[64];
    struct decimal decimal = {.count = 0};
    snprintf(text, sizeof text, "%.*e", count - 1, value);
    const char *byte = text;
    for (; *byte != 'e'; byte++)
        if (*byte >= '0' && *byte <= '9')
            decimal.digits[decimal.count++] = *byte;
    decimal.point = (int)strtol(byte + 1, NULL, 10) + 1;
    return decimal;
}

static bool reads_back(const struct decimal *decimal, double value)
{
    char text[48];
    snprintf(text, sizeof text, "%.*se%d", decimal->count, decimal->digits,
             decimal->point - decimal->count);
    return read_in_c_locale(text) == value;
}

/* One more in the last place; false when every digit was 9. */
static bool step_up(struct decimal *decimal)
{
    int i = decimal->count - 1;
    while (i >= 0 && decimal->digits[i] == '9')
        decimal->digits[i--] = '0';
    if (i < 0)
        return false;
    decimal->digits[i]++;
    return true;
}

/* Below a power of two doubles lie twice as dense, so the nearest decimal
 * may belong to a neighbour while the next one up still reads back. */
static bool try_count(double value, int count, struct decimal *decimal)
{
    int exponent;
    *decimal = round_to(value, count);
    if (reads_back(decimal, value))
        return true;
    return frexp(value, &exponent) == 0.5 && step_up(decimal) &&
           reads_back(decimal, value);
}

/* Most doubles made by people have at most 15 digits, and those always read
 * back; a subnormal has fewer, so it is searched from one digit on. */
static struct decimal shortest(double value)
{
    struct decimal decimal;
    int count = value < 2.2250738585072014e-308 ? 1 : 15;
    while (!try_count(value, count, &decimal) && count < DIGITS_MAX)
        count++;
    while (decimal.count > 1 && decimal.digits[decimal.count - 1] == '0')
        decimal.count--;
    return decimal;
}

static char *put(char *out, const char *bytes, int count)
{
    memcpy(out, bytes, (size_t)count);
    return out + count;
}

static char *put_zeros(char *out, int count)
{
    memset(out, '0', (size_t)count);
    return out + count;
}

/* 123.45, 1200.0 or 0.0012: what repr writes for 1e-4 <= value < 1e16. */
static char *put_plain(char *out, const struct decimal *decimal)
{
    int whole = decimal->point, count = decimal->count;
    if (whole <= 0) {
        out = put_zeros(put(out, "0.", 2), -whole);
        return put(out, decimal->digits, count);
    }
    if (whole >= count) {
        out = put_zeros(put(out, decimal->digits, count), whole - count);
        return put(out, ".0", 2);
    }
    out = put(put(out, decimal->digits, whole), ".", 1);
    return put(out, decimal->digits + whole, count - whole);
}

static char *put_scientific(char *out, const struct decimal *decimal)
{
    *out++ = decimal->digits[0];
    if (decimal->count > 1) {
        *out++ = '.';
        out = put(out, decimal->digits + 1, decimal->count - 1);
    }
    return out + sprintf(out, "e%+03d", decimal->point - 1);
}

size_t ut_number_shortest(double value, char out[UT_NUMBER_TEXT_SIZE])
{
    char *end = out;
    if (signbit(value) && !isnan(value))
        *end++ = '-';
    value = fabs(value);
    if (isnan(value) || isinf(value)) {
        end = put(end, isnan(value) ? "nan" : "inf", 3);
    } else if (value == 0) {
        end = put(end, "0.0", 3);
    } else {
        struct decimal decimal = shortest(value);
        bool is_plain = decimal.point > -4 && decimal.point <= 16;
        end =
            is_plain ? put_plain(end, &decimal) : put_scientific(end, &decimal);
    }
    *end = '\0';
    return (size_t)(end - out);
}

/* True when no digit of the text is other than 0. */
static bool is_zero_text(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= '1' && *text <= '9')
            return false;
    return true;
}

size_t ut_number_fixed(double value, int decimals,
                       char out[UT_NUMBER_FIXED_SIZE])
{
    char text[UT_NUMBER_FIXED_SIZE + 16]; /* a mark may take several bytes */
    if (!isfinite(value))
        return ut_number_shortest(value, out);
    decimals = decimals < 0 ? 0 : decimals;
    if (decimals > UT_NUMBER_DECIMALS_MAX)
        decimals = UT_NUMBER_DECIMALS_MAX;
    size_t size = (size_t)snprintf(text, sizeof text, "%.*f", decimals, value);
    const char *start = text;
    if (*start == '-' && is_zero_text(text))
        start++;
    size -= (size_t)(start - text);
    char *end = out;
    size_t whole = strspn(start + 1, "0123456789") + 1;
    end = put(end, start, (int)whole);
    if (decimals > 0) {
        *end++ = '.';
        end = put(end, start + size - decimals, decimals);
    }
    *end = '\0';
    return (size_t)(end - out);
}

size_t ut_number_integer(int64_t value, char out[UT_NUMBER_TEXT_SIZE])
{
    return (size_t)snprintf(out, UT_NUMBER_TEXT_SIZE, "%lld", (long long)value);
}

/* How many digits stand at text[at]. */
static size_t digits_at(const char *text, size_t at)
{
    return strspn(text + at, "0123456789");
}

/* The grammar of ut_number_parse, over a text that ends with a NUL. */
static bool is_number(const char *text, size_t size)
{
    size_t at = *text == '-' || *text == '+' ? 1 : 0;
    size_t whole = digits_at(text, at), fraction = 0;
    at += whole;
    if (text[at] == '.') {
        fraction = digits_at(text, at + 1);
        at += fraction + 1;
    }
    if (whole + fraction == 0)
        return false;
    if (text[at] == 'e' || text[at] == 'E') {
        at++;
        at += text[at] == '-' || text[at] == '+' ? 1 : 0;
        size_t exponent = digits_at(text, at);
        if (exponent == 0)
            return false;
        at += exponent;
    }
    return at == size;
}

int ut_number_parse(const char *bytes, size_t size_bytes, double *value)
{
    char text[UT_NUMBER_PARSE_MAX + 1];
    if (size_bytes > UT_NUMBER_PARSE_MAX)
        return UNDERTONE_ELIMIT;
    memcpy(text, bytes, size_bytes);
    text[size_bytes] = '\0';
    if (!is_number(text, size_bytes))
        return UNDERTONE_EPARSE;
    double number = read_in_c_locale(text);
    if (isinf(number))
        return UNDERTONE_ELIMIT;
    *value = number;
    return 0;
}
