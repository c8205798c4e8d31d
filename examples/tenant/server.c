/*
 * server.c: starts and stops libmicrohttpd's daemons, plain or with TLS. What
 * they do with a request is in callbacks.c.
 */
#include "server.h"

#include <netinet/in.h>
#include <stdlib.h>

#include "callbacks.h"

#define IDLE_LIMIT_S 120
#define BACKLOG 511

struct server {
    struct MHD_Daemon *api, *decoy;
    char *tls_cert, *tls_key;
};

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
    return MHD_start_daemon(
        flags, (uint16_t)port, callback_accept, tenant, handle, tenant,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_LISTEN_BACKLOG_SIZE, BACKLOG, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_LIMIT_S, MHD_OPTION_URI_LOG_CALLBACK, callback_begin, tenant,
        MHD_OPTION_NOTIFY_COMPLETED, callback_end, tenant,
        MHD_OPTION_NOTIFY_CONNECTION, callback_connection, tenant,
        MHD_OPTION_UNESCAPE_CALLBACK, callback_unescape, tenant,
        MHD_OPTION_ARRAY, secure, MHD_OPTION_END);
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
    server->api = listen_on(tenant, options->port, callback_api, server);
    if (!server->api) {
        snprintf(why, 256, "cannot listen on port %d", (int)options->port);
        return false;
    }
    tenant->port = bound_port(server->api);
    if (options->decoy_port < 0)
        return true;
    server->decoy =
        listen_on(tenant, options->decoy_port, callback_decoy, &plain);
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
