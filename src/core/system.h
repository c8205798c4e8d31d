/*
 * system.h: the few facts about the process that scripts need.
 */
#ifndef UT_SYSTEM_H
#define UT_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds on the monotonic clock, which no one steps. */
double ut_system_monotonic_s(void);

/* Whether a standard descriptor is a terminal, and its width in columns
 * (0 when unknown). */
bool ut_system_is_terminal(int descriptor);
int ut_system_columns(int descriptor);

/* The most memory the process has held, in bytes. */
int64_t ut_system_peak_memory_bytes(void);

#endif
