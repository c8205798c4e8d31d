/* clock.c: the machine's clock and random source. */
#include "core/clock.h"

#include <sys/random.h>
#include <time.h>

static int64_t system_now_ms(void *context)
{
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Only retries draw, so one system call per number is cheap enough. */
static double system_random(void *context)
{
    (void)context;
    uint64_t bits;
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        return 0.5; /* no entropy is no reason to fail: only jitter is lost */
    return (double)(bits >> 11) * 0x1p-53;
}

struct ut_clock ut_clock_system(void)
{
    return (struct ut_clock){.now_ms = system_now_ms, .random = system_random};
}
