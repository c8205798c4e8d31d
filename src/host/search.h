/*
 * search.h: where scripts and modules are looked up.
 *
 * Order: the running script's folder, the user's folder, the installed
 * folder, the stock files compiled in, then absolute system paths.
 */
#ifndef UT_SEARCH_H
#define UT_SEARCH_H

#include <lua.h>

struct ut_search {
    const char *user_dir;    /* NULL: none */
    const char *install_dir; /* NULL: none */
};

/* Sets package.path, package.cpath (emptied) and the stock searcher. Raises
 * on lack of memory. */
void ut_search_install(lua_State *L, const struct ut_search *search,
                       const char *script_dir);

/* Pushes the chunk of `script` (a path or a name) and the folder it came
 * from ("" for a stock file); raises a usage failure when there is none, or
 * the syntax error. */
void ut_search_load(lua_State *L, const struct ut_search *search,
                    const char *script);

#endif
