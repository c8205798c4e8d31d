/*
 * check_engine.c: the public API as an embedder uses it: lifetimes, options,
 * running, calling, callbacks, interrupts, and the shared library loaded at
 * run time.
 */
#include <check.h>
#include <dlfcn.h>
#include <lauxlib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/suite.h"
#include "undertone.h"
#include "undertone_lua.h"

static undertone *engine;

static void setup(void)
{
    engine = undertone_create();
    ck_assert_ptr_nonnull(engine);
}

static void teardown(void)
{
    undertone_destroy(engine);
}

static int run(const char *source)
{
    return undertone_run_string(engine, source, "=test", 0, NULL);
}

static void check_error(const char *part)
{
    const char *message = undertone_error(engine);
    ck_assert_msg(strstr(message, part) != NULL, "'%s' lacks '%s'", message,
                  part);
}

START_TEST(destroys_what_was_never_run)
{
    undertone_destroy(NULL);
    undertone_destroy(undertone_create());
}
END_TEST

START_TEST(keeps_two_engines_apart)
{
    undertone *other = undertone_create();
    ck_assert_int_eq(run("x = 1"), 0);
    ck_assert_int_eq(undertone_run_string(other, "assert(x == nil) x = 2",
                                          "=other", 0, NULL),
                     0);
    undertone_destroy(engine);
    ck_assert_int_eq(undertone_run_string(other, "return x", "=other", 0, NULL),
                     2);
    engine = undertone_create();
    ck_assert_int_eq(run("assert(x == nil)"), 0);
    undertone_destroy(other);
}
END_TEST

START_TEST(accepts_every_option)
{
    static const char *const good[][2] = {
        {"user_dir", "/tmp"},     {"install_dir", "/usr/share"},
        {"libs", "safe"},         {"libs", "all"},
        {"allow_cpath", "yes"},   {"allow_cpath", "no"},
        {"memory_limit_mb", "0"}, {"memory_limit_mb", "1000000"},
        {"time_limit_ms", "60"},  {"log_level", "debug"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_int_eq(undertone_set(engine, good[i][0], good[i][1]), 0);
}
END_TEST

START_TEST(refuses_bad_options)
{
    static const char *const bad[][2] = {
        {"user_dir", ""},          {"user_dir", "relative"},
        {"user_dir", "/a;b"},      {"install_dir", "/a?b"},
        {"libs", "most"},          {"allow_cpath", "true"},
        {"memory_limit_mb", "1 "}, {"memory_limit_mb", "1000001"},
        {"memory_limit_mb", ""},   {"time_limit_ms", "-1"},
        {"time_limit_ms", "0x10"}, {"time_limit_ms", "99999999999999"},
        {"log_level", "loud"},     {"colour", "red"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int status = undertone_set(engine, bad[i][0], bad[i][1]);
        ck_assert_int_eq(status, UNDERTONE_EINVALID);
        check_error(bad[i][0]);
    }
    ck_assert_int_eq(undertone_set(engine, "libs", "all"), 0);
    ck_assert_str_eq(undertone_error(engine), "");
}
END_TEST

START_TEST(refuses_options_after_the_first_run)
{
    ck_assert_int_eq(run("return 0"), 0);
    ck_assert_int_eq(undertone_set(engine, "libs", "safe"), UNDERTONE_EINVALID);
    check_error("before the first run");
}
END_TEST

START_TEST(returns_the_exit_code_of_a_script)
{
    ck_assert_int_eq(run("return 7"), 7);
    ck_assert_int_eq(run("return 'text'"), 0);
    ck_assert_int_eq(run("return 1.5"), 0);
    ck_assert_int_eq(run("os.exit(9)"), 9);
    ck_assert_int_eq(run("pcall(os.exit, 4) while true do end"), 4);
    ck_assert_int_eq(run("os.exit(false)"), 1);
    ck_assert_int_eq(run("coroutine.wrap(function() os.exit() end)() x()"), 0);
    ck_assert_int_eq(run("return -1"), UNDERTONE_ESCRIPT);
    ck_assert_int_eq(run("return 256"), UNDERTONE_ESCRIPT);
    ck_assert_int_eq(run("return {}"), UNDERTONE_ESCRIPT);
    check_error("returned a table");
    ck_assert_int_eq(run("os.exit(256)"), UNDERTONE_ESCRIPT);
}
END_TEST

START_TEST(passes_arguments_as_the_lua_command_does)
{
    char first[] = "a", second[] = "b c";
    char *argv[] = {first, second};
    const char *source = "assert(arg[0] == '=test' and #arg == 2)"
                         "assert(arg[2] == 'b c' and select(2, ...) == 'b c')";
    ck_assert_int_eq(undertone_run_string(engine, source, "=test", 2, argv), 0);
}
END_TEST

START_TEST(turns_every_error_into_a_status_and_text)
{
    ck_assert_int_eq(run("local t = nil; t.x = 1"), UNDERTONE_ESCRIPT);
    check_error("test:1: attempt to index");
    check_error("stack traceback");
    ck_assert_int_eq(run("error({code = 'storage', message = 'disk full'})"),
                     UNDERTONE_ESTORAGE);
    ck_assert_str_eq(undertone_error(engine), "disk full");
    ck_assert_int_eq(run("error({code = 'no such', message = 'm'})"),
                     UNDERTONE_ESCRIPT);
    ck_assert_int_eq(run("error({})"), UNDERTONE_ESCRIPT);
    check_error("(error object is a table value)");
    ck_assert_int_eq(run("error(nil)"), UNDERTONE_ESCRIPT);
    check_error("(error object is a nil value)");
    ck_assert_int_eq(run("error(42)"), UNDERTONE_ESCRIPT);
    check_error("42");
    ck_assert_int_eq(run("error(setmetatable({}, {__tostring = function() "
                         "return 'spoken' end}))"),
                     UNDERTONE_ESCRIPT);
    check_error("spoken");
    ck_assert_int_eq(run("error(setmetatable({}, {__index = error}))"),
                     UNDERTONE_ESCRIPT);
    ck_assert_int_eq(run("x ="), UNDERTONE_ESCRIPT);
    check_error("test:1:");
    ck_assert_int_eq(run("\033Lua"), UNDERTONE_ESCRIPT);
    check_error("binary chunk");
    ck_assert_int_eq(run("local function f() return 1 + f() end f()"),
                     UNDERTONE_ESCRIPT);
    check_error("stack overflow");
    ck_assert_int_eq(run("return 0"), 0);
    ck_assert_str_eq(undertone_error(engine), "");
}
END_TEST

START_TEST(names_where_a_missing_script_was_looked_for)
{
    undertone_set(engine, "user_dir", "/tmp/no-such-folder");
    ck_assert_int_eq(undertone_run_file(engine, "reprot.lua", 0, NULL),
                     UNDERTONE_EUSAGE);
    check_error("'reprot.lua'");
    check_error("/tmp/no-such-folder/scripts");
    check_error("did you mean 'report.lua'?");
}
END_TEST

START_TEST(calls_functions_with_json)
{
    const char *result = NULL;
    ck_assert_int_eq(run("function pair(a, b) return {sum = a + b, b = b} end"
                         " function fail() return nil, 'closed', 'later' end"
                         " function quiet() end"),
                     0);
    ck_assert_int_eq(undertone_call(engine, "pair", "[1, 2]", &result), 0);
    ck_assert_str_eq(result, "{\n  \"b\": 2,\n  \"sum\": 3\n}");
    ck_assert_int_eq(undertone_call(engine, "string.upper", "[\"a\"]", &result),
                     0);
    ck_assert_str_eq(result, "\"A\"");
    ck_assert_int_eq(undertone_call(engine, "quiet", NULL, &result), 0);
    ck_assert_str_eq(result, "null");
    ck_assert_int_eq(undertone_call(engine, "quiet", NULL, NULL), 0);
    ck_assert_int_eq(undertone_call(engine, "fail", "[]", &result),
                     UNDERTONE_ELATER);
    ck_assert_str_eq(undertone_error(engine), "closed");
    ck_assert_int_eq(undertone_call(engine, "absent", "[]", &result),
                     UNDERTONE_EINVALID);
    check_error("'absent'");
    ck_assert_int_eq(undertone_call(engine, "pair", "[1", &result),
                     UNDERTONE_EINVALID);
    ck_assert_int_eq(undertone_call(engine, "pair", "7", &result),
                     UNDERTONE_EINVALID);
    ck_assert_int_eq(undertone_call(engine, "pair", "[]", &result),
                     UNDERTONE_ESCRIPT);
}
END_TEST

START_TEST(refuses_calls_that_have_no_json)
{
    static const char *const invalid[][2] = {
        {"no.module", "[]"}, {"string.absent", "[]"}, {"math.pi", "[]"},
        {"text", "[]"},      {"same", "{\"a\": 1}"},  {"same", "{}"},
        {"same", "[1"},      {"same", "[1] 2"},
    };
    static const char *const broken[] = {"nan", "hole", "mixed", "func",
                                         "bad.module"};
    const char *result = NULL;
    ck_assert_int_eq(
        run("text = 'x' function same(...) return ... end"
            " function nan() return {0 / 0} end"
            " function hole() return {1, nil, 3} end"
            " function mixed() return {1, x = 2} end"
            " function func() return print end"
            " package.preload.bad = function() require 'absent' end"),
        0);
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        int status =
            undertone_call(engine, invalid[i][0], invalid[i][1], &result);
        ck_assert_msg(status == UNDERTONE_EINVALID, "%s", invalid[i][0]);
        ck_assert_ptr_null(strstr(undertone_error(engine), "traceback"));
    }
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        int status = undertone_call(engine, broken[i], "[]", &result);
        ck_assert_msg(status == UNDERTONE_ESCRIPT, "%s", broken[i]);
    }
    ck_assert_int_eq(undertone_call(engine, "same", " [[1, 0.5]]", &result), 0);
    ck_assert_str_eq(result, "[1, 0.5]");
}
END_TEST

static void append(void *data, const char *bytes, size_t size_bytes)
{
    strncat(data, bytes, size_bytes);
}

static void append_log(void *data, int level, const char *message)
{
    char *text = data;
    size_t length = strlen(text);
    snprintf(text + length, 200 - length, "%d %s\n", level, message);
}

START_TEST(hands_print_and_log_to_the_host)
{
    char printed[200] = "", logged[200] = "";
    undertone_set_print(engine, append, printed);
    undertone_set_log(engine, append_log, logged);
    ck_assert_int_eq(run("print('a', 1, nil) print()"), 0);
    ck_assert_str_eq(printed, "a\t1\tnil\n\n");
    ck_assert_int_eq(run("local log = require 'undertone.log'"
                         " log.error('%d%%', 5) log.debug('unseen')"
                         " log.set_level('debug') log.debug('50%')"
                         " warn('a', 'b')"
                         " assert(not pcall(log.set_level, 'loud'))"),
                     0);
    ck_assert_str_eq(logged, "1 5%\n4 50%\n2 ab\n");
}
END_TEST

static int open_adder(lua_State *L)
{
    lua_pushinteger(L, 42);
    return 1;
}

START_TEST(adds_modules_of_the_host)
{
    ck_assert_int_eq(undertone_add_module(engine, "host.answer", open_adder),
                     0);
    ck_assert_int_eq(run("return require 'host.answer'"), 42);
    lua_State *L = undertone_lua_state(engine);
    ck_assert_ptr_nonnull(L);
    ck_assert_int_eq(lua_gettop(L), 0);
}
END_TEST

/* Calls undertone_call(engine, argument 1) and leaves its own arguments. */
static int l_reenter(lua_State *L)
{
    const char *result = NULL;
    int top = lua_gettop(L);
    int status = undertone_call(engine, luaL_checkstring(L, 1), "[]", &result);
    luaL_argcheck(L, lua_gettop(L) == top, 1, "the stack was cut");
    luaL_checkstring(L, top);
    lua_pushinteger(L, status);
    lua_pushstring(L, status == 0 ? result : undertone_error(engine));
    return 2;
}

static int open_reenter(lua_State *L)
{
    lua_pushcfunction(L, l_reenter);
    return 1;
}

START_TEST(is_entered_again_by_functions_of_the_host)
{
    undertone_set(engine, "time_limit_ms", "300");
    ck_assert_int_eq(undertone_add_module(engine, "again", open_reenter), 0);
    ck_assert_int_eq(run("again = require 'again'"
                         " function seven() return 7 end"
                         " function fail() return nil, 'gone', 'storage' end"
                         " function forever() while true do end end"
                         " function deep() return (again('deep', 'x')) end"),
                     0);
    ck_assert_int_eq(
        run("local status, result = again('seven', 'x', 'y')"
            " assert(status == 0 and result == '7')"
            " coroutine.wrap(function() status, result = again('seven', 'x')"
            " coroutine.yield() end)()"
            " assert(status == 0 and result == '7')"
            " status, result = again('fail', 'x')"
            " assert(status < 0 and result == 'gone')"
            " assert(again('deep', 'x') == 0)"
            " return 5"),
        5);
    ck_assert_int_eq(run("again('seven', 'x') while true do end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(run("while true do again('seven', 'x') end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(run("assert(again('forever', 'x') == -10)"
                         " while true do end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(run("return 5"), 5);
    ck_assert_int_eq(lua_gettop(undertone_lua_state(engine)), 0);
}
END_TEST

START_TEST(keeps_search_paths_absolute)
{
    ck_assert_int_eq(run("for entry in package.path:gmatch('[^;]+') do "
                         "assert(entry:sub(1, 1) == '/', entry) end "
                         "assert(package.cpath == '')"
                         "assert(not pcall(require, 'lfs'))"),
                     0);
}
END_TEST

START_TEST(opens_c_modules_where_allowed)
{
    undertone_set(engine, "allow_cpath", "yes");
    ck_assert_int_eq(run("assert(package.cpath ~= '')"
                         "local ok, why = pcall(require, 'no_such_module')"
                         "assert(why:find('.so', 1, true))"),
                     0);
}
END_TEST

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
    ck_assert_int_eq(run(source), UNDERTONE_EINTERRUPTED);
    pthread_join(thread, NULL);
    ck_assert_str_eq(undertone_error(engine), "interrupted");
    ck_assert_int_eq(run("return 5"), 5);
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
    ck_assert_int_eq(run("local ok, why = pcall(function() "
                         "while true do end end) "
                         "assert(why.code == 'interrupted') "
                         "assert(tostring(why) == 'interrupted') tidy = 1"),
                     UNDERTONE_EINTERRUPTED);
    pthread_join(thread, NULL);
    ck_assert_str_eq(undertone_error(engine), "interrupted");
    ck_assert_int_eq(run("return tidy"), 1);
}
END_TEST

START_TEST(keeps_an_early_interrupt_for_the_next_run)
{
    undertone_interrupt(engine);
    ck_assert_int_eq(run("while true do end"), UNDERTONE_EINTERRUPTED);
    ck_assert_int_eq(run("return 1"), 1);
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

/* The file is found beside this program: build/tests/../libundertone.so.0. */
START_TEST(works_from_a_library_loaded_at_run_time)
{
    char program[4000], path[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    ck_assert_int_gt(length, 0);
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    snprintf(path, sizeof path, "%s/../libundertone.so.0", program);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    ck_assert_msg(library != NULL, "%s", dlerror());
    undertone *(*create)(void) =
        (undertone * (*)(void)) dlsym(library, "undertone_create");
    void (*destroy)(undertone *) =
        (void (*)(undertone *))dlsym(library, "undertone_destroy");
    int (*run_string)(undertone *, const char *, const char *, int,
                      char *const[]) =
        (int (*)(undertone *, const char *, const char *, int,
                 char *const[]))dlsym(library, "undertone_run_string");
    undertone *loaded = create();
    ck_assert_int_eq(run_string(loaded, "return 3", "=loaded", 0, NULL), 3);
    destroy(loaded);
    dlclose(library);
}
END_TEST

START_TEST(lists_every_status)
{
    ck_assert_str_eq(undertone_version(), UNDERTONE_VERSION);
    ck_assert_str_eq(undertone_status_name(UNDERTONE_ELIMIT), "limit");
    ck_assert_str_eq(undertone_status_text(99), "unknown status");
    ck_assert_int_eq(undertone_exit_code(UNDERTONE_EINTERRUPTED), 8);
    ck_assert_int_eq(undertone_exit_code(-99), 1);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        destroys_what_was_never_run,
        keeps_two_engines_apart,
        accepts_every_option,
        refuses_bad_options,
        refuses_options_after_the_first_run,
        returns_the_exit_code_of_a_script,
        passes_arguments_as_the_lua_command_does,
        turns_every_error_into_a_status_and_text,
        names_where_a_missing_script_was_looked_for,
        calls_functions_with_json,
        refuses_calls_that_have_no_json,
        hands_print_and_log_to_the_host,
        adds_modules_of_the_host,
        is_entered_again_by_functions_of_the_host,
        keeps_search_paths_absolute,
        opens_c_modules_where_allowed,
        stops_when_another_thread_says_so,
        lets_a_script_tidy_up_after_an_interrupt,
        keeps_an_early_interrupt_for_the_next_run,
        runs_two_engines_in_two_threads,
        works_from_a_library_loaded_at_run_time,
        lists_every_status,
    };
    Suite *suite = suite_create("engine");
    TCase *engine_case = tcase_create("engine");
    tcase_set_timeout(engine_case, 30);
    tcase_add_checked_fixture(engine_case, setup, teardown);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tcase_add_test(engine_case, tests[i]);
    suite_add_tcase(suite, engine_case);
    return suite_run(suite);
}
