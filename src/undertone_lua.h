/*
 * undertone_lua.h: for hosts that add Lua modules written in C.
 *
 * The one public header that needs Lua's; compile with the flags of
 * `pkg-config undertone lua5.4`. Lua itself is documented in its manual.
 */
#ifndef UNDERTONE_LUA_H
#define UNDERTONE_LUA_H

#include <lua.h>

#include "undertone.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Makes require("name") call `open` the first time a script asks. The usual
 * luaopen_ function: it leaves the module on the stack and returns 1. Opens
 * the engine, so options come before. 0, or UNDERTONE_EMEMORY.
 */
UNDERTONE_API int undertone_add_module(undertone *engine, const char *name,
                                       int (*open)(lua_State *L));

/*
 * The engine's Lua state, or NULL when it cannot be opened (undertone_error
 * says why). Leave the stack as you found it, wrap what may raise in
 * lua_pcall, and do not close it or change its hook, its allocator or its
 * extra space.
 */
UNDERTONE_API lua_State *undertone_lua_state(undertone *engine);

#ifdef __cplusplus
}
#endif

#endif
