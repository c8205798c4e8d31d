/*
 * search.h: where scripts, modules and other stock files are looked up.
 *
 * Three tiers hold files under the names of the source tree, such as
 * "scripts/report.lua" or "lexicon/vader.txt": the user's folder, the
 * installed folder, the files compiled in. The first that has a name wins.
 * Text only: no path loads precompiled chunks.
 */
#ifndef UT_SEARCH_H
#define UT_SEARCH_H

#include <lua.h>

#include "host/options.h"

/* Replaces package.path by the user's and the installed folder and, in an
 * engine with all libraries, the absolute system paths; empties
 * package.cpath unless it is allowed; installs the searchers. */
void ut_search_install(lua_State *L, const struct ut_options *options);

/* Sets package.path to that of ut_search_install with a folder in front;
 * "" for none. Raises "usage" for one that package.path cannot hold. */
void ut_search_prefer(lua_State *L, const char *folder);

/* Pushes what require answers for the module; raises as it does. */
void ut_search_require(lua_State *L, const char *module);

/* Pushes the chunk of `script` and the folder it came from ("" when it was
 * compiled in). A script is a path, or a name, with or without ".lua", in
 * the scripts folder of a tier. Raises a usage failure when there is none,
 * or the syntax error. */
void ut_search_script(lua_State *L, const struct ut_options *options,
                      const char *script);

/* Pushes the path of the user's or the installed file of that name and
 * answers 1, or pushes nothing and answers 0. */
int ut_search_file(lua_State *L, const struct ut_options *options,
                   const char *name);

#endif
