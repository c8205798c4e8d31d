/*
 * sandbox.c: what a safe engine leaves of the standard libraries.
 *
 * An allow-list: the globals are replaced by a table that holds only the
 * names below, so a library of a later Lua adds nothing by itself. Gone are
 * files, processes, bytecode, debug and C modules; __gc, whose loops no hook
 * can stop; the shared string metatable; coroutine.close, which overflows
 * the C stack of Lua 5.4.4 (fixed in 5.4.5) when nested.
 */
#include <lauxlib.h>
#include <lualib.h>
#include <string.h>

#include "host/state.h"

/* A library (NULL: the basic functions) and what stays of it. */
struct allowed {
    const char *library;
    const char *names;
};

static const struct allowed rows[] = {
    {NULL, "assert error getmetatable ipairs next pairs pcall print rawequal "
           "rawget rawlen rawset require select tonumber tostring type warn "
           "xpcall _VERSION"},
    {"coroutine", "create isyieldable resume running status wrap yield"},
    {"math", "abs acos asin atan ceil cos deg exp floor fmod huge log max "
             "maxinteger min mininteger modf pi rad random randomseed sin "
             "sqrt tan tointeger type ult"},
    {"os", "clock date difftime exit time"},
    {"string", "byte char find format gmatch gsub len lower match pack "
               "packsize rep reverse sub unpack upper"},
    {"table", "concat insert move pack remove sort unpack"},
    {"utf8", "char charpattern codepoint codes len offset"},
};

static const char *const modules[] = {
    "cjson",
    "undertone.core.log",
    "undertone.core.resource",
    "undertone.core.stats_describe",
    "undertone.core.stats_dist",
    "undertone.core.stats_tests",
    "undertone.core.text",
    "undertone.core.vader",
    "undertone.core.versions",
    "undertone.kmeans",
    "undertone.matrix",
    "undertone.number",
    "undertone.stock",
    "undertone.text",
    "undertone.tfidf",
};

bool ut_sandbox_allows(const char *module)
{
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++)
        if (strcmp(modules[i], module) == 0)
            return true;
    return false;
}

/* load(chunk, name, mode, env): upvalue 1 is the original; text only. */
static int l_load(lua_State *L)
{
    bool has_environment = lua_gettop(L) >= 4;
    lua_settop(L, 4);
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    if (!has_environment)
        lua_settop(L, 4);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* setmetatable(table, metatable): upvalue 1 is the original. */
static int l_setmetatable(lua_State *L)
{
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "__gc");
        luaL_argcheck(L, lua_rawget(L, 2) == LUA_TNIL, 2,
                      "__gc is not allowed here");
    }
    lua_settop(L, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 1);
    return 1;
}

/* collectgarbage([what]): the count, or a full collection. */
static int l_collectgarbage(lua_State *L)
{
    static const char *const options[] = {"collect", "count", NULL};
    if (luaL_checkoption(L, 1, "collect", options) == 0) {
        lua_gc(L, LUA_GCCOLLECT);
        lua_pushinteger(L, 0);
    } else {
        lua_pushnumber(L, (lua_Number)lua_gc(L, LUA_GCCOUNT) +
                              lua_gc(L, LUA_GCCOUNTB) / 1024.0);
    }
    return 1;
}

/* Copies the listed fields of the table at `from` to the one at `to`. */
static void copy_names(lua_State *L, int from, int to, const char *names)
{
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        lua_pushlstring(L, names, length);
        lua_pushvalue(L, -1);
        lua_gettable(L, from);
        lua_settable(L, to);
        names += length + (names[length] == ' ');
    }
}

/* Makes package.loaded[name] of what stays, and leaves it on the stack. */
static void push_library(lua_State *L, int loaded, const struct allowed *row)
{
    lua_getfield(L, loaded, row->library ? row->library : LUA_GNAME);
    lua_newtable(L);
    copy_names(L, lua_gettop(L) - 1, lua_gettop(L), row->names);
    lua_remove(L, -2);
    lua_pushvalue(L, -1);
    lua_setfield(L, loaded, row->library ? row->library : LUA_GNAME);
}

/* Wraps the global `name` of the table at `from` into the one at `to`. */
static void wrap(lua_State *L, int from, int to, const char *name,
                 lua_CFunction function)
{
    lua_getfield(L, from, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, to, name);
}

static void lock_strings(lua_State *L, int strings)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, strings);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

/* Fills the globals with what stays of each library. */
static void install_libraries(lua_State *L, int loaded, int globals)
{
    for (size_t i = 1; i < sizeof rows / sizeof rows[0]; i++) {
        push_library(L, loaded, &rows[i]);
        if (strcmp(rows[i].library, LUA_STRLIBNAME) == 0) {
            ut_safe_string_install(L);
            lock_strings(L, lua_gettop(L));
        } else if (strcmp(rows[i].library, LUA_TABLIBNAME) == 0) {
            ut_safe_table_install(L);
        }
        lua_setfield(L, globals, rows[i].library);
    }
}

/* require must not find what is gone. */
static void forget_libraries(lua_State *L, int loaded)
{
    static const char *const gone[] = {LUA_IOLIBNAME, LUA_DBLIBNAME,
                                       LUA_LOADLIBNAME};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        lua_pushnil(L);
        lua_setfield(L, loaded, gone[i]);
    }
}

void ut_sandbox_install(lua_State *L)
{
    luaL_checkstack(L, 10, "sandbox");
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    int loaded = lua_gettop(L);
    lua_pushglobaltable(L);
    int all = lua_gettop(L);
    push_library(L, loaded, &rows[0]);
    int globals = lua_gettop(L);
    install_libraries(L, loaded, globals);
    wrap(L, all, globals, "load", l_load);
    wrap(L, all, globals, "setmetatable", l_setmetatable);
    lua_pushcfunction(L, l_collectgarbage);
    lua_setfield(L, globals, "collectgarbage");
    lua_pushvalue(L, globals);
    lua_setfield(L, globals, LUA_GNAME);
    forget_libraries(L, loaded);
    lua_pushvalue(L, globals);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_settop(L, loaded - 1);
}
