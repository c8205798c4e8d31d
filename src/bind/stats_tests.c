/*
 * stats_tests.c: undertone.core.stats_tests, tests, effects and intervals.
 * The public face and its documentation is lua/undertone/stats.lua.
 */
#include <math.h>
#include <stdint.h>

#include "bind/bind.h"
#include "bind/numbers.h"
#include "core/stats_groups.h"
#include "core/stats_pair.h"
#include "core/stats_table.h"

#define LEVEL 0.95
#define RESAMPLES 9999

static int push_status(lua_State *L, int status)
{
    struct ut_error error;
    ut_fail(&error, status, "%s", ut_status_text(status));
    return ut_push_failure(L, &error);
}

static int push_memory_failure(lua_State *L)
{
    return push_status(L, UNDERTONE_EMEMORY);
}

static double check_level(lua_State *L, int index)
{
    double level = luaL_optnumber(L, index, LEVEL);
    luaL_argcheck(L, level > 0 && level < 1, index,
                  "a level between 0 and 1 expected");
    return level;
}

static lua_Integer option(lua_State *L, int index, const char *name,
                          lua_Integer otherwise)
{
    lua_getfield(L, index, name);
    int is_integer = lua_isnil(L, -1);
    lua_Integer value =
        is_integer ? otherwise : lua_tointegerx(L, -1, &is_integer);
    luaL_argcheck(L, is_integer, index, name);
    lua_pop(L, 1);
    return value;
}

/* The options {seed=, resamples=, level=} at `index`, all optional. */
static struct ut_resampling check_plan(lua_State *L, int index)
{
    struct ut_resampling plan = {.resamples = RESAMPLES,
                                 .level = LEVEL,
                                 .interrupted = ut_interrupt_flag(L)};
    if (lua_isnoneornil(L, index))
        return plan;
    luaL_checktype(L, index, LUA_TTABLE);
    lua_Integer seed = option(L, index, "seed", 0);
    lua_Integer resamples = option(L, index, "resamples", RESAMPLES);
    luaL_argcheck(L, seed >= 0 && seed <= (lua_Integer)UINT32_MAX, index,
                  "seed must be from 0 to 2^32 - 1");
    luaL_argcheck(L, resamples >= 1 && resamples <= UT_RESAMPLES_MAX, index,
                  "resamples must be from 1 to 1000000");
    lua_getfield(L, index, "level");
    plan.level = check_level(L, lua_gettop(L));
    lua_pop(L, 1);
    plan.seed = (uint32_t)seed;
    plan.resamples = (size_t)resamples;
    return plan;
}

static struct ut_sample check_some(lua_State *L, int index)
{
    struct ut_sample sample = ut_check_sample(L, index);
    luaL_argcheck(L, sample.count > 0, index, "at least one value expected");
    return sample;
}

static int push_interval(lua_State *L, struct ut_interval interval)
{
    lua_createtable(L, 0, 2);
    ut_set_number(L, "low", interval.low);
    ut_set_number(L, "high", interval.high);
    return 1;
}

static int l_mean_interval(lua_State *L)
{
    struct ut_interval interval = {NAN, NAN};
    struct ut_resampling plan = check_plan(L, 2);
    struct ut_sample sample = ut_check_sample(L, 1);
    int status = 0;
    if (sample.count >= 2)
        status = ut_boot_mean(sample, &plan, &interval);
    if (status != 0)
        return push_status(L, status);
    return push_interval(L, interval);
}

static int l_kruskal(lua_State *L)
{
    size_t count;
    struct ut_kruskal result;
    double level = check_level(L, 2);
    struct ut_sample *groups = ut_check_groups(L, 1, &count);
    if (ut_stats_kruskal(groups, count, level, &result) != 0)
        return push_memory_failure(L);
    push_interval(L, result.interval);
    ut_set_number(L, "h", result.h);
    ut_set_number(L, "p", result.p);
    ut_set_number(L, "epsilon2", result.epsilon2);
    ut_set_number(L, "eta2", result.eta2);
    lua_pushinteger(L, (lua_Integer)result.df);
    lua_setfield(L, -2, "df");
    return 1;
}

/* A list of z; false where a group is empty. */
static int l_dunn(lua_State *L)
{
    size_t count;
    struct ut_sample *groups = ut_check_groups(L, 1, &count);
    size_t pairs = count < 2 ? 0 : count * (count - 1) / 2;
    double *z = ut_push_doubles(L, pairs);
    if (ut_stats_dunn(groups, count, z) != 0)
        return push_memory_failure(L);
    lua_createtable(L, (int)pairs, 0);
    for (size_t i = 0; i < pairs; i++) {
        if (isnan(z[i]))
            lua_pushboolean(L, 0);
        else
            lua_pushnumber(L, z[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_welch(lua_State *L)
{
    size_t count;
    struct ut_sample *groups = ut_check_groups(L, 1, &count);
    struct ut_welch result = ut_stats_welch(groups, count);
    lua_createtable(L, 0, 4);
    ut_set_number(L, "f", result.f);
    ut_set_number(L, "df1", result.df1);
    ut_set_number(L, "df2", result.df2);
    ut_set_number(L, "p", result.p);
    return 1;
}

static int l_mann_whitney(lua_State *L)
{
    struct ut_mann_whitney result;
    struct ut_sample x = check_some(L, 1), y = check_some(L, 2);
    if (ut_stats_mann_whitney(x, y, &result) != 0)
        return push_memory_failure(L);
    lua_createtable(L, 0, 3);
    ut_set_number(L, "u", result.u);
    ut_set_number(L, "p", result.p);
    lua_pushboolean(L, result.is_exact);
    lua_setfield(L, -2, "is_exact");
    return 1;
}

static int l_cliff(lua_State *L)
{
    struct ut_cliff result;
    double level = check_level(L, 3);
    struct ut_sample x = check_some(L, 1), y = check_some(L, 2);
    if (ut_stats_cliff(x, y, level, &result) != 0)
        return push_memory_failure(L);
    push_interval(L, result.interval);
    ut_set_number(L, "delta", result.delta);
    ut_set_number(L, "a", result.a);
    return 1;
}

static int l_spearman(lua_State *L)
{
    struct ut_spearman result;
    double level = check_level(L, 3);
    struct ut_sample x = ut_check_sample(L, 1), y = ut_check_sample(L, 2);
    luaL_argcheck(L, x.count == y.count, 2, "the lists differ in length");
    if (ut_stats_spearman(x, y, level, &result) != 0)
        return push_memory_failure(L);
    push_interval(L, result.interval);
    ut_set_number(L, "rho", result.rho);
    ut_set_number(L, "p", result.p);
    lua_pushinteger(L, (lua_Integer)x.count);
    lua_setfield(L, -2, "n");
    return 1;
}

static int l_wilson(lua_State *L)
{
    double hits = luaL_checknumber(L, 1), n = luaL_checknumber(L, 2);
    double level = check_level(L, 3);
    luaL_argcheck(L, n > 0 && isfinite(n), 2, "a count above 0 expected");
    luaL_argcheck(L, hits >= 0 && hits <= n, 1, "from 0 to n expected");
    return push_interval(L, ut_stats_wilson(hits, n, level));
}

static int adjust(lua_State *L, int (*method)(double *p, size_t count))
{
    struct ut_sample sample = ut_check_sample(L, 1);
    double *p = lua_touserdata(L, -1);
    for (size_t i = 0; i < sample.count; i++)
        luaL_argcheck(L, p[i] >= 0 && p[i] <= 1, 1,
                      "p-values from 0 to 1 expected");
    if (method(p, sample.count) != 0)
        return push_memory_failure(L);
    ut_push_list(L, p, sample.count);
    return 1;
}

static int l_holm(lua_State *L)
{
    return adjust(L, ut_stats_holm);
}

static int l_bh(lua_State *L)
{
    return adjust(L, ut_stats_bh);
}

/* Rows of whole counts, all of one length; the values stay on the stack. */
static struct ut_table check_table(lua_State *L, int index)
{
    size_t rows;
    const struct ut_sample *lists = ut_check_groups(L, index, &rows);
    luaL_argcheck(L, rows > 0 && lists[0].count > 0, index,
                  "a table of counts expected");
    size_t columns = lists[0].count;
    luaL_argcheck(L, columns <= UT_TABLE_CELLS_MAX / rows, index,
                  "the table is too large");
    for (size_t i = 0; i < rows; i++)
        luaL_argcheck(L, lists[i].count == columns, index,
                      "rows differ in length");
    const double *counts = lists[0].values;
    double sum = 0;
    for (size_t i = 0; i < rows * columns; sum += counts[i++])
        luaL_argcheck(L, counts[i] >= 0 && counts[i] == floor(counts[i]), index,
                      "counts are whole numbers from 0");
    luaL_argcheck(L, sum <= (double)INT32_MAX, index, "counts too large");
    return (struct ut_table){counts, rows, columns};
}

static void set_rows(lua_State *L, const char *name, const double *values,
                     const struct ut_table *table)
{
    lua_createtable(L, (int)table->rows, 0);
    for (size_t i = 0; i < table->rows; i++) {
        ut_push_list(L, values + i * table->columns, table->columns);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

static int l_chi2(lua_State *L)
{
    struct ut_table table = check_table(L, 1);
    size_t cells = table.rows * table.columns;
    struct ut_table_test test = {.expected = ut_push_doubles(L, cells),
                                 .residuals = ut_push_doubles(L, cells)};
    if (ut_stats_table(&table, &test) != 0)
        return push_memory_failure(L);
    lua_createtable(L, 0, 8);
    ut_set_number(L, "n", test.n);
    ut_set_number(L, "chi2", test.chi2);
    ut_set_number(L, "df", test.df);
    ut_set_number(L, "p", test.p);
    ut_set_number(L, "v", test.v);
    ut_set_number(L, "least", test.least);
    set_rows(L, "expected", test.expected, &table);
    set_rows(L, "residuals", test.residuals, &table);
    return 1;
}

static int l_chi2_monte_carlo(lua_State *L)
{
    double p;
    struct ut_resampling plan = check_plan(L, 2);
    struct ut_table table = check_table(L, 1);
    int status = ut_stats_table_monte_carlo(&table, &plan, &p);
    if (status != 0)
        return push_status(L, status);
    lua_pushnumber(L, p);
    return 1;
}

int luaopen_undertone_core_stats_tests(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"mean_interval", l_mean_interval},
        {"kruskal", l_kruskal},
        {"dunn", l_dunn},
        {"welch", l_welch},
        {"mann_whitney", l_mann_whitney},
        {"cliff", l_cliff},
        {"spearman", l_spearman},
        {"wilson", l_wilson},
        {"holm", l_holm},
        {"bh", l_bh},
        {"chi2", l_chi2},
        {"chi2_monte_carlo", l_chi2_monte_carlo},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
