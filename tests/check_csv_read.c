/*
 * check_csv_read.c: strict reading, its limits, and random tables that come
 * back as they went.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/csv_read.h"
#include "core/rng.h"
#include "support/scratch.h"
#include "support/suite.h"

static struct ut_error error;
static struct ut_csv_reader reader;

static void read_some(const char *bytes, size_t size)
{
    FILE *stream = fopen(scratch_path, "wb");
    ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_int_eq(ut_csv_reader_open(&reader, scratch_path, &error), 0);
}

static void read_bytes(const char *bytes)
{
    read_some(bytes, strlen(bytes));
}

/* The next row with its cells joined by '|'. */
static void check_row(const char *expected)
{
    char joined[200] = "";
    size_t at = 0;
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 1);
    for (size_t i = 0; i < reader.cells; i++) {
        size_t size;
        const char *cell = ut_csv_cell(&reader, i, &size);
        at += (size_t)snprintf(joined + at, sizeof joined - at, "%s%.*s",
                               i > 0 ? "|" : "", (int)size, cell);
    }
    ck_assert_str_eq(joined, expected);
}

START_TEST(reads_rows_of_every_shape)
{
    read_bytes("\uFEFFa,b\r\n\n\"x,\"\"y\"\"\",\r\n\r\n,\"\"\n\"l1\nl2\",c\rd");
    check_row("a|b");
    check_row("x,\"y\"|");
    ck_assert_uint_eq(reader.row_line, 3);
    check_row("|");
    check_row("l1\nl2|c\rd");
    ck_assert_uint_eq(reader.row_line, 6);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 0);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 0);
    ut_csv_reader_close(&reader);
}
END_TEST

START_TEST(broken_quotes_name_their_line)
{
    static const struct {
        const char *bytes, *message;
    } cases[] = {
        {"a\nb\"c\n", "line 2: a quote inside an unquoted cell"},
        {"\"a\nb\"c\n", "line 2: text after a closing quote"},
        {"a\n\"b\nc\nd", "line 2: a quote that is never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status = 1;
        read_bytes(cases[i].bytes);
        while (status == 1)
            status = ut_csv_read_row(&reader, &error);
        ck_assert(status == UNDERTONE_EPARSE);
        ck_assert_str_eq(error.message, cases[i].message);
        ut_csv_reader_close(&reader);
    }
}
END_TEST

START_TEST(an_empty_file_has_no_rows)
{
    read_bytes("");
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 0);
    ut_csv_reader_close(&reader);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), UNDERTONE_EINVALID);
    ck_assert_int_eq(ut_csv_reader_open(&reader, "/no/such", &error),
                     UNDERTONE_ESTORAGE);
}
END_TEST

START_TEST(a_row_has_a_maximum_of_cells)
{
    static char commas[UT_CSV_COLUMNS_MAX + 2];
    memset(commas, ',', UT_CSV_COLUMNS_MAX - 1);
    read_bytes(commas);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 1);
    ck_assert_uint_eq(reader.cells, UT_CSV_COLUMNS_MAX);
    ut_csv_reader_close(&reader);
    commas[UT_CSV_COLUMNS_MAX - 1] = ',';
    read_bytes(commas);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), UNDERTONE_ELIMIT);
    ck_assert_ptr_nonnull(strstr(error.message, "more than 16384 cells"));
    ut_csv_reader_close(&reader);
}
END_TEST

START_TEST(random_bytes_are_read_or_refused)
{
    static const char alphabet[] = "\",\r\n\xEF\xBB\xBF"
                                   "a\0";
    struct ut_rng rng;
    char bytes[64];
    ut_rng_seed(&rng, 11);
    for (int round = 0; round < 2000; round++) {
        size_t size = ut_rng_below(&rng, sizeof bytes + 1);
        for (size_t i = 0; i < size; i++)
            bytes[i] = alphabet[ut_rng_below(&rng, sizeof alphabet - 1)];
        read_some(bytes, size);
        int status = 1;
        while (status == 1)
            status = ut_csv_read_row(&reader, &error);
        ck_assert(status == 0 || status == UNDERTONE_EPARSE);
        ut_csv_reader_close(&reader);
    }
}
END_TEST

#define TABLES 60 /* each waits for the disk */
#define ROWS 40
#define COLUMNS 4
#define CELL_PIECES 5
#define CELL_SIZE 32

/* Cells made of what trips readers. A CR stands before a letter, since
 * minimal quoting loses one at the end of a row. */
static void random_cell(struct ut_rng *rng, char *out)
{
    static const char *const pieces[] = {"a",  "\"", ",",      "\n", "\rx", ";",
                                         "\t", " ",  "\u00E9", "=",  "'",   ""};
    size_t count = sizeof pieces / sizeof *pieces, at = 0;
    *out = '\0';
    for (uint64_t n = ut_rng_below(rng, CELL_PIECES); n > 0; n--)
        at += (size_t)snprintf(out + at, CELL_SIZE - at, "%s",
                               pieces[ut_rng_below(rng, count)]);
}

static void write_table(const struct ut_csv_style *style,
                        char table[ROWS][COLUMNS][CELL_SIZE], size_t columns)
{
    struct ut_csv_writer writer;
    ck_assert_int_eq(ut_csv_writer_open(&writer, scratch_path, style, &error),
                     0);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < columns; j++)
            ck_assert_int_eq(ut_csv_add_text(&writer, table[i][j],
                                             strlen(table[i][j]), &error),
                             0);
        ck_assert_int_eq(ut_csv_end_row(&writer, &error), 0);
    }
    ck_assert_int_eq(ut_csv_writer_close(&writer, &error), 0);
}

static void check_read_row(char cells[COLUMNS][CELL_SIZE], size_t columns)
{
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 1);
    ck_assert_uint_eq(reader.cells, columns);
    for (size_t j = 0; j < columns; j++) {
        size_t size;
        const char *cell = ut_csv_cell(&reader, j, &size);
        ck_assert(size == strlen(cells[j]) && !memcmp(cell, cells[j], size));
    }
}

static void check_table(char table[ROWS][COLUMNS][CELL_SIZE], size_t columns)
{
    ck_assert_int_eq(ut_csv_reader_open(&reader, scratch_path, &error), 0);
    for (size_t i = 0; i < ROWS; i++)
        check_read_row(table[i], columns);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 0);
    ut_csv_reader_close(&reader);
}

START_TEST(random_tables_come_back_equal)
{
    struct ut_rng rng;
    char table[ROWS][COLUMNS][CELL_SIZE];
    ut_rng_seed(&rng, 20261122);
    for (int round = 0; round < TABLES; round++) {
        struct ut_csv_style style = {
            .is_careful = round % 2 == 1,
            .has_crlf = round % 3 == 0,
            .has_bom = round % 5 == 0,
            .keeps_controls = true,
        };
        size_t columns = 1 + ut_rng_below(&rng, COLUMNS);
        for (size_t i = 0; i < ROWS; i++)
            for (size_t j = 0; j < columns; j++)
                random_cell(&rng, table[i][j]);
        write_table(&style, table, columns);
        check_table(table, columns);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_read");
    TCase *tests = tcase_create("csv_read");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, reads_rows_of_every_shape);
    tcase_add_test(tests, broken_quotes_name_their_line);
    tcase_add_test(tests, an_empty_file_has_no_rows);
    tcase_add_test(tests, a_row_has_a_maximum_of_cells);
    tcase_add_test(tests, random_bytes_are_read_or_refused);
    tcase_add_test(tests, random_tables_come_back_equal);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
