/*
 * point.h: what a code point is, as Python 3.11 sees it (Unicode 14).
 *
 * Built over utf8proc. "As Python" is what the reference results were made
 * with: str.split, isalpha, isupper, and \d and \w of its re.
 */
#ifndef UT_POINT_H
#define UT_POINT_H

#include <stdbool.h>
#include <stdint.h>

/* str.isspace of one code point: what str.split() splits at. */
bool ut_point_is_space(uint32_t point);
/* str.isalpha of one code point: categories Lm, Lt, Lu, Ll, Lo. */
bool ut_point_is_alpha(uint32_t point);
/* What \d and \w match in Python's re: decimal digits (Nd); letters, every
 * kind of number (Nd, Nl, No) and the underscore. */
bool ut_point_is_digit(uint32_t point);
bool ut_point_is_word(uint32_t point);
/* Derived properties Uppercase, Lowercase, and Cased (upper, lower or
 * title). */
bool ut_point_is_upper(uint32_t point);
bool ut_point_is_lower(uint32_t point);
bool ut_point_is_cased(uint32_t point);

/* Case_Ignorable: looked past when it is asked whether a word ends. */
bool ut_point_is_case_ignorable(uint32_t point);

#endif
