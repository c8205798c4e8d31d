/*
 * resource.c: undertone.core.resource, the tiers of search.h for scripts;
 * lua/undertone/resource.lua is built on it.
 *
 *   resource.folders()    --> user's folder or nil, installed folder or nil
 *   resource.path(name)   --> path of the user's or the installed file, or
 *                             nothing
 *   resource.read(name)   --> its bytes and path; nothing when there is
 *                             none; nil, message, code when unreadable
 *   resource.list(name)   --> the file names in such a folder of both
 *                             tiers, in no order
 *
 * Names never leave the tiers, so safe engines may have this too.
 */
#include <dirent.h>
#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "bind/bind.h"
#include "host/engine.h"
#include "host/search.h"
#include "host/state.h"

#define FILE_BYTES_MAX (64 << 20)

/* An open file or folder, closed by whichever comes first: the end of the
 * call or the collector. */
struct handle {
    FILE *file;
    DIR *folder;
};

static int l_close(lua_State *L)
{
    struct handle *handle = lua_touserdata(L, 1);
    if (handle->file != NULL)
        fclose(handle->file);
    if (handle->folder != NULL)
        closedir(handle->folder);
    *handle = (struct handle){NULL, NULL};
    return 0;
}

static struct handle *push_handle(lua_State *L)
{
    struct handle *handle = lua_newuserdatauv(L, sizeof *handle, 0);
    *handle = (struct handle){NULL, NULL};
    if (luaL_newmetatable(L, "undertone.core.resource.handle")) {
        lua_pushcfunction(L, l_close);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, l_close);
        lua_setfield(L, -2, "__close");
    }
    lua_setmetatable(L, -2);
    lua_toclose(L, -1);
    return handle;
}

/* A relative name without "." and ".." parts. */
static const char *check_name(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    for (const char *part = name; part != NULL;) {
        size_t length = strcspn(part, "/");
        bool is_dots = (length == 1 && part[0] == '.') ||
                       (length == 2 && part[0] == '.' && part[1] == '.');
        luaL_argcheck(L, length > 0 && !is_dots, 1, "not a resource name");
        part = part[length] == '/' ? part + length + 1 : NULL;
    }
    return name;
}

static int l_folders(lua_State *L)
{
    const struct ut_options *options = &ut_engine_of(L)->options;
    lua_pushstring(L, options->user_dir);
    lua_pushstring(L, options->install_dir);
    return 2;
}

static int l_path(lua_State *L)
{
    return ut_search_file(L, &ut_engine_of(L)->options, check_name(L));
}

static int push_storage_failure(lua_State *L, const char *path)
{
    struct ut_error error;
    ut_fail(&error, UNDERTONE_ESTORAGE, "%s: %s", path, strerror(errno));
    return ut_push_failure(L, &error);
}

static int l_read(lua_State *L)
{
    if (!ut_search_file(L, &ut_engine_of(L)->options, check_name(L)))
        return 0;
    const char *path = lua_tostring(L, -1);
    struct handle *handle = push_handle(L);
    handle->file = fopen(path, "rb");
    if (handle->file == NULL)
        return push_storage_failure(L, path);
    luaL_Buffer bytes;
    luaL_buffinit(L, &bytes);
    size_t total_bytes = 0, got_bytes;
    do {
        char *room = luaL_prepbuffer(&bytes);
        got_bytes = fread(room, 1, LUAL_BUFFERSIZE, handle->file);
        luaL_addsize(&bytes, got_bytes);
        total_bytes += got_bytes;
    } while (got_bytes > 0 && total_bytes <= FILE_BYTES_MAX);
    if (ferror(handle->file))
        return push_storage_failure(L, path);
    if (total_bytes > FILE_BYTES_MAX)
        return luaL_error(L, "%s: larger than %d bytes", path, FILE_BYTES_MAX);
    luaL_pushresult(&bytes);
    lua_pushstring(L, path);
    return 2;
}

/* Appends the names in one folder to the list on top of the stack. */
static void list_folder(lua_State *L, const char *tier, const char *name)
{
    if (tier == NULL)
        return;
    const char *path = lua_pushfstring(L, "%s/%s", tier, name);
    struct handle *handle = push_handle(L);
    handle->folder = opendir(path);
    const struct dirent *entry;
    while (handle->folder != NULL &&
           (entry = readdir(handle->folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        lua_pushstring(L, entry->d_name);
        lua_rawseti(L, -4, (lua_Integer)lua_rawlen(L, -4) + 1);
    }
    /* Not left to lua_pop: that of Lua 5.4.4 goes on with the old stack when
     * closing made it move. */
    lua_closeslot(L, -1);
    lua_pop(L, 2);
}

static int l_list(lua_State *L)
{
    const struct ut_options *options = &ut_engine_of(L)->options;
    const char *name = check_name(L);
    lua_newtable(L);
    list_folder(L, options->user_dir, name);
    list_folder(L, options->install_dir, name);
    return 1;
}

int luaopen_undertone_core_resource(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"folders", l_folders}, {"path", l_path}, {"read", l_read},
        {"list", l_list},       {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
