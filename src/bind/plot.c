/*
 * plot.c: undertone.core.plot, figures over cairo. The public face, with its
 * defaults and colours, is lua/undertone/plot.lua.
 *
 *   core.figure(spec)        --> figure, or nil, message, code
 *   figure:axes(spec)        --> number of the axes, or nil, message, code
 *   figure:mark(axes, spec)  --> true, or nil, message, code
 *   figure:save(path, encoding) --> true, or nil, message, code
 *   figure:encode(encoding)  --> bytes, or nil, message, code
 *   figure:measure()         --> list of boxes, or nil, message, code
 *   figure:close()
 *   core.number(value, decimals) --> text for labels
 *   core.columns(kind)       --> the names of a mark's columns
 *
 * Specs are tables whose keys are the members of the structs in core/plot.h
 * without is_ and has_; columns are lists of numbers, false for missing.
 */
#include <string.h>

#include "bind/bind.h"
#include "bind/plot_spec.h"

#include "core/plot_scale.h"

#define FIGURE "undertone.figure"

struct figure {
    struct ut_figure *core; /* NULL when closed */
};

/* --- figures ------------------------------------------------------------ */

static struct ut_figure *check_figure(lua_State *L)
{
    struct figure *figure = luaL_checkudata(L, 1, FIGURE);
    if (figure->core == NULL)
        luaL_error(L, "the figure is closed");
    return figure->core;
}

static int l_figure(lua_State *L)
{
    struct ut_error error;
    struct ut_figure_spec spec = ut_check_figure_spec(L, 1);
    struct figure *figure = lua_newuserdatauv(L, sizeof *figure, 0);
    figure->core = NULL;
    luaL_setmetatable(L, FIGURE);
    if (ut_figure_new(&spec, &figure->core, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static int l_axes(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    struct ut_axes_spec spec = ut_check_axes_spec(L, 2);
    size_t index;
    if (ut_figure_add_axes(figure, &spec, &index, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushinteger(L, (lua_Integer)index + 1);
    return 1;
}

static int push_done(lua_State *L, int status, const struct ut_error *error)
{
    if (status != 0)
        return ut_push_failure(L, error);
    lua_pushboolean(L, 1);
    return 1;
}

static int l_mark(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    lua_Integer axes = luaL_checkinteger(L, 2);
    luaL_argcheck(L, axes >= 1, 2, "axes count from 1");
    struct ut_mark_spec spec = ut_check_mark_spec(L, 3);
    int status = ut_figure_add_mark(figure, (size_t)axes - 1, &spec, &error);
    return push_done(L, status, &error);
}

static int l_save(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    const char *path = luaL_checkstring(L, 2);
    struct ut_encoding encoding = ut_check_encoding(L, 3);
    int status = ut_figure_save(figure, path, &encoding, &error);
    return push_done(L, status, &error);
}

/* --- results held by a userdata until they are Lua's -------------------- */

#define RESULT "undertone.figure.result"

struct result {
    struct ut_buf bytes;
    struct ut_plot_layout layout;
};

static struct result *new_result(lua_State *L)
{
    struct result *result = lua_newuserdatauv(L, sizeof *result, 0);
    ut_buf_init(&result->bytes, UT_PLOT_BYTES_MAX);
    ut_buf_init(&result->layout.boxes, UT_PLOT_BYTES_MAX);
    ut_buf_init(&result->layout.texts, UT_PLOT_BYTES_MAX);
    luaL_setmetatable(L, RESULT);
    return result;
}

static int l_free_result(lua_State *L)
{
    struct result *result = luaL_checkudata(L, 1, RESULT);
    ut_buf_clear(&result->bytes);
    ut_buf_clear(&result->layout.boxes);
    ut_buf_clear(&result->layout.texts);
    return 0;
}

static int l_encode(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    struct ut_encoding encoding = ut_check_encoding(L, 2);
    struct result *result = new_result(L);
    if (ut_figure_encode(figure, &encoding, &result->bytes, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushlstring(L, result->bytes.bytes, result->bytes.size_bytes);
    ut_buf_clear(&result->bytes);
    return 1;
}

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void push_box(lua_State *L, const struct ut_plot_box *box,
                     const struct ut_plot_layout *layout)
{
    lua_createtable(L, 0, 8);
    set_number(L, "x", box->x);
    set_number(L, "y", box->y);
    set_number(L, "width", box->width);
    set_number(L, "height", box->height);
    lua_pushstring(L, box->kind == UT_BOX_TEXT ? "text" : "plot");
    lua_setfield(L, -2, "kind");
    if (box->kind != UT_BOX_TEXT)
        return;
    lua_pushstring(L, layout->texts.bytes + box->text);
    lua_setfield(L, -2, "text");
    lua_pushstring(L, layout->texts.bytes + box->shown);
    lua_setfield(L, -2, "shown");
    lua_pushboolean(L, box->is_turned);
    lua_setfield(L, -2, "turned");
    lua_pushboolean(L, box->is_elided);
    lua_setfield(L, -2, "elided");
    lua_pushboolean(L, box->is_lacking);
    lua_setfield(L, -2, "lacking");
}

static int l_measure(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    struct result *result = new_result(L);
    if (ut_figure_measure(figure, &result->layout, &error) != 0)
        return ut_push_failure(L, &error);
    size_t count = result->layout.boxes.size_bytes / sizeof(struct ut_plot_box);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        struct ut_plot_box box;
        memcpy(&box, result->layout.boxes.bytes + i * sizeof box, sizeof box);
        push_box(L, &box, &result->layout);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static int l_close(lua_State *L)
{
    struct figure *figure = luaL_checkudata(L, 1, FIGURE);
    ut_figure_free(figure->core);
    figure->core = NULL;
    return 0;
}

static int l_tostring(lua_State *L)
{
    struct figure *figure = luaL_checkudata(L, 1, FIGURE);
    lua_pushstring(L, figure->core == NULL ? "figure (closed)" : "figure");
    return 1;
}

/* --- module ------------------------------------------------------------- */

static int l_number(lua_State *L)
{
    char text[UT_TICK_LABEL_SIZE];
    lua_Integer decimals = luaL_optinteger(L, 2, 0);
    luaL_argcheck(L, decimals >= 0 && decimals <= 6, 2, "0 to 6 decimals");
    ut_label_number(luaL_checknumber(L, 1), (int)decimals, text);
    lua_pushstring(L, text);
    return 1;
}

static int l_columns(lua_State *L)
{
    enum ut_mark_kind kind = ut_check_mark_kind(L, 1);
    size_t count = ut_mark_column_count(kind);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, ut_mark_column_name(kind, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

static void make_types(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"axes", l_axes},           {"mark", l_mark},
        {"save", l_save},           {"encode", l_encode},
        {"measure", l_measure},     {"close", l_close},
        {"__gc", l_close},          {"__close", l_close},
        {"__tostring", l_tostring}, {NULL, NULL},
    };
    ut_make_class(L, FIGURE, methods);
    ut_make_scratch(L, RESULT, l_free_result);
}

int luaopen_undertone_core_plot(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"figure", l_figure},
        {"number", l_number},
        {"columns", l_columns},
        {NULL, NULL},
    };
    make_types(L);
    luaL_newlib(L, functions);
    return 1;
}
