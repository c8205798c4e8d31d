/*
 * scratch.c: the one empty file that a test writes and reads.
 */
#include "scratch.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char scratch_path[64];

void scratch_make(void)
{
    strcpy(scratch_path, "/tmp/ut_check.XXXXXX");
    int file = mkstemp(scratch_path);
    ck_assert_int_ge(file, 0);
    close(file);
}

void scratch_remove(void)
{
    unlink(scratch_path);
}
