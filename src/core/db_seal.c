/* db_seal.c: sha256() and sha256_rows() for SQL; see db_seal.h. */
#include "core/db_seal.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/sha256.h"

#define FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)
#define NUMBER_BYTES 8

/* The most significant byte first, whatever the machine. */
static void put_number(unsigned char out[NUMBER_BYTES], uint64_t number)
{
    for (int i = NUMBER_BYTES - 1; i >= 0; i--) {
        out[i] = (unsigned char)number;
        number >>= 8;
    }
}

static uint64_t bits_of(sqlite3_value *value)
{
    uint64_t bits;
    double real = sqlite3_value_double(value);
    memcpy(&bits, &real, sizeof bits);
    return bits;
}

/* Type, then the number, or the size of the bytes and these. False: there was
 * no memory for the bytes. */
static bool add_value(struct ut_sha256 *hash, sqlite3_value *value)
{
    unsigned char head[1 + NUMBER_BYTES] = {0};
    int type = sqlite3_value_type(value);
    const void *bytes = NULL;
    size_t size_bytes = 0;
    uint64_t number = 0;
    if (type == SQLITE_INTEGER) {
        number = (uint64_t)sqlite3_value_int64(value);
    } else if (type == SQLITE_FLOAT) {
        number = bits_of(value);
    } else if (type != SQLITE_NULL) {
        bytes = sqlite3_value_blob(value);
        size_bytes = (size_t)sqlite3_value_bytes(value);
        number = size_bytes;
    }
    if (bytes == NULL && size_bytes > 0)
        return false;
    head[0] = (unsigned char)type;
    put_number(head + 1, number);
    ut_sha256_add(hash, head, sizeof head);
    if (size_bytes > 0)
        ut_sha256_add(hash, bytes, size_bytes);
    return true;
}

static bool add_values(struct ut_sha256 *hash, int count,
                       sqlite3_value **values)
{
    bool is_added = true;
    for (int i = 0; i < count && is_added; i++)
        is_added = add_value(hash, values[i]);
    return is_added;
}

static void give(sqlite3_context *context, struct ut_sha256 *hash)
{
    unsigned char digest[UT_SHA256_BYTES];
    ut_sha256_end(hash, digest);
    sqlite3_result_blob(context, digest, sizeof digest, SQLITE_TRANSIENT);
}

static void seal_values(sqlite3_context *context, int count,
                        sqlite3_value **values)
{
    struct ut_sha256 hash = {0};
    bool is_added = add_values(&hash, count, values);
    give(context, &hash);
    if (!is_added)
        sqlite3_result_error_nomem(context);
}

static void seal_row(sqlite3_context *context, int count,
                     sqlite3_value **values)
{
    struct ut_sha256 *hash = sqlite3_aggregate_context(context, sizeof *hash);
    if (hash == NULL || !add_values(hash, count, values))
        sqlite3_result_error_nomem(context);
}

/* SQLite calls it for a query that was given up, too. */
static void seal_end(sqlite3_context *context)
{
    struct ut_sha256 none = {0};
    struct ut_sha256 *hash = sqlite3_aggregate_context(context, 0);
    give(context, hash != NULL ? hash : &none);
}

int ut_db_add_seals(struct sqlite3 *handle)
{
    int code = sqlite3_create_function_v2(handle, "sha256", -1, FLAGS, NULL,
                                          seal_values, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return code;
    return sqlite3_create_function_v2(handle, "sha256_rows", -1, FLAGS, NULL,
                                      NULL, seal_row, seal_end, NULL);
}
