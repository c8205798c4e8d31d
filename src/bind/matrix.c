/*
 * matrix.c: undertone.matrix, sparse rows as Lua sees them.
 *
 *   matrix.from_rows(list) --> matrix, from a list of equally long lists of
 *                              numbers
 *   m:rows() m:cols() m:nnz() --> integers
 *   m:row(i) --> table of the non-zero weights of row i (from 1) by term, by
 *                column number (from 1) when no model names the columns
 */
#include "bind/matrix.h"

#include "core/tfidf.h"

#define TYPE "undertone.matrix"

static int l_free(lua_State *L)
{
    ut_sparse_clear(ut_check_matrix(L, 1));
    return 0;
}

static int l_rows(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)ut_check_matrix(L, 1)->rows);
    return 1;
}

static int l_cols(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)ut_check_matrix(L, 1)->cols);
    return 1;
}

static int l_nnz(lua_State *L)
{
    const struct ut_sparse *matrix = ut_check_matrix(L, 1);
    lua_pushinteger(L, (lua_Integer)ut_sparse_entries(matrix));
    return 1;
}

static void push_column_name(lua_State *L, struct ut_tfidf *const *model,
                             uint32_t column)
{
    if (model == NULL || *model == NULL) {
        lua_pushinteger(L, (lua_Integer)column + 1);
    } else {
        struct ut_span term = ut_tfidf_term(*model, column);
        lua_pushlstring(L, term.bytes, term.size_bytes);
    }
}

static int l_row(lua_State *L)
{
    const struct ut_sparse *matrix = ut_check_matrix(L, 1);
    lua_Integer row = luaL_checkinteger(L, 2);
    luaL_argcheck(L, row >= 1 && (lua_Unsigned)row <= matrix->rows, 2,
                  "no such row");
    lua_getiuservalue(L, 1, 1);
    struct ut_tfidf *const *model = lua_touserdata(L, -1);
    size_t first = matrix->offsets[row - 1], last = matrix->offsets[row];
    lua_createtable(L, 0, (int)(last - first));
    for (size_t i = first; i < last; i++) {
        push_column_name(L, model, matrix->columns[i]);
        lua_pushnumber(L, matrix->values[i]);
        lua_rawset(L, -3);
    }
    return 1;
}

static int l_tostring(lua_State *L)
{
    const struct ut_sparse *matrix = ut_check_matrix(L, 1);
    lua_pushfstring(L, "matrix: %I x %I, %I non-zero",
                    (lua_Integer)matrix->rows, (lua_Integer)matrix->cols,
                    (lua_Integer)ut_sparse_entries(matrix));
    return 1;
}

static void set_metatable(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"rows", l_rows},
        {"cols", l_cols},
        {"nnz", l_nnz},
        {"row", l_row},
        {"__gc", l_free},
        {"__close", l_free},
        {"__tostring", l_tostring},
        {NULL, NULL},
    };
    ut_make_class(L, TYPE, methods);
    luaL_setmetatable(L, TYPE);
}

struct ut_sparse *ut_push_matrix(lua_State *L, int model)
{
    if (model != 0)
        model = lua_absindex(L, model);
    struct ut_sparse *matrix = lua_newuserdatauv(L, sizeof *matrix, 1);
    *matrix = (struct ut_sparse){0};
    set_metatable(L);
    if (model != 0) {
        lua_pushvalue(L, model);
        lua_setiuservalue(L, -2, 1);
    }
    return matrix;
}

struct ut_sparse *ut_check_matrix(lua_State *L, int argument)
{
    return luaL_checkudata(L, argument, TYPE);
}

/* Pushes row i of the list, checked to be a list of `cols` numbers, and
 * returns how many of them are not zero. */
static size_t push_row(lua_State *L, size_t i, size_t cols)
{
    size_t entries = 0;
    if (lua_rawgeti(L, 1, (lua_Integer)i + 1) != LUA_TTABLE ||
        lua_rawlen(L, -1) != cols)
        luaL_error(L, "row %I is not a list of %I numbers", (lua_Integer)i + 1,
                   (lua_Integer)cols);
    for (size_t column = 0; column < cols; column++) {
        if (lua_rawgeti(L, -1, (lua_Integer)column + 1) != LUA_TNUMBER)
            luaL_error(L, "value %I of row %I is a %s, not a number",
                       (lua_Integer)column + 1, (lua_Integer)i + 1,
                       luaL_typename(L, -1));
        entries += lua_tonumber(L, -1) != 0;
        lua_pop(L, 1);
    }
    return entries;
}

/* Appends the non-zero numbers of the row on top, and pops it. */
static void append_row(lua_State *L, struct ut_sparse *matrix, size_t row)
{
    size_t end = matrix->offsets[row];
    for (size_t column = 0; column < matrix->cols; column++) {
        lua_rawgeti(L, -1, (lua_Integer)column + 1);
        matrix->values[end] = lua_tonumber(L, -1);
        matrix->columns[end] = (uint32_t)column;
        end += matrix->values[end] != 0;
        lua_pop(L, 1);
    }
    matrix->offsets[row + 1] = end;
    lua_pop(L, 1);
}

static int l_from_rows(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t rows = ut_check_length(L, 1), cols = 0, entries = 0;
    if (lua_rawgeti(L, 1, 1) == LUA_TTABLE)
        cols = ut_check_length(L, -1);
    for (size_t i = 0; i < rows; i++) {
        entries += push_row(L, i, cols);
        lua_settop(L, 1);
    }
    struct ut_sparse *matrix = ut_push_matrix(L, 0);
    if (ut_sparse_init(matrix, rows, cols, entries + 1) != 0)
        return ut_push_no_memory(L);
    for (size_t i = 0; i < rows; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        append_row(L, matrix, i);
    }
    return 1;
}

int luaopen_undertone_matrix(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"from_rows", l_from_rows},
        {NULL, NULL},
    };
    luaL_newlib(L, functions);
    return 1;
}
