/*
 * lock.c: undertone.lock, one process at a time in a folder.
 *
 *   lock.take(folder) --> lock | nil, message, "storage": who holds it
 *   lock:close()
 *
 * A lock that is collected is released.
 */
#include "core/lock.h"
#include "bind/bind.h"

#define LOCK "undertone.lock"

static int l_take(lua_State *L)
{
    const char *folder = ut_check_path(L, 1);
    struct ut_lock *lock = lua_newuserdatauv(L, sizeof *lock, 0);
    ut_lock_init(lock);
    luaL_setmetatable(L, LOCK);
    struct ut_error error;
    if (ut_lock_take(lock, folder, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static int l_release(lua_State *L)
{
    ut_lock_release(luaL_checkudata(L, 1, LOCK));
    return 0;
}

static int l_tostring(lua_State *L)
{
    const struct ut_lock *lock = luaL_checkudata(L, 1, LOCK);
    lua_pushfstring(L, "lock (%s)", lock->path ? lock->path : "released");
    return 1;
}

int luaopen_undertone_lock(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"close", l_release},       {"__gc", l_release}, {"__close", l_release},
        {"__tostring", l_tostring}, {NULL, NULL},
    };
    static const luaL_Reg module[] = {{"take", l_take}, {NULL, NULL}};
    ut_make_class(L, LOCK, methods);
    luaL_newlib(L, module);
    return 1;
}
