/*
 * failing_malloc.h: our own allocations counted, and failing when told.
 *
 * For suites linked with --wrap; between start and stop one thread allocates.
 */
#ifndef FAILING_MALLOC_H
#define FAILING_MALLOC_H

#include <stdbool.h>

/* From now on `allowed` allocations succeed (all, if negative); the next
 * fails, and with is_lasting all after it. */
void failing_start(long allowed, bool is_lasting);

/* The same from here on, in a watch that began before. */
void failing_arm(long allowed, bool is_lasting);

/* Lets all allocations succeed again, still counting blocks. */
void failing_relent(void);

/* Ends the watch. *live_blocks receives how many blocks of its time are not
 * freed. Returns whether an allocation failed. */
bool failing_stop(long *live_blocks);

#endif
