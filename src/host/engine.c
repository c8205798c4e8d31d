/*
 * engine.c: an engine's life, and the only way from C into Lua.
 *
 * Every entry is one protected call whose message handler turns an error of
 * any type into a status and a text while memory errors can still be caught;
 * outside it nothing is called that may raise.
 */
#include "host/engine.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "host/state.h"

undertone *undertone_create(void)
{
    undertone *engine = calloc(1, sizeof *engine);
    if (engine == NULL)
        return NULL;
    ut_options_init(&engine->options);
    engine->message = "";
    return engine;
}

void undertone_destroy(undertone *engine)
{
    if (engine == NULL)
        return;
    if (engine->lua != NULL)
        lua_close(engine->lua);
    ut_options_clear(&engine->options);
    free(engine->message_memory);
    free(engine);
}

undertone *ut_engine_of(lua_State *L)
{
    return *(undertone **)lua_getextraspace(L);
}

static void forget_message(undertone *engine)
{
    free(engine->message_memory);
    engine->message_memory = NULL;
    engine->message = "";
}

int ut_engine_fail(undertone *engine, int status, const char *message)
{
    size_t size_bytes = strlen(message) + 1;
    char *copy = malloc(size_bytes);
    forget_message(engine);
    engine->message_memory = copy;
    engine->message =
        copy != NULL ? memcpy(copy, message, size_bytes) : "out of memory";
    return status;
}

int undertone_set(undertone *engine, const char *name, const char *value)
{
    struct ut_error error;
    if (engine->lua != NULL)
        return ut_engine_fail(engine, UNDERTONE_EINVALID,
                              "options are set before the first run");
    int status = ut_options_set(&engine->options, name, value, &error);
    if (status != 0)
        return ut_engine_fail(engine, status, error.message);
    forget_message(engine);
    return 0;
}

void undertone_set_print(undertone *engine, undertone_print_function *print,
                         void *data)
{
    engine->print = print;
    engine->print_data = data;
}

void undertone_set_log(undertone *engine, undertone_log_function *log,
                       void *data)
{
    engine->log = log;
    engine->log_data = data;
}

const char *undertone_error(const undertone *engine)
{
    return engine->message;
}

void undertone_interrupt(undertone *engine)
{
    atomic_store(&engine->limits.is_interrupted, 1);
}

/* Replaces a failure object { code = status name, message = sentence } by
 * its sentence; answers whether it was one. */
static int explain_failure(lua_State *L, undertone *engine)
{
    if (!lua_istable(L, 1) || lua_getfield(L, 1, "code") != LUA_TSTRING ||
        lua_getfield(L, 1, "message") != LUA_TSTRING)
        return 0;
    engine->status = ut_status_from_name(lua_tostring(L, -2));
    return 1;
}

/* Message handler. Failures speak for themselves, whatever else was raised
 * is a defect of the script and gets a traceback. */
static int l_explain(lua_State *L)
{
    undertone *engine = ut_engine_of(L);
    engine->status = UNDERTONE_ESCRIPT;
    lua_settop(L, 1);
    if (explain_failure(L, engine))
        return 1;
    const char *message = lua_tostring(L, 1);
    if (message == NULL && luaL_callmeta(L, 1, "__tostring"))
        message = lua_tostring(L, -1);
    if (message == NULL)
        message = lua_pushfstring(L, "(error object is a %s value)",
                                  luaL_typename(L, 1));
    luaL_traceback(L, L, message, 1);
    return 1;
}

/* The status of a call that ended with an error, or was told to stop and
 * returned nevertheless. */
static int failed_status(const undertone *engine, int lua_status)
{
    switch (engine->limits.stop) {
    case UT_STOP_EXIT:
        return engine->limits.exit_code;
    case UT_STOP_INTERRUPT:
        return UNDERTONE_EINTERRUPTED;
    case UT_STOP_TIME:
        return UNDERTONE_ELIMIT;
    case UT_STOP_NONE:
        break;
    }
    if (lua_status == LUA_ERRMEM)
        return engine->limits.is_memory_refused ? UNDERTONE_ELIMIT
                                                : UNDERTONE_EMEMORY;
    return lua_status == LUA_ERRRUN ? engine->status : UNDERTONE_ESCRIPT;
}

static int finish(undertone *engine, int lua_status)
{
    lua_State *L = engine->lua;
    forget_message(engine);
    if (lua_status == LUA_OK && engine->limits.stop == UT_STOP_NONE)
        return (int)lua_tointeger(L, -1);
    int status = failed_status(engine, lua_status);
    if (status >= 0)
        return status;
    const char *message = undertone_status_text(status);
    if (lua_status != LUA_OK && lua_type(L, -1) == LUA_TSTRING)
        message = lua_tostring(L, -1);
    return ut_engine_fail(engine, status, message);
}

/* One entry, first or nested: it leaves the stack as it was. */
static int call(undertone *engine, lua_CFunction function, void *argument)
{
    lua_State *L = engine->lua;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, 3))
        return ut_engine_fail(engine, UNDERTONE_EMEMORY, "out of memory");
    lua_pushcfunction(L, l_explain);
    lua_pushcfunction(L, function);
    lua_pushlightuserdata(L, argument);
    int status = finish(engine, lua_pcall(L, 1, 1, top + 1));
    lua_settop(L, top);
    return status;
}

int ut_engine_enter(undertone *engine, lua_CFunction function, void *argument)
{
    if (engine->depth > 0)
        return call(engine, function, argument);
    engine->limits.time_limit_ms = engine->options.time_limit_ms;
    ut_limits_begin(&engine->limits);
    ut_limits_watch(engine->lua);
    engine->depth++;
    int status = call(engine, function, argument);
    engine->depth--;
    ut_limits_end(&engine->limits, status);
    return status;
}

int ut_engine_open(undertone *engine)
{
    if (engine->lua != NULL)
        return 0;
    struct ut_limits *limits = &engine->limits;
    limits->memory_limit_bytes = (size_t)engine->options.memory_limit_mb << 20;
    engine->lua = lua_newstate(ut_limits_alloc, limits);
    if (engine->lua == NULL)
        return ut_engine_fail(engine, UNDERTONE_EMEMORY, "out of memory");
    *(undertone **)lua_getextraspace(engine->lua) = engine;
    int status = ut_engine_enter(engine, ut_state_open, engine);
    if (status < 0) {
        lua_close(engine->lua);
        engine->lua = NULL;
    }
    return status;
}

const char *undertone_version(void)
{
    return UNDERTONE_VERSION;
}

const char *undertone_status_name(int status)
{
    return ut_status_name(status);
}

const char *undertone_status_text(int status)
{
    return ut_status_text(status);
}

int undertone_exit_code(int status)
{
    return ut_status_exit_code(status);
}
