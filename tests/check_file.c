/* check_file.c: a file appears whole or not at all, and leaves no litter. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/file.h"
#include "support/suite.h"

static char folder[64];
static struct ut_error error;

static void enter_folder(void)
{
    strcpy(folder, "/tmp/ut_check_file.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(command), 0);
}

static int entries(const char *path)
{
    DIR *listing = opendir(path);
    int count = -2; /* . and .. */
    while (readdir(listing) != NULL)
        count++;
    closedir(listing);
    return count;
}

static void check_content(const char *path, const char *expected)
{
    char bytes[64] = "";
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    size_t size = fread(bytes, 1, sizeof bytes - 1, stream);
    fclose(stream);
    bytes[size] = '\0';
    ck_assert_str_eq(bytes, expected);
}

START_TEST(a_write_replaces_the_file_whole)
{
    struct stat status;
    ck_assert_int_eq(ut_file_write("a", "one", 3, &error), 0);
    check_content("a", "one");
    ck_assert_int_eq(ut_file_write("a", "second", 6, &error), 0);
    check_content("a", "second");
    ck_assert_int_eq(stat("a", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(entries("."), 1);
}
END_TEST

START_TEST(nothing_shows_before_the_commit)
{
    struct ut_file file;
    ck_assert_int_eq(ut_file_open(&file, "a", &error), 0);
    ck_assert_int_eq(ut_file_add(&file, "x", 1, &error), 0);
    ck_assert(!ut_file_exists("a"));
    ck_assert_int_eq(ut_file_commit(&file, &error), 0);
    ck_assert(ut_file_exists("a"));
    ck_assert_int_eq(ut_file_add(&file, "x", 1, &error), UNDERTONE_EINVALID);
    ck_assert_int_eq(ut_file_commit(&file, &error), UNDERTONE_EINVALID);
}
END_TEST

START_TEST(a_discarded_file_leaves_nothing)
{
    struct ut_file file;
    ut_file_init(&file);
    ut_file_discard(&file);
    ck_assert_int_eq(ut_file_open(&file, "a", &error), 0);
    ut_file_discard(&file);
    ut_file_discard(&file);
    ck_assert_int_eq(entries("."), 0);
}
END_TEST

START_TEST(large_additions_keep_their_order)
{
    struct ut_file file;
    static char block[100000];
    struct stat status;
    memset(block, 'b', sizeof block);
    ck_assert_int_eq(ut_file_open(&file, "a", &error), 0);
    ck_assert_int_eq(ut_file_add(&file, "a", 1, &error), 0);
    ck_assert_int_eq(ut_file_add(&file, block, sizeof block, &error), 0);
    ck_assert_int_eq(ut_file_add(&file, "c", 1, &error), 0);
    ck_assert_int_eq(ut_file_commit(&file, &error), 0);
    ck_assert_int_eq(stat("a", &status), 0);
    ck_assert_int_eq(status.st_size, 100002);
    int descriptor = open("a", O_RDONLY);
    char ends[2];
    ck_assert_int_eq(pread(descriptor, ends, 1, 0), 1);
    ck_assert_int_eq(pread(descriptor, ends + 1, 1, 100001), 1);
    close(descriptor);
    ck_assert_mem_eq(ends, "ac", 2);
}
END_TEST

START_TEST(a_full_disk_keeps_the_old_file)
{
    static char block[200000];
    ck_assert_int_eq(ut_file_write("a", "old", 3, &error), 0);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(ut_file_write("a", block, sizeof block, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_int_eq(ut_file_write("a", block, 2000, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_ptr_nonnull(strstr(error.message, "cannot write a: "));
    check_content("a", "old");
    ck_assert_int_eq(entries("."), 1);
}
END_TEST

START_TEST(bad_targets_are_named)
{
    ck_assert_int_eq(ut_file_write("no/such/a", "", 0, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_ptr_nonnull(strstr(error.message, "no/such/a"));
    ck_assert_int_eq(ut_file_write(folder, "", 0, &error), UNDERTONE_ESTORAGE);
    ck_assert_int_eq(ut_file_write("/dev/null", "", 0, &error),
                     UNDERTONE_ESTORAGE);
    ck_assert_int_eq(entries("."), 0);
}
END_TEST

START_TEST(folders_come_with_their_parents)
{
    struct stat status;
    ck_assert_int_eq(ut_file_make_folder("a/b//c/", &error), 0);
    ck_assert_int_eq(ut_file_make_folder("a/b/c", &error), 0);
    ck_assert_int_eq(stat("a/b/c", &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0700);
    ck_assert_int_eq(ut_file_write("f", "", 0, &error), 0);
    ck_assert_int_eq(ut_file_make_folder("f/g", &error), UNDERTONE_ESTORAGE);
    ck_assert_int_eq(ut_file_make_folder("f", &error), UNDERTONE_ESTORAGE);
}
END_TEST

START_TEST(a_probe_tells_and_leaves_nothing)
{
    ck_assert_int_eq(ut_file_probe_folder(".", &error), 0);
    ck_assert_int_eq(ut_file_probe_folder("none", &error), UNDERTONE_ESTORAGE);
    ck_assert_int_eq(entries("."), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *tests = tcase_create("file");
    tcase_add_checked_fixture(tests, enter_folder, leave_folder);
    tcase_add_test(tests, a_write_replaces_the_file_whole);
    tcase_add_test(tests, nothing_shows_before_the_commit);
    tcase_add_test(tests, a_discarded_file_leaves_nothing);
    tcase_add_test(tests, large_additions_keep_their_order);
    tcase_add_test(tests, a_full_disk_keeps_the_old_file);
    tcase_add_test(tests, bad_targets_are_named);
    tcase_add_test(tests, folders_come_with_their_parents);
    tcase_add_test(tests, a_probe_tells_and_leaves_nothing);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
