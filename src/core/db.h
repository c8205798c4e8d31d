/*
 * db.h: SQLite connections and prepared statements.
 *
 * The only file pair with sqlite3.h. A connection is opened for durable
 * single-writer use: WAL journal, synchronous FULL, foreign keys on. The
 * caller frees statements before it closes the connection. Every failure is
 * UNDERTONE_ESTORAGE with SQLite's own words, or UNDERTONE_EINTERRUPTED.
 */
#ifndef UT_DB_H
#define UT_DB_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

struct ut_db;
struct ut_statement;

enum ut_db_type { UT_DB_NULL, UT_DB_INTEGER, UT_DB_REAL, UT_DB_TEXT };

/* One value going in or out. Text read from a statement is owned by it and
 * valid until its next step. */
struct ut_db_value {
    enum ut_db_type type;
    int64_t integer;
    double real;
    const char *text;
    size_t size_bytes;
};

/* Opens or creates the file (mode 0600); ":memory:" is a private store. With
 * an application_id other than 0, a file that has tables must carry it in its
 * header, else it is refused and not touched; whoever makes the tables sets
 * it (PRAGMA application_id). */
int ut_db_open(const char *path, uint32_t application_id, struct ut_db **db,
               struct ut_error *error);
void ut_db_close(struct ut_db *db);

/* Runs statements without parameters or rows, such as a schema. */
int ut_db_exec(struct ut_db *db, const char *sql, struct ut_error *error);

/* Rows changed by the last statement that changed any. */
int64_t ut_db_changes(const struct ut_db *db);

/* Compiles one statement; text after it is an error. */
int ut_db_prepare(struct ut_db *db, const char *sql, struct ut_statement **out,
                  struct ut_error *error);
void ut_statement_free(struct ut_statement *statement);

/* Binds the parameter at `index` (from 1); text is copied. */
int ut_statement_bind(struct ut_statement *statement, int index,
                      const struct ut_db_value *value, struct ut_error *error);
int ut_statement_parameter_count(const struct ut_statement *statement);

/* Returns 1 with a row, 0 at the end, or a negative status. */
int ut_statement_step(struct ut_statement *statement, struct ut_error *error);

/* Makes the statement ready to run again and forgets its parameters. */
void ut_statement_reset(struct ut_statement *statement);

int ut_statement_column_count(const struct ut_statement *statement);
const char *ut_statement_column_name(const struct ut_statement *statement,
                                     int column);
/* The value in `column` (from 0) of the current row; a blob reads as text.
 * 0 or UNDERTONE_EMEMORY. */
int ut_statement_column(const struct ut_statement *statement, int column,
                        struct ut_db_value *value);

/* The version of SQLite at work, such as "3.40.1". */
const char *ut_db_library_version(void);

#endif
