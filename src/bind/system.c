/*
 * system.c: undertone.system, facts about the process.
 *
 *   system.monotonic()           --> seconds
 *   system.terminal_columns(fd)  --> width of a standard descriptor's
 *                                    terminal (80 when it does not say),
 *                                    or nil when it is none
 *   system.peak_memory_bytes()   --> integer
 */
#include "core/system.h"
#include "bind/bind.h"

#define DEFAULT_COLUMNS 80

static int l_monotonic(lua_State *L)
{
    lua_pushnumber(L, ut_system_monotonic_s());
    return 1;
}

static int l_terminal_columns(lua_State *L)
{
    int descriptor = (int)luaL_checkinteger(L, 1);
    if (!ut_system_is_terminal(descriptor))
        return 0;
    int columns = ut_system_columns(descriptor);
    lua_pushinteger(L, columns > 0 ? columns : DEFAULT_COLUMNS);
    return 1;
}

static int l_peak_memory_bytes(lua_State *L)
{
    lua_pushinteger(L, ut_system_peak_memory_bytes());
    return 1;
}

int luaopen_undertone_system(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"monotonic", l_monotonic},
        {"terminal_columns", l_terminal_columns},
        {"peak_memory_bytes", l_peak_memory_bytes},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
