/*
 * db_seal.h: the SQL functions by which rows are sealed; of db.h's files.
 *
 *   crc32(value, ...)       a whole number below 2^32
 *   crc32_rows(value, ...)  the same of all rows together (an aggregate),
 *                           in the order in which they come
 *
 * The CRC of zlib and PNG (RFC 1952, section 8). It is for what a disk
 * changes: it finds every change of up to 32 bits in a row, and misses one in
 * 2^32 of the others. It does not hinder whoever changes a row on purpose.
 * Every value goes in with its type and its size, so that no two lists of
 * values or rows of as many columns are the same bytes.
 */
#ifndef UT_DB_SEAL_H
#define UT_DB_SEAL_H

struct sqlite3;

/* Registers both; an SQLite result code. */
int ut_db_add_seals(struct sqlite3 *handle);

#endif
