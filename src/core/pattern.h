/*
 * pattern.h: Lua 5.4's patterns (manual, section 6.4.1), interruptible.
 *
 * Lua's own matcher takes exponential time on a hostile pattern and cannot
 * be stopped. This one asks a callback every few thousand steps whether to
 * go on. Classes are those of the C locale. Nothing is allocated; subject and
 * pattern stay the caller's.
 */
#ifndef UT_PATTERN_H
#define UT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

#define UT_PATTERN_CAPTURES_MAX 32

/* What a capture's size says when it captured no text: a position, or
 * nothing, for want of a closing parenthesis (an error once it is used). */
#define UT_CAPTURE_POSITION ((size_t)-1)
#define UT_CAPTURE_OPEN ((size_t)-2)

struct ut_capture {
    size_t start; /* offset in the subject */
    size_t size_bytes;
};

struct ut_pattern {
    const char *subject;
    size_t subject_bytes;
    const char *text; /* the pattern */
    size_t text_bytes;
    bool (*keep_going)(void *data); /* NULL: always */
    void *data;
    size_t end; /* results: where the match ends, and its captures */
    int capture_count;
    struct ut_capture captures[UT_PATTERN_CAPTURES_MAX];
    unsigned steps; /* working state */
    int depth;
    struct ut_error error;
};

/* Matches the pattern, taken without its anchor, at exactly `start`.
 * Returns 1, 0 for no match, UNDERTONE_EINVALID with `error` filled for a
 * malformed pattern, or UNDERTONE_EINTERRUPTED when told not to go on. */
int ut_pattern_match_at(struct ut_pattern *pattern, size_t start);

/* The first match from `start` on; *found receives where it begins. An
 * anchored pattern is tried at `start` only. */
int ut_pattern_find(struct ut_pattern *pattern, size_t start, bool is_anchored,
                    size_t *found);

#endif
