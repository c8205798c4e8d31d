/*
 * clock.h: where time and chance come from, so that tests can bring theirs.
 *
 * Everything that waits or draws takes a struct ut_clock. Time is monotonic
 * milliseconds from an unspecified start; a wall clock is never used.
 */
#ifndef UT_CLOCK_H
#define UT_CLOCK_H

#include <stdint.h>

struct ut_clock {
    int64_t (*now_ms)(void *context);
    double (*random)(void *context); /* uniform in [0, 1) */
    void *context;
};

/* The machine's monotonic clock and random source; needs no cleanup. */
struct ut_clock ut_clock_system(void);

#endif
