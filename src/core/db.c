/* db.c: SQLite connections and prepared statements; see db.h. */
#include "core/db.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/db_seal.h"

#define BUSY_TIMEOUT_MS 1000
#define SQL_MAX_BYTES (1 << 20)

struct ut_db {
    sqlite3 *handle;
};

struct ut_statement {
    sqlite3_stmt *handle;
};

static int fail_sql(sqlite3 *handle, const char *what, struct ut_error *error)
{
    int code = sqlite3_errcode(handle);
    int status = code == SQLITE_INTERRUPT ? UNDERTONE_EINTERRUPTED
                 : code == SQLITE_NOMEM   ? UNDERTONE_EMEMORY
                                          : UNDERTONE_ESTORAGE;
    return ut_fail(error, status, "%s: %s", what, sqlite3_errmsg(handle));
}

/* SQLite would create the file under the umask; ours is private from the
 * start, since it holds what customers said. */
static int create_private(const char *path, struct ut_error *error)
{
    if (strcmp(path, ":memory:") == 0)
        return 0;
    int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return ut_fail(error, UNDERTONE_ESTORAGE, "%m");
    close(file);
    return 0;
}

/* The one integer that the query gives. */
static int read_integer(struct ut_db *db, const char *sql, int64_t *number,
                        struct ut_error *error)
{
    struct ut_statement *statement;
    int status = ut_db_prepare(db, sql, &statement, error);
    if (status != 0)
        return status;
    status = ut_statement_step(statement, error);
    struct ut_db_value value = {.integer = *number};
    if (status > 0 && ut_statement_column(statement, 0, &value) != 0)
        status = ut_fail_memory(error);
    *number = value.integer;
    ut_statement_free(statement);
    return status < 0 ? status : 0;
}

/* Another program's file must not even be switched to our journal mode. */
static int check_owner(struct ut_db *db, uint32_t application_id,
                       struct ut_error *error)
{
    int64_t found = 0, tables = 0;
    int status = read_integer(db, "PRAGMA application_id", &found, error);
    if (status == 0)
        status = read_integer(db, "SELECT COUNT(*) FROM sqlite_schema", &tables,
                              error);
    if (status != 0 || application_id == 0 || found == application_id ||
        (found == 0 && tables == 0))
        return status;
    return ut_fail(error, UNDERTONE_ESTORAGE,
                   "a database of another program; it was left alone");
}

static int configure(struct ut_db *db, const char *path,
                     uint32_t application_id, struct ut_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
    if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK)
        return fail_sql(db->handle, "SQLite", error);
    int status = check_owner(db, application_id, error);
    if (status != 0)
        return status;
    sqlite3_extended_result_codes(db->handle, 0);
    sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    sqlite3_limit(db->handle, SQLITE_LIMIT_SQL_LENGTH, SQL_MAX_BYTES);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (ut_db_add_seal(db->handle) != SQLITE_OK)
        return fail_sql(db->handle, "SQLite", error);
    return ut_db_exec(db,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY",
                      error);
}

static int open_file(struct ut_db *db, const char *path, uint32_t id,
                     struct ut_error *error)
{
    int status = create_private(path, error);
    return status != 0 ? status : configure(db, path, id, error);
}

int ut_db_open(const char *path, uint32_t application_id, struct ut_db **db,
               struct ut_error *error)
{
    struct ut_db *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return ut_fail_memory(error);
    struct ut_error reason;
    int status = open_file(opened, path, application_id, &reason);
    if (status != 0) {
        ut_db_close(opened);
        return ut_fail(error, status, "cannot open %s: %s", path,
                       reason.message);
    }
    *db = opened;
    return 0;
}

void ut_db_close(struct ut_db *db)
{
    if (db == NULL)
        return;
    sqlite3_close_v2(db->handle);
    free(db);
}

int ut_db_exec(struct ut_db *db, const char *sql, struct ut_error *error)
{
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return fail_sql(db->handle, "SQL", error);
    return 0;
}

int64_t ut_db_changes(const struct ut_db *db)
{
    return sqlite3_changes64(db->handle);
}

/* True when nothing but white space and semicolons is left. */
static int is_blank(const char *sql)
{
    return sql[strspn(sql, " \t\r\n;")] == '\0';
}

static int compile(struct ut_db *db, const char *sql,
                   struct ut_statement *statement, struct ut_error *error)
{
    const char *rest;
    if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &statement->handle, &rest) != SQLITE_OK)
        return fail_sql(db->handle, sql, error);
    if (statement->handle == NULL || !is_blank(rest))
        return ut_fail(error, UNDERTONE_EINVALID,
                       "one SQL statement expected: %s", sql);
    return 0;
}

int ut_db_prepare(struct ut_db *db, const char *sql, struct ut_statement **out,
                  struct ut_error *error)
{
    struct ut_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL)
        return ut_fail_memory(error);
    int status = compile(db, sql, statement, error);
    if (status != 0) {
        ut_statement_free(statement);
        return status;
    }
    *out = statement;
    return 0;
}

void ut_statement_free(struct ut_statement *statement)
{
    if (statement == NULL)
        return;
    sqlite3_finalize(statement->handle);
    free(statement);
}

int ut_statement_bind(struct ut_statement *statement, int index,
                      const struct ut_db_value *value, struct ut_error *error)
{
    sqlite3_stmt *handle = statement->handle;
    int code = SQLITE_MISUSE;
    switch (value->type) {
    case UT_DB_NULL:
        code = sqlite3_bind_null(handle, index);
        break;
    case UT_DB_INTEGER:
        code = sqlite3_bind_int64(handle, index, value->integer);
        break;
    case UT_DB_REAL:
        code = sqlite3_bind_double(handle, index, value->real);
        break;
    case UT_DB_TEXT:
        code =
            sqlite3_bind_text64(handle, index, value->text, value->size_bytes,
                                SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    }
    if (code != SQLITE_OK)
        return fail_sql(sqlite3_db_handle(handle), "parameter", error);
    return 0;
}

int ut_statement_parameter_count(const struct ut_statement *statement)
{
    return sqlite3_bind_parameter_count(statement->handle);
}

int ut_statement_step(struct ut_statement *statement, struct ut_error *error)
{
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return 1;
    if (code == SQLITE_DONE)
        return 0;
    return fail_sql(sqlite3_db_handle(statement->handle), "SQL", error);
}

void ut_statement_reset(struct ut_statement *statement)
{
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
}

int ut_statement_column_count(const struct ut_statement *statement)
{
    return sqlite3_column_count(statement->handle);
}

const char *ut_statement_column_name(const struct ut_statement *statement,
                                     int column)
{
    return sqlite3_column_name(statement->handle, column);
}

/* Bytes as they are stored. Only what is still to be made, such as a
 * zeroblob, needs memory; an empty text has no address. */
static int read_text(sqlite3_stmt *handle, int column,
                     struct ut_db_value *value)
{
    value->type = UT_DB_TEXT;
    value->text = sqlite3_column_blob(handle, column);
    value->size_bytes = (size_t)sqlite3_column_bytes(handle, column);
    if (value->text == NULL && value->size_bytes > 0)
        return UNDERTONE_EMEMORY;
    if (value->text == NULL)
        value->text = "";
    return 0;
}

int ut_statement_column(const struct ut_statement *statement, int column,
                        struct ut_db_value *value)
{
    sqlite3_stmt *handle = statement->handle;
    *value = (struct ut_db_value){.type = UT_DB_NULL};
    switch (sqlite3_column_type(handle, column)) {
    case SQLITE_INTEGER:
        value->type = UT_DB_INTEGER;
        value->integer = sqlite3_column_int64(handle, column);
        return 0;
    case SQLITE_FLOAT:
        value->type = UT_DB_REAL;
        value->real = sqlite3_column_double(handle, column);
        return 0;
    case SQLITE_NULL:
        return 0;
    default:
        return read_text(handle, column, value);
    }
}

const char *ut_db_library_version(void)
{
    return sqlite3_libversion();
}
