/*
 * log.c: what scripts say reaches the host's callbacks.
 *
 * print, when the host took it over with undertone_set_print; warn; and
 * undertone.core.log, on which lua/undertone/log.lua is built:
 *
 *   log.write(level, message)   1 error, 2 warning, 3 info, 4 debug
 *   log.level() --> the highest level that is passed on
 *   log.set_level(level)
 */
#include <lauxlib.h>
#include <string.h>

#include "host/engine.h"
#include "host/state.h"

static void write_log(undertone *engine, int level, const char *message)
{
    if (engine->log != NULL && level <= engine->options.log_level)
        engine->log(engine->log_data, level, message);
}

static int check_level(lua_State *L, int argument)
{
    lua_Integer level = luaL_checkinteger(L, argument);
    luaL_argcheck(L,
                  level >= UNDERTONE_LOG_ERROR && level <= UNDERTONE_LOG_DEBUG,
                  argument, "must be from 1 to 4");
    return (int)level;
}

static int l_write(lua_State *L)
{
    int level = check_level(L, 1);
    write_log(ut_engine_of(L), level, luaL_checkstring(L, 2));
    return 0;
}

static int l_level(lua_State *L)
{
    lua_pushinteger(L, ut_engine_of(L)->options.log_level);
    return 1;
}

static int l_set_level(lua_State *L)
{
    ut_engine_of(L)->options.log_level = check_level(L, 1);
    return 0;
}

int luaopen_undertone_core_log(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"write", l_write},
        {"level", l_level},
        {"set_level", l_set_level},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}

/* warn(piece, ...): the pieces as one warning. */
static int l_warn(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_checkstring(L, 1);
    for (int i = 2; i <= count; i++)
        luaL_checkstring(L, i);
    lua_concat(L, count);
    write_log(ut_engine_of(L), UNDERTONE_LOG_WARNING, lua_tostring(L, -1));
    return 0;
}

/* print(...): one line to the host's callback, or upvalue 1, the standard
 * print, when there is none. */
static int l_print(lua_State *L)
{
    const undertone *engine = ut_engine_of(L);
    int count = lua_gettop(L);
    if (engine->print == NULL) {
        lua_pushvalue(L, lua_upvalueindex(1));
        lua_insert(L, 1);
        lua_call(L, count, 0);
        return 0;
    }
    luaL_Buffer line;
    luaL_buffinit(L, &line);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            luaL_addchar(&line, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&line);
    }
    luaL_addchar(&line, '\n');
    luaL_pushresult(&line);
    size_t size_bytes;
    const char *bytes = lua_tolstring(L, -1, &size_bytes);
    engine->print(engine->print_data, bytes, size_bytes);
    return 0;
}

void ut_log_install(lua_State *L)
{
    lua_getglobal(L, "print");
    lua_pushcclosure(L, l_print, 1);
    lua_setglobal(L, "print");
    lua_pushcfunction(L, l_warn);
    lua_setglobal(L, "warn");
}
