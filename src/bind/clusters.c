/*
 * clusters.c: undertone.clusters, what a grouping of rows looks like.
 *
 * labels is a list with one integer per row: a cluster from 0, or -1 for a
 * row left out. Results are lists in which cluster c is item c + 1.
 *
 *   clusters.silhouette(matrix, labels) --> { mean=, below_zero=,
 *       by_cluster= }, cosine distance; NaN for an empty cluster
 *   clusters.terms(counts, labels, n) --> per cluster a list of at most n
 *       { column=, score= }, best first, by class-based TF-IDF; counts is
 *       model:counts(documents), column indexes model:terms()
 *   clusters.nearest(matrix, labels, n) --> per cluster a list of at most n
 *       row numbers, those nearest to the cluster's mean first
 */
#include "core/clusters.h"
#include "bind/matrix.h"

#define MAX_LISTED 10000

/* Reads the labels at 2 into a userdata left on the stack. */
static struct ut_grouping check_grouping(lua_State *L)
{
    const struct ut_sparse *matrix = ut_check_matrix(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    luaL_argcheck(L, lua_rawlen(L, 2) == matrix->rows, 2,
                  "needs one label per row");
    int32_t *labels =
        lua_newuserdatauv(L, (matrix->rows + 1) * sizeof *labels, 0);
    size_t clusters = 0;
    for (size_t row = 0; row < matrix->rows; row++) {
        lua_rawgeti(L, 2, (lua_Integer)row + 1);
        lua_Integer label = lua_tointeger(L, -1);
        if (!lua_isinteger(L, -1) || label < UT_CLUSTERS_NO_LABEL ||
            label >= (lua_Integer)matrix->rows || label >= INT32_MAX)
            luaL_error(L,
                       "the label of row %I is not a cluster below the number "
                       "of rows, or -1",
                       (lua_Integer)row + 1);
        labels[row] = (int32_t)label;
        if (label >= (lua_Integer)clusters)
            clusters = (size_t)label + 1;
        lua_pop(L, 1);
    }
    return (struct ut_grouping){matrix, labels, clusters};
}

static size_t check_limit(lua_State *L)
{
    lua_Integer limit = luaL_checkinteger(L, 3);
    luaL_argcheck(L, limit >= 1 && limit <= MAX_LISTED, 3,
                  "must be from 1 to 10000");
    return (size_t)limit;
}

static int l_silhouette(lua_State *L)
{
    struct ut_grouping grouping = check_grouping(L);
    struct ut_silhouette result = {
        .by_cluster =
            lua_newuserdatauv(L, (grouping.clusters + 1) * sizeof(double), 0),
    };
    struct ut_error error = {0};
    if (ut_clusters_silhouette(&grouping, &result, &error) != 0)
        return ut_push_failure(L, &error);
    lua_createtable(L, 0, 3);
    lua_pushnumber(L, result.mean);
    lua_setfield(L, -2, "mean");
    lua_pushnumber(L, result.below_zero);
    lua_setfield(L, -2, "below_zero");
    lua_createtable(L, (int)grouping.clusters, 0);
    for (size_t c = 0; c < grouping.clusters; c++) {
        lua_pushnumber(L, result.by_cluster[c]);
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    lua_setfield(L, -2, "by_cluster");
    return 1;
}

static void push_terms(lua_State *L, const double *scores, const uint32_t *best,
                       size_t count)
{
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_createtable(L, 0, 2);
        lua_pushinteger(L, (lua_Integer)best[i] + 1);
        lua_setfield(L, -2, "column");
        lua_pushnumber(L, scores[best[i]]);
        lua_setfield(L, -2, "score");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int l_terms(lua_State *L)
{
    size_t limit = check_limit(L);
    struct ut_grouping grouping = check_grouping(L);
    size_t cols = grouping.matrix->cols;
    double *scores = lua_newuserdatauv(
        L, (grouping.clusters * cols + 1) * sizeof *scores, 0);
    uint32_t *best = lua_newuserdatauv(L, limit * sizeof *best, 0);
    if (ut_clusters_term_scores(&grouping, scores) != 0)
        return ut_push_no_memory(L);
    lua_createtable(L, (int)grouping.clusters, 0);
    for (size_t c = 0; c < grouping.clusters; c++) {
        const double *own = scores + c * cols;
        size_t count = ut_clusters_best_terms(own, cols, best, limit);
        push_terms(L, own, best, count);
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    return 1;
}

static int l_nearest(lua_State *L)
{
    size_t limit = check_limit(L);
    struct ut_grouping grouping = check_grouping(L);
    uint32_t *nearest = lua_newuserdatauv(
        L, (grouping.clusters * limit + 1) * sizeof *nearest, 0);
    if (ut_clusters_nearest(&grouping, limit, nearest) != 0)
        return ut_push_no_memory(L);
    lua_createtable(L, (int)grouping.clusters, 0);
    for (size_t c = 0; c < grouping.clusters; c++) {
        const uint32_t *own = nearest + c * limit;
        lua_newtable(L);
        for (size_t i = 0; i < limit && own[i] != UT_CLUSTERS_NO_ROW; i++) {
            lua_pushinteger(L, (lua_Integer)own[i] + 1);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    return 1;
}

int luaopen_undertone_clusters(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"silhouette", l_silhouette},
        {"terms", l_terms},
        {"nearest", l_nearest},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
