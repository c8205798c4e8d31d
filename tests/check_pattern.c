/*
 * check_pattern.c: the string functions of safe engines against Lua's own,
 * which an engine with all libraries has: the same script in both prints
 * the same lines, over the manual's examples and random patterns.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "support/suite.h"
#include "undertone.h"

#define PRINTED_MAX (64 << 20)

static void append(void *data, const char *bytes, size_t size_bytes)
{
    ck_assert_int_eq(ut_buf_add(data, bytes, size_bytes), 0);
}

static void run(const char *libs, const char *source, struct ut_buf *printed)
{
    undertone *engine = undertone_create();
    ut_buf_init(printed, PRINTED_MAX);
    undertone_set(engine, "libs", libs);
    undertone_set_print(engine, append, printed);
    int status = undertone_run_string(engine, source, "=test", 0, NULL);
    ck_assert_msg(status == 0, "%s: %s", libs, undertone_error(engine));
    undertone_destroy(engine);
}

/* Compares what both print; a failure shows the line. */
static void compare(const char *source)
{
    struct ut_buf expected, found;
    run("all", source, &expected);
    run("safe", source, &found);
    ck_assert_uint_gt(expected.size_bytes, 100);
    size_t line = 0; /* where the current line of both begins */
    size_t common = expected.size_bytes < found.size_bytes ? expected.size_bytes
                                                           : found.size_bytes;
    for (size_t i = 0; i < common; i++) {
        ck_assert_msg(expected.bytes[i] == found.bytes[i],
                      "expected %.200s\nbut got  %.200s", expected.bytes + line,
                      found.bytes + line);
        if (expected.bytes[i] == '\n')
            line = i + 1;
    }
    ck_assert_uint_eq(expected.size_bytes, found.size_bytes);
    ut_buf_clear(&expected);
    ut_buf_clear(&found);
}

START_TEST(agrees_on_known_cases)
{
    compare(
        "local cases = {"
        " {'hello world', 'o w'}, {'hello', 'l+'}, {'hello', '(h)(.)'},"
        " {'  trim  ', '^%s*(.-)%s*$'}, {'THE (quick) fox', '%((%a+)%)'},"
        " {'f(a(b)c)d', '%b()'}, {'THE (quick) fox', '%f[%a]%a+%f[%A]'},"
        " {'abcabc', '(abc)%1'}, {'a\\0b', '%z'}, {'a\\0b', '[\\0]'},"
        " {'flag', '()ll()'}, {'x]y', '[]]'}, {']]a', '[^]]'}, {'b]a', "
        "'[^]a]'}, {'x^y', '[a^]'},"
        " {'a-z', '[a%-z]+'}, {'a-z', '[%a-]+'}, {'abc', '[^a-b]'},"
        " {'x', ''}, {'', ''}, {'', '^$'}, {'a$', 'a$$'}, {'a+b', '%+'},"
        " {'key = value', '(%w+)%s*=%s*(%w+)'}, {'\\xe9t\\xe9', "
        "'[\\x80-\\xff]'},"
        " {'a', '%'}, {'a', '['}, {'a', '[a'}, {'a', '[%'}, {'a', '('},"
        " {'a', ')'}, {'a', '%1'}, {'a', '(a%1)'}, {'a', '%b'}, {'a', '%bx'},"
        " {'a', '%f'}, {'a', '%fa'}, {'aaa', 'a-'}, {'aaa', 'a-$'},"
        " {('a'):rep(2000), '.-b'}, {('x'):rep(40), ('(x)'):rep(33)},"
        " {('1'):rep(300), ('%d'):rep(250)}, {('a'):rep(300), "
        "('a?'):rep(190)}, {'ab', "
        "'(a*(.)%w(%s*))'},"
        "}"
        "for i, case in ipairs(cases) do"
        " local s, p = case[1], case[2]"
        " for start = -4, 7 do"
        "  print(i, 'find', start, pcall(string.find, s, p, start))"
        "  print(i, 'plain', start, pcall(string.find, s, p, start, true))"
        "  print(i, 'match', start, pcall(string.match, s, p, start))"
        " end"
        " for n = 0, 3 do"
        "  print(i, 'gsub', pcall(string.gsub, s, p, '<%0>', n))"
        "  print(i, 'gsub', pcall(string.gsub, s, p, '%1%%', n))"
        "  print(i, 'gsub', pcall(string.gsub, s, p, '%2', n))"
        "  print(i, 'gsub', pcall(string.gsub, s, p, string.len, n))"
        " end"
        " print(i, 'gsub', pcall(string.gsub, s, p, {a = 1, l = false}))"
        " print(i, 'gsub', pcall(string.gsub, s, p, '%x'))"
        " print(i, 'gsub', pcall(string.gsub, s, p, '%'))"
        " print(i, 'gsub', pcall(string.gsub, s, p, function() return {} "
        "end))"
        "end "
        "print(pcall(string.find, ('a'):rep(300), ('a?'):rep(250))) "
        "print(pcall(string.gsub, 'a', 'a')) print(('x'):rep(3, ','))"
        "print((''):rep(5), ('x'):rep(-1), pcall(string.rep))"
        "for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do print(k, v) end "
        "for w in ('one  two'):gmatch('%a*') do print(w) end "
        "for w in ('abc'):gmatch('') do print(w) end "
        "for w in ('abc'):gmatch('%w', -2) do print(w) end "
        "for w in ('a^a'):gmatch('^a') do print(w) end "
        "for w in ('abc'):gmatch('%w', 9) do print(w) end");
}
END_TEST

START_TEST(agrees_on_random_patterns)
{
    compare("local seed = 20261122 "
            "local function below(n) seed = (seed * 1103515245 + 12345) & "
            "0x7fffffff return (seed >> 8) % n end "
            "local parts = {'a', 'b', '.', '%a', '%A', '%d', '%s', '%w', '%p', "
            "'[ab]', '[^a]', '[a-c%d]', '(', ')', '()', '%1', '%2', '%bab', "
            "'%f[%w]', '^', '$', '-', '%-', ' ', '%%'} "
            "local suffixes = {'', '', '', '*', '+', '-', '?'} "
            "local letters = {'a', 'b', 'c', '1', ' ', '-', '.'} "
            "local function make(list, other, length) local t = {} "
            "for i = 1, below(length) do t[i] = list[below(#list) + 1] .. "
            "(other and other[below(#other) + 1] or '') end "
            "return table.concat(t) end "
            "for i = 1, 10000 do "
            "local p, s = make(parts, suffixes, 7), make(letters, nil, 12) "
            "print(p, s, pcall(string.find, s, p)) "
            "print(p, s, pcall(string.gsub, s, p, '<%0>')) "
            "local t = {} print(p, s, pcall(function() "
            "for x, y in string.gmatch(s, p) do t[#t + 1] = tostring(x) .. "
            "tostring(y) end end), table.concat(t, '|')) "
            "end");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pattern");
    TCase *tests = tcase_create("pattern");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, agrees_on_known_cases);
    tcase_add_test(tests, agrees_on_random_patterns);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
