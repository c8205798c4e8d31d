/*
 * plot_spec.c: Lua tables as the structs of core/plot.h.
 *
 * A wrong type raises and names the key. Lists become arrays in userdata,
 * which is left on the stack and so lives as long as the struct is used.
 */
#include "bind/plot_spec.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

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

struct ut_figure_spec ut_check_figure_spec(lua_State *L, int table)
{
    luaL_checktype(L, table, LUA_TTABLE);
    return (struct ut_figure_spec){
        .width_inches = number_field(L, table, "width", 8),
        .height_inches = number_field(L, table, "height", 5),
        .rows = integer_field(L, table, "rows", 1),
        .columns = integer_field(L, table, "columns", 1),
        .title = text_field(L, table, "title"),
        .subtitle = text_field(L, table, "subtitle"),
        .caption = text_field(L, table, "caption"),
        .font = text_field(L, table, "font"),
        .is_centred = flag_field(L, table, "centred"),
    };
}

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

struct ut_axes_spec ut_check_axes_spec(lua_State *L, int table)
{
    luaL_checktype(L, table, LUA_TTABLE);
    return (struct ut_axes_spec){
        .row = integer_field(L, table, "row", 1),
        .column = integer_field(L, table, "column", 1),
        .row_span = integer_field(L, table, "row_span", 1),
        .title = text_field(L, table, "title"),
        .message = text_field(L, table, "message"),
        .legend_title = text_field(L, table, "legend_title"),
        .legend =
            (enum ut_legend_place)choice_field(L, table, "legend", places),
        .is_framed = flag_field(L, table, "framed"),
        .x = axis_field(L, table, "x"),
        .y = axis_field(L, table, "y"),
    };
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

struct ut_mark_spec ut_check_mark_spec(lua_State *L, int table)
{
    luaL_checktype(L, table, LUA_TTABLE);
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

struct ut_encoding ut_check_encoding(lua_State *L, int table)
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

enum ut_mark_kind ut_check_mark_kind(lua_State *L, int index)
{
    return (enum ut_mark_kind)luaL_checkoption(L, index, NULL, kinds);
}
