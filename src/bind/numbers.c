/* numbers.c: Lua lists to arrays and back. */
#include "bind/numbers.h"

#include <math.h>
#include <stdint.h>

#include "bind/bind.h"

double *ut_push_doubles(lua_State *L, size_t count)
{
    if (count > SIZE_MAX / sizeof(double))
        luaL_error(L, "too many numbers");
    return lua_newuserdatauv(L, count * sizeof(double) + 1, 0);
}

/* Copies the list at `index` into values, which has room for it. */
static void read_list(lua_State *L, int index, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int is_number;
        lua_Integer place = (lua_Integer)i + 1;
        lua_rawgeti(L, index, place);
        values[i] = lua_tonumberx(L, -1, &is_number);
        if (!is_number || lua_type(L, -1) != LUA_TNUMBER)
            luaL_error(L, "value %I of the list is a %s, not a number", place,
                       luaL_typename(L, -1));
        if (!isfinite(values[i]))
            luaL_error(L, "value %I of the list is not finite", place);
        lua_pop(L, 1);
    }
}

struct ut_sample ut_check_sample(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    size_t count = ut_check_length(L, index);
    double *values = ut_push_doubles(L, count);
    read_list(L, index, values, count);
    return (struct ut_sample){values, count};
}

/* How many values all groups have; raises for a group that is no list. */
static size_t total_count(lua_State *L, int index, size_t groups)
{
    size_t total = 0;
    for (size_t i = 0; i < groups; i++) {
        if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TTABLE)
            luaL_error(L, "group %I is a %s, not a list", (lua_Integer)i + 1,
                       luaL_typename(L, -1));
        total += ut_check_length(L, -1);
        lua_pop(L, 1);
    }
    return total;
}

struct ut_sample *ut_check_groups(lua_State *L, int index, size_t *count)
{
    luaL_checktype(L, index, LUA_TTABLE);
    *count = ut_check_length(L, index);
    size_t total = total_count(L, index, *count);
    struct ut_sample *groups =
        lua_newuserdatauv(L, (*count + 1) * sizeof *groups, 0);
    double *values = ut_push_doubles(L, total);
    for (size_t i = 0; i < *count; i++) {
        lua_rawgeti(L, index, (lua_Integer)i + 1);
        size_t size = ut_check_length(L, -1);
        read_list(L, lua_gettop(L), values, size);
        lua_pop(L, 1);
        groups[i] = (struct ut_sample){values, size};
        values += size;
    }
    return groups;
}

void ut_push_list(lua_State *L, const double *values, size_t count)
{
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushnumber(L, values[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void ut_set_number(lua_State *L, const char *name, double value)
{
    if (isnan(value))
        return;
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}
