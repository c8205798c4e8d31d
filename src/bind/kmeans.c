/*
 * kmeans.c: undertone.kmeans, seeded clustering of a matrix's rows.
 *
 *   kmeans.fit(matrix, options) --> result
 *     options: k (5), seed (42), n_init (10), max_iter (300), tol (1e-4)
 *     result.labels     list: the cluster of each row, 0 .. k - 1
 *     result.sizes      list: rows in cluster c at c + 1
 *     result.centers    list: the centre of cluster c at c + 1, a list of
 *                       weights in column order
 *     result.inertia, result.iterations
 * More clusters than rows, or a weight that is NaN or infinite, is nil,
 * message, "invalid". With fewer distinct rows than k some sizes are 0.
 */
#include <string.h>

#include "bind/matrix.h"
#include "core/kmeans.h"

#define RESULT_TYPE "undertone.kmeans.result"

static int l_free(lua_State *L)
{
    ut_kmeans_clear(luaL_checkudata(L, 1, RESULT_TYPE));
    return 0;
}

static struct ut_kmeans *push_result(lua_State *L)
{
    struct ut_kmeans *result = lua_newuserdatauv(L, sizeof *result, 0);
    *result = (struct ut_kmeans){0};
    luaL_setmetatable(L, RESULT_TYPE);
    return result;
}

static uint32_t read_seed(lua_State *L)
{
    lua_Integer seed = lua_tointeger(L, -1);
    if (!lua_isinteger(L, -1) || seed < 0 || seed > UINT32_MAX)
        luaL_error(L, "option 'seed' must be a whole number from 0 to "
                      "4294967295");
    return (uint32_t)seed;
}

static double read_tolerance(lua_State *L)
{
    double tolerance = lua_tonumber(L, -1);
    if (lua_type(L, -1) != LUA_TNUMBER || !(tolerance >= 0))
        luaL_error(L, "option 'tol' must be a number from 0");
    return tolerance;
}

static bool read_option(lua_State *L, const char *name, void *into)
{
    struct ut_kmeans_options *options = into;
    if (strcmp(name, "k") == 0)
        options->clusters = ut_option_count(L, name);
    else if (strcmp(name, "n_init") == 0)
        options->runs = ut_option_count(L, name);
    else if (strcmp(name, "max_iter") == 0)
        options->max_iterations = ut_option_count(L, name);
    else if (strcmp(name, "seed") == 0)
        options->seed = read_seed(L);
    else if (strcmp(name, "tol") == 0)
        options->tolerance = read_tolerance(L);
    else
        return false;
    return true;
}

static struct ut_kmeans_options check_options(lua_State *L, int index)
{
    struct ut_kmeans_options options = {
        .clusters = 5,
        .seed = 42,
        .runs = 10,
        .max_iterations = 300,
        .tolerance = 1e-4,
        .interrupted = ut_interrupt_flag(L),
    };
    ut_check_options(L, index, read_option, &options);
    return options;
}

/* Sets field `labels` and `sizes` of the table on top. */
static void set_labels(lua_State *L, const struct ut_kmeans *result)
{
    lua_createtable(L, (int)result->rows, 0);
    for (size_t row = 0; row < result->rows; row++) {
        lua_pushinteger(L, result->labels[row]);
        lua_rawseti(L, -2, (lua_Integer)row + 1);
    }
    lua_setfield(L, -2, "labels");
    lua_createtable(L, (int)result->clusters, 0);
    for (size_t c = 0; c < result->clusters; c++) {
        lua_pushinteger(L, (lua_Integer)result->sizes[c]);
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    lua_setfield(L, -2, "sizes");
}

static void set_centers(lua_State *L, const struct ut_kmeans *result)
{
    lua_createtable(L, (int)result->clusters, 0);
    for (size_t c = 0; c < result->clusters; c++) {
        lua_createtable(L, (int)result->cols, 0);
        for (size_t column = 0; column < result->cols; column++) {
            lua_pushnumber(L, result->centers[c * result->cols + column]);
            lua_rawseti(L, -2, (lua_Integer)column + 1);
        }
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    lua_setfield(L, -2, "centers");
}

static int l_fit(lua_State *L)
{
    lua_settop(L, 2);
    const struct ut_sparse *matrix = ut_check_matrix(L, 1);
    struct ut_kmeans_options options = check_options(L, 2);
    struct ut_kmeans *result = push_result(L);
    struct ut_error error = {0};
    if (ut_kmeans_fit(matrix, &options, result, &error) != 0)
        return ut_push_failure(L, &error);
    lua_createtable(L, 0, 5);
    set_labels(L, result);
    set_centers(L, result);
    lua_pushnumber(L, result->inertia);
    lua_setfield(L, -2, "inertia");
    lua_pushinteger(L, (lua_Integer)result->iterations);
    lua_setfield(L, -2, "iterations");
    ut_kmeans_clear(result);
    return 1;
}

int luaopen_undertone_kmeans(lua_State *L)
{
    static const luaL_Reg functions[] = {{"fit", l_fit}, {NULL, NULL}};
    ut_make_scratch(L, RESULT_TYPE, l_free);
    luaL_newlib(L, functions);
    return 1;
}
