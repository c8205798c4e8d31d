/*
 * check_tenant_options.c: what the example tenant takes on its command line,
 * and what it says of a data file that it cannot read.
 */
#define _GNU_SOURCE

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/suite.h"
#include "tenant_client.h"

/* What the tenant says before it ends; *exit_code receives how. */
static const char *output_of(const char *arguments, int *exit_code)
{
    static char output[8192];
    char command[512];
    const char *build = getenv("BUILD");
    snprintf(command, sizeof command, "%s/examples/tenant %s </dev/null 2>&1",
             build ? build : "build", arguments);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    size_t size = fread(output, 1, sizeof output - 1, pipe);
    output[size] = '\0';
    *exit_code = WEXITSTATUS(pclose(pipe));
    return output;
}

static int exit_of(const char *arguments)
{
    int exit_code;
    output_of(arguments, &exit_code);
    return exit_code;
}

START_TEST(refuses_bad_options)
{
    static const char *const bad[] = {
        "--port",
        "--port x",
        "--port 65536",
        "--fail 2",
        "--fail -1",
        "--fail .",
        "--page-size 0",
        "--nonsense",
        "--data /no/such/file",
        "--fault F2",
        "--fault F999@page",
        "--fault F2@nowhere",
        "--fault F2@page:",
        "--fault F2@page:x",
        "--tls /no/such /file",
        "--log /no/such/folder/log",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(exit_of(bad[i]) == 2, "%s", bad[i]);
    ck_assert_int_eq(exit_of("--help"), 0);
    ck_assert_int_eq(exit_of("--list-faults"), 0);
    ck_assert_int_eq(exit_of("--until-eof"), 0);
    ck_assert_int_eq(exit_of("--max-seconds 1"), 0);
}
END_TEST

static const char *const bad_lines[][2] = {
    {"{\"conversationId\": \"a\", \"start_time\": \"2026-11-02\"}\n{",
     ":2: not a JSON object"},
    {"[1]", ":1: not a JSON object"},
    {"{\"start_time\": \"2026-11-02\"}", ":1: no conversationId"},
    {"{\"conversationId\": \"a\", \"start_time\": \"noon\"}",
     ":1: start_time is not an ISO 8601 time"},
    {"{\"conversationId\": \"a\"}", ":1: start_time is not an ISO 8601 time"},
    {"{\"conversationId\": \"a\" \"start_time\": 1}", ":1: malformed JSON"},
};

START_TEST(names_the_bad_line_of_a_data_file)
{
    char arguments[128], expected[128];
    int exit_code;
    const char *path = tenant_data_file(bad_lines[_i][0]);
    snprintf(arguments, sizeof arguments, "--data %s", path);
    snprintf(expected, sizeof expected, "tenant: %s%s\n", path,
             bad_lines[_i][1]);
    ck_assert_str_eq(output_of(arguments, &exit_code), expected);
    ck_assert_int_eq(exit_code, 2);
    unlink(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tenant options");
    TCase *tests = tcase_create("tenant options");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, refuses_bad_options);
    tcase_add_loop_test(tests, names_the_bad_line_of_a_data_file, 0,
                        sizeof bad_lines / sizeof bad_lines[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
