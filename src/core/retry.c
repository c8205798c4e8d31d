/* retry.c: the retry table, Retry-After and backoff. */
#include "core/retry.h"

#include <stddef.h>
#include <string.h>

#include "core/status.h"

struct ut_retry_policy ut_retry_policy_default(void)
{
    return (struct ut_retry_policy){
        .attempts = 5,
        .base_ms = 500,
        .throttle_ms = 2000,
        .cap_ms = 30000,
        .server_cap_ms = 300000,
        .server_slack = 0.1,
        .waits = 10,
        .waits_ms = 1800000,
        .budget = 100,
        .cost = 5,
        .timeout_cost = 10,
        .refund = 1,
        .outage_ms = 900000,
    };
}

enum ut_verdict ut_retry_verdict(int http_status, bool has_retry_after)
{
    switch (http_status) {
    case 408:
    case 425:
        return UT_VERDICT_RETRY;
    case 501:
    case 505:
        return UT_VERDICT_FINAL;
    case 503:
        return has_retry_after ? UT_VERDICT_THROTTLED : UT_VERDICT_RETRY;
    case 429:
        return UT_VERDICT_THROTTLED;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return UT_VERDICT_REDIRECT;
    case 401:
        return UT_VERDICT_UNAUTHORIZED;
    default:
        return http_status / 100 == 5 ? UT_VERDICT_RETRY : UT_VERDICT_FINAL;
    }
}

/* --- HTTP-date ------------------------------------------------------------ */

struct date {
    int year, month, day, hour, minute, second;
    bool is_short_year;
};

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Sunday",    "Monday",   "Tuesday",
                                       "Wednesday", "Thursday", "Friday",
                                       "Saturday"};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads exactly `count` digits. */
static bool read_digits(const char **at, int count, int *number)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!is_digit((*at)[i]))
            return false;
        value = value * 10 + ((*at)[i] - '0');
    }
    *at += count;
    *number = value;
    return true;
}

/* Reads a day's name, cut to three letters when `is_short`. */
static bool read_weekday(const char **at, bool is_short)
{
    for (size_t i = 0; i < sizeof weekdays / sizeof weekdays[0]; i++) {
        size_t size = is_short ? 3 : strlen(weekdays[i]);
        if (strncmp(*at, weekdays[i], size) == 0) {
            *at += size;
            return true;
        }
    }
    return false;
}

static bool read_month(const char **at, int *month)
{
    for (int i = 0; i < 12; i++)
        if (strncmp(*at, months[i], 3) == 0) {
            *at += 3;
            *month = i + 1;
            return true;
        }
    return false;
}

/* One field of a pattern; any other character stands for itself. */
static bool read_field(const char **at, char field, struct date *date)
{
    switch (field) {
    case 'w':
    case 'W':
        return read_weekday(at, field == 'w');
    case 'b':
        return read_month(at, &date->month);
    case 'd':
        return read_digits(at, 2, &date->day);
    case 'e': /* a one-digit day is padded with a space */
        if (**at != ' ')
            return read_digits(at, 2, &date->day);
        ++*at;
        return read_digits(at, 1, &date->day);
    case 'y':
        date->is_short_year = true;
        return read_digits(at, 2, &date->year);
    case 'Y':
        return read_digits(at, 4, &date->year);
    case 't':
        return read_digits(at, 2, &date->hour) && *(*at)++ == ':' &&
               read_digits(at, 2, &date->minute) && *(*at)++ == ':' &&
               read_digits(at, 2, &date->second);
    default:
        return *(*at)++ == field;
    }
}

static bool match(const char *text, const char *pattern, struct date *date)
{
    *date = (struct date){0};
    for (; *pattern != '\0'; pattern++)
        if (!read_field(&text, *pattern, date))
            return false;
    return *text == '\0';
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* A second of 60 is a leap second. */
static bool is_valid(const struct date *date)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    int length = lengths[date->month - 1];
    if (date->month == 2 && is_leap(date->year))
        length++;
    return date->day >= 1 && date->day <= length && date->hour < 24 &&
           date->minute < 60 && date->second <= 60;
}

static int64_t seconds_since_1970(const struct date *date)
{
    int64_t days = (int64_t)(date->year - 1970) * 365;
    int before = date->year - 1; /* leap days of the years before this one */
    days += before / 4 - before / 100 + before / 400 - 477;
    static const int starts[] = {0,   31,  59,  90,  120, 151,
                                 181, 212, 243, 273, 304, 334};
    days += starts[date->month - 1] + date->day - 1;
    if (date->month > 2 && is_leap(date->year))
        days++;
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

/* RFC 9110, 5.6.7: over 50 years ahead means the century before. */
static int full_year(int short_year, int reference_year)
{
    int year = reference_year / 100 * 100 + short_year;
    if (year > reference_year + 50)
        year -= 100;
    return year;
}

int ut_http_date(const char *text, int reference_year, int64_t *seconds)
{
    struct date date;
    if (!match(text, "w, d b Y t GMT", &date) &&
        !match(text, "W, d-b-y t GMT", &date) &&
        !match(text, "w b e t Y", &date))
        return UNDERTONE_EPARSE;
    if (date.is_short_year)
        date.year = full_year(date.year, reference_year);
    if (!is_valid(&date))
        return UNDERTONE_EPARSE;
    *seconds = seconds_since_1970(&date);
    return 0;
}

/* --- Retry-After ---------------------------------------------------------- */

#define DATE_REFERENCE_YEAR 2025 /* for a Date header with a short year */
#define SECONDS_PER_YEAR 31556952

static int64_t read_seconds(const char *digits)
{
    int64_t seconds = 0;
    for (; is_digit(*digits); digits++) {
        if (seconds > (INT64_MAX - 9) / 10)
            return INT64_MAX;
        seconds = seconds * 10 + (*digits - '0');
    }
    return seconds;
}

int ut_retry_after(const char *value, const char *date, int64_t *seconds)
{
    if (*value != '\0' && value[strspn(value, "0123456789")] == '\0') {
        *seconds = read_seconds(value);
        return 0;
    }
    int64_t now, then;
    if (date == NULL || ut_http_date(date, DATE_REFERENCE_YEAR, &now) != 0)
        return UNDERTONE_EPARSE;
    int year = (int)(1970 + now / SECONDS_PER_YEAR);
    if (ut_http_date(value, year, &then) != 0)
        return UNDERTONE_EPARSE;
    *seconds = then > now ? then - now : 0;
    return 0;
}

/* --- delays and budget ---------------------------------------------------- */

int64_t ut_retry_delay_ms(const struct ut_retry_policy *policy, int retry,
                          bool is_throttled, double chance)
{
    int64_t most_ms = is_throttled ? policy->throttle_ms : policy->base_ms;
    for (int i = 0; i < retry && most_ms < policy->cap_ms; i++)
        most_ms *= 2;
    if (most_ms > policy->cap_ms)
        most_ms = policy->cap_ms;
    return (int64_t)((double)most_ms * chance);
}

int64_t ut_retry_pause_ms(const struct ut_retry_policy *policy,
                          int64_t server_seconds, int64_t own_ms, double chance)
{
    int64_t most_ms = INT64_MAX / 4;
    int64_t pause_ms = most_ms;
    if (server_seconds < most_ms / 1000)
        pause_ms = server_seconds * 1000;
    if (pause_ms < own_ms)
        pause_ms = own_ms;
    return pause_ms +
           (int64_t)((double)pause_ms * policy->server_slack * chance);
}

bool ut_retry_spend(const struct ut_retry_policy *policy, int *budget,
                    bool is_timeout)
{
    int cost = is_timeout ? policy->timeout_cost : policy->cost;
    if (*budget < cost)
        return false;
    *budget -= cost;
    return true;
}

void ut_retry_refund(const struct ut_retry_policy *policy, int *budget)
{
    *budget += policy->refund;
    if (*budget > policy->budget)
        *budget = policy->budget;
}
