/*
 * limits.h: stopping scripts: interrupts, deadline, exit, memory ceiling.
 *
 * A count hook looks at the flag and the clock every few thousand Lua
 * instructions, in the engine's own thread and in every coroutine, so that
 * other threads and signal handlers only ever set an atomic flag. Measured
 * on Lua 5.4.4 it costs nothing in code that allocates or calls, and 1.4
 * times in an empty loop.
 *
 * A stop is raised once as an ordinary error, so that a script may tidy up;
 * after UT_GRACE_MS, and for an exit at once, every further instruction
 * raises again, so that no pcall holds on to it.
 */
#ifndef UT_LIMITS_H
#define UT_LIMITS_H

#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UT_GRACE_MS 500

enum ut_stop { UT_STOP_NONE, UT_STOP_INTERRUPT, UT_STOP_TIME, UT_STOP_EXIT };

struct ut_limits {
    atomic_int is_interrupted; /* set from anywhere */
    enum ut_stop stop;         /* what this run is being stopped for */
    int exit_code;             /* of UT_STOP_EXIT */
    int time_limit_ms;         /* 0: none */
    int64_t deadline_ms;       /* when the next stop is due; 0: never */
    size_t memory_limit_bytes; /* 0: none */
    size_t memory_bytes;       /* in use by Lua */
    bool is_memory_refused;    /* by the ceiling, during this run */
};

/* The lua_Alloc of an engine; `data` is its struct ut_limits. */
void *ut_limits_alloc(void *data, void *block, size_t old_bytes,
                      size_t new_bytes);

/* Puts the hook on the main coroutine, from which all others inherit. */
void ut_limits_watch(lua_State *L);

/* Around the outermost entry from C: starts the clock; forgets the stop,
 * given how the entry ended. An interrupt that nobody noticed stays, for
 * the next run. */
void ut_limits_begin(struct ut_limits *limits);
void ut_limits_end(struct ut_limits *limits, int status);

/* Raises on L when a stop is past its grace: called where an error has just
 * been caught on behalf of a script. */
void ut_limits_check(lua_State *L);

/* Whether a stop is due or under way: for loops in C, which then call
 * ut_limits_raise. */
bool ut_limits_is_stopping(const struct ut_limits *limits);

/* Raises the stop that ut_limits_is_stopping saw; returns when there is
 * none. */
void ut_limits_raise(lua_State *L);

/* Ends the script with an exit code; does not return. */
int ut_limits_exit(lua_State *L, int exit_code);

#endif
