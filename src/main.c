/* main.c: the command; argv -> undertone.h calls -> exit code. */
#include <stdio.h>
#include <string.h>

#include "undertone.h"

static int run(undertone *engine, int argc, char *argv[])
{
    if (argc >= 3 && strcmp(argv[1], "-e") == 0)
        return undertone_run_string(engine, argv[2], "=(command line)");
    if (argc >= 2)
        return undertone_run_file(engine, argv[1], argc - 2, argv + 2);
    fprintf(stderr, "usage: undertone SCRIPT [arguments]\n");
    return UNDERTONE_EUSAGE;
}

int main(int argc, char *argv[])
{
    undertone *engine = undertone_create();
    if (engine == NULL)
        return 9;
    int status = run(engine, argc, argv);
    if (status < 0) {
        if (*undertone_error(engine) != '\0')
            fprintf(stderr, "undertone: %s\n", undertone_error(engine));
        status = undertone_exit_code(status);
    }
    undertone_destroy(engine);
    return status;
}
