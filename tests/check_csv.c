/*
 * check_csv.c: quoting rules, the guard against formulas, cleaning, limits.
 * Reading is check_csv_read.c's.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/csv.h"
#include "core/csv_cell.h"
#include "core/csv_read.h"
#include "support/scratch.h"
#include "support/suite.h"

static const struct ut_csv_style minimal = {.keeps_controls = true};
static const struct ut_csv_style careful = {.is_careful = true};
static const struct ut_csv_style sheet = {
    .has_bom = true, .has_crlf = true, .is_careful = true, .is_sheet = true};
static struct ut_error error;
static struct ut_csv_writer writer;
static struct ut_csv_reader reader;

static void open_writer(const struct ut_csv_style *style)
{
    ck_assert_int_eq(ut_csv_writer_open(&writer, scratch_path, style, &error),
                     0);
}

static void add(const char *text)
{
    ck_assert_int_eq(ut_csv_add_text(&writer, text, strlen(text), &error), 0);
}

static void end_row(void)
{
    ck_assert_int_eq(ut_csv_end_row(&writer, &error), 0);
}

static void close_writer(void)
{
    ck_assert_int_eq(ut_csv_writer_close(&writer, &error), 0);
}

static void check_file(const char *expected)
{
    static char bytes[100000];
    FILE *stream = fopen(scratch_path, "rb");
    size_t size = fread(bytes, 1, sizeof bytes - 1, stream);
    fclose(stream);
    bytes[size] = '\0';
    ck_assert_str_eq(bytes, expected);
}

/* Writes one row of two cells, the second fixed, and compares the file. */
static void check_cell(const struct ut_csv_style *style, const char *text,
                       const char *expected)
{
    char line[300];
    open_writer(style);
    add(text);
    add("z");
    end_row();
    close_writer();
    snprintf(line, sizeof line, "%s%s,z%s", style->has_bom ? "\uFEFF" : "",
             expected, style->has_crlf ? "\r\n" : "\n");
    check_file(line);
}

START_TEST(minimal_quotes_what_python_quotes)
{
    check_cell(&minimal, "plain", "plain");
    check_cell(&minimal, "", "");
    check_cell(&minimal, "a,b", "\"a,b\"");
    check_cell(&minimal, "a\"b", "\"a\"\"b\"");
    check_cell(&minimal, "\"", "\"\"\"\"");
    check_cell(&minimal, "a\nb", "\"a\nb\"");
    check_cell(&minimal, "a\rb", "a\rb");
    check_cell(&minimal, " a;\tb ", " a;\tb ");
    check_cell(&minimal, "a\x01z", "a\x01z");
    struct ut_csv_style crlf = minimal;
    crlf.has_crlf = true;
    check_cell(&crlf, "a\rb", "\"a\rb\"");
}
END_TEST

START_TEST(careful_quotes_what_any_reader_may_split)
{
    check_cell(&careful, "a b", "a b");
    check_cell(&careful, "a;b", "\"a;b\"");
    check_cell(&careful, "a\tb", "\"a\tb\"");
    check_cell(&careful, "a\rb", "\"a\rb\"");
    check_cell(&careful, " a", "\" a\"");
    check_cell(&careful, "a ", "\"a \"");
    check_cell(&careful, "=1+1", "=1+1");
}
END_TEST

START_TEST(a_lone_empty_cell_is_seen)
{
    open_writer(&minimal);
    add("");
    end_row();
    close_writer();
    check_file("\"\"\n");
}
END_TEST

START_TEST(text_is_cleaned_and_counted)
{
    open_writer(&careful);
    ck_assert_int_eq(
        ut_csv_add_text(&writer, "a\0b\x7F\xE2\x82z\xFF", 8, &error), 0);
    add("\uFFFD\u00E9");
    end_row();
    ck_assert_uint_eq(writer.notes.removed, 2);
    ck_assert_uint_eq(writer.notes.replaced, 2);
    close_writer();
    ck_assert_uint_eq(writer.notes.rows, 1);
    check_file("ab\uFFFDz\uFFFD,\uFFFD\u00E9\n");
}
END_TEST

START_TEST(a_sheet_gets_no_live_cell)
{
    check_cell(&sheet, "=1+1", "'=1+1");
    check_cell(&sheet, "-5", "'-5");
    check_cell(&sheet, "@a", "'@a");
    check_cell(&sheet, "\ta", "\"'\ta\"");
    check_cell(&sheet, "\ra", "\"'\ra\"");
    check_cell(&sheet, "\x01=a", "'=a");
    check_cell(&sheet, "a=1", "a=1");
    check_cell(&sheet, "123456789012345", "123456789012345");
    check_cell(&sheet, "1234567890123456", "'1234567890123456");
}
END_TEST

/* Every way into a formula: what leads times what triggers. */
START_TEST(live_cells_are_known_behind_any_disguise)
{
    static const char *const leads[] = {
        "",         " ",       "  ",         "\u00A0", "\uFEFF",   "\u200B",
        "\u200D",   "\u2060",  "\u00AD",     "\u3000", "\u2028",   "\u202E",
        "\u180E",   "\u2800",  "\u3164",     "\uFE0F", "\u2066",   "\u034F",
        " \uFEFF ", "\u061C",  "\v",         "\f",     "\xC2\x85", "\x01",
        "\x7F",     "\u00A0 ", "\U000E0020",
    };
    static const char *const triggers[] = {
        "=",  "+",      "-",      "@",      "\t",     "\r",
        "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", "\u2212"};
    char text[64];
    size_t tried = 0;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        for (size_t j = 0; j < sizeof triggers / sizeof triggers[0]; j++) {
            int size =
                snprintf(text, sizeof text, "%s%sA1", leads[i], triggers[j]);
            ck_assert_msg(ut_csv_is_live(text, (size_t)size), "%zu %zu", i, j);
            tried++;
        }
    ck_assert_uint_ge(tried, 300);
    ck_assert(ut_csv_is_live("\0=", 2));
    ck_assert(!ut_csv_is_live("", 0));
    ck_assert(!ut_csv_is_live("  ", 2));
    ck_assert(!ut_csv_is_live("a=", 2));
    ck_assert(!ut_csv_is_live("'=", 2));
}
END_TEST

START_TEST(numbers_keep_their_minus)
{
    open_writer(&sheet);
    ck_assert_int_eq(ut_csv_add_number(&writer, "-0.25", &error), 0);
    ck_assert_int_eq(ut_csv_add_number(&writer, "-1234567890123456", &error),
                     0);
    end_row();
    close_writer();
    check_file("\uFEFF-0.25,'-1234567890123456\r\n");
}
END_TEST

/* The text fits in `units` units and is cut to `expected` one below. */
static void check_cut(const char *text, size_t units, const char *expected)
{
    struct ut_buf cell;
    ut_buf_init(&cell, 1000);
    ut_buf_add_string(&cell, text);
    ck_assert(!ut_csv_cut(&cell, units));
    ck_assert(ut_csv_cut(&cell, units - 1));
    ck_assert_str_eq(cell.bytes, expected);
    ck_assert_uint_eq(cell.size_bytes, strlen(cell.bytes));
    ut_buf_clear(&cell);
}

START_TEST(long_cells_are_cut_with_a_mark)
{
    check_cut("0123456789", 10, "01\u2026 [cut]");
    check_cut("\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600\U0001F600",
              12, "\U0001F600\U0001F600\u2026 [cut]");
}
END_TEST

START_TEST(a_sheet_cell_holds_at_most_what_excel_holds)
{
    static char text[40001];
    size_t size;
    memset(text, '=', 40000);
    open_writer(&sheet);
    add(text);
    end_row();
    ck_assert_uint_eq(writer.notes.cut, 1);
    close_writer();
    ck_assert_int_eq(ut_csv_reader_open(&reader, scratch_path, &error), 0);
    ck_assert_int_eq(ut_csv_read_row(&reader, &error), 1);
    const char *cell = ut_csv_cell(&reader, 0, &size);
    ck_assert_uint_eq(size, UT_CSV_SHEET_CELL_MAX + 2); /* the mark's U+2026 */
    ck_assert_mem_eq(cell, "'=", 2);
    ck_assert_mem_eq(cell + size - 6, " [cut]", 6);
    ut_csv_reader_close(&reader);
}
END_TEST

START_TEST(no_file_without_close)
{
    unlink(scratch_path);
    open_writer(&careful);
    add("a");
    end_row();
    ut_csv_writer_discard(&writer);
    ut_csv_writer_discard(&writer);
    ck_assert(!ut_file_exists(scratch_path));
    ck_assert_int_eq(ut_csv_end_row(&writer, &error), UNDERTONE_EINVALID);
    ut_csv_writer_discard(&writer);
}
END_TEST

START_TEST(columns_have_a_maximum)
{
    open_writer(&careful);
    for (int i = 0; i < UT_CSV_COLUMNS_MAX; i++)
        ck_assert_int_eq(ut_csv_add_text(&writer, "", 0, &error), 0);
    ck_assert_int_eq(ut_csv_add_text(&writer, "", 0, &error), UNDERTONE_ELIMIT);
    ut_csv_writer_discard(&writer);
}
END_TEST

/* Bytes that matter to the reader, at random: an answer, never a crash. */
int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_test(tests, minimal_quotes_what_python_quotes);
    tcase_add_test(tests, careful_quotes_what_any_reader_may_split);
    tcase_add_test(tests, a_lone_empty_cell_is_seen);
    tcase_add_test(tests, text_is_cleaned_and_counted);
    tcase_add_test(tests, a_sheet_gets_no_live_cell);
    tcase_add_test(tests, live_cells_are_known_behind_any_disguise);
    tcase_add_test(tests, numbers_keep_their_minus);
    tcase_add_test(tests, long_cells_are_cut_with_a_mark);
    tcase_add_test(tests, a_sheet_cell_holds_at_most_what_excel_holds);
    tcase_add_test(tests, no_file_without_close);
    tcase_add_test(tests, columns_have_a_maximum);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
