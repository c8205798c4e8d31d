/*
 * check_lock.c: a folder's lock among processes that take and release it as
 * fast as they can. What it tells users is tests/spec/lock_spec.lua's.
 */
#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/lock.h"
#include "support/suite.h"

#define PROCESSES 4
#define TURNS 10000 /* of each, with the lock or without: the race is rare */

static char folder[64], lock_path[96], marker_path[96];

static void make_folder(void)
{
    strcpy(folder, "/tmp/ut_check_lock.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(lock_path, sizeof lock_path, "%s/undertone.lock", folder);
    snprintf(marker_path, sizeof marker_path, "%s/marker", folder);
}

static void remove_folder(void)
{
    unlink(marker_path);
    unlink(lock_path);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* One turn with the lock: nobody else's marker may be there. */
static bool is_alone(void)
{
    int marker = open(marker_path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (marker < 0)
        return false;
    close(marker);
    return unlink(marker_path) == 0;
}

/* Returns 0, or 1 when it met another holder. */
static int take_turns(void)
{
    struct ut_lock lock;
    for (int turn = 0; turn < TURNS; turn++) {
        if (ut_lock_take(&lock, folder, NULL) != 0)
            continue;
        bool was_alone = is_alone();
        ut_lock_release(&lock);
        if (!was_alone)
            return 1;
    }
    return 0;
}

START_TEST(only_one_holds_it)
{
    pid_t children[PROCESSES];
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        ck_assert_int_ge(children[i], 0);
        if (children[i] == 0)
            _exit(take_turns());
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
}
END_TEST

START_TEST(names_its_holder_and_nothing_else)
{
    char expected[32], found[64] = "";
    struct ut_lock lock;
    FILE *stale = fopen(lock_path, "w");
    ck_assert_int_ge(fputs("123456789 left by somebody\n", stale), 0);
    ck_assert_int_eq(fclose(stale), 0);
    ck_assert_int_eq(ut_lock_take(&lock, folder, NULL), 0);
    FILE *held = fopen(lock_path, "r");
    ck_assert_uint_gt(fread(found, 1, sizeof found - 1, held), 0);
    fclose(held);
    snprintf(expected, sizeof expected, "%ld\n", (long)getpid());
    ck_assert_str_eq(found, expected);
    ut_lock_release(&lock);
    ut_lock_release(&lock);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lock");
    TCase *tests = tcase_create("lock");
    tcase_set_timeout(tests, 30);
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, only_one_holds_it);
    tcase_add_test(tests, names_its_holder_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
