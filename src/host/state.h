/*
 * state.h: what a fresh Lua state of an engine is given.
 *
 * ut_state_open is a lua_CFunction taking the engine as light userdata: the
 * standard libraries the options allow, the guards, the Undertone modules,
 * the search path, print and log. It raises on lack of memory.
 */
#ifndef UT_STATE_H
#define UT_STATE_H

#include <lua.h>
#include <stdbool.h>

int ut_state_open(lua_State *L);

/* Makes require("name") call `open`, the first time. */
void ut_state_preload(lua_State *L, const char *name, lua_CFunction open);

/* The parts, one file each. All work on the globals. */
void ut_guard_install(lua_State *L);   /* guard.c: errors and os.exit */
void ut_sandbox_install(lua_State *L); /* sandbox.c: after the guards */
void ut_log_install(lua_State *L);     /* log.c: print, warn, log module */

/* Replace functions of the library table on top of the stack. */
void ut_safe_string_install(lua_State *L); /* safe_string.c */
int ut_safe_gsub(lua_State *L);            /* safe_gsub.c: one of them */
void ut_safe_table_install(lua_State *L);  /* safe_table.c */

/* sandbox.c: whether a safe engine may have the C module. */
bool ut_sandbox_allows(const char *module);

int luaopen_undertone_core_log(lua_State *L);
int luaopen_undertone_core_resource(lua_State *L);
int luaopen_undertone_core_versions(lua_State *L);

#endif
