/*
 * embed_script.c: runs a script file in a limited engine.
 * usage: embed_script [SCRIPT [arguments]]     without one, a greeting
 *
 * cc embed_script.c $(pkg-config --cflags --libs undertone)
 */
#include <stdio.h>

#include "undertone.h"

static const char greeting[] =
    "local sentiment = require('undertone.vader').new()\n"
    "print(sentiment:compound('I really love the new plan!'))\n";

static void print_log(void *data, int level, const char *message)
{
    (void)data;
    fprintf(stderr, "[%d] %s\n", level, message);
}

int main(int argc, char *argv[])
{
    undertone *engine = undertone_create();
    if (engine == NULL)
        return 1;
    undertone_set_log(engine, print_log, NULL);
    undertone_set(engine, "libs", "safe");
    undertone_set(engine, "memory_limit_mb", "256");
    undertone_set(engine, "time_limit_ms", "10000");

    int status;
    if (argc > 1)
        status = undertone_run_file(engine, argv[1], argc - 2, argv + 2);
    else
        status = undertone_run_string(engine, greeting, "=greeting", 0, NULL);
    if (status < 0) {
        fprintf(stderr, "%s: %s\n", undertone_status_name(status),
                undertone_error(engine));
        status = undertone_exit_code(status);
    }
    undertone_destroy(engine);
    return status;
}
