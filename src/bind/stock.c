/*
 * stock.c: undertone.stock, the files compiled into the program.
 *
 *   stock.read(name) --> bytes, or nil when there is no such stock file
 *   stock.names()    --> list of names, sorted
 */
#include "core/stock.h"
#include "bind/bind.h"

static int l_read(lua_State *L)
{
    const struct ut_file_text *file = ut_stock_find(luaL_checkstring(L, 1));
    if (file == NULL)
        lua_pushnil(L);
    else
        lua_pushlstring(L, file->text.bytes, file->text.size_bytes);
    return 1;
}

static int l_names(lua_State *L)
{
    size_t count;
    const struct ut_file_text *files = ut_stock_all(&count);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, files[i].name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int luaopen_undertone_stock(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"read", l_read},
        {"names", l_names},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
