/*
 * fetch.h: many requests to one service, none lost without a word.
 *
 * A queue over http.h that applies retry.h and pace.h: so many in flight,
 * repeats with jitter, one pause for everybody when the service asks for it,
 * a breaker for outages, and one sign-in however many requests meet a 401.
 * It does not sign in itself: it asks its caller to. One thread, no waiting
 * but in ut_fetch_next, memory only for what is queued or in flight.
 *
 * An outage costs no request its attempts. But a request that failed before
 * another of its kind, sent later, was answered is in doubt itself, as is one
 * whose caller says so: its attempts always count, and only its first failure
 * may be a sign of an outage. When nothing is left but what the caller says so
 * of, an outage is not waited for: after three trials in vain each fails alone.
 *
 * One that two tokens, or one that is good for others, are refused for fails
 * alone. A new token that is refused for several of them stops everything, but
 * not for those whose caller says that they are in doubt: these fail alone,
 * after at most three renewals.
 */
#ifndef UT_FETCH_H
#define UT_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/clock.h"
#include "core/http.h"
#include "core/retry.h"

#define UT_FETCH_TOKEN_BYTES 16384 /* longest token accepted */
#define UT_FETCH_TOKEN_LIFE_S 300  /* of a token that does not say */
#define UT_FETCH_REDIRECTS 3       /* hops of one request */
#define UT_FETCH_BAD_BODIES 2      /* repeats after a refused body */
#define UT_FETCH_HIDDEN_LEAST 8    /* shorter texts also occur by chance */

struct ut_fetch_options {
    struct ut_http_options http;
    struct ut_retry_policy retry;
    double rate;             /* requests per second; 0: no limit */
    int64_t breaker_ms;      /* first time to stay open: 30,000 */
    int64_t breaker_most_ms; /* longest: 300,000 */
    struct ut_clock clock;
};

/* The defaults with the system's clock; the origin stays NULL. */
struct ut_fetch_options ut_fetch_options_default(void);

struct ut_fetch_request {
    struct ut_http_request http; /* all copied; authorization is ignored */
    intptr_t tag;                /* comes back with the result */
    int attempts;                /* 0: the policy's, while the shared budget of
                                    repeats lasts; waits count as well */
    bool has_auth;               /* send the token, wait for one */
    bool is_urgent;              /* goes to the head of the queue */
    bool is_doubted;             /* failed in an earlier run or round */
};

enum ut_fetch_ending {
    UT_FETCH_ALONE,         /* by its own answer or failure */
    UT_FETCH_OUT_OF_BUDGET, /* for want of the shared budget of repeats; it had
                               attempts left */
    UT_FETCH_SET_ASIDE,     /* its waits are used up; others may be answered */
    UT_FETCH_STOPPED,       /* with everything else: nothing is sent any more */
};

/* Lives until the next call of ut_fetch_next. */
struct ut_fetch_result {
    intptr_t tag;
    int code;            /* 0: `reply` is the answer; else why not */
    const char *message; /* a sentence unless the answer is a plain 200 */
    int status;          /* last HTTP status seen; 0: none */
    int attempts;        /* times sent */
    enum ut_fetch_ending ending;
    const struct ut_http_reply *reply;
};

enum ut_fetch_event_kind {
    UT_FETCH_RETRY,   /* a request will be repeated after wait_ms */
    UT_FETCH_PAUSE,   /* everybody waits for wait_ms, as the service asked */
    UT_FETCH_OUTAGE,  /* the breaker opened for wait_ms */
    UT_FETCH_RECOVER, /* it closed */
};

/* How often and how long a request has waited because it was throttled. */
struct ut_fetch_waits {
    int count;
    int64_t ms;
};

struct ut_fetch_event {
    enum ut_fetch_event_kind kind;
    int64_t wait_ms;
    int status;                  /* HTTP status behind it, or 0 */
    struct ut_fetch_waits waits; /* of its request, with this one */
    char message[UT_ERROR_MESSAGE_SIZE];
};

struct ut_fetch_stats {
    int64_t requests;   /* sent, repeats included */
    int64_t retries;    /* of these, repeats */
    int64_t throttled;  /* answers 429, and 503 with Retry-After */
    int64_t wire_bytes; /* body bytes received */
    int64_t pause_ms;   /* how much longer everybody waits now */
    double rate;        /* requests per second allowed now; 0: no limit */
    int queued;         /* delayed and finished ones included */
    int delayed;        /* not to be sent yet: their next attempt is later */
    int in_flight;
    int finished; /* to be handed out without waiting */
};

enum ut_fetch_news {
    UT_FETCH_WAITING, /* nothing happened in max_wait_ms */
    UT_FETCH_IDLE,    /* nothing is queued or in flight */
    UT_FETCH_RESULT,  /* *result is filled */
    UT_FETCH_SIGN_IN, /* answer with ut_fetch_sign_in or _stop, then go on */
};

struct ut_fetch;

int ut_fetch_new(const struct ut_fetch_options *options,
                 struct ut_fetch **fetch, struct ut_error *error);
void ut_fetch_free(struct ut_fetch *fetch); /* NULL is fine */

/* Queues a request. After a stop it fails with the reason of the stop. */
int ut_fetch_submit(struct ut_fetch *fetch,
                    const struct ut_fetch_request *request,
                    struct ut_error *error);

/* Moves everything on, for at most max_wait_ms when nothing happens. Returns
 * a ut_fetch_news, or a negative status for a failure of the engine. */
int ut_fetch_next(struct ut_fetch *fetch, int max_wait_ms,
                  struct ut_fetch_result *result, struct ut_error *error);

/* The body of the last result was no good (not JSON, cut short): repeats the
 * request under a new tag and returns true, or returns false with the result
 * turned into a failure that says `why`. Only directly after ut_fetch_next. */
bool ut_fetch_reject(struct ut_fetch *fetch, intptr_t tag, const char *why,
                     struct ut_fetch_result *result);

/* What keeps a text from being a token (RFC 6750, 2.1), as the end of a
 * sentence; NULL: nothing. */
const char *ut_fetch_token_fault(const char *text, size_t size_bytes);

/* The life to go by for the one a service gave: 30 s to 24 h. */
double ut_fetch_token_life(double seconds);

/* A new token without fault and its life in seconds; it is renewed after the
 * smaller of 80 % of its life, clamped as above, and life - 60 s. */
int ut_fetch_sign_in(struct ut_fetch *fetch, const char *token,
                     double life_seconds, struct ut_error *error);

/* Keeps a secret out of all answers from now on: in headers and bodies it
 * becomes asterisks, as many as its bytes, as the token does in the answers to
 * what it was sent with; both in all spellings of spelled.h. Texts shorter than
 * UT_FETCH_HIDDEN_LEAST stay. A copy is kept, and overwritten when the engine
 * is freed. UNDERTONE_EINVALID beyond UT_FETCH_TOKEN_BYTES. */
int ut_fetch_hide(struct ut_fetch *fetch, const char *text, size_t size_bytes,
                  struct ut_error *error);

/* Goes on where another engine was told to wait: nothing is sent for wait_ms,
 * and until something that has a token is answered otherwise than by
 * throttling, every request counts as having waited like that already. */
void ut_fetch_hold(struct ut_fetch *fetch, int64_t wait_ms,
                   struct ut_fetch_waits waits);

/* Nothing more is sent: all that is queued or in flight, and all that is
 * submitted later, fails with this message and code (0, which is no failure,
 * stands for UNDERTONE_ECREDENTIALS). */
void ut_fetch_stop(struct ut_fetch *fetch, int code, const char *message);

/* The oldest event not yet taken; when too many wait, the oldest are lost. */
bool ut_fetch_take_event(struct ut_fetch *fetch, struct ut_fetch_event *event);

void ut_fetch_get_stats(const struct ut_fetch *fetch,
                        struct ut_fetch_stats *stats);
struct ut_http *ut_fetch_http(struct ut_fetch *fetch);

#endif
