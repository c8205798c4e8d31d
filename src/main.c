/*
 * main.c: the command; argv -> undertone.h calls -> exit code.
 *
 * An ordinary client of the public API. What belongs to a process and not to
 * a library is here: signals, standard streams, folders from the environment.
 */
#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "undertone.h"

#define STOP_SECONDS 2 /* from a signal to the end, whatever happens */

static const char usage[] =
    "usage: undertone [options] SCRIPT [script arguments]\n"
    "       undertone [options] -e CODE [script arguments]\n"
    "\n"
    "SCRIPT is a path, or a name looked up in scripts/ of your folder, of\n"
    "the installation and among the scripts compiled in, such as report.lua.\n"
    "\n"
    "  -e CODE        run a piece of Lua\n"
    "  --allow-cpath  let scripts load C modules from LUA_CPATH\n"
    "  --paths        print what is looked up where, and what is there\n"
    "  --version      print the versions of Undertone and its libraries\n"
    "  --help         print this text\n"
    "\n"
    "Your folder is $UNDERTONE_HOME, else undertone in $XDG_CONFIG_HOME or\n"
    "~/.config. A file in it wins over the stock file of the same name.\n"
    "\n"
    "Start with:      undertone report.lua --help\n"
    "\n"
    "Exit codes: 0 complete, 1 script error, 2 usage or settings, 3 finished\n"
    "with gaps, 4 credentials, 5 unsafe answer refused, 6 come back later,\n"
    "7 local storage, 8 interrupted, 9 limit reached.\n";

static undertone *running; /* for the signal handlers */
static int output_errno;   /* why standard output ended early; 0: it did not */

static void on_stop_signal(int number)
{
    (void)number; /* the second one ends at once: SA_RESETHAND */
    undertone_interrupt(running);
    alarm(STOP_SECONDS);
}

/* Shell and kernel both tell of a terminal that goes: not to be taken as two
 * signals. */
static void on_hangup(int number)
{
    signal(number, SIG_IGN);
    on_stop_signal(number);
}

/* What was at work did not end in time; only what a handler may call. */
static void on_alarm(int signal)
{
    static const char message[] = "\nundertone: interrupted while at work\n";
    (void)signal;
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(undertone_exit_code(UNDERTONE_EINTERRUPTED));
}

/* nohup, say, wants the program to outlive its terminal. */
static bool is_hangup_ignored(void)
{
    struct sigaction action;
    return sigaction(SIGHUP, NULL, &action) == 0 &&
           action.sa_handler == SIG_IGN;
}

static void handle_signals(void)
{
    struct sigaction action = {.sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_stop_signal;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = on_hangup;
    if (!is_hangup_ignored())
        sigaction(SIGHUP, &action, NULL);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = SIG_IGN; /* writing tells: print_line */
    action.sa_flags = 0;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL); /* and so it does at a size limit */
}

/* The work is over, and the handler's engine is about to go. */
static void ignore_stop_signals(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
}

/* A core file would hold tokens and transcripts. */
static void forbid_core_files(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static void print_line(void *data, const char *bytes, size_t size_bytes)
{
    if (fwrite(bytes, 1, size_bytes, stdout) == size_bytes)
        return;
    if (output_errno == 0)
        output_errno = errno;
    undertone_interrupt(data); /* nobody reads any more */
}

static void print_log(void *data, int level, const char *message)
{
    static const char *const prefixes[] = {"", "error: ", "warning: ", "", ""};
    (void)data;
    fprintf(stderr, "undertone: %s%s\n", prefixes[level], message);
}

/* Sets the option to the folder "base/sub". */
static int set_folder(undertone *engine, const char *option, const char *base,
                      const char *sub)
{
    char *path;
    if (asprintf(&path, "%s%s", base, sub) < 0)
        return UNDERTONE_EMEMORY;
    int status = undertone_set(engine, option, path);
    free(path);
    return status;
}

/* The first variable that is set decides. A relative path counts as unset, as
 * XDG has it, but for the variable that is ours alone. */
static int set_user_folder(undertone *engine)
{
    static const char *const places[][2] = {
        {"UNDERTONE_HOME", ""},
        {"XDG_CONFIG_HOME", "/undertone"},
        {"HOME", "/.config/undertone"},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *base = getenv(places[i][0]);
        if (base == NULL || *base == '\0' || (i > 0 && *base != '/'))
            continue;
        int status = set_folder(engine, "user_dir", base, places[i][1]);
        if (status != 0)
            fprintf(stderr, "undertone: your folder, by $%s:\n", places[i][0]);
        return status;
    }
    return 0;
}

/* PREFIX/bin/undertone has its stock files in PREFIX/share/undertone. */
static int set_installed_folder(undertone *engine)
{
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return 0;
    program[length] = '\0';
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(program, '/');
        if (slash != NULL)
            *slash = '\0';
    }
    return set_folder(engine, "install_dir", program, "/share/undertone");
}

static int refuse_usage(const char *what, const char *word)
{
    fprintf(stderr, "undertone: %s%s\nTry: undertone --help\n", what, word);
    return undertone_exit_code(UNDERTONE_EUSAGE);
}

/* Runs what argv asks for; options come before the script. Returns a
 * negative status or an exit code. */
static int run(undertone *engine, int argc, char *argv[])
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        const char *option = argv[i];
        const char *module = NULL;
        if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)
            return fputs(usage, stdout) < 0 ? UNDERTONE_ESTORAGE : 0;
        if (strcmp(option, "--paths") == 0)
            module = "print(require('undertone.resource').describe())";
        else if (strcmp(option, "--version") == 0)
            module = "print(require('undertone.versions').describe())";
        if (module != NULL)
            return undertone_run_string(engine, module, "=undertone", 0, NULL);
        if (strcmp(option, "-e") == 0 && i + 1 < argc)
            return undertone_run_string(engine, argv[i + 1], "=(command line)",
                                        argc - i - 2, argv + i + 2);
        if (strcmp(option, "--allow-cpath") != 0)
            return refuse_usage(strcmp(option, "-e") == 0 ? "no code after "
                                                          : "unknown option ",
                                option);
        undertone_set(engine, "allow_cpath", "yes");
    }
    if (i == argc)
        return refuse_usage("no script given", "");
    return undertone_run_file(engine, argv[i], argc - i - 1, argv + i + 1);
}

/* Says what went wrong and turns a status into an exit code. */
static int finish(undertone *engine, int status)
{
    if (fflush(stdout) != 0 && output_errno == 0)
        output_errno = errno;
    bool is_ours = status >= 0 || status == UNDERTONE_EINTERRUPTED;
    if (output_errno != 0 && is_ours) {
        fprintf(stderr, "undertone: standard output: %s\n",
                strerror(output_errno));
        return undertone_exit_code(UNDERTONE_ESTORAGE);
    }
    if (status >= 0)
        return status;
    const char *message = undertone_error(engine);
    fprintf(stderr, "undertone: %s\n",
            *message != '\0' ? message : undertone_status_text(status));
    return undertone_exit_code(status);
}

int main(int argc, char *argv[])
{
    forbid_core_files();
    running = undertone_create();
    if (running == NULL)
        return undertone_exit_code(UNDERTONE_EMEMORY);
    handle_signals();
    undertone_set_print(running, print_line, running);
    undertone_set_log(running, print_log, NULL);
    int status = set_installed_folder(running);
    if (status == 0)
        status = set_user_folder(running);
    if (status == 0)
        status = run(running, argc, argv);
    status = finish(running, status);
    ignore_stop_signals();
    undertone_destroy(running);
    return status;
}
