/*
 * safe_table.c: the table functions of safe engines that can run long.
 *
 * The standard ones loop over as many elements as a caller or a __len names,
 * inside C, where no hook runs. Here tables with __len are refused, and
 * counts have a ceiling.
 */
#include <lauxlib.h>

#include "host/state.h"

#define ELEMENTS_MAX 10000000

/* Calls the original in upvalue 1 with all arguments. */
static int call_original(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

/* concat, insert, remove, sort: bounded by the true length. */
static int l_bounded(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argcheck(L, luaL_getmetafield(L, 1, "__len") == LUA_TNIL, 1,
                  "a table with __len is not allowed here");
    luaL_argcheck(L, lua_rawlen(L, 1) <= ELEMENTS_MAX, 1, "too many elements");
    return call_original(L);
}

/* move(from, first, last, to [, other]) */
static int l_move(lua_State *L)
{
    lua_Integer first = luaL_checkinteger(L, 2);
    lua_Integer last = luaL_checkinteger(L, 3);
    luaL_argcheck(L,
                  last < first ||
                      (lua_Unsigned)last - (lua_Unsigned)first < ELEMENTS_MAX,
                  3, "too many elements");
    return call_original(L);
}

void ut_safe_table_install(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"concat", l_bounded}, {"insert", l_bounded}, {"remove", l_bounded},
        {"sort", l_bounded},   {"move", l_move},      {NULL, NULL},
    };
    for (const luaL_Reg *row = functions; row->name != NULL; row++) {
        lua_getfield(L, -1, row->name);
        lua_pushcclosure(L, row->func, 1);
        lua_setfield(L, -2, row->name);
    }
}
