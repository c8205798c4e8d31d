/*
 * engine_fixture.h: an engine for every test of the public API.
 */
#ifndef ENGINE_FIXTURE_H
#define ENGINE_FIXTURE_H

#include <check.h>
#include <stddef.h>

#include "undertone.h"

/* Made before a test and destroyed after it. */
extern undertone *engine;

/* Runs source text; its status or exit code. */
int engine_run(const char *source);

/* The last message has that part. */
void engine_expect_error(const char *part);

/* Runs the tests as a suite; the exit status of the program. */
int engine_suite_run(const char *name, const TTest *const *tests, size_t count);

#endif
