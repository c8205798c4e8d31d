/* state.c: opens the libraries, modules and search path of a new state. */
#include "host/state.h"

#include <lauxlib.h>
#include <lua-cjson.h>
#include <lualib.h>

#include "bind/bind.h"
#include "host/engine.h"
#include "host/search.h"

static const luaL_Reg modules[] = {
#define MODULE_ROW(name, open) {name, open},
    UT_MODULES(MODULE_ROW)
#undef MODULE_ROW
        {"undertone.core.log", luaopen_undertone_core_log},
    {"undertone.core.resource", luaopen_undertone_core_resource},
    {"undertone.core.versions", luaopen_undertone_core_versions},
    {"cjson", luaopen_cjson},
    {NULL, NULL},
};

void ut_state_preload(lua_State *L, const char *name, lua_CFunction open)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, open);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

int ut_state_open(lua_State *L)
{
    undertone *engine = ut_engine_of(L);
    bool is_safe = engine->options.libs == UT_LIBS_SAFE;
    luaL_openlibs(L);
    ut_set_interrupt_flag(L, &engine->limits.is_interrupted);
    for (const luaL_Reg *module = modules; module->name != NULL; module++)
        if (!is_safe || ut_sandbox_allows(module->name))
            ut_state_preload(L, module->name, module->func);
    ut_search_install(L, &engine->options);
    ut_guard_install(L);
    ut_log_install(L);
    if (is_safe)
        ut_sandbox_install(L);
    return 0;
}
