/*
 * vader.c: undertone.core.vader, scorers. The public face, which finds the
 * word lists, is lua/undertone/vader.lua.
 *
 *   core.new(lists) --> scorer, or nil, message, code
 *     lists: { lexicon = list, emoji = list, list, ... } with overlays in
 *     order; each list is { name = for errors, bytes = the file }
 *   scorer:score(text)     --> { neg=, neu=, pos=, compound= }
 *   scorer:compound(text)  --> number
 *   scorer:compounds(list) --> list of numbers, computed in parallel
 */
#include <limits.h>
#include <stdint.h>

#include "bind/bind.h"
#include "bind/numbers.h"
#include "core/lexicon_load.h"
#include "core/vader.h"

#define SCORER "undertone.vader.scorer"

struct scorer {
    struct ut_vader vader;
    struct ut_vader_scratch scratch;
};

typedef int load_list(struct ut_vader *vader, const char *name,
                      const char *bytes, size_t size_bytes,
                      struct ut_error *error);

static int load_lexicon(struct ut_vader *vader, const char *name,
                        const char *bytes, size_t size_bytes,
                        struct ut_error *error)
{
    return ut_lexicon_load(&vader->lexicon, name, bytes, size_bytes, error);
}

static int load_emoji(struct ut_vader *vader, const char *name,
                      const char *bytes, size_t size_bytes,
                      struct ut_error *error)
{
    return ut_emoji_load(&vader->emoji, name, bytes, size_bytes, error);
}

static int load_overlay(struct ut_vader *vader, const char *name,
                        const char *bytes, size_t size_bytes,
                        struct ut_error *error)
{
    return ut_lexicon_overlay(&vader->lexicon, name, bytes, size_bytes, error);
}

/* Loads the list on top of the stack and pops it. */
static int load(lua_State *L, struct scorer *scorer, load_list *loader,
                struct ut_error *error)
{
    size_t size;
    luaL_argcheck(L, lua_istable(L, -1), 1, "a list is missing");
    lua_getfield(L, -1, "name");
    lua_getfield(L, -2, "bytes");
    luaL_argcheck(L, lua_isstring(L, -2) && lua_isstring(L, -1), 1,
                  "a list has a name and bytes");
    const char *name = lua_tostring(L, -2);
    const char *bytes = lua_tolstring(L, -1, &size);
    int status = loader(&scorer->vader, name, bytes, size, error);
    lua_pop(L, 3);
    return status;
}

static int load_all(lua_State *L, struct scorer *scorer, struct ut_error *error)
{
    lua_getfield(L, 1, "lexicon");
    int status = load(L, scorer, load_lexicon, error);
    if (status != 0)
        return status;
    lua_getfield(L, 1, "emoji");
    status = load(L, scorer, load_emoji, error);
    lua_Integer count = luaL_len(L, 1);
    for (lua_Integer i = 1; status == 0 && i <= count; i++) {
        lua_rawgeti(L, 1, i);
        status = load(L, scorer, load_overlay, error);
    }
    return status;
}

static int l_new(lua_State *L)
{
    struct ut_error error;
    luaL_checktype(L, 1, LUA_TTABLE);
    struct scorer *scorer = lua_newuserdatauv(L, sizeof *scorer, 0);
    *scorer = (struct scorer){0};
    ut_vader_scratch_init(&scorer->scratch);
    luaL_setmetatable(L, SCORER);
    int status = ut_vader_init(&scorer->vader);
    if (status != 0)
        ut_fail_memory(&error);
    else
        status = load_all(L, scorer, &error);
    return status == 0 ? 1 : ut_push_failure(L, &error);
}

static int l_gc(lua_State *L)
{
    struct scorer *scorer = luaL_checkudata(L, 1, SCORER);
    ut_vader_clear(&scorer->vader);
    ut_vader_scratch_clear(&scorer->scratch);
    return 0;
}

static int push_status(lua_State *L, int status)
{
    struct ut_error error;
    ut_fail(&error, status, "cannot score the text: %s",
            ut_status_text(status));
    return ut_push_failure(L, &error);
}

static int score(lua_State *L, struct ut_vader_scores *scores)
{
    size_t size;
    struct scorer *scorer = luaL_checkudata(L, 1, SCORER);
    const char *text = luaL_checklstring(L, 2, &size);
    return ut_vader_score(&scorer->vader, &scorer->scratch,
                          (struct ut_span){text, size}, scores);
}

static int l_score(lua_State *L)
{
    struct ut_vader_scores scores;
    int status = score(L, &scores);
    if (status != 0)
        return push_status(L, status);
    lua_createtable(L, 0, 4);
    ut_set_number(L, "neg", scores.neg);
    ut_set_number(L, "neu", scores.neu);
    ut_set_number(L, "pos", scores.pos);
    ut_set_number(L, "compound", scores.compound);
    return 1;
}

static int l_compound(lua_State *L)
{
    struct ut_vader_scores scores;
    int status = score(L, &scores);
    if (status != 0)
        return push_status(L, status);
    lua_pushnumber(L, scores.compound);
    return 1;
}

/* The texts of the list at index 2, whose strings the list keeps alive, and
 * room for their compounds; both in a userdata that it pushes. */
static struct ut_span *push_inputs(lua_State *L, size_t count,
                                   double **compounds)
{
    size_t each = sizeof(struct ut_span) + sizeof(double);
    luaL_argcheck(L, count <= SIZE_MAX / 2 / each, 2, "too many texts");
    struct ut_span *inputs = lua_newuserdatauv(L, count * each + 1, 0);
    *compounds = (double *)(inputs + count);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, 2, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "text %I of the list is a %s", (lua_Integer)i + 1,
                       luaL_typename(L, -1));
        inputs[i].bytes = lua_tolstring(L, -1, &inputs[i].size_bytes);
        lua_pop(L, 1);
    }
    return inputs;
}

static int l_compounds(lua_State *L)
{
    struct scorer *scorer = luaL_checkudata(L, 1, SCORER);
    luaL_checktype(L, 2, LUA_TTABLE);
    size_t count = ut_check_length(L, 2);
    double *compounds;
    struct ut_span *inputs = push_inputs(L, count, &compounds);
    struct ut_vader_batch batch = {
        {inputs, count}, compounds, ut_interrupt_flag(L)};
    int status = ut_vader_compounds(&scorer->vader, &batch);
    if (status != 0)
        return push_status(L, status);
    lua_createtable(L, count > INT_MAX ? 0 : (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushnumber(L, compounds[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int luaopen_undertone_core_vader(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"score", l_score},
        {"compound", l_compound},
        {"compounds", l_compounds},
        {NULL, NULL},
    };
    static const luaL_Reg functions[] = {
        {"new", l_new},
        {NULL, NULL},
    };
    luaL_newmetatable(L, SCORER);
    lua_pushcfunction(L, l_gc);
    lua_setfield(L, -2, "__gc");
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    luaL_newlib(L, functions);
    return 1;
}
