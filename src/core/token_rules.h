/*
 * token_rules.h: the rules for single marks, for token.c alone.
 *
 * Each is called with the scanner at such a mark and moves past it: the mark
 * becomes a word of its own or part of the open chunk.
 */
#ifndef UT_TOKEN_RULES_H
#define UT_TOKEN_RULES_H

#include "core/scanner.h"

void ut_scan_backticks(struct ut_scanner *scanner);
void ut_scan_apostrophes(struct ut_scanner *scanner);
void ut_scan_periods(struct ut_scanner *scanner);
void ut_scan_dashes(struct ut_scanner *scanner);
void ut_scan_comma(struct ut_scanner *scanner); /* and colon */

/* A mark of that many bytes that becomes `` or ''. */
void ut_scan_quotation(struct ut_scanner *scanner, size_t size_bytes);

/* A code point beyond ASCII. */
void ut_scan_wide(struct ut_scanner *scanner);

#endif
