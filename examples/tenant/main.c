/*
 * main.c: command line to running tenant, and its end: a signal, the end of
 * standard input, or the time limit. The only file that prints.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "server.h"
#include "text.h"

static int complain(const char *why)
{
    fprintf(stderr, "tenant: %s\n", why);
    return 2;
}

/* Signals become readable; they are blocked before any thread starts. */
static int open_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* True while standard input may still say something. */
static bool drain_input(void)
{
    char waste[4096];
    ssize_t got = read(STDIN_FILENO, waste, sizeof waste);
    return got > 0 || (got < 0 && errno == EINTR);
}

static void wait_for_end(const struct options *options, int signals)
{
    int64_t end_ms = text_steady_ms() + options->max_seconds * 1000;
    struct pollfd watched[] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    nfds_t count = options->is_until_eof ? 2 : 1;
    for (;;) {
        int64_t left_ms = end_ms - text_steady_ms();
        if (options->max_seconds && left_ms <= 0)
            return;
        int ready =
            poll(watched, count, options->max_seconds ? (int)left_ms : -1);
        if (ready > 0 && watched[0].revents)
            return;
        if (ready > 0 && count == 2 && watched[1].revents && !drain_input())
            return;
    }
}

static void announce(const struct tenant *tenant)
{
    printf("listening on %s://127.0.0.1:%d\n",
           tenant->options.tls_cert_path ? "https" : "http", tenant->port);
    if (tenant->decoy_port)
        printf("decoy on http://127.0.0.1:%d\n", tenant->decoy_port);
    fflush(stdout);
}

/* Closing the pipe's other end wakes every answer that waits. */
static int serve(struct tenant *tenant, int signals)
{
    char why[256];
    int stop[2];
    if (signals < 0 || pipe(stop) != 0)
        return complain("no file descriptors left");
    tenant->stop_fd = stop[0];
    tenant->faults.start_ms = text_steady_ms();
    struct server *server = server_start(tenant, why);
    if (!server)
        return complain(why);
    announce(tenant);
    wait_for_end(&tenant->options, signals);
    close(stop[1]);
    server_stop(server);
    close(stop[0]);
    close(signals);
    return 0;
}

static int prepare(struct tenant *tenant, char why[256])
{
    const struct options *options = &tenant->options;
    uint64_t seed = (uint64_t)options->seed;
    tenant->faults.seed = seed;
    for (size_t i = 0; i < options->fault_count; i++)
        if (faults_add(&tenant->faults, options->fault_specs[i], why) != 0)
            return -1;
    if (store_load(&tenant->store, options->data_path, (size_t)options->copies,
                   why) != 0)
        return -1;
    if (tokens_init(&tenant->tokens, seed) != 0 ||
        log_open(&tenant->log, options->log_path) != 0) {
        snprintf(why, 256, "the log cannot be written");
        return -1;
    }
    pthread_mutex_init(&tenant->pace.lock, NULL);
    return 0;
}

int main(int argc, char **argv)
{
    static struct tenant tenant;
    char why[256];
    if (options_read(&tenant.options, argc, argv, why) != 0)
        return complain(why);
    if (tenant.options.is_help || tenant.options.is_fault_list) {
        if (tenant.options.is_help)
            fputs(options_help, stdout);
        else
            faults_list(stdout);
        return 0;
    }
    int signals = open_signals();
    if (prepare(&tenant, why) != 0)
        return complain(why);
    int status = serve(&tenant, signals);
    log_close(&tenant.log);
    tokens_clear(&tenant.tokens);
    store_clear(&tenant.store);
    return status;
}
