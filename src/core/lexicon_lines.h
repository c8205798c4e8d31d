/*
 * lexicon_lines.h: what word lists, overlays and emoji lists have in common:
 * lines, and complaints that name file and line. For lexicon_load.c,
 * lexicon_overlay.c and emoji.c alone. Spans point into the file's bytes.
 */
#ifndef UT_LEXICON_LINES_H
#define UT_LEXICON_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/span.h"
#include "core/status.h"

struct ut_line_reader {
    struct ut_file_text file; /* its name, and what is left to read */
    unsigned long line;       /* the one read last, from 1 */
    struct ut_error *error;
};

/* Passes over a byte order mark. */
void ut_line_start(struct ut_line_reader *reader);

/* The next line without its end; false when there is none. */
bool ut_line_next(struct ut_line_reader *reader, struct ut_span *line);

/* A weight within bounds; an explicit plus sign is fine. */
bool ut_line_weight(struct ut_span field, double *weight);

/* Fills the error with "name:line: reason"; UNDERTONE_EPARSE. */
int ut_line_fail(const struct ut_line_reader *reader, const char *reason);

/* The same for a status of the table or a buffer, which it returns. */
int ut_line_fail_status(const struct ut_line_reader *reader, int status);

#endif
