/*
 * db_seal.h: the SQL functions by which rows are sealed; of db.h's files.
 *
 *   sha256(value, ...)       32 bytes, a blob
 *   sha256_rows(value, ...)  the same of all rows together (an aggregate),
 *                            in the order in which they come
 *
 * Every value goes in with its type and its size, so that no two lists of
 * values or rows of as many columns are hashed as the same bytes.
 */
#ifndef UT_DB_SEAL_H
#define UT_DB_SEAL_H

struct sqlite3;

/* Registers both; an SQLite result code. */
int ut_db_add_seals(struct sqlite3 *handle);

#endif
