/* search.c: package.path, the stock searcher and script lookup. */
#include "host/search.h"

#include <lauxlib.h>
#include <string.h>
#include <unistd.h>

#include "core/stock.h"

/* Loads a stock file as "@name"; pushes the chunk and returns LUA_OK, or
 * pushes nothing and returns -1 when there is no such file. */
static int load_stock(lua_State *L, const char *name)
{
    const struct ut_stock *file = ut_stock_find(name);
    if (file == NULL)
        return -1;
    lua_pushfstring(L, "@%s", name);
    int status = luaL_loadbufferx(L, file->bytes, file->size_bytes,
                                  lua_tostring(L, -1), "t");
    lua_remove(L, -2);
    if (status != LUA_OK)
        lua_error(L);
    return status;
}

/* package.searchers entry: "undertone.job" -> "lua/undertone/job.lua". */
static int l_search_stock(lua_State *L)
{
    const char *module = luaL_checkstring(L, 1);
    const char *path = luaL_gsub(L, module, ".", "/");
    const char *name = lua_pushfstring(L, "lua/%s.lua", path);
    if (load_stock(L, name) == LUA_OK) {
        lua_pushfstring(L, "stock:%s", name);
        return 2;
    }
    lua_pushfstring(L, "no stock file '%s'", name);
    return 1;
}

/* Adds "dir/sub?.lua;" to the buffer unless dir is NULL. */
static void add_template(luaL_Buffer *path, const char *dir, const char *sub)
{
    if (dir == NULL)
        return;
    luaL_addstring(path, dir);
    luaL_addstring(path, sub);
    luaL_addstring(path, "?.lua;");
}

/* Adds the absolute entries of the default package.path. */
static void add_system_templates(luaL_Buffer *path, const char *templates)
{
    while (*templates != '\0') {
        size_t length = strcspn(templates, ";");
        if (templates[0] == '/') {
            luaL_addlstring(path, templates, length);
            luaL_addchar(path, ';');
        }
        templates += length + (templates[length] == ';');
    }
}

void ut_search_install(lua_State *L, const struct ut_search *search,
                       const char *script_dir)
{
    luaL_checkstack(L, 8, "search path");
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "path");
    const char *templates = lua_tostring(L, -1);
    luaL_Buffer path;
    luaL_buffinit(L, &path);
    add_template(&path, *script_dir ? script_dir : NULL, "/");
    add_template(&path, search->user_dir, "/lua/");
    add_template(&path, search->install_dir, "/lua/");
    add_system_templates(&path, templates);
    luaL_pushresult(&path);
    lua_setfield(L, -3, "path");
    lua_pushliteral(L, "");
    lua_setfield(L, -3, "cpath");
    lua_pop(L, 1);
    lua_getfield(L, -1, "searchers");
    lua_pushcfunction(L, l_search_stock);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 2);
}

/* Loads a file and pushes chunk and folder; returns 0 when unreadable. */
static int load_path(lua_State *L, const char *path)
{
    if (access(path, R_OK) != 0)
        return 0;
    if (luaL_loadfilex(L, path, "t") != LUA_OK)
        lua_error(L);
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        lua_pushliteral(L, ".");
    else
        lua_pushlstring(L, path, (size_t)(slash - path));
    return 1;
}

static int load_from(lua_State *L, const char *dir, const char *script)
{
    if (dir == NULL)
        return 0;
    lua_pushfstring(L, "%s/scripts/%s", dir, script);
    if (!load_path(L, lua_tostring(L, -1))) {
        lua_pop(L, 1);
        return 0;
    }
    lua_remove(L, -3);
    return 1;
}

void ut_search_load(lua_State *L, const struct ut_search *search,
                    const char *script)
{
    luaL_checkstack(L, 8, "script lookup");
    if (load_path(L, script) || load_from(L, search->user_dir, script) ||
        load_from(L, search->install_dir, script))
        return;
    lua_pushfstring(L, "scripts/%s", script);
    int status = load_stock(L, lua_tostring(L, -1));
    if (status == LUA_OK) {
        lua_remove(L, -2);
        lua_pushliteral(L, "");
        return;
    }
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "usage");
    lua_setfield(L, -2, "code");
    lua_pushfstring(L, "cannot find script '%s'", script);
    lua_setfield(L, -2, "message");
    lua_error(L);
}
