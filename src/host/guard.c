/*
 * guard.c: the standard functions that could outlive a stop.
 *
 * A stop (limits.h) is an error, so whatever catches errors for a script
 * must pass it on: coroutine.resume and wrap, and the message handlers of
 * xpcall, which Lua runs with hooks switched off. os.exit ends the script
 * with that exit code instead of the host's process.
 */
#include <lauxlib.h>
#include <limits.h>

#include "host/engine.h"
#include "host/state.h"

/* Continues after the original returned: a due stop is raised here,
 * outside the coroutine that saw it first. */
static int finish_call(lua_State *L, int status, lua_KContext context)
{
    (void)context;
    ut_limits_check(L);
    return status == LUA_OK || status == LUA_YIELD ? lua_gettop(L)
                                                   : lua_error(L);
}

/* Calls the original in upvalue 1 with all arguments. */
static int l_checked(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    int status =
        lua_pcallk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, 0, finish_call);
    return finish_call(L, status, 0);
}

/* coroutine.wrap: what the original returns is checked in turn. */
static int l_wrap(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    lua_pushcclosure(L, l_checked, 1);
    return 1;
}

/* A script's message handler, upvalue 1, is not called for a stop. */
static int l_handler(lua_State *L)
{
    if (ut_engine_of(L)->limits.stop != UT_STOP_NONE)
        return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* xpcall(f, handler, ...): upvalue 1 is the original. */
static int l_xpcall(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, l_handler, 1);
    lua_replace(L, 2);
    return l_checked(L);
}

/* os.exit([code]): true, false or a number from 0 to 255. */
static int l_exit(lua_State *L)
{
    lua_Integer code = 0;
    if (lua_isboolean(L, 1))
        code = !lua_toboolean(L, 1);
    else
        code = luaL_optinteger(L, 1, 0);
    luaL_argcheck(L, code >= 0 && code <= UCHAR_MAX, 1,
                  "must be from 0 to 255");
    return ut_limits_exit(L, (int)code);
}

/* Puts `guard`, holding the function it replaces, into the table on top. */
static void replace(lua_State *L, const char *name, lua_CFunction guard)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, guard, 1);
    lua_setfield(L, -2, name);
}

void ut_guard_install(lua_State *L)
{
    lua_pushglobaltable(L);
    replace(L, "xpcall", l_xpcall);
    lua_getfield(L, -1, "coroutine");
    replace(L, "resume", l_checked);
    replace(L, "wrap", l_wrap);
    lua_pop(L, 1);
    lua_getfield(L, -1, "os");
    replace(L, "exit", l_exit);
    lua_pop(L, 2);
}
