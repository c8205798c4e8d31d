/*
 * pace.h: how fast to send, and whether to send at all; pure arithmetic.
 *
 * A pace spaces requests by a token bucket: the caller's own rate, and one
 * learnt from the service's throttling. A breaker stops sending when half of
 * the last calls failed. Neither reads a clock: times come in as monotonic
 * milliseconds and must not go backwards.
 */
#ifndef UT_PACE_H
#define UT_PACE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The learnt rate. A limiter is empty whenever it refuses, so what it
 * accepted between two refusals, divided by the time between them, is its
 * rate, or less when it was full in between. It is believed when three
 * measurements in a row agree, the higher of the last two, and no longer when
 * one does not: single refusals are no limiter. The pace then
 * starts a little under that rate and grows, slowly near it and by the cube
 * of time later, until the next refusal; the limit is forgotten when that has
 * grown twofold. With t in seconds since the last refusal:
 *
 *   rate(t) = learnt * (0.95 + 0.005 t + (t / 60)^3)
 */
struct ut_pace {
    double rate;        /* requests per second asked for; 0: no limit */
    double learnt;      /* the service's rate; 0: unknown */
    double measured;    /* between the last two refusals; 0: nothing */
    double tokens;      /* of the bucket, at most one burst */
    int64_t agreed;     /* how often measurements agreed in a row */
    int64_t filled_ms;  /* when tokens were last added */
    int64_t refused_ms; /* the last refusal; -1: none yet */
    int64_t accepted;   /* answers accepted since then */
};

void ut_pace_init(struct ut_pace *pace, double rate, int64_t now_ms);

/* Takes the right to send one request and returns 0, or returns after how
 * many milliseconds to ask again. */
int64_t ut_pace_take(struct ut_pace *pace, int64_t now_ms);

/* What became of a request sent at `sent_ms`: accepted, or refused with 429.
 * Refusals of requests that were already under way at the last one belong to
 * it and teach nothing; true means this one was a new refusal. */
void ut_pace_accepted(struct ut_pace *pace);
bool ut_pace_refused(struct ut_pace *pace, int64_t sent_ms, int64_t now_ms);

/* Requests per second allowed now; 0: no limit. */
double ut_pace_rate(const struct ut_pace *pace, int64_t now_ms);

#define UT_BREAKER_WINDOW 20

enum ut_breaker_state { UT_BREAKER_CLOSED, UT_BREAKER_OPEN, UT_BREAKER_TRIAL };

/* closed: all calls pass. open: none until a time. trial: one is under way. */
struct ut_breaker {
    enum ut_breaker_state state;
    uint32_t failures; /* one bit per call of the window, newest lowest */
    int calls;         /* how many bits count */
    int64_t first_ms;  /* shortest time to stay open */
    int64_t most_ms;   /* longest */
    int64_t open_ms;   /* the current one */
    int64_t until_ms;  /* while open: when a trial may go */
};

void ut_breaker_init(struct ut_breaker *breaker, int64_t first_ms,
                     int64_t most_ms);

/* How many milliseconds no call may go; 0: one may. While a trial is under
 * way the wait is that of its next turn: nobody knows its end. */
int64_t ut_breaker_hold(const struct ut_breaker *breaker, int64_t now_ms);

/* A call goes, after a hold of 0. True when it is the trial that decides. */
bool ut_breaker_enter(struct ut_breaker *breaker);

/* How a call ended. One that fails, when half of a full window has: open. A
 * failed trial opens for twice as long, a good one closes and forgets. Calls
 * from before the breaker opened change nothing. */
void ut_breaker_record(struct ut_breaker *breaker, bool is_trial,
                       bool is_failure, int64_t now_ms);

#endif
