/* csv_read.c: one row at a time from a stream; owns the stream. */
#include "core/csv_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"

#define CELL_END 1 /* a comma followed */
#define ROW_END 0  /* a line end or the end of the file followed */

void ut_csv_reader_init(struct ut_csv_reader *reader)
{
    *reader = (struct ut_csv_reader){.line = 1};
    ut_buf_init(&reader->bytes, UT_CSV_ROW_MAX_BYTES);
}

void ut_csv_reader_close(struct ut_csv_reader *reader)
{
    if (reader->stream != NULL)
        fclose(reader->stream);
    ut_buf_clear(&reader->bytes);
    free(reader->ends);
    ut_csv_reader_init(reader);
}

static int peek(FILE *stream)
{
    return ungetc(getc_unlocked(stream), stream);
}

static int fail_io(const char *verb, const char *path, struct ut_error *error)
{
    return ut_fail(error, UNDERTONE_ESTORAGE, "cannot %s %s: %s", verb, path,
                   strerror(errno));
}

/* The mark is three bytes at the very start; fewer of them are text. */
static int skip_bom(FILE *stream)
{
    char start[3];
    if (fread(start, 1, 3, stream) == 3 &&
        memcmp(start, "\xEF\xBB\xBF", 3) == 0)
        return 0;
    return fseek(stream, 0, SEEK_SET);
}

int ut_csv_reader_open(struct ut_csv_reader *reader, const char *path,
                       struct ut_error *error)
{
    ut_csv_reader_init(reader);
    reader->stream = fopen(path, "rbe");
    if (reader->stream == NULL)
        return fail_io("open", path, error);
    int status = 0;
    if (skip_bom(reader->stream) != 0 || ferror(reader->stream))
        status = fail_io("read", path, error);
    if (status != 0)
        ut_csv_reader_close(reader);
    return status;
}

static int fail_add(struct ut_csv_reader *reader, int status,
                    struct ut_error *error)
{
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(error);
    return ut_fail(error, status, "line %llu: a row longer than %zu MB",
                   (unsigned long long)reader->row_line,
                   UT_CSV_ROW_MAX_BYTES >> 20);
}

static int add_byte(struct ut_csv_reader *reader, int byte,
                    struct ut_error *error)
{
    int status = ut_buf_add_byte(&reader->bytes, (char)byte);
    return status == 0 ? 0 : fail_add(reader, status, error);
}

static int fail_line(uint64_t line, const char *what, struct ut_error *error)
{
    return ut_fail(error, UNDERTONE_EPARSE, "line %llu: %s",
                   (unsigned long long)line, what);
}

/* What follows a cell: CELL_END, ROW_END, or a negative code for text. */
static int end_cell(struct ut_csv_reader *reader, int byte)
{
    if (byte == ',')
        return CELL_END;
    if (byte == '\r' && peek(reader->stream) == '\n')
        byte = getc_unlocked(reader->stream);
    if (byte == '\n')
        reader->line++;
    return byte == '\n' || byte == EOF ? ROW_END : UNDERTONE_EPARSE;
}

static int read_unquoted(struct ut_csv_reader *reader, int byte,
                         struct ut_error *error)
{
    for (;; byte = getc_unlocked(reader->stream)) {
        int end = end_cell(reader, byte);
        if (end >= 0)
            return end;
        if (byte == '"')
            return fail_line(reader->line, "a quote inside an unquoted cell",
                             error);
        int status = add_byte(reader, byte, error);
        if (status != 0)
            return status;
    }
}

/* After the opening quote. */
static int read_quoted(struct ut_csv_reader *reader, struct ut_error *error)
{
    uint64_t opened = reader->line;
    for (;;) {
        int byte = getc_unlocked(reader->stream);
        if (byte == EOF)
            return fail_line(opened, "a quote that is never closed", error);
        if (byte == '"' && peek(reader->stream) != '"') {
            int end = end_cell(reader, getc_unlocked(reader->stream));
            return end >= 0 ? end
                            : fail_line(reader->line,
                                        "text after a closing quote", error);
        }
        if (byte == '"')
            byte = getc_unlocked(reader->stream);
        if (byte == '\n')
            reader->line++;
        int status = add_byte(reader, byte, error);
        if (status != 0)
            return status;
    }
}

static int note_end(struct ut_csv_reader *reader, struct ut_error *error)
{
    if (reader->cells == UT_CSV_COLUMNS_MAX)
        return ut_fail(
            error, UNDERTONE_ELIMIT, "line %llu: more than %d cells in a row",
            (unsigned long long)reader->row_line, UT_CSV_COLUMNS_MAX);
    if (reader->cells == reader->capacity) {
        size_t *ends =
            ut_array_grow(reader->ends, &reader->capacity, sizeof *ends);
        if (ends == NULL)
            return ut_fail_memory(error);
        reader->ends = ends;
    }
    reader->ends[reader->cells++] = reader->bytes.size_bytes;
    return 0;
}

/* The cells of one row, the first byte of which has been read. */
static int read_cells(struct ut_csv_reader *reader, int byte,
                      struct ut_error *error)
{
    for (;;) {
        int end = byte == '"' ? read_quoted(reader, error)
                              : read_unquoted(reader, byte, error);
        if (end < 0)
            return end;
        int status = note_end(reader, error);
        if (status != 0)
            return status;
        if (end == ROW_END)
            return 1;
        byte = getc_unlocked(reader->stream);
    }
}

static int first_byte(struct ut_csv_reader *reader)
{
    for (;;) {
        int byte = getc_unlocked(reader->stream);
        if (byte == '\r' && peek(reader->stream) == '\n')
            byte = getc_unlocked(reader->stream);
        if (byte != '\n')
            return byte;
        reader->line++;
    }
}

int ut_csv_read_row(struct ut_csv_reader *reader, struct ut_error *error)
{
    if (reader->stream == NULL)
        return ut_fail(error, UNDERTONE_EINVALID, "the reader is closed");
    ut_buf_reset(&reader->bytes);
    reader->cells = 0;
    int byte = first_byte(reader);
    reader->row_line = reader->line;
    int status = byte == EOF ? 0 : read_cells(reader, byte, error);
    if (ferror(reader->stream))
        return fail_io("read", "the file", error);
    return status;
}

const char *ut_csv_cell(const struct ut_csv_reader *reader, size_t index,
                        size_t *size_bytes)
{
    size_t start = index == 0 ? 0 : reader->ends[index - 1];
    *size_bytes = reader->ends[index] - start;
    return *size_bytes == 0 ? "" : reader->bytes.bytes + start;
}
