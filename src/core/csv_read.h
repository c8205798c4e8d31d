/*
 * csv_read.h: reading CSV files row by row, strict about quotes.
 *
 * RFC 4180 in UTF-8, with or without a byte order mark; rows end with LF or
 * CRLF, and a CR elsewhere is text. Blank lines are skipped. A quote inside
 * an unquoted cell, text after a closing quote and a quote never closed are
 * errors that name the line (1 is the first). Bytes are not checked to be
 * UTF-8.
 */
#ifndef UT_CSV_READ_H
#define UT_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/csv.h"

struct ut_csv_reader {
    FILE *stream;        /* NULL when closed */
    uint64_t line;       /* being read */
    uint64_t row_line;   /* where the last row began */
    struct ut_buf bytes; /* the cells of the row, one after the other */
    size_t *ends;        /* where each cell ends in bytes */
    size_t cells;
    size_t capacity;
};

void ut_csv_reader_init(struct ut_csv_reader *reader);

int ut_csv_reader_open(struct ut_csv_reader *reader, const char *path,
                       struct ut_error *error);

/* Reads the next row. Returns 1, or 0 at the end, or UNDERTONE_EPARSE,
 * UNDERTONE_ELIMIT (a row or column maximum of csv.h), UNDERTONE_ESTORAGE,
 * UNDERTONE_EMEMORY. */
int ut_csv_read_row(struct ut_csv_reader *reader, struct ut_error *error);

/* Cell `index` (from 0) of the row just read; valid until the next call. */
const char *ut_csv_cell(const struct ut_csv_reader *reader, size_t index,
                        size_t *size_bytes);

void ut_csv_reader_close(struct ut_csv_reader *reader);

#endif
