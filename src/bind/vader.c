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
#include "core/vader.h"
#include "bind/numbers.h"
#include "bind/texts.h"
#include "core/lexicon_load.h"

#define SCORER "undertone.vader.scorer"

struct scorer {
    struct ut_vader vader;
    struct ut_vader_scratch scratch;
};

/* Loads the word lists of the table at 1. */
static int load(lua_State *L, struct ut_vader *vader, struct ut_error *error)
{
    lua_getfield(L, 1, "lexicon");
    int status = ut_lexicon_load(&vader->lexicon, ut_check_file_text(L), error);
    lua_getfield(L, 1, "emoji");
    if (status == 0)
        status = ut_emoji_load(&vader->emoji, ut_check_file_text(L), error);
    lua_pop(L, 2);
    size_t overlays = ut_check_length(L, 1);
    for (size_t i = 0; status == 0 && i < overlays; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        status =
            ut_lexicon_overlay(&vader->lexicon, ut_check_file_text(L), error);
        lua_pop(L, 1);
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
        status = load(L, &scorer->vader, &error);
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
    struct scorer *scorer = luaL_checkudata(L, 1, SCORER);
    struct ut_span text = ut_check_text(L, 2);
    return ut_vader_score(&scorer->vader, &scorer->scratch, text, scores);
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

static int l_compounds(lua_State *L)
{
    struct scorer *scorer = luaL_checkudata(L, 1, SCORER);
    struct ut_spans texts = ut_check_texts(L, 2);
    double *compounds = ut_push_doubles(L, texts.count);
    struct ut_vader_batch batch = {texts, compounds, ut_interrupt_flag(L)};
    int status = ut_vader_compounds(&scorer->vader, &batch);
    if (status != 0)
        return push_status(L, status);
    ut_push_list(L, compounds, texts.count);
    return 1;
}

int luaopen_undertone_core_vader(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"score", l_score},
        {"compound", l_compound},
        {"compounds", l_compounds},
        {"__gc", l_gc},
        {NULL, NULL},
    };
    static const luaL_Reg functions[] = {
        {"new", l_new},
        {NULL, NULL},
    };
    ut_make_class(L, SCORER, methods);
    luaL_newlib(L, functions);
    return 1;
}
