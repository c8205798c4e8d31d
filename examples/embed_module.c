/*
 * embed_module.c: gives scripts a module written in C, here the
 * application's own customer register.
 *
 * cc embed_module.c $(pkg-config --cflags --libs undertone lua5.4)
 */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "undertone_lua.h"

static const struct {
    const char *id;
    const char *tier;
} customers[] = {{"c-17", "gold"}, {"c-18", "basic"}};

/* register.tier(id) --> "gold", or nil, message, code */
static int l_tier(lua_State *L)
{
    const char *id = luaL_checkstring(L, 1);
    for (size_t i = 0; i < sizeof customers / sizeof customers[0]; i++) {
        if (strcmp(customers[i].id, id) == 0) {
            lua_pushstring(L, customers[i].tier);
            return 1;
        }
    }
    lua_pushnil(L);
    lua_pushfstring(L, "no customer '%s'", id);
    lua_pushstring(L, undertone_status_name(UNDERTONE_EINVALID));
    return 3;
}

static int open_register(lua_State *L)
{
    static const luaL_Reg functions[] = {{"tier", l_tier}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}

int main(void)
{
    undertone *engine = undertone_create();
    if (engine == NULL)
        return 1;
    int status = undertone_add_module(engine, "app.register", open_register);
    if (status == 0)
        status =
            undertone_run_string(engine,
                                 "local register = require 'app.register'\n"
                                 "for _, id in ipairs({ 'c-17', 'c-99' }) do\n"
                                 "  print(id, register.tier(id))\n"
                                 "end\n",
                                 "=module", 0, NULL);
    if (status < 0)
        fprintf(stderr, "%s\n", undertone_error(engine));
    undertone_destroy(engine);
    return status == 0 ? 0 : 1;
}
