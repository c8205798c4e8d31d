/*
 * versions.c: undertone.core.versions, what this engine is made of.
 *
 *   versions.undertone() --> "0.1.0"
 *   versions.libraries() --> table name -> version, as linked, not as built
 */
#include <lauxlib.h>
#include <lua-cjson.h>

#include "core/db.h"
#include "core/utf8.h"
#include "host/state.h"
#include "undertone.h"

static int l_undertone(lua_State *L)
{
    lua_pushstring(L, undertone_version());
    return 1;
}

static int l_libraries(lua_State *L)
{
    lua_newtable(L);
    lua_pushstring(L, LUA_RELEASE + sizeof "Lua");
    lua_setfield(L, -2, "Lua");
    luaL_requiref(L, "cjson", luaopen_cjson, 0);
    lua_getfield(L, -1, "_VERSION");
    lua_setfield(L, -3, "lua-cjson");
    lua_pop(L, 1);
    lua_pushstring(L, ut_db_library_version());
    lua_setfield(L, -2, "SQLite");
    lua_pushstring(L, ut_utf8_library_version());
    lua_setfield(L, -2, "utf8proc");
    return 1;
}

int luaopen_undertone_core_versions(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"undertone", l_undertone},
        {"libraries", l_libraries},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
