/*
 * json.c: undertone.core.json, what is known of a JSON text before it is
 * decoded. The public face is lua/undertone/json.lua.
 *
 *   core.most_values(text)     --> at least as many as the values in it
 *   core.next_lone(text, from) --> where the next escape of a lone surrogate
 *                                  is, at or after `from`, and where it ends;
 *                                  nil when there is none
 */
#include "core/json.h"
#include "bind/bind.h"

static int l_most_values(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_pushinteger(L, (lua_Integer)ut_json_most_values(text, size));
    return 1;
}

static int l_next_lone(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    lua_Integer from = luaL_checkinteger(L, 2);
    luaL_argcheck(L, from >= 1, 2, "positions count from 1");
    size_t at = ut_json_next_lone(text, size, (size_t)from - 1);
    if (at >= size)
        return 0;
    lua_pushinteger(L, (lua_Integer)at + 1);
    lua_pushinteger(L, (lua_Integer)at + UT_JSON_ESCAPE_SIZE);
    return 2;
}

int luaopen_undertone_core_json(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"most_values", l_most_values},
        {"next_lone", l_next_lone},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
