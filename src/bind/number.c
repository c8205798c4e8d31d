/*
 * number.c: undertone.number, numbers as text under every locale.
 *
 *   number.format(x)          --> integers as they are, floats in the
 *                                 shortest form that reads back equal
 *   number.fixed(x, decimals) --> rounded from the exact value; 0 to 40
 */
#include "core/number.h"

#include "bind/bind.h"

static int l_format(lua_State *L)
{
    char text[UT_NUMBER_TEXT_SIZE];
    luaL_checknumber(L, 1);
    if (lua_isinteger(L, 1))
        ut_number_integer(lua_tointeger(L, 1), text);
    else
        ut_number_shortest(lua_tonumber(L, 1), text);
    lua_pushstring(L, text);
    return 1;
}

static int l_fixed(lua_State *L)
{
    char text[UT_NUMBER_FIXED_SIZE];
    lua_Integer decimals = luaL_checkinteger(L, 2);
    luaL_argcheck(L, decimals >= 0 && decimals <= UT_NUMBER_DECIMALS_MAX, 2,
                  "0 to 40 decimals");
    ut_number_fixed(luaL_checknumber(L, 1), (int)decimals, text);
    lua_pushstring(L, text);
    return 1;
}

int luaopen_undertone_number(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"format", l_format},
        {"fixed", l_fixed},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
