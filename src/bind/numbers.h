/*
 * numbers.h: Lua lists of numbers as C arrays, for the bindings.
 *
 * The array is a userdata pushed on the stack, so Lua owns it and a raised
 * error frees it. A value that is no finite number raises, naming its place.
 */
#ifndef UT_BIND_NUMBERS_H
#define UT_BIND_NUMBERS_H

#include <lua.h>

#include "core/stats.h"

/* The list at `index`, pushed as one array. */
struct ut_sample ut_check_sample(lua_State *L, int index);

/* The list of lists at `index` as an array of samples: pushes the array and
 * one array with all values, one group after the other. */
struct ut_sample *ut_check_groups(lua_State *L, int index, size_t *count);

/* An array of `count` doubles, pushed. */
double *ut_push_doubles(lua_State *L, size_t count);

/* Pushes the values as a list. */
void ut_push_list(lua_State *L, const double *values, size_t count);

/* result[name] = value, the result on top of the stack. NaN sets nothing:
 * a statistic that cannot be had is nil. */
void ut_set_number(lua_State *L, const char *name, double value);

#endif
