/*
 * tfidf.c: undertone.tfidf, documents to a matrix of term weights.
 *
 *   tfidf.fit(documents [, options]) --> matrix, model
 *     documents: list of strings. options: max_features (integer; none: all
 *     terms), min_df (default 1), max_df (default 1.0); an integer counts
 *     documents, a float is a share of them, as in scikit-learn.
 *   model:terms() model:idf() --> lists in column order
 *   model:transform(documents) --> matrix of weights
 *   model:counts(documents)    --> matrix of plain counts
 * What cannot be fitted (no term, bounds that leave none) is nil, message,
 * code.
 */
#include <string.h>

#include "bind/matrix.h"
#include "bind/texts.h"
#include "core/tfidf.h"

#define TYPE "undertone.tfidf"

static struct ut_tfidf **check_handle(lua_State *L)
{
    return luaL_checkudata(L, 1, TYPE);
}

static const struct ut_tfidf *check_model(lua_State *L)
{
    const struct ut_tfidf *model = *check_handle(L);
    luaL_argcheck(L, model != NULL, 1, "the model is closed");
    return model;
}

static int l_free(lua_State *L)
{
    struct ut_tfidf **handle = check_handle(L);
    ut_tfidf_free(*handle);
    *handle = NULL;
    return 0;
}

/* A whole number counts documents, any other is a share of them. */
static struct ut_tfidf_bound read_bound(lua_State *L, const char *name)
{
    if (lua_type(L, -1) != LUA_TNUMBER)
        luaL_error(L, "option '%s' must be a number", name);
    return (struct ut_tfidf_bound){lua_tonumber(L, -1), !lua_isinteger(L, -1)};
}

static bool read_option(lua_State *L, const char *name, void *into)
{
    struct ut_tfidf_options *options = into;
    if (strcmp(name, "min_df") == 0)
        options->min_df = read_bound(L, name);
    else if (strcmp(name, "max_df") == 0)
        options->max_df = read_bound(L, name);
    else if (strcmp(name, "max_features") == 0)
        options->max_features = ut_option_count(L, name);
    else
        return false;
    return true;
}

static struct ut_tfidf_options check_options(lua_State *L, int index)
{
    struct ut_tfidf_options options = {
        .max_features = UT_TFIDF_ALL_FEATURES,
        .min_df = {1, false},
        .max_df = {1, true},
    };
    ut_check_options(L, index, read_option, &options);
    return options;
}

static int l_fit(lua_State *L)
{
    lua_settop(L, 2);
    struct ut_tfidf_options options = check_options(L, 2);
    struct ut_spans documents = ut_check_texts(L, 1);
    struct ut_tfidf **model = lua_newuserdatauv(L, sizeof *model, 0);
    *model = NULL;
    luaL_setmetatable(L, TYPE);
    struct ut_sparse *matrix = ut_push_matrix(L, -1);
    struct ut_error error = {0};
    if (ut_tfidf_fit(documents, &options, model, matrix, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushvalue(L, -2);
    return 2;
}

static int transform(lua_State *L, bool is_counts)
{
    const struct ut_tfidf *model = check_model(L);
    struct ut_spans documents = ut_check_texts(L, 2);
    struct ut_sparse *matrix = ut_push_matrix(L, 1);
    struct ut_error error = {0};
    if (ut_tfidf_transform(model, documents, is_counts, matrix, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static int l_transform(lua_State *L)
{
    return transform(L, false);
}

static int l_counts(lua_State *L)
{
    return transform(L, true);
}

static int l_terms(lua_State *L)
{
    const struct ut_tfidf *model = check_model(L);
    size_t count = ut_tfidf_count(model);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        struct ut_span term = ut_tfidf_term(model, i);
        lua_pushlstring(L, term.bytes, term.size_bytes);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_idf(lua_State *L)
{
    const struct ut_tfidf *model = check_model(L);
    size_t count = ut_tfidf_count(model);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushnumber(L, ut_tfidf_idf(model, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int luaopen_undertone_tfidf(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"terms", l_terms},   {"idf", l_idf},   {"transform", l_transform},
        {"counts", l_counts}, {"__gc", l_free}, {NULL, NULL},
    };
    static const luaL_Reg functions[] = {{"fit", l_fit}, {NULL, NULL}};
    ut_make_class(L, TYPE, methods);
    luaL_newlib(L, functions);
    return 1;
}
