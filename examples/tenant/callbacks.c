/*
 * callbacks.c: see callbacks.h. A request is made when its first line has been
 * read, filled with its body, answered once, and freed at completion.
 */
#include "callbacks.h"

#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "text.h"

enum MHD_Result callback_accept(void *context, const struct sockaddr *address,
                                socklen_t size)
{
    (void)address, (void)size;
    struct tenant *tenant = context;
    int64_t before = atomic_fetch_add(&tenant->arrivals, 1);
    return before < tenant->options.hang_ups ? MHD_NO : MHD_YES;
}

/* --- a request comes in -------------------------------------------------- */

void *callback_begin(void *context, const char *target,
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

void callback_end(void *context, struct MHD_Connection *connection,
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

size_t callback_unescape(void *context, struct MHD_Connection *connection,
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

static void read_authorization(struct MHD_Connection *connection,
                               struct request *request)
{
    request->authorization = MHD_lookup_connection_value(
        connection, MHD_HEADER_KIND, "Authorization");
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
    read_authorization(connection, request);
    answer_classify(tenant, request);
    struct scene scene = {tenant, request,
                          faults_pick(&tenant->faults, request)};
    wire_wait(&wire, tenant->options.latency_ms);
    answer_make(tenant, request, &answer);
    if (tenant->options.clock_skew_s)
        answer_set_date(&answer, "Date", HTTP_DATE,
                        text_wall_ms() / 1000 + tenant->options.clock_skew_s);
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
    read_authorization(connection, request);
    answer_set(&answer, 200,
               "[{\"author\": {\"type\": \"customer\"}, \"text\": "
               "\"I come from the decoy.\", "
               "\"timestamp\": \"2026-11-01T00:00:00Z\"}]");
    write_log(tenant, "decoy", &scene, &answer, connection);
    enum MHD_Result result = queue_answer(connection, &answer);
    answer_clear(&answer);
    return result;
}

/* Takes what came of a request; true once it is whole. */
static bool take_part(struct request *request, const char *method,
                      const char *bytes, size_t *size)
{
    bool is_head = !request->is_started, has_body = *size > 0;
    if (is_head) {
        request->is_started = true;
        request->method = method;
    } else if (has_body) {
        add_body(request, bytes, *size);
        *size = 0;
    }
    return !is_head && !has_body;
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd's signature */
enum MHD_Result callback_api(void *tenant, struct MHD_Connection *connection,
                             const char *url, const char *method,
                             const char *version, const char *bytes,
                             size_t *size, void **state)
{
    struct request *request = *state;
    (void)url, (void)version;
    if (!request || !request->target)
        return MHD_NO;
    if (!take_part(request, method, bytes, size))
        return MHD_YES;
    return answer_api(tenant, connection, request);
}

/* NOLINTNEXTLINE(readability-function-size): libmicrohttpd's signature */
enum MHD_Result callback_decoy(void *tenant, struct MHD_Connection *connection,
                               const char *url, const char *method,
                               const char *version, const char *bytes,
                               size_t *size, void **state)
{
    struct request *request = *state;
    (void)url, (void)version;
    if (!request || !request->target)
        return MHD_NO;
    if (!take_part(request, method, bytes, size))
        return MHD_YES;
    return answer_decoy(tenant, connection, request);
}

void callback_connection(void *context, struct MHD_Connection *connection,
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
