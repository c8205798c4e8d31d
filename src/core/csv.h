/*
 * csv.h: writing CSV files, RFC 4180 with the dialects people need.
 *
 * Rows are built cell by cell and the file appears at close, whole (see
 * file.h). Minimal quoting follows Python's csv module (which pandas uses)
 * byte for byte; careful quoting also survives readers that split at tabs,
 * semicolons or bare CR and trim blanks. Spreadsheet output neutralises
 * cells that would run as formulas (OWASP "CSV Injection", CWE-1236) and
 * keeps within the limits of a cell of Excel. Text is always written as
 * valid UTF-8.
 */
#ifndef UT_CSV_H
#define UT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/file.h"
#include "core/status.h"

#define UT_CSV_ROW_MAX_BYTES ((size_t)256 << 20)
#define UT_CSV_COLUMNS_MAX 16384
/* Excel's limits: UTF-16 units in a cell, digits of a number. */
#define UT_CSV_SHEET_CELL_MAX 32767
#define UT_CSV_SHEET_DIGITS_MAX 15

struct ut_csv_style {
    bool has_bom;
    bool has_crlf;
    bool is_careful;     /* else minimal */
    bool keeps_controls; /* else C0 controls and DEL but TAB LF CR go */
    bool is_sheet;       /* neutralise formulas, guard long ids, cut cells */
};

/* What the writer had to change, and how much it wrote. */
struct ut_csv_notes {
    uint64_t rows;
    uint64_t replaced;    /* invalid UTF-8 sequences, now U+FFFD */
    uint64_t removed;     /* control characters */
    uint64_t neutralised; /* cells given a leading apostrophe */
    uint64_t cut;         /* cells shortened to the limit */
};

struct ut_csv_writer {
    struct ut_file file;
    struct ut_csv_style style;
    struct ut_csv_notes notes;
    struct ut_buf row;
    struct ut_buf cell; /* scratch: one cell after cleaning */
    size_t cells;       /* in the row so far */
};

/* A closed writer: safe to discard, ready to open. */
void ut_csv_writer_init(struct ut_csv_writer *writer);

int ut_csv_writer_open(struct ut_csv_writer *writer, const char *path,
                       const struct ut_csv_style *style,
                       struct ut_error *error);

/* Append one cell: text is cleaned, guarded and quoted as the style says;
 * a number's text is written as it is, except that a sheet gets integers of
 * more than 15 digits as text. UNDERTONE_ELIMIT past a maximum above. */
int ut_csv_add_text(struct ut_csv_writer *writer, const char *bytes,
                    size_t size_bytes, struct ut_error *error);
int ut_csv_add_number(struct ut_csv_writer *writer, const char *text,
                      struct ut_error *error);

/* Ends the row, which has at least one cell. */
int ut_csv_end_row(struct ut_csv_writer *writer, struct ut_error *error);

/* Puts the file in place and closes the writer; notes stay readable. */
int ut_csv_writer_close(struct ut_csv_writer *writer, struct ut_error *error);

/* Closes without leaving a file; harmless when closed. */
void ut_csv_writer_discard(struct ut_csv_writer *writer);

#endif
