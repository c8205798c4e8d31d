/*
 * check_call.c: what passes between an engine and its host: calls with JSON,
 * print and log, modules written in C, and entering again from one of them.
 */
#include <check.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "engine_fixture.h"
#include "undertone_lua.h"

START_TEST(calls_functions_with_json)
{
    const char *result = NULL;
    ck_assert_int_eq(
        engine_run("function pair(a, b) return {sum = a + b, b = b} end"
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
    engine_expect_error("'absent'");
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
        engine_run("text = 'x' function same(...) return ... end"
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
    ck_assert_int_eq(engine_run("print('a', 1, nil) print()"), 0);
    ck_assert_str_eq(printed, "a\t1\tnil\n\n");
    ck_assert_int_eq(engine_run("local log = require 'undertone.log'"
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
    ck_assert_int_eq(engine_run("return require 'host.answer'"), 42);
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
    ck_assert_int_eq(
        engine_run("again = require 'again'"
                   " function seven() return 7 end"
                   " function fail() return nil, 'gone', 'storage' end"
                   " function forever() while true do end end"
                   " function deep() return (again('deep', 'x')) end"),
        0);
    ck_assert_int_eq(
        engine_run(
            "local status, result = again('seven', 'x', 'y')"
            " assert(status == 0 and result == '7')"
            " coroutine.wrap(function() status, result = again('seven', 'x')"
            " coroutine.yield() end)()"
            " assert(status == 0 and result == '7')"
            " status, result = again('fail', 'x')"
            " assert(status < 0 and result == 'gone')"
            " assert(again('deep', 'x') == 0)"
            " return 5"),
        5);
    ck_assert_int_eq(engine_run("again('seven', 'x') while true do end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(engine_run("while true do again('seven', 'x') end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(engine_run("assert(again('forever', 'x') == -10)"
                                " while true do end"),
                     UNDERTONE_ELIMIT);
    ck_assert_int_eq(engine_run("return 5"), 5);
    ck_assert_int_eq(lua_gettop(undertone_lua_state(engine)), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        calls_functions_with_json,
        refuses_calls_that_have_no_json,
        hands_print_and_log_to_the_host,
        adds_modules_of_the_host,
        is_entered_again_by_functions_of_the_host,
    };
    return engine_suite_run("call", tests, sizeof tests / sizeof tests[0]);
}
