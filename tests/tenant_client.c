/* tenant_client.c: see tenant_client.h. */
#define _GNU_SOURCE

#include "tenant_client.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS_MAX 32
#define REPLY_MAX_BYTES ((size_t)80 << 20)
#define DEADLINE_S 2

static void run_tenant(const char *log_path, const char *const *options)
{
    const char *build = getenv("BUILD");
    char program[512];
    const char *argv[OPTIONS_MAX + 8] = {
        program, "--until-eof", "--max-seconds", "60", "--log", log_path};
    int count = 6;
    snprintf(program, sizeof program, "%s/examples/tenant",
             build ? build : "build");
    for (int i = 0; options[i] && i < OPTIONS_MAX; i++)
        argv[count++] = options[i];
    execv(program, (char *const *)argv);
    perror(program);
    _exit(127);
}

static int read_port(FILE *lines, const char *form)
{
    char line[128];
    int port = 0;
    if (fgets(line, sizeof line, lines))
        sscanf(line, form, &port);
    return port;
}

static bool has_decoy(const char *const *options)
{
    while (*options && strcmp(*options, "--decoy-port") != 0)
        options++;
    return *options != NULL;
}

void tenant_start(struct tenant_process *tenant, const char *const *options)
{
    int input[2], output[2];
    *tenant = (struct tenant_process){.log_path = "/tmp/tenant_log_XXXXXX"};
    int log = mkstemp(tenant->log_path);
    ck_assert_int_ge(log, 0);
    close(log);
    ck_assert_int_eq(pipe(input), 0);
    ck_assert_int_eq(pipe(output), 0);
    tenant->pid = fork();
    if (tenant->pid == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        close(input[1]);
        run_tenant(tenant->log_path, options);
    }
    close(input[0]);
    close(output[1]);
    tenant->input = input[1];
    FILE *lines = fdopen(output[0], "r");
    tenant->port = read_port(lines, "listening on %*[a-z]://127.0.0.1:%d");
    ck_assert_int_gt(tenant->port, 0);
    if (has_decoy(options))
        tenant->decoy_port = read_port(lines, "decoy on http://127.0.0.1:%d");
    fclose(lines);
}

/* Served by tenant_start_small(); the transcript of "one" is 107 bytes. */
static const char small_data[] =
    "{\"conversationId\": \"one\", \"start_time\": \"2026-11-02T10:00:00Z\", "
    "\"duration\": 60, \"disposition\": \"resolved\", \"channel\": \"chat\", "
    "\"transcript\": [{\"author\": {\"type\": \"customer\"}, \"text\": "
    "\"Good morning to you all.\", \"timestamp\": "
    "\"2026-11-02T10:00:00Z\"}]}\n"
    "{\"conversationId\": \"two\", \"start_time\": \"2026-11-03T10:00:00Z\", "
    "\"duration\": 61, \"disposition\": \"escalated\", \"transcript\": []}\n"
    "{\"conversationId\": \"three\", \"start_time\": "
    "\"2026-11-04T10:00:00Z\", \"transcript\": []}\n";

void tenant_start_small(struct tenant_process *tenant,
                        const char *const *options)
{
    char path[] = "/tmp/tenant_data_XXXXXX";
    const char *all[OPTIONS_MAX] = {"--data", path,  "--page-size",  "2",
                                    "--slow", "900", "--decoy-port", "0"};
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, small_data, sizeof small_data - 1),
                     sizeof small_data - 1);
    close(fd);
    for (int i = 0; options[i] && i < OPTIONS_MAX - 9; i++)
        all[8 + i] = options[i];
    tenant_start(tenant, all);
    unlink(path);
}

int tenant_stop(struct tenant_process *tenant)
{
    int status;
    close(tenant->input);
    ck_assert_int_eq(waitpid(tenant->pid, &status, 0), tenant->pid);
    unlink(tenant->log_path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int open_connection(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct timeval deadline = {DEADLINE_S, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_ge(fd, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address),
                     0);
    return fd;
}

static void send_request(int fd, const char *token, const char *const *parts,
                         const char *body)
{
    char *request = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&request, &size);
    fprintf(out, "%s %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n",
            parts[0], parts[1]);
    if (*token)
        fprintf(out, "Authorization: Bearer %s\r\n", token);
    if (body)
        fprintf(out, "Content-Length: %zu\r\n", strlen(body));
    fprintf(out, "\r\n%s", body ? body : "");
    fclose(out);
    ck_assert_int_eq(send(fd, request, size, MSG_NOSIGNAL), (ssize_t)size);
    free(request);
}

static void receive(int fd, struct tenant_reply *reply)
{
    size_t capacity = 0;
    ssize_t got;
    do {
        if (capacity - reply->size < 65537) {
            capacity = capacity * 2 + 131072;
            reply->bytes = realloc(reply->bytes, capacity);
            ck_assert_ptr_nonnull(reply->bytes);
        }
        got = recv(fd, reply->bytes + reply->size, 65536, 0);
        if (got > 0)
            reply->size += (size_t)got;
    } while (got > 0 && reply->size < REPLY_MAX_BYTES);
    reply->was_reset = got < 0 && errno == ECONNRESET;
    reply->was_open = got > 0 || (got < 0 && errno == EAGAIN);
    reply->bytes[reply->size] = '\0';
}

struct tenant_reply tenant_call(const struct tenant_process *tenant,
                                const char *method, const char *target,
                                const char *body)
{
    struct tenant_reply reply = {0};
    int fd = open_connection(tenant->port);
    send_request(fd, tenant->token, (const char *[]){method, target}, body);
    receive(fd, &reply);
    close(fd);
    sscanf(reply.bytes, "HTTP/1.1 %d", &reply.status);
    const char *end = memmem(reply.bytes, reply.size, "\r\n\r\n", 4);
    reply.body = end ? end + 4 : reply.bytes + reply.size;
    reply.body_size = (size_t)(reply.bytes + reply.size - reply.body);
    return reply;
}

struct tenant_reply tenant_sign_in(struct tenant_process *tenant)
{
    tenant->token[0] = '\0';
    struct tenant_reply reply =
        tenant_call(tenant, "POST", "/oauth2/token",
                    "grant_type=client_credentials&client_id=demo&"
                    "client_secret=demo-secret");
    const char *mark = strstr(reply.body, "\"access_token\": \"");
    if (reply.status == 200 && mark)
        sscanf(mark, "\"access_token\": \"%127[^\"]", tenant->token);
    return reply;
}

char *tenant_log(const struct tenant_process *tenant)
{
    char *text = NULL;
    size_t capacity = 0;
    FILE *file = fopen(tenant->log_path, "r");
    ck_assert_ptr_nonnull(file);
    if (getdelim(&text, &capacity, '\0', file) < 0)
        ck_abort_msg("the log is empty");
    fclose(file);
    return text;
}

void tenant_start_with(struct tenant_process *tenant, const char *fault)
{
    tenant_start_small(tenant, (const char *[]){"--fault", fault, NULL});
    free(tenant_sign_in(tenant).bytes);
}

struct tenant_reply tenant_call_page(const struct tenant_process *tenant)
{
    return tenant_call(tenant, "POST", TENANT_QUERY, "{}");
}

struct tenant_reply tenant_call_one(const struct tenant_process *tenant)
{
    return tenant_call(tenant, "GET", TENANT_ONE, NULL);
}

size_t tenant_said_length(const struct tenant_reply *reply)
{
    unsigned long size = 0;
    const char *at = strstr(reply->bytes, "Content-Length: ");
    ck_assert_ptr_nonnull(at);
    sscanf(at, "Content-Length: %lu", &size);
    return size;
}

struct tenant_reply tenant_call_with(struct tenant_process *tenant,
                                     const char *fault)
{
    char spec[64];
    snprintf(spec, sizeof spec, "%s@transcript:1", fault);
    tenant_start_with(tenant, spec);
    return tenant_call_one(tenant);
}

void tenant_end_call(struct tenant_process *tenant, struct tenant_reply *reply)
{
    free(reply->bytes);
    struct tenant_reply second = tenant_call_one(tenant);
    ck_assert_int_eq(second.status, 200);
    free(second.bytes);
    ck_assert_int_eq(tenant_stop(tenant), 0);
}

const char *tenant_data_file(const char *lines)
{
    static char path[64];
    strcpy(path, "/tmp/tenant_data_XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
    close(fd);
    return path;
}
