/* bind.c: failures, checked arguments, metatables, the interrupt flag. */
#include "bind/bind.h"

#include <string.h>

static const char interrupt_key = 'i'; /* its address is the registry key */

int ut_push_failure(lua_State *L, const struct ut_error *error)
{
    lua_pushnil(L);
    lua_pushstring(L, error->message);
    lua_pushstring(L, ut_status_name(error->code));
    return 3;
}

int ut_push_no_memory(lua_State *L)
{
    struct ut_error error;
    ut_fail_memory(&error);
    return ut_push_failure(L, &error);
}

const char *ut_check_path(lua_State *L, int index)
{
    size_t size;
    const char *path = luaL_checklstring(L, index, &size);
    luaL_argcheck(L, size > 0, index, "the path is empty");
    luaL_argcheck(L, size == strlen(path), index, "the path holds a NUL");
    return path;
}

size_t ut_check_length(lua_State *L, int index)
{
    lua_Unsigned length = lua_rawlen(L, index);
    if (length > UT_LIST_MAX)
        luaL_error(L, "a list has more than %d items", UT_LIST_MAX);
    return (size_t)length;
}

void ut_check_options(lua_State *L, int index, ut_option_reader *read,
                      void *options)
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_pushnil(L);
    while (lua_next(L, index) != 0) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "option names must be strings");
        const char *name = lua_tostring(L, -2);
        if (!read(L, name, options))
            luaL_error(L, "unknown option '%s'", name);
        lua_pop(L, 1);
    }
}

size_t ut_option_count(lua_State *L, const char *name)
{
    lua_Integer count = lua_tointeger(L, -1);
    if (!lua_isinteger(L, -1) || count < 1)
        luaL_error(L, "option '%s' must be a whole number from 1", name);
    return (size_t)count;
}

void ut_make_class(lua_State *L, const char *name, const luaL_Reg *methods)
{
    if (luaL_newmetatable(L, name)) {
        luaL_setfuncs(L, methods, 0);
        lua_pushvalue(L, -1);
        lua_setfield(L, -2, "__index");
    }
    lua_pop(L, 1);
}

void ut_make_scratch(lua_State *L, const char *name, lua_CFunction gc)
{
    if (luaL_newmetatable(L, name)) {
        lua_pushcfunction(L, gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_pop(L, 1);
}

void ut_set_interrupt_flag(lua_State *L, atomic_int *flag)
{
    lua_pushlightuserdata(L, flag);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &interrupt_key);
}

const atomic_int *ut_interrupt_flag(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &interrupt_key);
    const atomic_int *flag = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return flag;
}
