/*
 * db_seal.h: the SQL function by which rows are sealed; of db.h's files.
 *
 *   crc32(value, ...)  a whole number below 2^32
 *
 * The CRC of zlib and PNG (RFC 1952, section 8). It is for what a disk
 * changes: it finds every change within 32 bits of a row, and misses one in
 * 2^32 of the others. It does not hinder whoever changes a row on purpose.
 * Every value goes in with its type and its size, so that no two lists of
 * values are the same bytes.
 */
#ifndef UT_DB_SEAL_H
#define UT_DB_SEAL_H

struct sqlite3;

/* Registers it; an SQLite result code. */
int ut_db_add_seal(struct sqlite3 *handle);

#endif
