/*
 * plot_spec.h: the description of a figure, read from Lua tables.
 *
 * The keys are the members of the structs in core/plot_spec.h without is_ and
 * has_. Each function raises when the value at `table` is no table or a key
 * holds the wrong type. What the structs point to is kept alive by the table
 * and by userdata left on the stack: use them before the caller returns.
 */
#ifndef UT_BIND_PLOT_SPEC_H
#define UT_BIND_PLOT_SPEC_H

#include <lua.h>

#include "core/plot.h"

struct ut_figure_spec ut_check_figure_spec(lua_State *L, int table);
struct ut_axes_spec ut_check_axes_spec(lua_State *L, int table);
struct ut_mark_spec ut_check_mark_spec(lua_State *L, int table);
struct ut_encoding ut_check_encoding(lua_State *L, int table);

/* A mark's name, such as "bars". */
enum ut_mark_kind ut_check_mark_kind(lua_State *L, int index);

#endif
