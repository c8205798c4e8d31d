/*
 * engine.c: the engine behind undertone.h.
 *
 * Owns the Lua state and the last message. Every entry from C is one
 * protected call with a traceback; opening the libraries runs inside one
 * too, since an allocation may fail there.
 */
#include "undertone.h"

#include <lauxlib.h>
#include <lua-cjson.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "bind/bind.h"
#include "core/status.h"
#include "host/search.h"

struct undertone {
    lua_State *lua;
    struct ut_search search;
    char *user_dir;
    char *install_dir;
    char *message; /* of the last failure, NULL after a success */
    volatile sig_atomic_t is_interrupted;
};

/* What a protected entry needs; passed as light userdata. */
struct entry {
    undertone *engine;
    const char *script; /* path or name; NULL to run `source` */
    const char *source;
    const char *name;
    int argc;
    char *const *argv;
};

undertone *undertone_create(void)
{
    return calloc(1, sizeof(undertone));
}

void undertone_destroy(undertone *engine)
{
    if (engine == NULL)
        return;
    if (engine->lua != NULL)
        lua_close(engine->lua);
    free(engine->user_dir);
    free(engine->install_dir);
    free(engine->message);
    free(engine);
}

static int fail(undertone *engine, int status, const char *message)
{
    free(engine->message);
    engine->message = strdup(message);
    return status;
}

static int set_string(undertone *engine, char **option, const char *value)
{
    char *copy = strdup(value);
    if (copy == NULL)
        return fail(engine, UNDERTONE_EMEMORY, "out of memory");
    free(*option);
    *option = copy;
    return 0;
}

int undertone_set(undertone *engine, const char *name, const char *value)
{
    if (strcmp(name, "user_dir") == 0)
        return set_string(engine, &engine->user_dir, value);
    if (strcmp(name, "install_dir") == 0)
        return set_string(engine, &engine->install_dir, value);
    return fail(engine, UNDERTONE_EINVALID, "unknown option");
}

/* Message handler: strings get a traceback, failure objects stay. */
static int l_traceback(lua_State *L)
{
    if (!lua_isstring(L, 1))
        return 1;
    luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

static int l_open_libraries(lua_State *L)
{
    static const luaL_Reg modules[] = {
#define MODULE_ROW(name, open) {name, open},
        UT_MODULES(MODULE_ROW)
#undef MODULE_ROW
        {"cjson", luaopen_cjson},
    };
    undertone *engine = lua_touserdata(L, 1);
    luaL_openlibs(L);
    ut_set_interrupt_flag(L, &engine->is_interrupted);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        lua_pushcfunction(L, modules[i].func);
        lua_setfield(L, -2, modules[i].name);
    }
    return 0;
}

/* Takes the error object on top of the stack: a failure raised by our Lua
 * library is a table { code = status name, message = sentence }. */
static int fail_from_lua(undertone *engine, int lua_status)
{
    lua_State *L = engine->lua;
    int status = UNDERTONE_ESCRIPT;
    if (engine->is_interrupted)
        status = UNDERTONE_EINTERRUPTED;
    else if (lua_status == LUA_ERRMEM)
        status = UNDERTONE_EMEMORY;
    const char *message = lua_tostring(L, -1);
    if (lua_istable(L, -1)) {
        lua_getfield(L, -1, "code");
        lua_getfield(L, -2, "message");
        if (lua_type(L, -2) == LUA_TSTRING)
            status = ut_status_from_name(lua_tostring(L, -2));
        message = lua_tostring(L, -1);
    }
    fail(engine, status, message ? message : "error object is not a string");
    lua_settop(L, 0);
    return status;
}

/* Calls a C function with a light userdata in protected mode. */
static int protected_call(undertone *engine, lua_CFunction function,
                          void *argument)
{
    lua_State *L = engine->lua;
    lua_pushcfunction(L, l_traceback);
    lua_pushcfunction(L, function);
    lua_pushlightuserdata(L, argument);
    int lua_status = lua_pcall(L, 1, 1, 1);
    if (lua_status != LUA_OK)
        return fail_from_lua(engine, lua_status);
    int result = (int)lua_tointeger(L, -1);
    lua_settop(L, 0);
    free(engine->message);
    engine->message = NULL;
    return result;
}

static int start(undertone *engine)
{
    if (engine->lua != NULL)
        return 0;
    engine->lua = luaL_newstate();
    if (engine->lua == NULL)
        return fail(engine, UNDERTONE_EMEMORY, "out of memory");
    engine->search.user_dir = engine->user_dir;
    engine->search.install_dir = engine->install_dir;
    return protected_call(engine, l_open_libraries, engine);
}

static void push_arg_table(lua_State *L, const struct entry *entry)
{
    lua_createtable(L, entry->argc, 1);
    lua_pushstring(L, entry->script ? entry->script : entry->name);
    lua_rawseti(L, -2, 0);
    for (int i = 0; i < entry->argc; i++) {
        lua_pushstring(L, entry->argv[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setglobal(L, "arg");
}

static int l_run(lua_State *L)
{
    const struct entry *entry = lua_touserdata(L, 1);
    const struct ut_search *search = &entry->engine->search;
    push_arg_table(L, entry);
    if (entry->script != NULL) {
        ut_search_load(L, search, entry->script);
    } else {
        if (luaL_loadbufferx(L, entry->source, strlen(entry->source),
                             entry->name, "t") != LUA_OK)
            return lua_error(L);
        lua_pushliteral(L, "");
    }
    ut_search_install(L, search, lua_tostring(L, -1));
    lua_pop(L, 1);
    for (int i = 0; i < entry->argc; i++)
        lua_pushstring(L, entry->argv[i]);
    lua_call(L, entry->argc, 1);
    return 1;
}

int undertone_run_file(undertone *engine, const char *script, int argc,
                       char *const argv[])
{
    struct entry entry = {
        .engine = engine, .script = script, .argc = argc, .argv = argv};
    int status = start(engine);
    return status != 0 ? status : protected_call(engine, l_run, &entry);
}

int undertone_run_string(undertone *engine, const char *source,
                         const char *name)
{
    struct entry entry = {.engine = engine, .source = source, .name = name};
    int status = start(engine);
    return status != 0 ? status : protected_call(engine, l_run, &entry);
}

const char *undertone_error(const undertone *engine)
{
    return engine->message ? engine->message : "";
}

static void interrupt_hook(lua_State *L, lua_Debug *debug)
{
    (void)debug;
    lua_sethook(L, NULL, 0, 0);
    luaL_error(L, "interrupted");
}

void undertone_interrupt(undertone *engine)
{
    engine->is_interrupted = 1;
    if (engine->lua != NULL)
        lua_sethook(engine->lua, interrupt_hook,
                    LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT,
                    1);
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
