/* limits.c: the allocator with a ceiling and the hook that stops scripts. */
#include "host/limits.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <time.h>

#include "host/engine.h"

#define WATCH_INSTRUCTIONS 5000

void *ut_limits_alloc(void *data, void *block, size_t old_bytes,
                      size_t new_bytes)
{
    struct ut_limits *limits = data;
    size_t held = block != NULL ? old_bytes : 0; /* else it is a type tag */
    if (new_bytes == 0) {
        free(block);
        limits->memory_bytes -= held;
        return NULL;
    }
    size_t limit = limits->memory_limit_bytes;
    if (limit != 0 && new_bytes > held &&
        new_bytes - held > limit - limits->memory_bytes) {
        limits->is_memory_refused = true;
        return NULL;
    }
    void *moved = realloc(block, new_bytes);
    if (moved != NULL)
        limits->memory_bytes += new_bytes - held;
    return moved;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void ut_limits_begin(struct ut_limits *limits)
{
    limits->stop = UT_STOP_NONE;
    limits->is_memory_refused = false;
    limits->deadline_ms =
        limits->time_limit_ms != 0 ? now_ms() + limits->time_limit_ms : 0;
}

void ut_limits_end(struct ut_limits *limits, int status)
{
    /* A primitive that polls the flag ends before any hook runs. */
    if (limits->stop == UT_STOP_INTERRUPT || status == UNDERTONE_EINTERRUPTED)
        atomic_store(&limits->is_interrupted, 0);
}

static bool is_due(const struct ut_limits *limits)
{
    return limits->deadline_ms != 0 && now_ms() >= limits->deadline_ms;
}

static int l_failure_text(lua_State *L)
{
    lua_getfield(L, 1, "message");
    return 1;
}

/* Pushes a failure object, as lua/undertone/failure.lua makes them. */
static void push_interruption(lua_State *L)
{
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "interrupted");
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "code");
    lua_setfield(L, -2, "message");
    if (luaL_newmetatable(L, "undertone.interruption")) {
        lua_pushcfunction(L, l_failure_text);
        lua_setfield(L, -2, "__tostring");
    }
    lua_setmetatable(L, -2);
}

static int raise_stop(lua_State *L, const struct ut_limits *limits)
{
    if (limits->stop == UT_STOP_TIME)
        return luaL_error(L, "time limit of %d ms reached",
                          limits->time_limit_ms);
    if (limits->stop == UT_STOP_EXIT)
        return luaL_error(L, "exit");
    luaL_checkstack(L, 6, "interrupted");
    push_interruption(L);
    return lua_error(L);
}

static void hook(lua_State *L, lua_Debug *debug);

/* From here on every instruction of this coroutine and of the main one
 * raises. The coroutines between them are armed by ut_limits_check. */
static void arm(lua_State *L, lua_State *main)
{
    const int always =
        LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;
    lua_sethook(L, hook, always, 1);
    lua_sethook(main, hook, always, 1);
}

bool ut_limits_is_stopping(const struct ut_limits *limits)
{
    return atomic_load(&limits->is_interrupted) || is_due(limits) ||
           limits->stop == UT_STOP_EXIT;
}

/* Notes a new stop and raises it: the first time, for a script to tidy up. */
static void raise_first(lua_State *L, struct ut_limits *limits)
{
    if (atomic_load(&limits->is_interrupted))
        limits->stop = UT_STOP_INTERRUPT;
    else if (is_due(limits))
        limits->stop = UT_STOP_TIME;
    else
        return;
    limits->deadline_ms = now_ms() + UT_GRACE_MS;
    raise_stop(L, limits);
}

void ut_limits_raise(lua_State *L)
{
    struct ut_limits *limits = &ut_engine_of(L)->limits;
    if (limits->stop == UT_STOP_NONE)
        raise_first(L, limits);
    ut_limits_check(L);
}

static void hook(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    ut_limits_raise(L);
}

void ut_limits_watch(lua_State *L)
{
    lua_sethook(L, hook, LUA_MASKCOUNT, WATCH_INSTRUCTIONS);
}

void ut_limits_check(lua_State *L)
{
    undertone *engine = ut_engine_of(L);
    if (engine->limits.stop != UT_STOP_NONE && is_due(&engine->limits)) {
        arm(L, engine->lua);
        raise_stop(L, &engine->limits);
    }
}

int ut_limits_exit(lua_State *L, int exit_code)
{
    struct ut_limits *limits = &ut_engine_of(L)->limits;
    limits->stop = UT_STOP_EXIT;
    limits->exit_code = exit_code;
    limits->deadline_ms = 1; /* long past */
    ut_limits_check(L);
    return 0;
}
