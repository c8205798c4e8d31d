/* log.c: see log.h. */
#include "log.h"

#include <inttypes.h>
#include <string.h>

static const char *const kinds[] = {"other", "token", "page", "transcript"};

int log_open(struct log *log, const char *path)
{
    log->file = path ? fopen(path, "w") : NULL;
    pthread_mutex_init(&log->lock, NULL);
    return path && !log->file ? -1 : 0;
}

void log_close(struct log *log)
{
    if (log->file)
        fclose(log->file);
    pthread_mutex_destroy(&log->lock);
}

static void write_text(FILE *out, const char *name, const char *text)
{
    if (!text)
        return;
    fprintf(out, ", \"%s\": ", name);
    json_write_string(out, text, strlen(text));
}

static int64_t shown_token(const struct request *request)
{
    if (request->token)
        return (int64_t)request->token;
    return request->authorization ? -1 : 0;
}

void log_write(struct log *log, const struct log_entry *entry)
{
    const struct request *request = entry->request;
    if (!log->file)
        return;
    pthread_mutex_lock(&log->lock);
    fprintf(log->file, "{\"time\": %" PRId64 ".%03d, \"server\": \"%s\"",
            request->time_ms / 1000, (int)(request->time_ms % 1000),
            entry->server);
    write_text(log->file, "method", request->method);
    write_text(log->file, "path", request->target);
    fprintf(log->file, ", \"call\": \"%s\", \"n\": %" PRIu64,
            kinds[request->kind], request->call);
    write_text(log->file, "id", request->id);
    if (request->kind == CALL_TRANSCRIPT)
        fprintf(log->file, ", \"attempt\": %" PRIu64, request->attempt);
    fprintf(log->file, ", \"status\": %d, \"bytes\": %zu, \"token\": %" PRId64,
            entry->answer->status, entry->answer->size, shown_token(request));
    write_text(log->file, "fault", entry->fault);
    fprintf(log->file, ", \"connection\": %" PRIu64 "}\n", entry->connection);
    fflush(log->file);
    pthread_mutex_unlock(&log->lock);
}
