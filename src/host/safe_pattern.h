/*
 * safe_pattern.h: core/pattern.h over the arguments of a string function,
 * for safe_string.c and safe_gsub.c.
 *
 * A search stops when the engine does. Errors are those of Lua's own matcher.
 */
#ifndef UT_SAFE_PATTERN_H
#define UT_SAFE_PATTERN_H

#include <lua.h>

#include "core/pattern.h"

/* Takes the subject and the pattern from arguments 1 and 2; answers whether
 * the pattern is anchored. */
bool ut_safe_init(lua_State *L, struct ut_pattern *pattern);

/* What a search returned, 0 or 1; raises the error it ended with. */
int ut_safe_result(lua_State *L, const struct ut_pattern *pattern, int result);

/* Pushes a capture: text or position. */
void ut_safe_push_capture(lua_State *L, const struct ut_pattern *pattern,
                          int index);

/* Pushes all captures, or the whole match when there are none and the caller
 * wants one; returns how many. `start` is where the match begins. */
int ut_safe_push_captures(lua_State *L, const struct ut_pattern *pattern,
                          size_t start, bool or_whole);

#endif
