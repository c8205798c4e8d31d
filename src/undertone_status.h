/*
 * undertone_status.h: every way a call can end, listed once.
 *
 * One row gives the constant, the short name that Lua code sees as the third
 * result of a failed call, the exit code the command ends with, and the text.
 * Constants are negative so that a function may return a count or a status.
 */
#ifndef UNDERTONE_STATUS_H
#define UNDERTONE_STATUS_H

/* X(constant, value, name, exit code, text) */
#define UNDERTONE_STATUS_MAP(X)                                                \
    X(SCRIPT, -1, "script", 1, "script error")                                 \
    X(INVALID, -2, "invalid", 2, "invalid argument")                           \
    X(USAGE, -3, "usage", 2, "wrong usage or settings")                        \
    X(PARSE, -4, "parse", 1, "malformed input")                                \
    X(CREDENTIALS, -5, "credentials", 4, "credentials missing or rejected")    \
    X(REFUSED, -6, "refused", 5, "unsafe answer refused")                      \
    X(LATER, -7, "later", 6, "service unavailable, come back later")           \
    X(STORAGE, -8, "storage", 7, "local storage failed")                       \
    X(INTERRUPTED, -9, "interrupted", 8, "interrupted")                        \
    X(LIMIT, -10, "limit", 9, "limit reached")                                 \
    X(MEMORY, -11, "memory", 9, "out of memory")                               \
    X(NETWORK, -12, "network", 6, "network failure")                           \
    X(TIMEOUT, -13, "timeout", 6, "timed out")                                 \
    X(TLS, -14, "tls", 5, "TLS verification failed")                           \
    X(HTTP, -15, "http", 5, "unexpected HTTP answer")

enum undertone_status {
    UNDERTONE_OK = 0,
#define UNDERTONE_STATUS_ENUM(constant, value, name, exit_code, text)          \
    UNDERTONE_E##constant = (value),
    UNDERTONE_STATUS_MAP(UNDERTONE_STATUS_ENUM)
#undef UNDERTONE_STATUS_ENUM
};

#endif
