/*
 * check_engine.c: the public API as an embedder uses it: lifetimes, options,
 * running scripts, their errors, and the shared library loaded at run time.
 * Calls and callbacks are check_call.c's, interrupts check_stop.c's.
 */
#include <check.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine_fixture.h"

START_TEST(destroys_what_was_never_run)
{
    undertone_destroy(NULL);
    undertone_destroy(undertone_create());
}
END_TEST

START_TEST(keeps_two_engines_apart)
{
    undertone *other = undertone_create();
    ck_assert_int_eq(engine_run("x = 1"), 0);
    ck_assert_int_eq(undertone_run_string(other, "assert(x == nil) x = 2",
                                          "=other", 0, NULL),
                     0);
    undertone_destroy(engine);
    ck_assert_int_eq(undertone_run_string(other, "return x", "=other", 0, NULL),
                     2);
    engine = undertone_create();
    ck_assert_int_eq(engine_run("assert(x == nil)"), 0);
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
        engine_expect_error(bad[i][0]);
    }
    ck_assert_int_eq(undertone_set(engine, "libs", "all"), 0);
    ck_assert_str_eq(undertone_error(engine), "");
}
END_TEST

START_TEST(refuses_options_after_the_first_run)
{
    ck_assert_int_eq(engine_run("return 0"), 0);
    ck_assert_int_eq(undertone_set(engine, "libs", "safe"), UNDERTONE_EINVALID);
    engine_expect_error("before the first run");
}
END_TEST

START_TEST(returns_the_exit_code_of_a_script)
{
    ck_assert_int_eq(engine_run("return 7"), 7);
    ck_assert_int_eq(engine_run("return 'text'"), 0);
    ck_assert_int_eq(engine_run("return 1.5"), 0);
    ck_assert_int_eq(engine_run("os.exit(9)"), 9);
    ck_assert_int_eq(engine_run("pcall(os.exit, 4) while true do end"), 4);
    ck_assert_int_eq(engine_run("os.exit(false)"), 1);
    ck_assert_int_eq(
        engine_run("coroutine.wrap(function() os.exit() end)() x()"), 0);
    ck_assert_int_eq(engine_run("return -2"), UNDERTONE_ESCRIPT);
    engine_expect_error("returned -2, which is no exit code");
    ck_assert_int_eq(engine_run("return 256"), UNDERTONE_ESCRIPT);
    ck_assert_int_eq(engine_run("return {}"), UNDERTONE_ESCRIPT);
    engine_expect_error("returned a table");
    ck_assert_int_eq(engine_run("os.exit(256)"), UNDERTONE_ESCRIPT);
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
    ck_assert_int_eq(engine_run("local t = nil; t.x = 1"), UNDERTONE_ESCRIPT);
    engine_expect_error("test:1: attempt to index");
    engine_expect_error("stack traceback");
    ck_assert_int_eq(
        engine_run("error({code = 'storage', message = 'disk full'})"),
        UNDERTONE_ESTORAGE);
    ck_assert_str_eq(undertone_error(engine), "disk full");
    ck_assert_int_eq(engine_run("error({code = 'no such', message = 'm'})"),
                     UNDERTONE_ESCRIPT);
    ck_assert_int_eq(engine_run("error({})"), UNDERTONE_ESCRIPT);
    engine_expect_error("(error object is a table value)");
    ck_assert_int_eq(engine_run("error(nil)"), UNDERTONE_ESCRIPT);
    engine_expect_error("(error object is a nil value)");
    ck_assert_int_eq(engine_run("error(42)"), UNDERTONE_ESCRIPT);
    engine_expect_error("42");
    ck_assert_int_eq(
        engine_run("error(setmetatable({}, {__tostring = function() "
                   "return 'spoken' end}))"),
        UNDERTONE_ESCRIPT);
    engine_expect_error("spoken");
    ck_assert_int_eq(engine_run("error(setmetatable({}, {__index = error}))"),
                     UNDERTONE_ESCRIPT);
    ck_assert_int_eq(engine_run("x ="), UNDERTONE_ESCRIPT);
    engine_expect_error("test:1:");
    ck_assert_int_eq(engine_run("\033Lua"), UNDERTONE_ESCRIPT);
    engine_expect_error("binary chunk");
    ck_assert_int_eq(engine_run("local function f() return 1 + f() end f()"),
                     UNDERTONE_ESCRIPT);
    engine_expect_error("stack overflow");
    ck_assert_int_eq(engine_run("return 0"), 0);
    ck_assert_str_eq(undertone_error(engine), "");
}
END_TEST

START_TEST(names_where_a_missing_script_was_looked_for)
{
    undertone_set(engine, "user_dir", "/tmp/no-such-folder");
    ck_assert_int_eq(undertone_run_file(engine, "reprot.lua", 0, NULL),
                     UNDERTONE_EUSAGE);
    engine_expect_error("'reprot.lua'");
    engine_expect_error("/tmp/no-such-folder/scripts");
    engine_expect_error("did you mean 'report.lua'?");
}
END_TEST

START_TEST(keeps_search_paths_absolute)
{
    ck_assert_int_eq(engine_run("for entry in package.path:gmatch('[^;]+') do "
                                "assert(entry:sub(1, 1) == '/', entry) end "
                                "assert(package.cpath == '')"
                                "assert(not pcall(require, 'lfs'))"),
                     0);
}
END_TEST

START_TEST(opens_c_modules_where_allowed)
{
    undertone_set(engine, "allow_cpath", "yes");
    ck_assert_int_eq(
        engine_run("assert(package.cpath ~= '')"
                   "local ok, why = pcall(require, 'no_such_module')"
                   "assert(why:find('.so', 1, true))"),
        0);
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
        keeps_search_paths_absolute,
        opens_c_modules_where_allowed,
        works_from_a_library_loaded_at_run_time,
        lists_every_status,
    };
    return engine_suite_run("engine", tests, sizeof tests / sizeof tests[0]);
}
