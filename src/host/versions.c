/*
 * versions.c: undertone.core.versions, what this engine is made of.
 *
 *   versions.undertone() --> "0.1.0"
 *   versions.libraries() --> table name -> version, as linked, not as built
 */
#include <lauxlib.h>
#include <lua-cjson.h>
#include <string.h>

#include "core/db.h"
#include "core/http.h"
#include "core/plot.h"
#include "core/utf8.h"
#include "host/state.h"
#include "undertone.h"

static int l_undertone(lua_State *L)
{
    lua_pushstring(L, undertone_version());
    return 1;
}

static void set_version(lua_State *L, const char *name, const char *version)
{
    lua_pushstring(L, version);
    lua_setfield(L, -2, name);
}

static int l_libraries(lua_State *L)
{
    luaL_requiref(L, "cjson", luaopen_cjson, 0);
    lua_getfield(L, -1, "_VERSION");
    const char *cjson_version = luaL_tolstring(L, -1, NULL);
    lua_newtable(L);
    set_version(L, "lua-cjson", cjson_version);
    const char *lua_version = lua_ident + strlen("$LuaVersion: Lua ");
    lua_pushlstring(L, lua_version, strcspn(lua_version, " "));
    lua_setfield(L, -2, "Lua");
    set_version(L, "libcurl", ut_http_library_version());
    set_version(L, "SQLite", ut_db_library_version());
    set_version(L, "utf8proc", ut_utf8_library_version());
    set_version(L, "cairo", ut_plot_cairo_version());
    set_version(L, "Pango", ut_plot_pango_version());
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
