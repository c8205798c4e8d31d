/*
 * db.c: undertone.db, SQLite for scripts.
 *
 *   db.open(path, application_id) --> connection | nil, message, code
 *                                with an id, other programs' files are refused
 *   connection:exec(sql)     --> true | nil, message, code
 *   connection:run(sql, ...) --> rows changed | nil, message, code
 *   connection:prepare(sql)  --> statement | nil, message, code
 *   connection:close()
 *   statement:bind(...)      --> statement: resets, then binds every
 *                                parameter in order (nil is NULL)
 *   statement:step()         --> true with a row, false at the end,
 *                                nil, message, code on failure
 *   statement:values()       --> the current row as values
 *   statement:record()       --> the current row as a table by column name
 *   statement:close()
 *
 * Values are nil, booleans (as 0 and 1), numbers and strings. A statement
 * keeps its connection alive; closing the connection closes it only when
 * its last statement is gone.
 */
#include <stdbool.h>

#include "bind/bind.h"
#include "core/db.h"

#define CONNECTION "undertone.db.connection"
#define STATEMENT "undertone.db.statement"

struct connection {
    struct ut_db *db; /* NULL: closed */
};

struct statement {
    struct ut_statement *handle; /* NULL: closed; the user value is its db */
};

static struct ut_db *check_connection(lua_State *L)
{
    struct connection *connection = luaL_checkudata(L, 1, CONNECTION);
    luaL_argcheck(L, connection->db != NULL, 1, "the connection is closed");
    return connection->db;
}

static struct ut_statement *check_statement(lua_State *L)
{
    struct statement *statement = luaL_checkudata(L, 1, STATEMENT);
    luaL_argcheck(L, statement->handle != NULL, 1, "the statement is closed");
    return statement->handle;
}

static int l_open(lua_State *L)
{
    const char *path = ut_check_path(L, 1);
    lua_Integer id = luaL_optinteger(L, 2, 0);
    luaL_argcheck(L, id >= 0 && id <= INT32_MAX, 2,
                  "must be from 0 to 2147483647");
    struct connection *connection = lua_newuserdatauv(L, sizeof *connection, 0);
    connection->db = NULL;
    luaL_setmetatable(L, CONNECTION);
    struct ut_error error;
    if (ut_db_open(path, (uint32_t)id, &connection->db, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static int l_connection_close(lua_State *L)
{
    struct connection *connection = luaL_checkudata(L, 1, CONNECTION);
    ut_db_close(connection->db);
    connection->db = NULL;
    return 0;
}

static int l_connection_tostring(lua_State *L)
{
    struct connection *connection = luaL_checkudata(L, 1, CONNECTION);
    lua_pushfstring(L, "db connection (%s)",
                    connection->db ? "open" : "closed");
    return 1;
}

static int l_exec(lua_State *L)
{
    struct ut_error error;
    struct ut_db *db = check_connection(L);
    if (ut_db_exec(db, luaL_checkstring(L, 2), &error) != 0)
        return ut_push_failure(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

/* Pushes a statement made from the SQL at `index`; 0 or a status. */
static int push_statement(lua_State *L, int index, struct ut_error *error)
{
    struct ut_db *db = check_connection(L);
    const char *sql = luaL_checkstring(L, index);
    struct statement *statement = lua_newuserdatauv(L, sizeof *statement, 1);
    statement->handle = NULL;
    luaL_setmetatable(L, STATEMENT);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    return ut_db_prepare(db, sql, &statement->handle, error);
}

static int l_prepare(lua_State *L)
{
    struct ut_error error;
    if (push_statement(L, 2, &error) != 0)
        return ut_push_failure(L, &error);
    return 1;
}

static struct ut_db_value check_value(lua_State *L, int index)
{
    struct ut_db_value value = {.type = UT_DB_NULL};
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        break;
    case LUA_TBOOLEAN:
        value.type = UT_DB_INTEGER;
        value.integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        value.type = lua_isinteger(L, index) ? UT_DB_INTEGER : UT_DB_REAL;
        value.integer = lua_tointeger(L, index);
        value.real = lua_tonumber(L, index);
        break;
    default:
        value.type = UT_DB_TEXT;
        value.text = luaL_checklstring(L, index, &value.size_bytes);
    }
    return value;
}

/* Binds the arguments from `first` on to the statement's parameters. */
static int bind_arguments(lua_State *L, struct ut_statement *statement,
                          int first, struct ut_error *error)
{
    int count = ut_statement_parameter_count(statement);
    if (lua_gettop(L) - first + 1 > count)
        return luaL_error(L, "%d parameters expected, got %d", count,
                          lua_gettop(L) - first + 1);
    ut_statement_reset(statement);
    for (int i = 0; i < count; i++) {
        struct ut_db_value value = check_value(L, first + i);
        int status = ut_statement_bind(statement, i + 1, &value, error);
        if (status != 0)
            return status;
    }
    return 0;
}

static int l_run(lua_State *L)
{
    struct ut_error error;
    struct ut_db *db = check_connection(L);
    if (push_statement(L, 2, &error) != 0)
        return ut_push_failure(L, &error);
    struct statement *statement = lua_touserdata(L, -1);
    lua_insert(L, 2);
    lua_remove(L, 3);
    if (bind_arguments(L, statement->handle, 3, &error) != 0)
        return ut_push_failure(L, &error);
    int status = ut_statement_step(statement->handle, &error);
    ut_statement_free(statement->handle);
    statement->handle = NULL;
    if (status < 0)
        return ut_push_failure(L, &error);
    lua_pushinteger(L, ut_db_changes(db));
    return 1;
}

static int l_bind(lua_State *L)
{
    struct ut_error error;
    if (bind_arguments(L, check_statement(L), 2, &error) != 0)
        return ut_push_failure(L, &error);
    lua_settop(L, 1);
    return 1;
}

static int l_step(lua_State *L)
{
    struct ut_error error;
    struct ut_statement *statement = check_statement(L);
    int status = ut_statement_step(statement, &error);
    if (status <= 0)
        ut_statement_reset(statement);
    if (status < 0)
        return ut_push_failure(L, &error);
    lua_pushboolean(L, status);
    return 1;
}

static void push_column(lua_State *L, struct ut_statement *statement, int i)
{
    struct ut_db_value value;
    if (ut_statement_column(statement, i, &value) != 0)
        luaL_error(L, "not enough memory");
    switch (value.type) {
    case UT_DB_NULL:
        lua_pushnil(L);
        break;
    case UT_DB_INTEGER:
        lua_pushinteger(L, value.integer);
        break;
    case UT_DB_REAL:
        lua_pushnumber(L, value.real);
        break;
    case UT_DB_TEXT:
        lua_pushlstring(L, value.text, value.size_bytes);
        break;
    }
}

static int l_values(lua_State *L)
{
    struct ut_statement *statement = check_statement(L);
    int count = ut_statement_column_count(statement);
    luaL_checkstack(L, count, "row");
    for (int i = 0; i < count; i++)
        push_column(L, statement, i);
    return count;
}

static int l_record(lua_State *L)
{
    struct ut_statement *statement = check_statement(L);
    int count = ut_statement_column_count(statement);
    lua_createtable(L, 0, count);
    for (int i = 0; i < count; i++) {
        push_column(L, statement, i);
        lua_setfield(L, -2, ut_statement_column_name(statement, i));
    }
    return 1;
}

static int l_statement_close(lua_State *L)
{
    struct statement *statement = luaL_checkudata(L, 1, STATEMENT);
    ut_statement_free(statement->handle);
    statement->handle = NULL;
    return 0;
}

static int l_statement_tostring(lua_State *L)
{
    struct statement *statement = luaL_checkudata(L, 1, STATEMENT);
    lua_pushfstring(L, "db statement (%s)",
                    statement->handle ? "open" : "closed");
    return 1;
}

int luaopen_undertone_db(lua_State *L)
{
    static const luaL_Reg connection[] = {
        {"exec", l_exec},
        {"run", l_run},
        {"prepare", l_prepare},
        {"close", l_connection_close},
        {"__gc", l_connection_close},
        {"__close", l_connection_close},
        {"__tostring", l_connection_tostring},
        {NULL, NULL},
    };
    static const luaL_Reg statement[] = {
        {"bind", l_bind},
        {"step", l_step},
        {"values", l_values},
        {"record", l_record},
        {"close", l_statement_close},
        {"__gc", l_statement_close},
        {"__close", l_statement_close},
        {"__tostring", l_statement_tostring},
        {NULL, NULL},
    };
    static const luaL_Reg module[] = {{"open", l_open}, {NULL, NULL}};
    ut_make_class(L, CONNECTION, connection);
    ut_make_class(L, STATEMENT, statement);
    luaL_newlib(L, module);
    return 1;
}
