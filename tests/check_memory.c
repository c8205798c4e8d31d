/*
 * check_memory.c: every allocation of an engine's life fails once, and again
 * with all that follow it. Nothing may crash, leak or reach Lua's panic
 * handler (which would abort), and an engine that recovers works.
 *
 * The linker turns our allocation calls into those below (--wrap); those of
 * other shared libraries are not ours to test.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/suite.h"
#include "undertone.h"

/* Large enough for the sweep to end by itself, or the test fails. */
#define SWEEP_MAX 20000

static long countdown = -1; /* allocations that still succeed; < 0: all */
static int is_lasting;      /* whether the failure goes on */
static int has_failed;      /* whether a failure happened */
static int is_watching;     /* Check's own allocations are left alone */
static long live_blocks;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);

/* lua-cjson 2.1.0 forgets its string buffers when Lua raises a memory error
 * between their allocation and their owner's; not ours to mend. */
UNDERTONE_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:liblua5.4-cjson.so";
}

static int is_refused(void)
{
    if (!is_watching || countdown < 0)
        return 0;
    if (countdown > 0) {
        countdown--;
        return 0;
    }
    if (!is_lasting)
        countdown = -1;
    has_failed = 1;
    return 1;
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

void __wrap_free(void *block)
{
    live_blocks -= is_watching && block != NULL;
    __real_free(block);
}

static void ignore_print(void *data, const char *bytes, size_t size_bytes)
{
    (void)data;
    (void)bytes;
    (void)size_bytes;
}

/* Everything the API does, once. Answers whether what failed said why. */
static int live_once(void)
{
    static const char *const source =
        "local log = require 'undertone.log' "
        "local resource = require 'undertone.resource' "
        "assert(#resource.names('lexicon') > 0) "
        "assert(resource.read('lexicon/stopwords.txt')) "
        "print('a', {}, 1.5) log.info('%d', 5) "
        "local t = {} for i = 1, 50 do t[i] = ('x'):rep(i) end "
        "coroutine.wrap(function() coroutine.yield(table.concat(t)) end)() "
        "pcall(error, {}) return 3";
    char word[] = "word";
    char *argv[] = {word};
    const char *result;
    undertone *engine = undertone_create();
    if (engine == NULL)
        return 1;
    undertone_set_print(engine, ignore_print, NULL);
    int is_fine =
        undertone_set(engine, "user_dir", "/tmp/no-such-folder") == 0 &&
        undertone_run_string(engine, source, "=test", 1, argv) == 3 &&
        undertone_run_file(engine, "no-such", 0, NULL) == UNDERTONE_EUSAGE &&
        undertone_run_string(engine, "x()", "x", 0, NULL) ==
            UNDERTONE_ESCRIPT &&
        undertone_call(engine, "string.rep", "[\"ab\", 2]", &result) == 0 &&
        strcmp(result, "\"abab\"") == 0;
    int is_told = is_fine || *undertone_error(engine) != '\0';
    countdown = -1;
    undertone_interrupt(engine);
    undertone_run_string(engine, "while true do end", "=loop", 0, NULL);
    undertone_destroy(engine);
    return is_told;
}

/* The sweep ends with the first life that was over before the failure
 * came. A single refusal may also be survived: Lua then collects garbage and
 * asks again. */
START_TEST(survives_every_failing_allocation)
{
    long point = 0;
    for (has_failed = 1; has_failed && point < SWEEP_MAX; point++) {
        countdown = point;
        is_lasting = _i;
        has_failed = 0;
        is_watching = 1;
        int is_told = live_once();
        is_watching = 0;
        ck_assert_msg(is_told, "no message at allocation %ld", point);
        ck_assert_int_eq(live_blocks, 0);
    }
    ck_assert_int_gt(point, 1000);
    ck_assert_int_lt(point, SWEEP_MAX);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *memory = tcase_create("memory");
    tcase_set_timeout(memory, 240);
    tcase_add_loop_test(memory, survives_every_failing_allocation, 0, 2);
    suite_add_tcase(suite, memory);
    return suite_run(suite);
}
