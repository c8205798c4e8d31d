/*
 * number.h: numbers as text, the same under every locale.
 *
 * Shortest forms are those of Python's repr(): the fewest digits that read
 * back as the same double, the closest of them to its value. Fixed decimals
 * round the exact binary value correctly. The mark is always '.'.
 */
#ifndef UT_NUMBER_H
#define UT_NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Room for any shortest form or integer, with its NUL. */
#define UT_NUMBER_TEXT_SIZE 32
/* Room for any fixed form, with its NUL: 309 digits, mark, decimals. */
#define UT_NUMBER_FIXED_SIZE 360
#define UT_NUMBER_DECIMALS_MAX 40

/* The longest text that ut_number_parse accepts. */
#define UT_NUMBER_PARSE_MAX 511

/* Writes repr(value): "0.1", "1.0", "1e+16", "-0.0", "inf", "nan". Returns
 * the length without the NUL, as all writers here do. */
size_t ut_number_shortest(double value, char out[UT_NUMBER_TEXT_SIZE]);

/* As %.*f in the C locale; decimals from 0 to UT_NUMBER_DECIMALS_MAX
 * (others are moved into that range). Zero never keeps a minus sign. */
size_t ut_number_fixed(double value, int decimals,
                       char out[UT_NUMBER_FIXED_SIZE]);

size_t ut_number_integer(int64_t value, char out[UT_NUMBER_TEXT_SIZE]);

/* Reads bytes that are wholly one number: an optional sign, digits with an
 * optional '.', an optional exponent. No white space, hexadecimal, inf or
 * nan. Returns 0, UNDERTONE_EPARSE for anything else, UNDERTONE_ELIMIT for a
 * text too long or a value too large for a double. */
int ut_number_parse(const char *bytes, size_t size_bytes, double *value);

#endif
