/* search.c: package.path, the searchers and script lookup. */
#include "host/search.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "core/stock.h"

/* Their addresses are registry keys. A sandbox hides package from scripts,
 * and scripts may replace require. */
static const char package_key = 'p';
static const char require_key = 'r';
static const char base_path_key = 'b';

/* Pushes the chunk of a stock file, named "@name"; false when there is none. */
static bool load_stock(lua_State *L, const char *name)
{
    const struct ut_file_text *file = ut_stock_find(name);
    if (file == NULL)
        return false;
    lua_pushfstring(L, "@%s", name);
    if (luaL_loadbufferx(L, file->text.bytes, file->text.size_bytes,
                         lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    lua_remove(L, -2);
    return true;
}

/* package.searchers entry: "undertone.job" -> "lua/undertone/job.lua". */
static int l_search_stock(lua_State *L)
{
    const char *module = luaL_checkstring(L, 1);
    const char *path = luaL_gsub(L, module, ".", "/");
    const char *name = lua_pushfstring(L, "lua/%s.lua", path);
    if (load_stock(L, name)) {
        lua_pushfstring(L, "stock:%s", name);
        return 2;
    }
    lua_pushfstring(L, "no stock file '%s'", name);
    return 1;
}

/* package.searchers entry: the standard search of package.path, which is
 * the table's in upvalue 1, but for text only. */
static int l_search_path(lua_State *L)
{
    luaL_checkstring(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "searchpath");
    lua_pushvalue(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "path");
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2))
        return 1;
    lua_pop(L, 1);
    if (luaL_loadfilex(L, lua_tostring(L, -1), "t") != LUA_OK)
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s",
                          lua_tostring(L, 1), lua_tostring(L, 2),
                          lua_tostring(L, -1));
    lua_insert(L, -2);
    return 2;
}

/* Adds "folder/sub?.lua;" to the buffer unless folder is NULL. */
static void add_template(luaL_Buffer *path, const char *folder, const char *sub)
{
    if (folder == NULL)
        return;
    luaL_addstring(path, folder);
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

/* On top of the stack lies the package table, here and below. */
static void install_path(lua_State *L, const struct ut_options *options)
{
    lua_getfield(L, -1, "path");
    luaL_Buffer path;
    luaL_buffinit(L, &path);
    add_template(&path, options->user_dir, "/lua/");
    add_template(&path, options->install_dir, "/lua/");
    if (options->libs == UT_LIBS_ALL)
        add_system_templates(&path, lua_tostring(L, -2));
    luaL_pushresult(&path);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &base_path_key);
    lua_setfield(L, -3, "path");
    lua_pop(L, 1);
}

/* Searchers: preload, path, stock, and the C ones where allowed. */
static void install_searchers(lua_State *L, int allow_cpath)
{
    lua_getfield(L, -1, "searchers");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, l_search_path, 1);
    lua_rawseti(L, -2, 2);
    if (!allow_cpath) {
        lua_pushnil(L);
        lua_rawseti(L, -2, 3);
        lua_pushnil(L);
        lua_rawseti(L, -2, 4);
    }
    lua_pushcfunction(L, l_search_stock);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

void ut_search_install(lua_State *L, const struct ut_options *options)
{
    luaL_checkstack(L, 10, "search path");
    lua_getglobal(L, "require");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &require_key);
    lua_getglobal(L, "package");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &package_key);
    install_path(L, options);
    install_searchers(L, options->allow_cpath);
    if (!options->allow_cpath) {
        lua_pushliteral(L, "");
        lua_setfield(L, -2, "cpath");
    }
    lua_pop(L, 1);
}

/* package.path has no way to write such a folder, and a script that misses
 * its modules without a word would be worse. */
static void refuse_folder(lua_State *L, const char *folder)
{
    ut_search_require(L, "undertone.failure");
    lua_getfield(L, -1, "raise");
    lua_pushliteral(L, "usage");
    lua_pushliteral(L, "the script's folder '%s' has a ';' or '?' in its name;"
                       " no module could be found there");
    lua_pushstring(L, folder);
    lua_call(L, 3, 0);
}

void ut_search_prefer(lua_State *L, const char *folder)
{
    if (strpbrk(folder, ";?") != NULL)
        refuse_folder(L, folder);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &package_key);
    int package = lua_gettop(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &base_path_key);
    if (*folder != '\0')
        lua_pushfstring(L, "%s/?.lua;%s", folder, lua_tostring(L, -1));
    lua_setfield(L, package, "path");
    lua_settop(L, package - 1);
}

void ut_search_require(lua_State *L, const char *module)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &require_key);
    lua_pushstring(L, module);
    lua_call(L, 1, 1);
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

int ut_search_file(lua_State *L, const struct ut_options *options,
                   const char *name)
{
    const char *const folders[] = {options->user_dir, options->install_dir};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (folders[i] == NULL)
            continue;
        if (is_file(lua_pushfstring(L, "%s/%s", folders[i], name)))
            return 1;
        lua_pop(L, 1);
    }
    return 0;
}

/* Pushes the chunk of a file and the folder it lies in. */
static void load_file(lua_State *L, const char *path)
{
    if (luaL_loadfilex(L, path, "t") != LUA_OK)
        lua_error(L);
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        lua_pushliteral(L, ".");
    else
        lua_pushlstring(L, path, (size_t)(slash - path));
}

/* Looks the name up in the three tiers: as ut_search_script, or false. */
static bool load_named(lua_State *L, const struct ut_options *options,
                       const char *name)
{
    if (ut_search_file(L, options, name)) {
        load_file(L, lua_tostring(L, -1));
        return true;
    }
    if (!load_stock(L, name))
        return false;
    lua_pushliteral(L, "");
    return true;
}

/* The failure that names the places and the nearest script is written in
 * Lua: lua/undertone/resource.lua. */
static void raise_missing(lua_State *L, const char *script)
{
    ut_search_require(L, "undertone.resource");
    lua_getfield(L, -1, "raise_missing_script");
    lua_pushstring(L, script);
    lua_call(L, 1, 0);
}

void ut_search_script(lua_State *L, const struct ut_options *options,
                      const char *script)
{
    luaL_checkstack(L, 10, "script lookup");
    if (is_file(script)) {
        load_file(L, script);
        return;
    }
    const char *name = lua_pushfstring(L, "scripts/%s", script);
    if (load_named(L, options, name))
        return;
    name = lua_pushfstring(L, "scripts/%s.lua", script);
    if (!load_named(L, options, name))
        raise_missing(L, script);
}
