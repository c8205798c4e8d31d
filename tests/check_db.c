/* check_db.c: statements, failures, and the private mode of the file. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/db.h"
#include "support/suite.h"

static char folder[] = "/tmp/undertone-check-db-XXXXXX";
static char path[64];

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.db", folder);
}

static void teardown(void)
{
    unlink(path);
    rmdir(folder);
}

START_TEST(file_is_private_whatever_the_umask)
{
    struct ut_db *db;
    struct ut_error error;
    mode_t old = umask(0);
    ck_assert_int_eq(ut_db_open(path, 0, &db, &error), 0);
    umask(old);
    struct stat info;
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    ut_db_close(db);
}
END_TEST

START_TEST(statement_outlives_a_closed_connection)
{
    struct ut_db *db;
    struct ut_statement *statement;
    struct ut_error error;
    ck_assert_int_eq(ut_db_open(":memory:", 0, &db, &error), 0);
    ck_assert_int_eq(ut_db_prepare(db, "SELECT 42", &statement, &error), 0);
    ut_db_close(db);
    ck_assert_int_eq(ut_statement_step(statement, &error), 1);
    struct ut_db_value value;
    ck_assert_int_eq(ut_statement_column(statement, 0, &value), 0);
    ck_assert_int_eq(value.integer, 42);
    ut_statement_free(statement);
}
END_TEST

START_TEST(failures_leave_the_output_untouched)
{
    struct ut_error error;
    struct ut_db *db = NULL;
    struct ut_statement *statement = NULL;
    ck_assert_int_eq(ut_db_open("/no/such/folder/x", 0, &db, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_ptr_null(db);
    ck_assert_int_eq(ut_db_open(":memory:", 0, &db, &error), 0);
    ck_assert_int_eq(ut_db_prepare(db, "SELEKT", &statement, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_int_eq(ut_db_prepare(db, " ; ", &statement, &error),
                     UNDERTONE_EINVALID);
    ck_assert_ptr_null(statement);
    ut_db_close(db);
}
END_TEST

START_TEST(refuses_a_link_in_place_of_the_file)
{
    struct ut_error error;
    struct ut_db *db = NULL;
    ck_assert_int_eq(symlink("/dev/null", path), 0);
    ck_assert_int_eq(ut_db_open(path, 0, &db, &error), UNDERTONE_ESTORAGE);
}
END_TEST

/* The one integer that the query gives. */
static int64_t ask(struct ut_db *db, const char *sql)
{
    struct ut_statement *statement;
    struct ut_error error;
    ck_assert_int_eq(ut_db_prepare(db, sql, &statement, &error), 0);
    ck_assert_int_eq(ut_statement_step(statement, &error), 1);
    struct ut_db_value value;
    ck_assert_int_eq(ut_statement_column(statement, 0, &value), 0);
    ut_statement_free(statement);
    return value.integer;
}

/* The first has its number from Python's zlib.crc32: type 3 (text), size 3 in
 * eight bytes, "abc"; the others differ in type, split or order alone. */
static const char *const seals[] = {
    "SELECT crc32('abc') = 3566936993",
    "SELECT crc32(1) IS NOT crc32('1')",
    "SELECT crc32(1) IS NOT crc32(1.0)",
    "SELECT crc32(NULL) IS NOT crc32('')",
    "SELECT crc32('ab', 'c') IS NOT crc32('a', 'bc')",
    "SELECT crc32('a', NULL) IS NOT crc32(NULL, 'a')",
    "SELECT crc32(1, 'a') IS crc32(1, 'a')",
};

START_TEST(seals_tell_values_apart)
{
    struct ut_db *db;
    struct ut_error error;
    ck_assert_int_eq(ut_db_open(":memory:", 0, &db, &error), 0);
    ck_assert_int_eq(ask(db, seals[_i]), 1);
    ut_db_close(db);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("db");
    TCase *tests = tcase_create("db");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, file_is_private_whatever_the_umask);
    tcase_add_test(tests, statement_outlives_a_closed_connection);
    tcase_add_test(tests, failures_leave_the_output_untouched);
    tcase_add_test(tests, refuses_a_link_in_place_of_the_file);
    tcase_add_loop_test(tests, seals_tell_values_apart, 0,
                        sizeof seals / sizeof seals[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
