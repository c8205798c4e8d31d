/* failing_malloc.c: malloc and its kin as the linker's --wrap has them. */
#include "failing_malloc.h"

#include <stdlib.h>
#include <string.h>

static long countdown = -1; /* allocations that still succeed; < 0: all */
static bool is_lasting;     /* whether the failure goes on */
static bool has_failed;     /* whether a failure happened */
static bool is_watching;    /* Check's own allocations are left alone */
static long live_blocks;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t limit);
void __wrap_free(void *block);

static bool is_refused(void)
{
    if (!is_watching || countdown < 0)
        return false;
    if (countdown > 0) {
        countdown--;
        return false;
    }
    if (!is_lasting)
        countdown = -1;
    has_failed = true;
    return true;
}

static void *counted(void *block)
{
    live_blocks += is_watching && block != NULL;
    return block;
}

void *__wrap_malloc(size_t size)
{
    return is_refused() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (is_refused())
        return NULL;
    void *moved = __real_realloc(block, size);
    live_blocks += is_watching && block == NULL && moved != NULL;
    return moved;
}

void *__wrap_reallocarray(void *block, size_t count, size_t size)
{
    size_t size_bytes;
    if (__builtin_mul_overflow(count, size, &size_bytes))
        return NULL;
    return __wrap_realloc(block, size_bytes);
}

char *__wrap_strndup(const char *string, size_t limit)
{
    size_t size_bytes = strnlen(string, limit);
    char *copy = __wrap_calloc(1, size_bytes + 1);
    return copy == NULL ? NULL : memcpy(copy, string, size_bytes);
}

char *__wrap_strdup(const char *string)
{
    return __wrap_strndup(string, strlen(string));
}

void __wrap_free(void *block)
{
    live_blocks -= is_watching && block != NULL;
    __real_free(block);
}

void failing_start(long allowed, bool goes_on)
{
    live_blocks = 0;
    is_watching = true;
    failing_arm(allowed, goes_on);
}

void failing_arm(long allowed, bool goes_on)
{
    countdown = allowed;
    is_lasting = goes_on;
    has_failed = false;
}

void failing_relent(void)
{
    countdown = -1;
}

bool failing_stop(long *live)
{
    is_watching = false;
    countdown = -1;
    *live = live_blocks;
    return has_failed;
}
