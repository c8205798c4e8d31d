/*
 * plot_scale.c: tick positions and number text as integer arithmetic.
 *
 * A tick is mantissa × 10^exponent with a 64-bit mantissa, which is printed
 * digit by digit; no floating-point formatting, so no locale.
 */
#include "core/plot_scale.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"

#define MINUS "\xE2\x88\x92"          /* U+2212 */
#define MISSING_NUMBER "\xE2\x80\x93" /* U+2013 */
#define PERCENT "\xC2\xA0%"           /* U+00A0 before it */
#define TIMES_TEN_TO                                                           \
    "\xC3\x97"                                                                 \
    "10^" /* U+00D7 */
#define DECIMALS_MAX 6
#define PLAIN_MANTISSA_MAX 1000000000000u
#define PLAIN_EXPONENT_MAX 6
#define PLAIN_EXPONENT_MIN (-DECIMALS_MAX)
#define MANTISSA_MAX 1e15

static double scaled(double mantissa, int exponent)
{
    return exponent < 0 ? mantissa / pow(10, -exponent)
                        : mantissa * pow(10, exponent);
}

/* --- numbers as text ---------------------------------------------------- */

/* Appends digits with a comma between groups of three; returns the end, where
 * the NUL stands. */
static char *write_grouped(const char *digits, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return out;
}

static char *write_whole(uint64_t value, char *out)
{
    char digits[UT_NUMBER_TEXT_SIZE];
    size_t count = ut_number_integer((int64_t)value, digits);
    return write_grouped(digits, count, out);
}

static uint64_t power_of_ten(int exponent)
{
    uint64_t power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

/* mantissa × 10^exponent in full, or as m×10^e when that would be long.
 * Returns the end, where the NUL stands. */
static char *write_scaled(int64_t mantissa, int exponent, char *out)
{
    uint64_t size = mantissa < 0 ? -(uint64_t)mantissa : (uint64_t)mantissa;
    if (mantissa < 0)
        out = stpcpy(out, MINUS);
    if (mantissa == 0 && exponent > 0)
        exponent = 0;
    if (exponent > PLAIN_EXPONENT_MAX || exponent < PLAIN_EXPONENT_MIN ||
        (exponent > 0 && size > PLAIN_MANTISSA_MAX)) {
        out = stpcpy(write_whole(size, out), TIMES_TEN_TO);
        if (exponent < 0)
            out = stpcpy(out, MINUS);
        return write_whole((uint64_t)abs(exponent), out);
    }
    if (exponent >= 0)
        return write_whole(size * power_of_ten(exponent), out);
    uint64_t unit = power_of_ten(-exponent);
    out = write_whole(size / unit, out);
    return out + snprintf(out, DECIMALS_MAX + 2, ".%0*llu", -exponent,
                          (unsigned long long)(size % unit));
}

void ut_label_number(double value, int decimals, char out[UT_TICK_LABEL_SIZE])
{
    char text[UT_NUMBER_FIXED_SIZE];
    if (!isfinite(value)) {
        stpcpy(out, MISSING_NUMBER);
        return;
    }
    if (fabs(value) < MANTISSA_MAX)
        ut_number_fixed(
            value, decimals < DECIMALS_MAX ? decimals : DECIMALS_MAX, text);
    else
        ut_number_shortest(value, text);
    const char *digits = text;
    if (*digits == '-') {
        out = stpcpy(out, MINUS);
        digits++;
    }
    size_t whole = strspn(digits, "0123456789");
    out = write_grouped(digits, whole, out);
    stpcpy(out, digits + whole);
}

/* --- linear ------------------------------------------------------------- */

struct step {
    int64_t mantissa;
    int exponent;
};

/* How many multiples of the step lie in the range. */
static double count_of(struct step step, double low, double high)
{
    double width = scaled((double)step.mantissa, step.exponent);
    return floor(high / width + 1e-9) - ceil(low / width - 1e-9) + 1;
}

/* The smallest of 1, 2, 5 × 10^e that gives no more than `most` ticks. */
static struct step nice_step(double low, double high, size_t most, bool integer)
{
    static const int mantissas[] = {1, 2, 5};
    int exponent = (int)floor(log10((high - low) / (double)most));
    if (integer && exponent < 0)
        exponent = 0;
    struct step step;
    for (int i = 0;; i++) {
        step = (struct step){mantissas[i % 3], exponent + i / 3};
        if (count_of(step, low, high) <= (double)most)
            return step;
    }
}

/* A step given as a double, such as 0.25, as mantissa and exponent. */
static struct step given_step(double step)
{
    for (int exponent = 0; exponent >= -9; exponent--) {
        double mantissa = scaled(step, -exponent);
        if (mantissa >= 1 && mantissa < MANTISSA_MAX &&
            fabs(mantissa - round(mantissa)) < 1e-9 * mantissa)
            return (struct step){llround(mantissa), exponent};
    }
    return (struct step){0, 0};
}

static bool is_usable(struct step step, double low, double high)
{
    return step.mantissa > 0 &&
           (high - low) / scaled((double)step.mantissa, step.exponent) <
               UT_TICKS_MAX;
}

static void label_tick(struct ut_tick *tick, int64_t mantissa, int exponent,
                       bool percent)
{
    char *end =
        write_scaled(mantissa, percent ? exponent + 2 : exponent, tick->label);
    if (percent)
        stpcpy(end, PERCENT);
}

void ut_ticks_linear(double low, double high, const struct ut_tick_wish *wish,
                     struct ut_ticks *ticks)
{
    size_t most = wish->most < 2 ? 2 : wish->most;
    if (most > UT_TICKS_MAX / 2)
        most = UT_TICKS_MAX / 2;
    struct step step =
        isfinite(wish->step) ? given_step(wish->step) : (struct step){0, 0};
    if (!is_usable(step, low, high))
        step = nice_step(low, high, most, wish->integer);
    double width = scaled((double)step.mantissa, step.exponent);
    double first = ceil(low / width - 1e-9);
    double last = floor(high / width + 1e-9);
    ticks->count = 0;
    if (fabs(first) > MANTISSA_MAX || fabs(last) > MANTISSA_MAX)
        return;
    for (double k = first; k <= last && ticks->count < UT_TICKS_MAX; k++) {
        struct ut_tick *tick = &ticks->at[ticks->count++];
        int64_t mantissa = (int64_t)k * step.mantissa;
        tick->value = scaled((double)mantissa, step.exponent);
        label_tick(tick, mantissa, step.exponent, wish->percent);
    }
}

/* --- days --------------------------------------------------------------- */

struct date {
    int64_t year;
    int month; /* 1 to 12 */
    int day;
};

/* Proleptic Gregorian calendar, eras of 400 years that begin in March
 * (Hinnant, "chrono-compatible low-level date algorithms"). */
static struct date date_of(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
    return (struct date){
        .year = year + era * 400 + (month >= 10),
        .month = (int)(month < 10 ? month + 3 : month - 9),
        .day = (int)(of_year - (153 * month + 2) / 5 + 1),
    };
}

static int64_t days_of(int64_t year, int month)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static void add_day(struct ut_ticks *ticks, int64_t day, int months)
{
    static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct date date = date_of(day);
    bool names_year = ticks->count == 0;
    if (!names_year)
        names_year = date_of((int64_t)ticks->at[ticks->count - 1].value).year !=
                     date.year;
    struct ut_tick *tick = &ticks->at[ticks->count++];
    tick->value = (double)day;
    char year[24] = "";
    if (names_year)
        snprintf(year, sizeof year, "\n%lld", (long long)date.year);
    if (months >= 12)
        snprintf(tick->label, sizeof tick->label, "%lld", (long long)date.year);
    else if (months > 0)
        snprintf(tick->label, sizeof tick->label, "%s%s", names[date.month - 1],
                 year);
    else
        snprintf(tick->label, sizeof tick->label, "%d %s%s", date.day,
                 names[date.month - 1], year);
}

/* Multiples of `step` days; weeks begin on Monday, and day 4 was one. */
static bool every_days(int64_t first, int64_t last, int64_t step, size_t most,
                       struct ut_ticks *ticks)
{
    if ((last - first) / step + 1 > (int64_t)most)
        return false;
    int64_t phase = step >= 7 ? 4 : first;
    int64_t gap = (first - phase) % step;
    int64_t day =
        gap == 0 ? first : first + step - (gap < 0 ? gap + step : gap);
    for (; day <= last; day += step)
        add_day(ticks, day, 0);
    return ticks->count > 0;
}

/* First days of every `step` months, counted from January of year 0. */
static bool every_months(int64_t first, int64_t last, int64_t step, size_t most,
                         struct ut_ticks *ticks)
{
    struct date begin = date_of(first);
    struct date end = date_of(last);
    int64_t month = begin.year * 12 + begin.month - 1;
    int64_t last_month = end.year * 12 + end.month - 1;
    month = (month + (begin.day > 1) + step - 1) / step * step;
    if ((last_month - month) / step + 1 > (int64_t)most)
        return false;
    for (; month <= last_month; month += step)
        add_day(ticks, days_of(month / 12, (int)(month % 12) + 1), (int)step);
    return ticks->count > 0;
}

void ut_ticks_days(double low, double high, size_t most, struct ut_ticks *ticks)
{
    static const int64_t day_steps[] = {1, 2, 7, 14};
    static const int64_t month_steps[] = {
        1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000};
    ticks->count = 0;
    if (!(low >= -719162 && high <= 2932896 && low <= high))
        return;
    most = most < 2 ? 2 : most > UT_TICKS_MAX ? UT_TICKS_MAX : most;
    int64_t first = (int64_t)ceil(low);
    int64_t last = (int64_t)floor(high);
    for (size_t i = 0; i < sizeof day_steps / sizeof day_steps[0]; i++)
        if (every_days(first, last, day_steps[i], most, ticks))
            return;
    for (size_t i = 0; i < sizeof month_steps / sizeof month_steps[0]; i++)
        if (every_months(first, last, month_steps[i], most, ticks))
            return;
}
