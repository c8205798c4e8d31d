/*
 * stats_dist.c: undertone.core.stats_dist, tails and quantiles.
 * The public face and its documentation is lua/undertone/stats.lua.
 */
#include <math.h>

#include "bind/bind.h"
#include "core/stats_dist.h"

static double check_df(lua_State *L, int index)
{
    double df = luaL_checknumber(L, index);
    luaL_argcheck(L, df > 0 && isfinite(df), index,
                  "degrees of freedom above 0 expected");
    return df;
}

static double check_x(lua_State *L)
{
    double x = luaL_checknumber(L, 1);
    luaL_argcheck(L, !isnan(x), 1, "a number expected, got NaN");
    return x;
}

static double check_p(lua_State *L)
{
    double p = luaL_checknumber(L, 1);
    luaL_argcheck(L, p > 0 && p < 1, 1, "a probability between 0 and 1");
    return p;
}

static int push(lua_State *L, double value)
{
    lua_pushnumber(L, value);
    return 1;
}

static int l_normal_sf(lua_State *L)
{
    return push(L, ut_normal_sf(check_x(L)));
}

static int l_normal_quantile(lua_State *L)
{
    return push(L, ut_normal_quantile(check_p(L)));
}

static int l_student_sf(lua_State *L)
{
    return push(L, ut_student_sf(check_x(L), check_df(L, 2)));
}

static int l_student_quantile(lua_State *L)
{
    return push(L, ut_student_quantile(check_p(L), check_df(L, 2)));
}

static int l_chi2_sf(lua_State *L)
{
    return push(L, ut_chi2_sf(check_x(L), check_df(L, 2)));
}

static int l_chi2_quantile(lua_State *L)
{
    return push(L, ut_chi2_quantile(check_p(L), check_df(L, 2)));
}

static int l_f_sf(lua_State *L)
{
    return push(L, ut_f_sf(check_x(L), check_df(L, 2), check_df(L, 3)));
}

static int l_f_quantile(lua_State *L)
{
    return push(L, ut_f_quantile(check_p(L), check_df(L, 2), check_df(L, 3)));
}

int luaopen_undertone_core_stats_dist(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"normal_sf", l_normal_sf},
        {"normal_quantile", l_normal_quantile},
        {"student_sf", l_student_sf},
        {"student_quantile", l_student_quantile},
        {"chi2_sf", l_chi2_sf},
        {"chi2_quantile", l_chi2_quantile},
        {"f_sf", l_f_sf},
        {"f_quantile", l_f_quantile},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
