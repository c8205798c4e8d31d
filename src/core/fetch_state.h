/*
 * fetch_state.h: what the files of fetch.h share; nobody else's.
 *
 * fetch.c is the queue as its caller sees it, fetch_send.c sends from it and
 * collects, fetch_judge.c decides what an answer means and puts the item back
 * or finishes it, fetch_throttle.c, fetch_refusal.c and fetch_redirect.c do so
 * for 429, 401 and redirects, fetch_health.c watches for outages, fetch_token.c
 * holds the token, fetch_secret.c keeps secrets out of replies and messages,
 * fetch_item.c owns what a request holds. An item is owned by exactly one list,
 * by the transfer it is sent with, or by `current`.
 */
#ifndef UT_FETCH_STATE_H
#define UT_FETCH_STATE_H

#include "core/fetch.h"
#include "core/pace.h"
#include "core/show.h"

#define UT_BEARER "Authorization: Bearer "
#define EVENTS 64 /* not yet taken ones; a power of two */
#define UT_FETCH_CAUSE_BYTES 320
#define UT_FETCH_QUOTE_SIZE (UT_SHOW_SIZE + 64)
#define UT_FETCH_ANSWER_BYTES (UT_FETCH_CAUSE_BYTES + UT_FETCH_QUOTE_SIZE)

struct secret; /* a list of them; see fetch_secret.c */

/* Shared by the transfers it was sent with, since libcurl reads it late. */
struct token {
    int users;
    int number;        /* 1 is the first */
    size_t size_bytes; /* of the line, its NUL included */
    char line[];       /* UT_BEARER and the token itself */
};

struct item {
    struct item *next;
    struct ut_fetch_request request; /* strings are owned */
    struct token *token;             /* it was sent with; NULL: none */
    int sends;                       /* over the wire */
    int64_t number;                  /* of its last send, among all */
    int64_t failed_at;               /* the newest such at its first failure */
    int failures;                    /* that count as attempts */
    struct ut_fetch_waits waits;     /* for throttled answers */
    int waits_most;                  /* so many of its own at most */
    int64_t others;                  /* fetch->accepted at its first wait */
    int refusals;                    /* 401 */
    int first_token;   /* number of the one at the first of them */
    int64_t parked_at; /* its send that put it behind the others; 0: none */
    int redirects;
    int bad_bodies;
    bool has_own_attempts; /* and no part in the budget of repeats */
    bool is_trial;         /* decides about the breaker */
    bool is_put_first;     /* by its last failure while the breaker was open */
    int64_t due_ms;        /* in the delayed list: when to go on */
    int64_t sent_ms;       /* last time */
    enum ut_fetch_ending ending;
    int code;      /* finished: 0 or why not */
    int status;    /* last HTTP status */
    char *message; /* finished, but for a 200: NULL for want of memory */
    struct ut_http_reply reply;
};

struct list {
    struct item *first, **end;
    int count;
};

enum token_state { TOKEN_NEEDED, TOKEN_ASKED, TOKEN_READY };

struct ut_fetch {
    struct ut_fetch_options options;
    struct ut_http *http;
    struct ut_pace pace;
    struct ut_breaker breaker;
    int64_t answered[2];    /* newest send that was: without, with a token */
    int budget;             /* of repeats, see retry.h */
    int64_t pause_until_ms; /* for everybody */
    struct ut_fetch_waits carried; /* of an engine before this one */
    int64_t accepted; /* answers, not throttled, to what has a token */
    struct ut_fetch_waits spent; /* of what gave up; nothing accepted since */
    bool is_doubtful;            /* whether there is such a one */
    int64_t failing_ms;          /* since when nothing succeeds; -1: it does */
    int failing_code;            /* of the last call that failed */
    char failing_cause[UT_FETCH_ANSWER_BYTES];
    int failed_trials;       /* of the breaker, since something succeeded */
    struct list open, bound; /* ready: without and with a token */
    struct list delayed;     /* sorted by due_ms */
    struct list finished;
    struct item *current; /* behind the last result */
    int in_flight;
    struct token *token;
    enum token_state token_state;
    struct secret *hidden;  /* not to be shown in any answer */
    int64_t token_answered; /* newest send that it was accepted for; 0: none */
    bool was_accepted;      /* it, or one before it */
    int refused_in_a_row;   /* items without doubt: since it was issued or last
                               accepted */
    int refused_alone;      /* items that failed for a 401 */
    int renewals;           /* for a 401, since a token was last accepted */
    int64_t token_due_ms;   /* renew after this */
    int stop_code;          /* 0: going on */
    char stop_message[UT_ERROR_MESSAGE_SIZE];
    struct ut_fetch_event events[EVENTS];
    unsigned event_first, event_end;
    struct ut_fetch_stats stats;
};

int64_t ut_fetch_now(const struct ut_fetch *fetch);
double ut_fetch_chance(const struct ut_fetch *fetch);

void ut_list_init(struct list *list);
void ut_list_push(struct list *list, struct item *item);
void ut_list_push_front(struct list *list, struct item *item);
struct item *ut_list_pop(struct list *list); /* the first, or NULL */
struct item *ut_list_take(struct list *list, struct item **at); /* any */
void ut_list_free(struct list *list); /* and its items */

/* A copy of everything the request points to; NULL: no memory. Freed bodies
 * and headers are overwritten, since they may hold secrets. */
struct item *ut_item_new(const struct ut_fetch_request *request);
void ut_item_free(struct item *item); /* NULL is fine */

/* Whether its failures are its own fault rather than the service's. */
bool ut_fetch_is_doubted(const struct ut_fetch *fetch, const struct item *item);

/* Whether nothing is left but the item that is being judged. */
bool ut_fetch_is_last(const struct ut_fetch *fetch);

/* The list a ready item waits in. */
struct list *ut_fetch_ready(struct ut_fetch *fetch, const struct item *item);

/* One user less; the last one overwrites and frees it. NULL is fine. */
void ut_token_drop(struct token *token);

/* Gives back the item's hold on the token it was sent with. */
void ut_item_drop_token(struct item *item);

/* Whether there is a token that need not be renewed yet. */
bool ut_fetch_has_token(struct ut_fetch *fetch, int64_t now_ms);

/* Whether the caller is to be asked for a token now; true once for each. */
bool ut_fetch_must_sign_in(struct ut_fetch *fetch);

/* Sends what may be sent. *wait_ms receives how long nothing more can. */
int ut_fetch_dispatch(struct ut_fetch *fetch, int64_t *wait_ms,
                      struct ut_error *error);

/* Judges what has come back. */
void ut_fetch_collect(struct ut_fetch *fetch);

/* Overwrites and frees what is to be hidden. NULL is fine. */
void ut_secret_free(struct secret *list);

/* Puts asterisks for what is hidden in item->reply; before anything else. */
void ut_fetch_scrub(const struct ut_fetch *fetch, struct item *item);

/* What a message may say of the body of an answer: ": " and its beginning, or
 * " (type, size)" where it may hold a secret, which is whatever was asked for
 * without a token, as a sign-in is, or what customers said, under any status of
 * success. "" without body. */
void ut_fetch_quote(const struct item *item, char out[UT_FETCH_QUOTE_SIZE]);

/* Judges item->reply: puts the item into a ready list, the delayed one or
 * the finished one. Those after it do so for a redirect, 429 and 401. */
void ut_fetch_judge(struct ut_fetch *fetch, struct item *item);
void ut_fetch_follow(struct ut_fetch *fetch, struct item *item);
void ut_fetch_throttle(struct ut_fetch *fetch, struct item *item);
void ut_fetch_refuse_token(struct ut_fetch *fetch, struct item *item);

/* An answer to the item says that the token it was sent with is good. */
void ut_fetch_accept_token(struct ut_fetch *fetch, const struct item *item);

/* The waits of an item, with those that the engine carries. */
struct ut_fetch_waits ut_fetch_waits_of(const struct ut_fetch *fetch,
                                        const struct item *item);

/* Whether the answer says, in a Retry-After that can be read, when to come
 * back. */
bool ut_fetch_has_wish(const struct ut_http_reply *reply);

/* "https://host/path" for a message, without the query: it may hold what is
 * private. */
void ut_fetch_show_address(const struct ut_fetch *fetch, const char *path,
                           char *out, size_t size);

/* Ends an item with a failure; the message is "operation: cause; ending". */
void ut_fetch_fail(struct ut_fetch *fetch, struct item *item, int code,
                   const char *cause, const char *ending);

/* The same, and everything else ends with it. */
void ut_fetch_fail_all(struct ut_fetch *fetch, struct item *item, int code,
                       const char *cause, const char *ending);

/* Puts the item back for another attempt, or fails it when its attempts
 * (`most`) or the budget are used up. Returns whether it goes on. */
bool ut_fetch_repeat(struct ut_fetch *fetch, struct item *item, int code,
                     const char *cause, int most);

/* Notes how a call ended, for what reason when it failed; stops everything
 * when an outage lasts too long. */
void ut_fetch_record(struct ut_fetch *fetch, struct item *item, bool is_failure,
                     const char *cause);

/* Fails what is left when an outage is all it would wait for, and its caller
 * says of each that it is in doubt. Returns whether it did. */
bool ut_fetch_give_up_doubted(struct ut_fetch *fetch, int64_t now_ms);

/* Keeps an event for ut_fetch_take_event. */
void ut_fetch_note(struct ut_fetch *fetch, enum ut_fetch_event_kind kind,
                   int64_t wait_ms, const struct item *item, const char *cause);

#endif
