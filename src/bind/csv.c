/*
 * csv.c: undertone.core.csv, writers and readers of CSV files. The public
 * face, with its dialects and options, is lua/undertone/csv.lua.
 *
 *   core.writer(path, style) --> writer, or nil, message, code
 *   writer:row(list, count)  --> writer: cells list[1 .. count]
 *   writer:close()           --> true: the file is in place
 *   writer:notes()           --> {rows=, replaced=, removed=, ...}
 *   core.reader(path)        --> reader, or nil, message, code
 *   reader:row()             --> list of strings and its line; nil at the
 *                                end; nil, message, code
 *   reader:close()
 *   core.null                a cell without a value
 *
 * A writer collected or closed by <close> before close() leaves no file.
 */
#include <math.h>
#include <string.h>

#include "bind/bind.h"
#include "core/csv.h"
#include "core/csv_read.h"
#include "core/number.h"

#define WRITER "undertone.csv.writer"
#define READER "undertone.csv.reader"

struct writer {
    struct ut_csv_writer core;
    bool is_open;
    bool has_python_booleans;
};

static bool style_flag(lua_State *L, const char *name)
{
    lua_getfield(L, 2, name);
    bool flag = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

static struct ut_csv_style check_style(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    return (struct ut_csv_style){
        .has_bom = style_flag(L, "bom"),
        .has_crlf = style_flag(L, "crlf"),
        .is_careful = style_flag(L, "careful"),
        .keeps_controls = style_flag(L, "controls"),
        .is_sheet = style_flag(L, "sheet"),
    };
}

static int l_writer(lua_State *L)
{
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    struct ut_csv_style style = check_style(L);
    bool has_python_booleans = style_flag(L, "python_booleans");
    struct writer *writer = lua_newuserdatauv(L, sizeof *writer, 0);
    *writer = (struct writer){.has_python_booleans = has_python_booleans};
    ut_csv_writer_init(&writer->core);
    luaL_setmetatable(L, WRITER);
    if (ut_csv_writer_open(&writer->core, path, &style, &error) != 0)
        return ut_push_failure(L, &error);
    writer->is_open = true;
    return 1;
}

static struct writer *check_writer(lua_State *L)
{
    struct writer *writer = luaL_checkudata(L, 1, WRITER);
    if (!writer->is_open)
        luaL_error(L, "the CSV writer is closed");
    return writer;
}

/* Every cell is looked at first, so that misuse leaves no half row. */
static void check_cells(lua_State *L, lua_Integer count)
{
    for (lua_Integer i = 1; i <= count; i++) {
        int type = lua_rawgeti(L, 2, i);
        if (type != LUA_TNIL && type != LUA_TSTRING && type != LUA_TNUMBER &&
            type != LUA_TBOOLEAN && type != LUA_TLIGHTUSERDATA)
            luaL_error(L,
                       "cell %I of the row is a %s, not text, a number or a "
                       "boolean",
                       i, lua_typename(L, type));
        lua_pop(L, 1);
    }
}

/* NaN is a missing number: an empty cell, as pandas writes it. */
static int add_number(lua_State *L, struct writer *writer,
                      struct ut_error *error)
{
    char text[UT_NUMBER_TEXT_SIZE];
    if (lua_isinteger(L, -1))
        ut_number_integer(lua_tointeger(L, -1), text);
    else if (isnan(lua_tonumber(L, -1)))
        return ut_csv_add_text(&writer->core, "", 0, error);
    else
        ut_number_shortest(lua_tonumber(L, -1), text);
    return ut_csv_add_number(&writer->core, text, error);
}

static int add_boolean(lua_State *L, struct writer *writer,
                       struct ut_error *error)
{
    static const char *const texts[2][2] = {{"false", "true"},
                                            {"False", "True"}};
    const char *text = texts[writer->has_python_booleans][lua_toboolean(L, -1)];
    return ut_csv_add_text(&writer->core, text, strlen(text), error);
}

/* The value on top of the stack as the row's next cell. */
static int add_cell(lua_State *L, struct writer *writer, struct ut_error *error)
{
    size_t size = 0;
    int type = lua_type(L, -1);
    if (type == LUA_TNUMBER)
        return add_number(L, writer, error);
    if (type == LUA_TBOOLEAN)
        return add_boolean(L, writer, error);
    const char *text = type == LUA_TSTRING ? lua_tolstring(L, -1, &size) : "";
    return ut_csv_add_text(&writer->core, text, size, error);
}

/* After a failed write nothing more can come right: the writer closes. */
static int abandon(lua_State *L, struct writer *writer,
                   const struct ut_error *error)
{
    writer->is_open = false;
    ut_csv_writer_discard(&writer->core);
    return ut_push_failure(L, error);
}

static int l_row(lua_State *L)
{
    struct ut_error error;
    struct writer *writer = check_writer(L);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_Integer count = luaL_checkinteger(L, 3);
    luaL_argcheck(L, count > 0, 3, "a row needs at least one cell");
    luaL_argcheck(L, count <= UT_CSV_COLUMNS_MAX, 3, "too many cells");
    check_cells(L, count);
    int status = 0;
    for (lua_Integer i = 1; status == 0 && i <= count; i++) {
        lua_rawgeti(L, 2, i);
        status = add_cell(L, writer, &error);
        lua_pop(L, 1);
    }
    if (status == 0)
        status = ut_csv_end_row(&writer->core, &error);
    if (status != 0)
        return abandon(L, writer, &error);
    lua_settop(L, 1);
    return 1;
}

static int l_close_writer(lua_State *L)
{
    struct ut_error error;
    struct writer *writer = check_writer(L);
    writer->is_open = false;
    if (ut_csv_writer_close(&writer->core, &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

static int l_discard_writer(lua_State *L)
{
    struct writer *writer = luaL_checkudata(L, 1, WRITER);
    writer->is_open = false;
    ut_csv_writer_discard(&writer->core);
    return 0;
}

static void set_count(lua_State *L, const char *name, uint64_t count)
{
    lua_pushinteger(L, (lua_Integer)count);
    lua_setfield(L, -2, name);
}

static int l_notes(lua_State *L)
{
    const struct writer *writer = luaL_checkudata(L, 1, WRITER);
    const struct ut_csv_notes *notes = &writer->core.notes;
    lua_createtable(L, 0, 5);
    set_count(L, "rows", notes->rows);
    set_count(L, "replaced", notes->replaced);
    set_count(L, "removed", notes->removed);
    set_count(L, "neutralised", notes->neutralised);
    set_count(L, "cut", notes->cut);
    return 1;
}

static int l_writer_text(lua_State *L)
{
    const struct writer *writer = luaL_checkudata(L, 1, WRITER);
    lua_pushstring(L, writer->is_open ? "csv writer" : "csv writer (closed)");
    return 1;
}

static int l_reader(lua_State *L)
{
    struct ut_error error;
    const char *path = ut_check_path(L, 1);
    struct ut_csv_reader *reader = lua_newuserdatauv(L, sizeof *reader, 0);
    ut_csv_reader_init(reader);
    luaL_setmetatable(L, READER);
    if (ut_csv_reader_open(reader, path, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static int l_read_row(lua_State *L)
{
    struct ut_error error;
    struct ut_csv_reader *reader = luaL_checkudata(L, 1, READER);
    int status = ut_csv_read_row(reader, &error);
    if (status < 0)
        return ut_push_failure(L, &error);
    if (status == 0)
        return 0;
    lua_createtable(L, (int)reader->cells, 0);
    for (size_t i = 0; i < reader->cells; i++) {
        size_t size;
        const char *bytes = ut_csv_cell(reader, i, &size);
        lua_pushlstring(L, bytes, size);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, (lua_Integer)reader->row_line);
    return 2;
}

static int l_close_reader(lua_State *L)
{
    ut_csv_reader_close(luaL_checkudata(L, 1, READER));
    return 0;
}

static int l_reader_text(lua_State *L)
{
    const struct ut_csv_reader *reader = luaL_checkudata(L, 1, READER);
    lua_pushstring(L, reader->stream ? "csv reader" : "csv reader (closed)");
    return 1;
}

static const luaL_Reg writer_methods[] = {
    {"row", l_row},
    {"close", l_close_writer},
    {"notes", l_notes},
    {"__gc", l_discard_writer},
    {"__close", l_discard_writer},
    {"__tostring", l_writer_text},
    {NULL, NULL},
};

static const luaL_Reg reader_methods[] = {
    {"row", l_read_row},           {"close", l_close_reader},
    {"__gc", l_close_reader},      {"__close", l_close_reader},
    {"__tostring", l_reader_text}, {NULL, NULL},
};

int luaopen_undertone_core_csv(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"writer", l_writer},
        {"reader", l_reader},
        {NULL, NULL},
    };
    ut_make_class(L, WRITER, writer_methods);
    ut_make_class(L, READER, reader_methods);
    luaL_newlib(L, functions);
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
    return 1;
}
