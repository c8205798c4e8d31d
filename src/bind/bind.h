/*
 * bind.h: what every binding shares: failures, arguments, metatables, the
 * module list.
 *
 * A binding checks its arguments (misuse raises), calls one core primitive
 * and returns its results. It holds no algorithm and includes no other
 * binding. Nothing malloc'ed lives in a C local across a call that may
 * raise: scratch memory belongs to a userdata with __gc.
 */
#ifndef UT_BIND_H
#define UT_BIND_H

#include <lauxlib.h>
#include <limits.h>
#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "core/status.h"

/* Pushes nil, the message and the status name; returns 3, so that bindings
 * end with `return ut_push_failure(L, &error);`. */
int ut_push_failure(lua_State *L, const struct ut_error *error);

/* The same for want of memory. */
int ut_push_no_memory(lua_State *L);

/* The path at `index`; an empty one or one with a NUL inside, which would
 * name another file, raises. */
const char *ut_check_path(lua_State *L, int index);

/* The length of the list at `index`. That of a table with holes may be
 * anything, whatever memory it takes: one past UT_LIST_MAX raises. */
#define UT_LIST_MAX INT_MAX
size_t ut_check_length(lua_State *L, int index);

/* Reads the optional table of options at `index`: calls `read` for each with
 * its name and the value on top of the stack. It answers false for a name it
 * does not know, which raises, and raises itself for a wrong value. */
typedef bool ut_option_reader(lua_State *L, const char *name, void *options);
void ut_check_options(lua_State *L, int index, ut_option_reader *read,
                      void *options);

/* The value on top of the stack, a whole number from 1. */
size_t ut_option_count(lua_State *L, const char *name);

/* Registers the metatable `name`, once: the methods, which are its __index as
 * well. Values get it by luaL_setmetatable. */
void ut_make_class(lua_State *L, const char *name, const luaL_Reg *methods);

/* Registers the metatable of scratch memory that only its __gc ever sees. */
void ut_make_scratch(lua_State *L, const char *name, lua_CFunction gc);

/* The flag that undertone_interrupt sets: the host registers it once, and
 * bindings that block for long poll it and end with UNDERTONE_EINTERRUPTED.
 * Without a registered flag the getter returns NULL. */
void ut_set_interrupt_flag(lua_State *L, atomic_int *flag);
const atomic_int *ut_interrupt_flag(lua_State *L);

/* X(module name, open function): the C modules that scripts can require. */
#define UT_MODULES(X)                                                          \
    X("undertone.clusters", luaopen_undertone_clusters)                        \
    X("undertone.core.csv", luaopen_undertone_core_csv)                        \
    X("undertone.core.http", luaopen_undertone_core_http)                      \
    X("undertone.core.json", luaopen_undertone_core_json)                      \
    X("undertone.core.plot", luaopen_undertone_core_plot)                      \
    X("undertone.core.stats_describe", luaopen_undertone_core_stats_describe)  \
    X("undertone.core.stats_dist", luaopen_undertone_core_stats_dist)          \
    X("undertone.core.stats_tests", luaopen_undertone_core_stats_tests)        \
    X("undertone.core.text", luaopen_undertone_core_text)                      \
    X("undertone.core.vader", luaopen_undertone_core_vader)                    \
    X("undertone.db", luaopen_undertone_db)                                    \
    X("undertone.file", luaopen_undertone_file)                                \
    X("undertone.kmeans", luaopen_undertone_kmeans)                            \
    X("undertone.lock", luaopen_undertone_lock)                                \
    X("undertone.matrix", luaopen_undertone_matrix)                            \
    X("undertone.number", luaopen_undertone_number)                            \
    X("undertone.sha256", luaopen_undertone_sha256)                            \
    X("undertone.stock", luaopen_undertone_stock)                              \
    X("undertone.system", luaopen_undertone_system)                            \
    X("undertone.tfidf", luaopen_undertone_tfidf)

#define UT_MODULE_DECLARE(name, open) int open(lua_State *L);
UT_MODULES(UT_MODULE_DECLARE)
#undef UT_MODULE_DECLARE

#endif
