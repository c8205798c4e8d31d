/*
 * suite.h: how every suite's main ends.
 */
#ifndef UT_TEST_SUITE_H
#define UT_TEST_SUITE_H

#include <check.h>

/* Runs the suite as the CK_... variables say and frees it; the exit status
 * of the program: 0 when all passed, else 1. */
int suite_run(Suite *suite);

#endif
