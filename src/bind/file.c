/*
 * file.c: undertone.file, whole-file writes and folders.
 *
 *   file.write(path, bytes)  --> true: in its place whole, or not at all
 *   file.mkdir(path)         --> true: with its parents, mode 0700
 *   file.is_writable(folder) --> true: found by making a file there; a
 *                                folder that is everybody's is refused
 *   file.sweep(folder)       --> true: no file of a killed writer is left
 *   file.exists(path)        --> boolean
 *
 * Failures return nil, message, "storage".
 */
#include "core/file.h"
#include "bind/bind.h"

static int push_done(lua_State *L, int status, const struct ut_error *error)
{
    if (status != 0)
        return ut_push_failure(L, error);
    lua_pushboolean(L, 1);
    return 1;
}

static int l_write(lua_State *L)
{
    size_t size;
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    const char *bytes = luaL_checklstring(L, 2, &size);
    return push_done(L, ut_file_write(path, bytes, size, &error), &error);
}

static int l_mkdir(lua_State *L)
{
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    return push_done(L, ut_file_make_folder(path, &error), &error);
}

static int l_is_writable(lua_State *L)
{
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    return push_done(L, ut_file_probe_folder(path, &error), &error);
}

static int l_sweep(lua_State *L)
{
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    return push_done(L, ut_file_sweep_folder(path, &error), &error);
}

static int l_exists(lua_State *L)
{
    lua_pushboolean(L, ut_file_exists(ut_check_path(L, 1)));
    return 1;
}

int luaopen_undertone_file(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"write", l_write},
        {"mkdir", l_mkdir},
        {"is_writable", l_is_writable},
        {"sweep", l_sweep},
        {"exists", l_exists},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
