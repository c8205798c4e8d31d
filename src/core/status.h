/*
 * status.h: how core functions report failure.
 *
 * Every fallible core function returns 0 or a negative UNDERTONE_E... code
 * and, when it takes a struct ut_error, fills it with the same code and a
 * sentence for the user. Outputs stay untouched on failure. Nothing is
 * printed and nothing exits.
 */
#ifndef UT_STATUS_H
#define UT_STATUS_H

#include "undertone_status.h"

#define UT_ERROR_MESSAGE_SIZE 512

struct ut_error {
    int code; /* 0 or UNDERTONE_E... */
    char message[UT_ERROR_MESSAGE_SIZE];
};

/* Fills *error (may be NULL) from a printf format, cut at the size of the
 * message, and returns `code`, so that callers write
 * `return ut_fail(error, UNDERTONE_EPARSE, "line %d: ...", line);` */
int ut_fail(struct ut_error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ut_fail for the one case that must not format: no memory. */
int ut_fail_memory(struct ut_error *error);

/* The short name ("parse"), the text ("malformed input") and the exit code
 * of a status; "unknown", "unknown status" and 1 for any other number. */
const char *ut_status_name(int code);
const char *ut_status_text(int code);
int ut_status_exit_code(int code);

/* The status whose short name is `name`, or UNDERTONE_ESCRIPT. */
int ut_status_from_name(const char *name);

#endif
