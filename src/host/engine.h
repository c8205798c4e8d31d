/*
 * engine.h: the engine behind undertone.h, as the files of host/ see it.
 *
 * Owns the Lua state, the options, the last message and the host's
 * callbacks. Lua code reaches its engine through ut_engine_of: the pointer
 * lies in the state's extra space, which every coroutine inherits.
 */
#ifndef UT_ENGINE_H
#define UT_ENGINE_H

#include <lua.h>

#include "host/limits.h"
#include "host/options.h"
#include "undertone.h"

struct undertone {
    lua_State *lua; /* NULL until the first run */
    struct ut_options options;
    struct ut_limits limits;
    undertone_print_function *print; /* NULL: the standard print */
    void *print_data;
    undertone_log_function *log; /* NULL: nowhere */
    void *log_data;
    const char *message; /* of the last failure, "" after a success */
    char *message_memory;
    int status; /* of the error being explained */
    int depth;  /* of entries: a C function of the host may enter again */
};

undertone *ut_engine_of(lua_State *L);

/* Keeps a copy of `message` for undertone_error and returns `status`. */
int ut_engine_fail(undertone *engine, int status, const char *message);

/* Opens the Lua state unless it is open. 0, or a negative status. */
int ut_engine_open(undertone *engine);

/* Calls function(argument as light userdata) in protected mode. Returns
 * the integer it returned, or a negative status with the message kept. The
 * first entry starts the clock and forgets the stop; nested ones are part
 * of it. */
int ut_engine_enter(undertone *engine, lua_CFunction function, void *argument);

#endif
