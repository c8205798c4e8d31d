/*
 * csv.c: rows into a file; quoting is decided here, a cell's text in
 * csv_cell.c, the file itself in file.c.
 */
#include "core/csv.h"

#include <string.h>

#include "core/csv_cell.h"

void ut_csv_writer_init(struct ut_csv_writer *writer)
{
    *writer = (struct ut_csv_writer){.cells = 0};
    ut_file_init(&writer->file);
    ut_buf_init(&writer->row, UT_CSV_ROW_MAX_BYTES);
    ut_buf_init(&writer->cell, UT_CSV_ROW_MAX_BYTES);
}

void ut_csv_writer_discard(struct ut_csv_writer *writer)
{
    ut_file_discard(&writer->file);
    ut_buf_clear(&writer->row);
    ut_buf_clear(&writer->cell);
    writer->cells = 0;
}

int ut_csv_writer_open(struct ut_csv_writer *writer, const char *path,
                       const struct ut_csv_style *style, struct ut_error *error)
{
    ut_csv_writer_init(writer);
    writer->style = *style;
    int status = ut_file_open(&writer->file, path, error);
    if (status == 0 && style->has_bom)
        status = ut_file_add(&writer->file, "\xEF\xBB\xBF", 3, error);
    if (status != 0)
        ut_csv_writer_discard(writer);
    return status;
}

static int fail_row(const struct ut_csv_writer *writer, int status,
                    struct ut_error *error)
{
    if (status == UNDERTONE_EMEMORY)
        return ut_fail_memory(error);
    return ut_fail(error, status, "row %llu is longer than %zu MB",
                   (unsigned long long)writer->notes.rows + 1,
                   UT_CSV_ROW_MAX_BYTES >> 20);
}

/* Python's csv.writer quotes at the delimiter, the quote and whatever is in
 * its line terminator; careful quoting takes them all. */
static bool needs_quotes(const struct ut_csv_style *style, const char *bytes,
                         size_t size)
{
    const char *special = style->is_careful ? ",\"\n\r;\t"
                          : style->has_crlf ? ",\"\n\r"
                                            : ",\"\n";
    if (style->is_careful && size > 0 &&
        (bytes[0] == ' ' || bytes[size - 1] == ' '))
        return true;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != '\0' && strchr(special, bytes[i]) != NULL)
            return true;
    return false;
}

static int add_quoted(struct ut_buf *row, const char *bytes, size_t size)
{
    int status = ut_buf_add_byte(row, '"');
    while (status == 0 && size > 0) {
        const char *quote = memchr(bytes, '"', size);
        size_t run = quote == NULL ? size : (size_t)(quote - bytes) + 1;
        status = ut_buf_add(row, bytes, run);
        if (status == 0 && quote != NULL)
            status = ut_buf_add_byte(row, '"');
        bytes += run;
        size -= run;
    }
    return status == 0 ? ut_buf_add_byte(row, '"') : status;
}

static int begin_cell(struct ut_csv_writer *writer, struct ut_error *error)
{
    if (writer->cells == UT_CSV_COLUMNS_MAX)
        return ut_fail(error, UNDERTONE_ELIMIT, "a row has more than %d cells",
                       UT_CSV_COLUMNS_MAX);
    if (writer->cells++ > 0 && ut_buf_add_byte(&writer->row, ',') != 0)
        return fail_row(writer, UNDERTONE_ELIMIT, error);
    return 0;
}

/* The cell's text in writer->cell becomes what a spreadsheet may see. */
static int guard_for_sheet(struct ut_csv_writer *writer)
{
    struct ut_buf *cell = &writer->cell;
    size_t units = UT_CSV_SHEET_CELL_MAX;
    bool needs_guard = ut_csv_is_live(cell->bytes, cell->size_bytes) ||
                       ut_csv_is_long_id(cell->bytes, cell->size_bytes);
    writer->notes.neutralised += needs_guard;
    writer->notes.cut += ut_csv_cut(cell, needs_guard ? units - 1 : units);
    if (!needs_guard)
        return 0;
    int status = ut_buf_add_byte(cell, '\'');
    if (status != 0)
        return status;
    memmove(cell->bytes + 1, cell->bytes, cell->size_bytes - 1);
    cell->bytes[0] = '\'';
    return 0;
}

int ut_csv_add_text(struct ut_csv_writer *writer, const char *bytes,
                    size_t size_bytes, struct ut_error *error)
{
    struct ut_buf *cell = &writer->cell;
    int status = begin_cell(writer, error);
    if (status != 0)
        return status;
    ut_buf_reset(cell);
    status = ut_csv_clean(bytes, size_bytes, writer->style.keeps_controls, cell,
                          &writer->notes);
    if (status == 0 && cell->size_bytes == 0)
        return 0;
    if (status == 0 && writer->style.is_sheet)
        status = guard_for_sheet(writer);
    if (status != 0)
        return fail_row(writer, status, error);
    if (needs_quotes(&writer->style, cell->bytes, cell->size_bytes))
        status = add_quoted(&writer->row, cell->bytes, cell->size_bytes);
    else
        status = ut_buf_add(&writer->row, cell->bytes, cell->size_bytes);
    return status == 0 ? 0 : fail_row(writer, status, error);
}

int ut_csv_add_number(struct ut_csv_writer *writer, const char *text,
                      struct ut_error *error)
{
    size_t size = strlen(text);
    int status = begin_cell(writer, error);
    if (status != 0)
        return status;
    if (writer->style.is_sheet && ut_csv_is_long_id(text, size)) {
        writer->notes.neutralised++;
        status = ut_buf_add_byte(&writer->row, '\'');
    }
    if (status == 0)
        status = ut_buf_add(&writer->row, text, size);
    return status == 0 ? 0 : fail_row(writer, status, error);
}

/* A row of one empty cell is written "" so that no reader skips it. */
int ut_csv_end_row(struct ut_csv_writer *writer, struct ut_error *error)
{
    struct ut_buf *row = &writer->row;
    int status = 0;
    if (writer->cells == 0)
        return ut_fail(error, UNDERTONE_EINVALID, "a row has no cells");
    if (row->size_bytes == 0)
        status = ut_buf_add_string(row, "\"\"");
    if (status == 0)
        status = ut_buf_add_string(row, writer->style.has_crlf ? "\r\n" : "\n");
    if (status != 0)
        return fail_row(writer, status, error);
    writer->notes.rows++;
    writer->cells = 0;
    status = ut_file_add(&writer->file, row->bytes, row->size_bytes, error);
    ut_buf_reset(row);
    return status;
}

int ut_csv_writer_close(struct ut_csv_writer *writer, struct ut_error *error)
{
    int status = ut_file_commit(&writer->file, error);
    ut_csv_writer_discard(writer);
    return status;
}
