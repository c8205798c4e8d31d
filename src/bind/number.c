/*
 * number.c: undertone.number, numbers as text under any locale (tostring and
 * string.format follow the locale's decimal mark).
 *
 *   number.format(x)          --> "0.1": fewest digits that read back equal;
 *                                 integers as they are
 *   number.fixed(x, decimals) --> "0.10": correctly rounded, 0 to 40 decimals
 *   number.parse(text)        --> number, or nil, message, "parse" | "limit"
 */
#include "core/number.h"
#include "bind/bind.h"

static int l_format(lua_State *L)
{
    char text[UT_NUMBER_TEXT_SIZE];
    size_t size;
    if (lua_isinteger(L, 1))
        size = ut_number_integer(lua_tointeger(L, 1), text);
    else
        size = ut_number_shortest(luaL_checknumber(L, 1), text);
    lua_pushlstring(L, text, size);
    return 1;
}

static int l_fixed(lua_State *L)
{
    char text[UT_NUMBER_FIXED_SIZE];
    double value = luaL_checknumber(L, 1);
    lua_Integer decimals = luaL_checkinteger(L, 2);
    luaL_argcheck(L, decimals >= 0 && decimals <= UT_NUMBER_DECIMALS_MAX, 2,
                  "must be from 0 to 40");
    size_t size = ut_number_fixed(value, (int)decimals, text);
    lua_pushlstring(L, text, size);
    return 1;
}

static int l_parse(lua_State *L)
{
    double value;
    size_t size;
    struct ut_error error;
    const char *text = luaL_checklstring(L, 1, &size);
    int status = ut_number_parse(text, size, &value);
    if (status != 0) {
        ut_fail(&error, status, "'%.40s' is not a number in range", text);
        return ut_push_failure(L, &error);
    }
    lua_pushnumber(L, value);
    return 1;
}

int luaopen_undertone_number(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"format", l_format},
        {"fixed", l_fixed},
        {"parse", l_parse},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
