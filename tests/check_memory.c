/*
 * check_memory.c: every allocation of an engine's life fails once, and again
 * with all that follow it. Nothing may crash, leak or reach Lua's panic
 * handler (which would abort), and an engine that recovers works.
 *
 * The linker turns our allocation calls into those of failing_malloc.c; those
 * of other shared libraries are not ours to test.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "failing_malloc.h"
#include "support/suite.h"
#include "undertone.h"

/* Large enough for the sweep to end by itself, or the test fails. */
#define SWEEP_MAX 20000

/* lua-cjson 2.1.0 forgets its string buffers when Lua raises a memory error
 * between their allocation and their owner's; not ours to mend. */
UNDERTONE_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:liblua5.4-cjson.so";
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
    failing_relent();
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
    bool has_failed = true;
    long point = 0, live_blocks;
    for (; has_failed && point < SWEEP_MAX; point++) {
        failing_start(point, _i);
        int is_told = live_once();
        has_failed = failing_stop(&live_blocks);
        ck_assert_msg(is_told, "no message at allocation %ld", point);
        ck_assert_int_eq(live_blocks, 0);
    }
    ck_assert_int_gt(point, 1000);
    ck_assert_int_lt(point, SWEEP_MAX);
}
END_TEST

/* A ceiling that was asked for is another matter: check_limits.c. */
START_TEST(tells_no_memory_from_a_limit)
{
    long live_blocks;
    undertone *engine = undertone_create();
    ck_assert_int_eq(undertone_run_string(engine, "", "=test", 0, NULL), 0);
    failing_start(0, true);
    int status = undertone_run_string(
        engine, "local t = {} for i = 1, 1e5 do t[i] = {} end", "=test", 0,
        NULL);
    failing_stop(&live_blocks);
    ck_assert_int_eq(status, UNDERTONE_EMEMORY);
    undertone_destroy(engine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *memory = tcase_create("memory");
    tcase_set_timeout(memory, 240);
    tcase_add_loop_test(memory, survives_every_failing_allocation, 0, 2);
    tcase_add_test(memory, tells_no_memory_from_a_limit);
    suite_add_tcase(suite, memory);
    return suite_run(suite);
}
