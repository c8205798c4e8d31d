/*
 * server.c: libmicrohttpd's callbacks. A request is made when its first line
 * is read, filled with its body, answered once, and freed at completion.
 */
#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "answers.h"
#include "text.h"

#define IDLE_LIMIT_S 120
#define BACKLOG 511

struct server {
    struct MHD_Daemon *api, *decoy;
    char *tls_cert, *tls_key;
};

/* --- a request comes in -------------------------------------------------- */

static void *begin_request(void *context, const char *target,
                           struct MHD_Connection *connection)
{
    (void)context, (void)connection;
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return NULL;
    request->time_ms = text_wall_ms();
    request->target = strdup(target);
    return request;
}

static void end_request(void *context, struct MHD_Connection *connection,
                        void **state, enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection, (void)how;
    struct request *request = *state;
    if (!request)
        return;
    free(request->target);
    free(request->body);
    free(request->id);
    free(request);
    *state = NULL;
}

static void add_body(struct request *request, const char *bytes, size_t size)
{
    char *grown = NULL;
    if (request->body_size + size <= BODY_MAX_BYTES)
        grown = realloc(request->body, request->body_size + size);
    if (!grown) {
        request->is_too_large = true;
        return;
    }
    memcpy(grown + request->body_size, bytes, size);
    request->body = grown;
    request->body_size += size;
}

/* Escapes stay as they came: the log shows them, the answers undo them. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection,
                           char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

/* --- an answer goes out -------------------------------------------------- */

static enum MHD_Result queue_answer(struct MHD_Connection *connection,
                                    struct answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->size, answer->body, MHD_RESPMEM_MUST_FREE);
    if (!response)
        return MHD_NO;
    answer->body = NULL; /* libmicrohttpd's now */
    if (answer->content_type)
        MHD_add_response_header(response, "Content-Type", answer->content_type);
    for (int i = 0; i < answer->header_count; i++)
        MHD_add_response_header(response, answer->headers[i].name,
                                answer->headers[i].value);
    enum MHD_Result result =
        MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static void skew_date(struct answer *answer, int64_t skew_s)
{
    char date[64];
    struct tm parts;
    time_t now = (time_t)(text_wall_ms() / 1000 + skew_s);
    if (skew_s == 0 || !gmtime_r(&now, &parts))
        return;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    answer_set_header(answer, "Date", date);
}

static uint64_t *connection_number(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection,
                                   MHD_CONNECTION_INFO_SOCKET_CONTEXT)
        ->socket_context;
}

static void write_log(struct tenant *tenant, const char *server,
                      const struct scene *scene, const struct answer *answer,
                      struct MHD_Connection *connection)
{
    uint64_t *number = connection_number(connection);
    log_write(&tenant->log,
              &(struct log_entry){
                  .server = server,
                  .request = scene->request,
                  .answer = answer,
                  .fault = scene->fault ? scene->fault->name : NULL,
                  .connection = number ? *number : 0,
              });
}

static enum MHD_Result answer_api(struct tenant *tenant,
                                  struct MHD_Connection *connection,
                                  struct request *request)
{
    struct answer answer = {0};
    int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
            ->connect_fd;
    struct wire wire = {fd, tenant->stop_fd, tenant->options.slow_ms};
    answer_classify(tenant, request);
    struct scene scene = {tenant, request,
                          faults_pick(&tenant->faults, request)};
    wire_wait(&wire, tenant->options.latency_ms);
    answer_make(tenant, request, &answer);
    skew_date(&answer, tenant->options.clock_skew_s);
    if (scene.fault && scene.fault->bend)
        scene.fault->bend(&scene, &answer);
    write_log(tenant, "api", &scene, &answer, connection);
    enum MHD_Result result = MHD_NO;
    if (scene.fault && scene.fault->send)
        scene.fault->send(&scene, &answer, &wire);
    else
        result = queue_answer(connection, &answer);
    answer_clear(&answer);
    return result;
}

/* The decoy answers whatever comes with something that looks right. */
static enum MHD_Result answer_decoy(struct tenant *tenant,
                                    struct MHD_Connection *connection,
                                    struct request *request)
{
    struct answer answer = {0};
    struct scene scene = {tenant, request, NULL};
    answer_set(&answer, 200,
               "[{\"author\": {\"type\": \"customer\"}, \"text\": "
               "\"I come from the decoy.\", "
               "\"timestamp\": \"2026-11-01T00:00:00Z\"}]");
    write_log(tenant, "decoy", &scene, &answer, connection);
    enum MHD_Result result = queue_answer(connection, &answer);
    answer_clear(&answer);
    return result;
}

typedef enum MHD_Result answer_fn(struct tenant *, struct MHD_Connection *,
                                  struct request *);

static enum MHD_Result step(struct MHD_Connection *connection, void **state,
                            const char *method, const char *bytes, size_t *size,
                            answer_fn *answer, struct tenant *tenant)
{
    struct request *request = *state;
    if (!request || !request->target)
        return MHD_NO;
    if (!request->is_started) {
        request->is_started = true;
        request->method = method;
        return MHD_YES;
    }
    if (*size) {
        add_body(request, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    request->authorization = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, "Authorization");
    return answer(tenant, connection, request);
}

static enum MHD_Result handle_api(void *tenant,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *bytes,
                                  size_t *size, void **state)
{
    (void)url, (void)version;
    return step(connection, state, method, bytes, size, answer_api, tenant);
}

static enum MHD_Result handle_decoy(void *tenant,
                                    struct MHD_Connection *connection,
                                    const char *url, const char *method,
                                    const char *version, const char *bytes,
                                    size_t *size, void **state)
{
    (void)url, (void)version;
    return step(connection, state, method, bytes, size, answer_decoy, tenant);
}

/* Gives every connection its number. */
static void note_connection(void *context, struct MHD_Connection *connection,
                            void **number,
                            enum MHD_ConnectionNotificationCode what)
{
    (void)connection;
    struct tenant *tenant = context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        free(*number);
        *number = NULL;
        return;
    }
    uint64_t *mine = malloc(sizeof *mine);
    if (mine)
        *mine = 1 + atomic_fetch_add(&tenant->connections, 1);
    *number = mine;
}

/* --- start and stop ------------------------------------------------------ */

static struct MHD_Daemon *listen_on(struct tenant *tenant, int64_t port,
                                    MHD_AccessHandlerCallback handle,
                                    const struct server *tls)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION |
                     MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
    struct MHD_OptionItem secure[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, tls->tls_cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, tls->tls_key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(tenant->options.tls_priorities
                      ? tenant->options.tls_priorities
                      : "NORMAL")},
        {MHD_OPTION_END, 0, NULL},
    };
    if (tls->tls_cert)
        flags |= MHD_USE_TLS;
    else
        secure[0] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    return MHD_start_daemon(flags, (uint16_t)port, NULL, NULL, handle, tenant,
                            MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
                            MHD_OPTION_LISTEN_BACKLOG_SIZE, BACKLOG,
                            MHD_OPTION_CONNECTION_TIMEOUT, IDLE_LIMIT_S,
                            MHD_OPTION_URI_LOG_CALLBACK, begin_request, tenant,
                            MHD_OPTION_NOTIFY_COMPLETED, end_request, tenant,
                            MHD_OPTION_NOTIFY_CONNECTION, note_connection,
                            tenant, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
                            tenant, MHD_OPTION_ARRAY, secure, MHD_OPTION_END);
}

static int bound_port(struct MHD_Daemon *daemon)
{
    return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

static char *read_text_file(const char *path)
{
    char *text = NULL;
    size_t capacity = 0;
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file)
        return NULL;
    if (getdelim(&text, &capacity, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

static bool read_tls_files(struct server *server, const struct options *options,
                           char why[256])
{
    if (!options->tls_cert_path)
        return true;
    server->tls_cert = read_text_file(options->tls_cert_path);
    server->tls_key = read_text_file(options->tls_key_path);
    if (!server->tls_cert || !server->tls_key)
        snprintf(why, 256, "--tls: %s cannot be read",
                 server->tls_cert ? options->tls_key_path
                                  : options->tls_cert_path);
    return server->tls_cert && server->tls_key;
}

static bool start_both(struct server *server, struct tenant *tenant,
                       char why[256])
{
    const struct options *options = &tenant->options;
    const struct server plain = {0};
    server->api = listen_on(tenant, options->port, handle_api, server);
    if (!server->api) {
        snprintf(why, 256, "cannot listen on port %d", (int)options->port);
        return false;
    }
    tenant->port = bound_port(server->api);
    if (options->decoy_port < 0)
        return true;
    server->decoy =
        listen_on(tenant, options->decoy_port, handle_decoy, &plain);
    if (!server->decoy) {
        snprintf(why, 256, "cannot listen on decoy port %d",
                 (int)options->decoy_port);
        return false;
    }
    tenant->decoy_port = bound_port(server->decoy);
    return true;
}

struct server *server_start(struct tenant *tenant, char why[256])
{
    struct server *server = calloc(1, sizeof *server);
    if (!server) {
        snprintf(why, 256, "out of memory");
        return NULL;
    }
    if (!read_tls_files(server, &tenant->options, why) ||
        !start_both(server, tenant, why)) {
        server_stop(server);
        return NULL;
    }
    return server;
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    if (server->api)
        MHD_stop_daemon(server->api);
    if (server->decoy)
        MHD_stop_daemon(server->decoy);
    free(server->tls_cert);
    free(server->tls_key);
    free(server);
}
