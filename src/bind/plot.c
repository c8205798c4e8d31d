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
#include "bind/bind.h"

#include <math.h>
#include <string.h>

#include "core/plot.h"
#include "core/plot_scale.h"

#define FIGURE "undertone.figure"

struct figure {
    struct ut_figure *core; /* NULL when closed */
};

static const char *const kinds[] = {"bars",  "line",      "area",
                                    "boxes", "points",    "text",
                                    "rule",  "intervals", NULL};
static const char *const scales[] = {"linear", "category", "day", NULL};
static const char *const places[] = {"none", "top", "left", "right", NULL};
static const char *const markers[] = {"circle", "diamond", "square", NULL};
static const char *const formats[] = {"png", "svg", "pdf", NULL};

/* --- fields of a spec --------------------------------------------------- */

/* A string field, which the table keeps alive, or NULL. */
static const char *text_field(lua_State *L, int table, const char *name)
{
    int type = lua_getfield(L, table, name);
    if (type != LUA_TNIL && type != LUA_TSTRING)
        luaL_error(L, "'%s' must be a string", name);
    const char *text = lua_tostring(L, -1);
    lua_pop(L, 1);
    return text;
}

static double number_field(lua_State *L, int table, const char *name,
                           double otherwise)
{
    int type = lua_getfield(L, table, name);
    if (type != LUA_TNIL && type != LUA_TNUMBER)
        luaL_error(L, "'%s' must be a number", name);
    double value = type == LUA_TNIL ? otherwise : lua_tonumber(L, -1);
    lua_pop(L, 1);
    return value;
}

static int integer_field(lua_State *L, int table, const char *name,
                         int otherwise)
{
    double value = number_field(L, table, name, otherwise);
    if (!(value >= INT32_MIN && value <= INT32_MAX && value == floor(value)))
        luaL_error(L, "'%s' must be a whole number", name);
    return (int)value;
}

static uint32_t colour_field(lua_State *L, int table, const char *name)
{
    return (uint32_t)integer_field(L, table, name, 0) & 0xFFFFFFu;
}

static bool flag_field(lua_State *L, int table, const char *name)
{
    lua_getfield(L, table, name);
    bool flag = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

/* The place of a string field in `names`; 0 when it is absent. */
static int choice_field(lua_State *L, int table, const char *name,
                        const char *const names[])
{
    const char *text = text_field(L, table, name);
    for (int i = 0; text != NULL && names[i] != NULL; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    if (text != NULL)
        luaL_error(L, "'%s' cannot be '%s'", name, text);
    return 0;
}

/* Pushes the list field `name`, or nil; returns its length. */
static size_t push_list(lua_State *L, int table, const char *name)
{
    int type = lua_getfield(L, table, name);
    if (type != LUA_TNIL && type != LUA_TTABLE)
        luaL_error(L, "'%s' must be a list", name);
    return type == LUA_TNIL ? 0 : (size_t)lua_rawlen(L, -1);
}

static void *scratch(lua_State *L, size_t count, size_t size)
{
    if (count > UT_PLOT_VALUES_MAX)
        luaL_error(L, "a list is longer than %d", UT_PLOT_VALUES_MAX);
    return lua_newuserdatauv(L, count * size + 1, 0);
}

/* A list of strings, false for none; NULL when absent. Leaves the scratch
 * that holds the pointers on the stack. */
static const char *const *texts_field(lua_State *L, int table, const char *name,
                                      size_t count)
{
    luaL_checkstack(L, 4, NULL);
    push_list(L, table, name);
    if (lua_isnil(L, -1))
        return NULL;
    const char **texts = scratch(L, count, sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        int type = lua_rawgeti(L, -2, (lua_Integer)i + 1);
        if (type != LUA_TSTRING && lua_toboolean(L, -1))
            luaL_error(L, "'%s' must hold strings", name);
        texts[i] = type == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
        lua_pop(L, 1);
    }
    return texts;
}

/* A list of numbers, false or nil for missing; stays on the stack too. */
static const double *numbers_field(lua_State *L, int table, const char *name,
                                   size_t count)
{
    luaL_checkstack(L, 4, NULL);
    push_list(L, table, name);
    if (lua_isnil(L, -1))
        luaL_error(L, "this mark needs '%s'", name);
    double *values = scratch(L, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        int type = lua_rawgeti(L, -2, (lua_Integer)i + 1);
        if (type != LUA_TNUMBER && lua_toboolean(L, -1))
            luaL_error(L, "'%s' must hold numbers", name);
        values[i] = type == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
        lua_pop(L, 1);
    }
    return values;
}

static const uint32_t *colours_field(lua_State *L, int table, size_t count)
{
    luaL_checkstack(L, 4, NULL);
    push_list(L, table, "colours");
    if (lua_isnil(L, -1))
        return NULL;
    uint32_t *colours = scratch(L, count, sizeof *colours);
    for (size_t i = 0; i < count; i++) {
        lua_rawgeti(L, -2, (lua_Integer)i + 1);
        colours[i] = (uint32_t)lua_tointeger(L, -1) & 0xFFFFFFu;
        lua_pop(L, 1);
    }
    return colours;
}

/* --- specs -------------------------------------------------------------- */

static struct ut_axis_spec axis_field(lua_State *L, int table, const char *name)
{
    if (lua_getfield(L, table, name) == LUA_TNIL)
        lua_newtable(L);
    luaL_argcheck(L, lua_istable(L, -1), table, "an axis must be a table");
    int axis = lua_gettop(L);
    struct ut_axis_spec spec = {
        .scale = (enum ut_scale)choice_field(L, axis, "scale", scales),
        .label = text_field(L, axis, "label"),
        .min = number_field(L, axis, "min", NAN),
        .max = number_field(L, axis, "max", NAN),
        .step = number_field(L, axis, "step", NAN),
        .pad_low = number_field(L, axis, "pad_low", 0),
        .pad_high = number_field(L, axis, "pad_high", 0),
        .is_integer = flag_field(L, axis, "integer"),
        .is_percent = flag_field(L, axis, "percent"),
        .has_grid = flag_field(L, axis, "grid"),
        .is_hidden = flag_field(L, axis, "hidden"),
    };
    spec.category_count = push_list(L, axis, "categories");
    spec.categories = texts_field(L, axis, "categories", spec.category_count);
    spec.notes = texts_field(L, axis, "notes", spec.category_count);
    return spec;
}

static struct ut_style check_style(lua_State *L, int table)
{
    return (struct ut_style){
        .colour = colour_field(L, table, "colour"),
        .alpha = number_field(L, table, "alpha", 1),
        .edge_colour = colour_field(L, table, "edge_colour"),
        .edge_width = number_field(L, table, "edge_width", 0),
        .line_width = number_field(L, table, "line_width", 1),
        .size = number_field(L, table, "size", 0),
        .breadth = number_field(L, table, "breadth", 0),
        .anchor_x = number_field(L, table, "anchor_x", 0.5),
        .anchor_y = number_field(L, table, "anchor_y", 0.5),
        .shift_x = number_field(L, table, "shift_x", 0),
        .shift_y = number_field(L, table, "shift_y", 0),
        .marker = (enum ut_marker)choice_field(L, table, "marker", markers),
        .is_dashed = flag_field(L, table, "dashed"),
        .is_sideways = flag_field(L, table, "sideways"),
    };
}

static struct ut_mark_spec check_mark(lua_State *L, int table)
{
    struct ut_mark_spec spec = {
        .kind = (enum ut_mark_kind)choice_field(L, table, "kind", kinds),
        .label = text_field(L, table, "label"),
        .style = check_style(L, table),
    };
    spec.count = push_list(L, table, ut_mark_column_name(spec.kind, 0));
    for (size_t i = 0; i < ut_mark_column_count(spec.kind); i++)
        spec.columns[i] = numbers_field(
            L, table, ut_mark_column_name(spec.kind, i), spec.count);
    spec.texts = texts_field(L, table, "texts", spec.count);
    spec.colours = colours_field(L, table, spec.count);
    return spec;
}

static struct ut_encoding check_encoding(lua_State *L, int table)
{
    luaL_checktype(L, table, LUA_TTABLE);
    return (struct ut_encoding){
        .format =
            (enum ut_plot_format)choice_field(L, table, "format", formats),
        .dpi = number_field(L, table, "dpi", 0),
        .id_prefix = text_field(L, table, "id_prefix"),
        .alternative = text_field(L, table, "alternative"),
        .is_inline = flag_field(L, table, "inline"),
    };
}

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
    luaL_checktype(L, 1, LUA_TTABLE);
    struct ut_figure_spec spec = {
        .width_inches = number_field(L, 1, "width", 8),
        .height_inches = number_field(L, 1, "height", 5),
        .rows = integer_field(L, 1, "rows", 1),
        .columns = integer_field(L, 1, "columns", 1),
        .title = text_field(L, 1, "title"),
        .subtitle = text_field(L, 1, "subtitle"),
        .caption = text_field(L, 1, "caption"),
        .font = text_field(L, 1, "font"),
        .is_centred = flag_field(L, 1, "centred"),
    };
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
    luaL_checktype(L, 2, LUA_TTABLE);
    struct ut_axes_spec spec = {
        .row = integer_field(L, 2, "row", 1),
        .column = integer_field(L, 2, "column", 1),
        .title = text_field(L, 2, "title"),
        .message = text_field(L, 2, "message"),
        .legend_title = text_field(L, 2, "legend_title"),
        .legend = (enum ut_legend_place)choice_field(L, 2, "legend", places),
        .is_framed = flag_field(L, 2, "framed"),
        .x = axis_field(L, 2, "x"),
        .y = axis_field(L, 2, "y"),
    };
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
    luaL_checktype(L, 3, LUA_TTABLE);
    struct ut_mark_spec spec = check_mark(L, 3);
    int status = ut_figure_add_mark(figure, (size_t)axes - 1, &spec, &error);
    return push_done(L, status, &error);
}

static int l_save(lua_State *L)
{
    struct ut_error error;
    struct ut_figure *figure = check_figure(L);
    const char *path = luaL_checkstring(L, 2);
    struct ut_encoding encoding = check_encoding(L, 3);
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
    struct ut_encoding encoding = check_encoding(L, 2);
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
    lua_pushboolean(L, box->is_turned);
    lua_setfield(L, -2, "turned");
    lua_pushboolean(L, box->is_elided);
    lua_setfield(L, -2, "elided");
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
    enum ut_mark_kind kind =
        (enum ut_mark_kind)luaL_checkoption(L, 1, NULL, kinds);
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
    luaL_newmetatable(L, FIGURE);
    luaL_setfuncs(L, methods, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    luaL_newmetatable(L, RESULT);
    lua_pushcfunction(L, l_free_result);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 2);
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
