/* run.c: the calls of undertone.h that run Lua code. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "host/engine.h"
#include "host/search.h"
#include "host/state.h"
#include "undertone_lua.h"

#define EXIT_CODE_MAX 255

/* What a protected entry needs; passed as light userdata. */
struct entry {
    undertone *engine;
    const char *script; /* path or name; NULL to run `source` */
    const char *source;
    const char *name;
    int argc;
    char *const *argv;
};

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

/* Pushes the chunk and the folder it came from. */
static void push_chunk(lua_State *L, const struct entry *entry)
{
    if (entry->script != NULL) {
        ut_search_script(L, &entry->engine->options, entry->script);
        return;
    }
    if (luaL_loadbufferx(L, entry->source, strlen(entry->source), entry->name,
                         "t") != LUA_OK)
        lua_error(L);
    lua_pushliteral(L, "");
}

/* Of the result on top of the stack; raises for what can be none. A table is
 * what a file of settings returns, and that one did nothing. */
static lua_Integer exit_code_of(lua_State *L, const char *name)
{
    if (lua_istable(L, -1))
        return luaL_error(L, "%s returned a table: it is settings, no script",
                          name);
    lua_Integer code = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
    if (code < 0 || code > EXIT_CODE_MAX)
        return luaL_error(L, "%s returned %I, which is no exit code", name,
                          (LUAI_UACINT)code);
    return code;
}

static int l_run(lua_State *L)
{
    const struct entry *entry = lua_touserdata(L, 1);
    push_arg_table(L, entry);
    push_chunk(L, entry);
    ut_search_prefer(L, lua_tostring(L, -1));
    lua_pop(L, 1);
    luaL_checkstack(L, entry->argc, "script arguments");
    for (int i = 0; i < entry->argc; i++)
        lua_pushstring(L, entry->argv[i]);
    lua_call(L, entry->argc, 1);
    lua_Integer code =
        exit_code_of(L, entry->script ? entry->script : entry->name);
    lua_pushinteger(L, code);
    return 1;
}

static int run(const struct entry *entry)
{
    int status = ut_engine_open(entry->engine);
    return status != 0 ? status
                       : ut_engine_enter(entry->engine, l_run, (void *)entry);
}

int undertone_run_file(undertone *engine, const char *script, int argc,
                       char *const argv[])
{
    return run(&(struct entry){
        .engine = engine, .script = script, .argc = argc, .argv = argv});
}

int undertone_run_string(undertone *engine, const char *source,
                         const char *name, int argc, char *const argv[])
{
    return run(&(struct entry){.engine = engine,
                               .source = source,
                               .name = name,
                               .argc = argc,
                               .argv = argv});
}

/* A function call in JSON; the result stays in the registry. */
struct call {
    const char *function;
    const char *arguments;
    const char *result;
};

static const char result_key = 'r'; /* its address is the registry key */

static int l_call(lua_State *L)
{
    struct call *call = lua_touserdata(L, 1);
    ut_search_require(L, "undertone.call");
    lua_pushstring(L, call->function);
    lua_pushstring(L, call->arguments);
    lua_call(L, 2, 1);
    call->result = luaL_checkstring(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &result_key);
    return 0;
}

int undertone_call(undertone *engine, const char *function,
                   const char *arguments, const char **result)
{
    struct call call = {function, arguments ? arguments : "[]", NULL};
    int status = ut_engine_open(engine);
    if (status == 0)
        status = ut_engine_enter(engine, l_call, &call);
    if (status < 0)
        return status;
    if (call.result == NULL)
        return ut_engine_fail(engine, UNDERTONE_ESCRIPT,
                              "the function ended the script");
    if (result != NULL)
        *result = call.result;
    return 0;
}

struct module {
    const char *name;
    int (*open)(lua_State *L);
};

static int l_add_module(lua_State *L)
{
    const struct module *module = lua_touserdata(L, 1);
    ut_state_preload(L, module->name, module->open);
    return 0;
}

int undertone_add_module(undertone *engine, const char *name,
                         int (*open)(lua_State *L))
{
    struct module module = {name, open};
    int status = ut_engine_open(engine);
    return status != 0 ? status
                       : ut_engine_enter(engine, l_add_module, &module);
}

lua_State *undertone_lua_state(undertone *engine)
{
    return ut_engine_open(engine) == 0 ? engine->lua : NULL;
}
