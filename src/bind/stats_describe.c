/*
 * stats_describe.c: undertone.core.stats_describe, one sample at a time.
 * The public face and its documentation is lua/undertone/stats.lua.
 */
#include <math.h>
#include <string.h>

#include "bind/bind.h"
#include "bind/numbers.h"
#include "core/stats.h"

/* A sorted copy of the list at `index`, pushed. */
static struct ut_sample check_sorted(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    struct ut_sample sample = ut_check_sample(L, index);
    ut_stats_sort((double *)lua_touserdata(L, -1), sample.count);
    return sample;
}

static int push_statistic(lua_State *L, double value)
{
    if (isnan(value))
        lua_pushnil(L);
    else
        lua_pushnumber(L, value);
    return 1;
}

static int l_mean(lua_State *L)
{
    return push_statistic(L, ut_stats_mean(ut_check_sample(L, 1)));
}

static int l_sd(lua_State *L)
{
    return push_statistic(L, ut_stats_sd(ut_check_sample(L, 1)));
}

static int l_quantile(lua_State *L)
{
    double fraction = luaL_checknumber(L, 2);
    luaL_argcheck(L, fraction >= 0 && fraction <= 1, 2,
                  "a fraction from 0 to 1 expected");
    return push_statistic(L, ut_stats_quantile(check_sorted(L, 1), fraction));
}

/* The outliers stand at both ends of the sorted values. */
static void push_outliers(lua_State *L, struct ut_sample sorted,
                          const struct ut_box *box)
{
    size_t kept = sorted.count - box->high_outliers;
    lua_Integer place = 0;
    lua_createtable(L, (int)(box->low_outliers + box->high_outliers), 0);
    for (size_t i = 0; i < sorted.count; i++) {
        if (i >= box->low_outliers && i < kept)
            continue;
        lua_pushnumber(L, sorted.values[i]);
        lua_rawseti(L, -2, ++place);
    }
}

static int l_box(lua_State *L)
{
    struct ut_sample sorted = check_sorted(L, 1);
    luaL_argcheck(L, sorted.count > 0, 1, "at least one value expected");
    struct ut_box box = ut_stats_box(sorted);
    lua_createtable(L, 0, 7);
    ut_set_number(L, "low", box.low_whisker);
    ut_set_number(L, "q1", box.q1);
    ut_set_number(L, "median", box.median);
    ut_set_number(L, "q3", box.q3);
    ut_set_number(L, "high", box.high_whisker);
    lua_pushinteger(L, (lua_Integer)sorted.count);
    lua_setfield(L, -2, "n");
    push_outliers(L, sorted, &box);
    lua_setfield(L, -2, "outliers");
    return 1;
}

static int l_auto_bins(lua_State *L)
{
    struct ut_bins bins;
    struct ut_error error;
    if (ut_stats_auto_bins(check_sorted(L, 1), &bins, &error) != 0)
        return ut_push_failure(L, &error);
    lua_createtable(L, 0, 3);
    ut_set_number(L, "first", bins.first);
    ut_set_number(L, "last", bins.last);
    lua_pushinteger(L, (lua_Integer)bins.count);
    lua_setfield(L, -2, "count");
    return 1;
}

static double check_number_field(lua_State *L, int index, const char *name)
{
    lua_getfield(L, index, name);
    luaL_argcheck(L, lua_isnumber(L, -1), index, name);
    double value = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return value;
}

static struct ut_bins check_bins(lua_State *L, int index)
{
    luaL_checktype(L, index, LUA_TTABLE);
    double first = check_number_field(L, index, "first");
    double last = check_number_field(L, index, "last");
    double count = check_number_field(L, index, "count");
    luaL_argcheck(L, isfinite(first) && isfinite(last) && first < last, index,
                  "bins need first < last");
    luaL_argcheck(L, count >= 1 && count <= UT_STATS_BINS_MAX, index,
                  "bins need a count from 1 to 100000");
    return (struct ut_bins){first, last, (size_t)count};
}

static int l_edges(lua_State *L)
{
    struct ut_bins bins = check_bins(L, 1);
    lua_createtable(L, (int)bins.count + 1, 0);
    for (size_t i = 0; i <= bins.count; i++) {
        lua_pushnumber(L, ut_bins_edge(&bins, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_histogram(lua_State *L)
{
    struct ut_sample sample = ut_check_sample(L, 1);
    struct ut_bins bins = check_bins(L, 2);
    size_t *counts = lua_newuserdatauv(L, bins.count * sizeof *counts, 0);
    ut_bins_count(&bins, sample, counts);
    lua_createtable(L, (int)bins.count, 0);
    for (size_t i = 0; i < bins.count; i++) {
        lua_pushinteger(L, (lua_Integer)counts[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_ranks(lua_State *L)
{
    struct ut_error error;
    struct ut_sample sample = ut_check_sample(L, 1);
    double *ranks = ut_push_doubles(L, sample.count);
    if (ut_stats_ranks(sample, ranks, NULL) != 0) {
        ut_fail_memory(&error);
        return ut_push_failure(L, &error);
    }
    ut_push_list(L, ranks, sample.count);
    return 1;
}

static int l_scott(lua_State *L)
{
    return push_statistic(L, ut_density_scott(ut_check_sample(L, 1)));
}

/* density(list, grid, bandwidth, low, high) */
static int l_density(lua_State *L)
{
    struct ut_error error;
    struct ut_density density = {
        .bandwidth = luaL_checknumber(L, 3),
        .low = luaL_optnumber(L, 4, -INFINITY),
        .high = luaL_optnumber(L, 5, INFINITY),
        .interrupted = ut_interrupt_flag(L),
    };
    luaL_argcheck(L, density.bandwidth > 0 && isfinite(density.bandwidth), 3,
                  "a bandwidth above 0 expected");
    struct ut_sample sample = ut_check_sample(L, 1);
    luaL_argcheck(L, sample.count > 0, 1, "at least one value expected");
    struct ut_sample grid = ut_check_sample(L, 2);
    double *values = ut_push_doubles(L, grid.count);
    if (ut_density_at(&density, sample, grid, values) != 0) {
        ut_fail(&error, UNDERTONE_EINTERRUPTED, "interrupted");
        return ut_push_failure(L, &error);
    }
    ut_push_list(L, values, grid.count);
    return 1;
}

int luaopen_undertone_core_stats_describe(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"mean", l_mean},
        {"sd", l_sd},
        {"quantile", l_quantile},
        {"box", l_box},
        {"auto_bins", l_auto_bins},
        {"edges", l_edges},
        {"histogram", l_histogram},
        {"ranks", l_ranks},
        {"scott", l_scott},
        {"density", l_density},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
