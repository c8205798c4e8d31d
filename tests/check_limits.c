/*
 * check_limits.c: hostile scripts in engines that ask for limits. None may
 * outlive its deadline by a second, pass the memory ceiling or end the host.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "support/suite.h"
#include "undertone.h"

#define TIME_LIMIT_MS "200"
#define OVERTIME_MS 1000

static undertone *engine;

static void setup(void)
{
    engine = undertone_create();
    ck_assert_int_eq(undertone_set(engine, "libs", "safe"), 0);
    ck_assert_int_eq(undertone_set(engine, "time_limit_ms", TIME_LIMIT_MS), 0);
    ck_assert_int_eq(undertone_set(engine, "memory_limit_mb", "64"), 0);
}

static void teardown(void)
{
    undertone_destroy(engine);
}

static int run(const char *source)
{
    return undertone_run_string(engine, source, "=test", 0, NULL);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static const char *const endless[] = {
    "while true do end",
    "local function f() return f() end f()",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "while true do xpcall(error, function() while true do end end) end",
    "xpcall(function() while true do end end, function() while true do end "
    "end)",
    "while true do xpcall(function() while true do end end, print) end",
    "local function g() while true do pcall(function() while true do end end) "
    "end end while true do pcall(g) end",
    "coroutine.wrap(function() while true do end end)()",
    "local c = coroutine.create(function() while true do end end) "
    "while true do coroutine.resume(c) end",
    "while true do pcall(coroutine.wrap(function() while true do end end)) end",
    "local function nest(n) return function() while true do "
    "pcall(coroutine.wrap(n == 0 and function() while true do end end or "
    "nest(n - 1))) end end end nest(20)()",
    "local function nest() while true do coroutine.resume(coroutine.create("
    "nest)) end end nest()",
    "local c = coroutine.wrap(function() while true do coroutine.yield() end "
    "end) while true do c() end",
    "for _ in coroutine.wrap(function() while true do coroutine.yield(1) end "
    "end) do end",
    "error(setmetatable({}, {__tostring = function() while true do end end}))",
    "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] "
    "end}) while true do pcall(function() return t[1] end) end",
    "table.sort({3, 1, 2}, function() while true do end end)",
    "('x'):rep(100):gsub('.', function() while true do end end)",
    "local t <close> = setmetatable({}, {__close = function() while true do "
    "end end})",
    "load(function() while true do end end)",
    "os.exit = nil while true do end",
    "goto again ::again:: goto again",
    "for i = 1, math.huge do end",
    "return ('a'):rep(28):find(('a?'):rep(28) .. ('a'):rep(28))",
    "return ('a'):rep(5000):find('.-.-.-.-b')",
    "return ('a'):rep(5000):match('a*a*a*a*b')",
    "for w in ('a'):rep(5000):gmatch('(.-)(.-)(.-)b') do end",
    "return ('a'):rep(5000):gsub('.-.-.-b', '')",
    "while true do ('a'):rep(5000):find('a*b') end",
    "while true do pcall(string.find, ('a'):rep(5000), '.-.-.-.-b') end",
    "tostring(setmetatable({}, {__name = 1})) repeat until false",
};

START_TEST(ends_at_the_deadline)
{
    double start = now_ms();
    int status = run(endless[_i]);
    double took = now_ms() - start;
    ck_assert_msg(status == UNDERTONE_ELIMIT, "%s: %d %s", endless[_i], status,
                  undertone_error(engine));
    ck_assert_msg(took < 200 + OVERTIME_MS, "%s: %.0f ms", endless[_i], took);
    ck_assert_int_eq(run("return 7"), 7);
}
END_TEST

static const char *const greedy[] = {
    "return ('x'):rep(1 << 30)",
    "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
    "local s = 'x' while true do s = s .. s end",
    "local t = {} while true do t[#t + 1] = coroutine.create(print) end",
    "local t = {} for i = 1, 1 << 30 do t[i] = i end",
    "local s = ('x'):rep(1 << 24) return table.concat({s, s}):rep(10)",
    "return ('%99.99f'):rep(1 << 24)",
    "while true do pcall(string.rep, 'x', 1 << 30) end",
    "local s = ('x'):rep(1 << 20) return (s:gsub('x', s))",
    "return table.unpack(setmetatable({}, {__len = 1e7}), 1, 1e8)",
};

START_TEST(stays_under_the_memory_ceiling)
{
    int status = run(greedy[_i]);
    ck_assert_msg(status == UNDERTONE_ELIMIT || status == UNDERTONE_ESCRIPT,
                  "%s: %d", greedy[_i], status);
    ck_assert_int_eq(run("collectgarbage() assert(collectgarbage('count') < "
                         "1024) return 7"),
                     7);
}
END_TEST

/* One per class of escape that other hosts of Lua had to patch. */
static const char *const escapes[] = {
    "return package or io or debug or dofile or loadfile or collectgarbage == "
    "nil or os.execute or os.getenv or os.remove or string.dump or "
    "coroutine.close",
    "return pcall(load, '\\27Lua') and load('\\27Lua', 'x', 'b')",
    "return load(function() return nil end, 'x', 'b') == nil",
    "return getmetatable('')",
    "return pcall(setmetatable, {}, {__gc = print})",
    "return select(2, pcall(require, 'io')) == io and io",
    "return pcall(require, 'debug') or pcall(require, 'package')",
    "return pcall(require, 'undertone.file') or pcall(require, "
    "'undertone.db') or pcall(require, 'undertone.http')",
    "return pcall(require, 'argparse')",
    "return pcall(require('undertone.core.resource').read, '../etc/passwd')",
    "return pcall(require('undertone.core.resource').read, '/etc/passwd')",
    "return pcall(collectgarbage, 'stop')",
    "return pcall(table.unpack, {}, 0, 0x7fffffff)",
    "return pcall(string.rep, 'x', -1 >> 1)",
    "return load('return _G')()._G ~= _G",
    "return ('').rep('', 1 << 60) ~= ''",
    "return pcall(table.move, {}, 1, 1 << 60, 2)",
    "local t = setmetatable({}, {__len = function() return 1 << 60 end}) "
    "return pcall(table.insert, t, 1, 1) or pcall(table.sort, t) or "
    "pcall(table.remove, t, 1) or pcall(table.concat, t)",
    "return ('a'):rep(1 << 20):find(('a'):rep(1 << 19) .. 'b', 1, true)",
    "for name in pairs(_G) do if not ('_G _VERSION assert collectgarbage "
    "coroutine error getmetatable ipairs load math next os pairs pcall print "
    "rawequal rawget rawlen rawset require select setmetatable string table "
    "tonumber tostring type utf8 warn xpcall arg'):find(name, 1, true) then "
    "return name end end",
};

START_TEST(leaves_no_way_out)
{
    char source[1000];
    snprintf(source, sizeof source,
             "local found = (function() %s end)() return found and 1 or 0",
             escapes[_i]);
    int status = run(source);
    ck_assert_msg(status == 0, "%s: %d %s", escapes[_i], status,
                  undertone_error(engine));
}
END_TEST

START_TEST(still_runs_honest_scripts)
{
    ck_assert_int_eq(
        run("local log = require 'undertone.log' "
            "local text = table.concat({'a', 'b'}, ',') "
            "assert(text:upper() == 'A,B' and #text == 3) "
            "local ok, why = pcall(error, 'x') assert(why == 'x') "
            "assert(load('return ...', 'c', 'bt', {})(5) == 5) "
            "assert(load('return x', 'c', 't', {x = 6})() == 6) "
            "assert(setmetatable({}, {__index = {y = 1}}).y == 1) "
            "assert(collectgarbage('count') > 0) "
            "assert(select('#', xpcall(function() return 1, 2 end, print)) "
            "== 3) "
            "local ok, trace = xpcall(error, function(e) return e .. '!' end, "
            "'e') assert(trace == 'e!') "
            "local c = coroutine.wrap(function(a) local b = "
            "coroutine.yield(a + 1) error('in ' .. b, 0) end) "
            "assert(c(1) == 2) local ok, why = pcall(c, 'x') "
            "assert(why == 'in x')"
            "local y = coroutine.wrap(function() return pcall(function() "
            "coroutine.yield(1) error('late', 0) end) end) assert(y() == 1) "
            "local ok, why = y() assert(not ok and why == 'late') "
            "return math.type(os.time()) == 'integer' and 9 or 0"),
        9);
}
END_TEST

/* A table with keys at powers of two claims 2^62 items in a kilobyte. */
START_TEST(believes_no_false_length)
{
    int status =
        run("local function long(item) local list = {} "
            "for i = 1, 9 do list[i] = item end list[17] = item "
            "for k = 4, 62 do list[1 << k] = item end return list end "
            "assert(#long(1) == 1 << 62) "
            "local function refuses(f, ...) local ok, why = pcall(f, ...) "
            "assert(not ok and why:find('more than 2147483647 items'), why) "
            "end "
            "local number, text = long(1.5), long('red apples') "
            "local describe = require 'undertone.core.stats_describe' "
            "local tests = require 'undertone.core.stats_tests' "
            "local matrix = require 'undertone.matrix' "
            "refuses(describe.mean, number) "
            "refuses(tests.kruskal, {number, number, number, number}) "
            "refuses(tests.kruskal, long({})) "
            "refuses(matrix.from_rows, {number}) "
            "refuses(matrix.from_rows, long({})) "
            "refuses(require('undertone.tfidf').fit, text) "
            "refuses(require('undertone.text').content_words_all, text) "
            "local scorer = require('undertone.vader').new() "
            "refuses(scorer.compounds, scorer, text) return 9");
    ck_assert_msg(status == 9, "%s", undertone_error(engine));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limits");
    TCase *limits = tcase_create("limits");
    tcase_set_timeout(limits, 60);
    tcase_add_checked_fixture(limits, setup, teardown);
    tcase_add_loop_test(limits, ends_at_the_deadline, 0,
                        sizeof endless / sizeof endless[0]);
    tcase_add_loop_test(limits, stays_under_the_memory_ceiling, 0,
                        sizeof greedy / sizeof greedy[0]);
    tcase_add_loop_test(limits, leaves_no_way_out, 0,
                        sizeof escapes / sizeof escapes[0]);
    tcase_add_test(limits, believes_no_false_length);
    tcase_add_test(limits, still_runs_honest_scripts);
    suite_add_tcase(suite, limits);
    return suite_run(suite);
}
