/*
 * check_stop.c: interrupts from other threads, and engines in threads of
 * their own.
 */
#include <check.h>
#include <pthread.h>
#include <unistd.h>

#include "engine_fixture.h"

static void *interrupt_soon(void *data)
{
    usleep(50000);
    undertone_interrupt(data);
    return NULL;
}

static void check_interrupted(const char *source)
{
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, engine), 0);
    ck_assert_int_eq(engine_run(source), UNDERTONE_EINTERRUPTED);
    pthread_join(thread, NULL);
    ck_assert_str_eq(undertone_error(engine), "interrupted");
    ck_assert_int_eq(engine_run("for i = 1, 100000 do end return 5"), 5);
}

START_TEST(stops_when_another_thread_says_so)
{
    check_interrupted("while true do end");
    check_interrupted("while true do pcall(function() "
                      "while true do end end) end");
    check_interrupted("coroutine.wrap(function() while true do end end)()");
    check_interrupted("local list = {} for i = 1, 5000 do list[i] = i end "
                      "require('undertone.failure').check("
                      "require('undertone.stats').mean_interval(list, "
                      "{resamples = 1000000}))");
}
END_TEST

START_TEST(lets_a_script_tidy_up_after_an_interrupt)
{
    pthread_t thread;
    pthread_create(&thread, NULL, interrupt_soon, engine);
    ck_assert_int_eq(
        engine_run("local ok, why = pcall(function() "
                   "while true do end end) "
                   "assert(why.code == 'interrupted') "
                   "assert(tostring(why) == 'interrupted') tidy = 1"),
        UNDERTONE_EINTERRUPTED);
    pthread_join(thread, NULL);
    ck_assert_str_eq(undertone_error(engine), "interrupted");
    ck_assert_int_eq(engine_run("return tidy"), 1);
}
END_TEST

START_TEST(keeps_an_early_interrupt_for_the_next_run)
{
    undertone_interrupt(engine);
    ck_assert_int_eq(engine_run("while true do end"), UNDERTONE_EINTERRUPTED);
    ck_assert_int_eq(engine_run("return 1"), 1);
}
END_TEST

static void *run_own_engine(void *data)
{
    undertone *own = undertone_create();
    *(int *)data = undertone_run_string(
        own,
        "local n = 0 for i = 1, 300000 do n = n + #tostring(i) end "
        "return n % 200",
        "=thread", 0, NULL);
    undertone_destroy(own);
    return NULL;
}

START_TEST(runs_two_engines_in_two_threads)
{
    pthread_t threads[2];
    int results[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, run_own_engine, &results[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_ge(results[0], 0);
    ck_assert_int_eq(results[0], results[1]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        stops_when_another_thread_says_so,
        lets_a_script_tidy_up_after_an_interrupt,
        keeps_an_early_interrupt_for_the_next_run,
        runs_two_engines_in_two_threads,
    };
    return engine_suite_run("stop", tests, sizeof tests / sizeof tests[0]);
}
