/*
 * retry.h: whether to ask again, and when, as pure arithmetic.
 *
 * Knows status codes, Retry-After and backoff; does no I/O and reads no
 * clock: the caller passes times and random numbers in. Durations are
 * milliseconds unless a name says otherwise.
 *
 * Sources: RFC 9110 sections 5.6.7 (dates), 10.2.3 (Retry-After) and 15
 * (statuses); "full jitter" backoff; a retry budget in the manner of the
 * Google SRE book, chapter 21.
 */
#ifndef UT_RETRY_H
#define UT_RETRY_H

#include <stdbool.h>
#include <stdint.h>

/* Every number of the policy. ut_retry_policy_default() fills it. */
struct ut_retry_policy {
    int attempts;          /* sends of one request, the first included: 5 */
    int64_t base_ms;       /* first delay is uniform(0, base): 500 */
    int64_t throttle_ms;   /* the same after 429: 2,000 */
    int64_t cap_ms;        /* no own delay is longer: 30,000 */
    int64_t server_cap_ms; /* longest Retry-After worth waiting: 300,000 */
    double server_slack;   /* up to this share is added to it: 0.1 */
    int waits;             /* throttled answers one request may meet: 10 */
    int64_t waits_ms;      /* and the time it may spend on them: 1,800,000 */
    int budget;            /* retry tokens at the start, and at most: 100 */
    int cost;              /* of one retry: 5 */
    int timeout_cost;      /* of one retry after a timeout: 10 */
    int refund;            /* of one clean success: 1 */
    int64_t outage_ms;     /* nothing but failure for so long: 900,000 */
};

struct ut_retry_policy ut_retry_policy_default(void);

/* What an HTTP status asks the client to do. */
enum ut_verdict {
    UT_VERDICT_FINAL,        /* an answer for the caller, good or bad */
    UT_VERDICT_RETRY,        /* ask again after an own delay */
    UT_VERDICT_THROTTLED,    /* everybody pauses, then ask again */
    UT_VERDICT_REDIRECT,     /* look at Location */
    UT_VERDICT_UNAUTHORIZED, /* the token was refused */
};

/* A class of statuses is what its first one is (RFC 9110, 15): a 5xx that is
 * not known here, such as the 520 to 530 of content networks, is a 500. Only
 * 501 and 505 say that the request itself will never do. */
enum ut_verdict ut_retry_verdict(int http_status, bool has_retry_after);

/* Reads a Retry-After value: digits, or one of the three HTTP-date forms
 * measured against the response's own Date header (NULL or unreadable: the
 * date cannot be measured and counts as absent). *seconds is never negative;
 * numbers too large for the type saturate. UNDERTONE_EPARSE for all else. */
int ut_retry_after(const char *value, const char *date, int64_t *seconds);

/* Seconds since 1970 of an HTTP-date. A two-digit year lies at most 50 years
 * after `reference_year`. UNDERTONE_EPARSE when it is no such date. */
int ut_http_date(const char *text, int reference_year, int64_t *seconds);

/* Own delay before retry number `retry` (0 is the first): uniform between 0
 * and the doubled base, never over the cap. `chance` is in [0, 1). */
int64_t ut_retry_delay_ms(const struct ut_retry_policy *policy, int retry,
                          bool is_throttled, double chance);

/* The pause for a throttled answer: the longer of the server's wish and the
 * own delay, plus up to `server_slack` of it. */
int64_t ut_retry_pause_ms(const struct ut_retry_policy *policy,
                          int64_t server_seconds, int64_t own_ms,
                          double chance);

/* The retry budget: takes the cost of one retry, or says false and takes
 * nothing; a clean success refunds. `*budget` starts at policy->budget. */
bool ut_retry_spend(const struct ut_retry_policy *policy, int *budget,
                    bool is_timeout);
void ut_retry_refund(const struct ut_retry_policy *policy, int *budget);

#endif
