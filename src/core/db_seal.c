/* db_seal.c: crc32() for SQL; see db_seal.h. */
#include "core/db_seal.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

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
static bool add_value(uLong *crc, sqlite3_value *value)
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
    *crc = crc32_z(*crc, head, sizeof head);
    if (size_bytes > 0)
        *crc = crc32_z(*crc, bytes, size_bytes);
    return true;
}

static void seal_values(sqlite3_context *context, int count,
                        sqlite3_value **values)
{
    uLong crc = 0; /* of nothing */
    bool is_added = true;
    for (int i = 0; i < count && is_added; i++)
        is_added = add_value(&crc, values[i]);
    if (is_added)
        sqlite3_result_int64(context, (sqlite3_int64)crc);
    else
        sqlite3_result_error_nomem(context);
}

int ut_db_add_seal(struct sqlite3 *handle)
{
    return sqlite3_create_function_v2(handle, "crc32", -1, FLAGS, NULL,
                                      seal_values, NULL, NULL, NULL);
}
