/*
 * csv_cell.h: the text of one CSV cell made clean, and safe in a sheet.
 */
#ifndef UT_CSV_CELL_H
#define UT_CSV_CELL_H

#include "core/csv.h"

/* Appends the bytes to out as valid UTF-8: each invalid sequence becomes
 * U+FFFD, and control characters are left out unless kept. Counts both in
 * notes. Errors as ut_buf_add. */
int ut_csv_clean(const char *bytes, size_t size_bytes, bool keeps_controls,
                 struct ut_buf *out, struct ut_csv_notes *notes);

/* True when a spreadsheet would run the cell: its first character, after
 * blanks and invisible ones, is = + - @ (or their full-width forms), or a
 * TAB, LF or CR leads it. */
bool ut_csv_is_live(const char *bytes, size_t size_bytes);

/* True for more than 15 digits and nothing else: an id that a spreadsheet
 * would round. A leading minus is allowed. */
bool ut_csv_is_long_id(const char *bytes, size_t size_bytes);

/* Shortens clean text to at most `units` UTF-16 units, the mark at its end
 * included; true when it did. */
bool ut_csv_cut(struct ut_buf *text, size_t units);

#endif
