/* server.c: see server.h. */
#define _GNU_SOURCE /* strcasestr */
#include "server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "listener.h"

struct server {
    struct listener *listener;
    handler *handle;
    void *context;
    atomic_int requests;
};

/* Reads up to the blank line and no further; false at the end. */
static bool read_head(struct exchange *exchange)
{
    size_t size = 0;
    while (size + 1 < sizeof exchange->head) {
        char *at = exchange->head + size;
        ssize_t seen =
            recv(exchange->fd, at, sizeof exchange->head - 1 - size, MSG_PEEK);
        if (seen <= 0)
            return false;
        at[seen] = '\0';
        const char *end = strstr(exchange->head, "\r\n\r\n");
        size_t wanted = end ? (size_t)(end + 4 - at) : (size_t)seen;
        if (recv(exchange->fd, at, wanted, 0) != (ssize_t)wanted)
            return false;
        size += wanted;
        exchange->head[size] = '\0';
        if (end != NULL)
            return true;
    }
    return false;
}

static void read_body(struct exchange *exchange)
{
    const char *field = strcasestr(exchange->head, "\r\nContent-Length:");
    size_t length = field ? strtoul(field + 17, NULL, 10) : 0, size = 0;
    while (size < length && size + 1 < sizeof exchange->body) {
        ssize_t got =
            recv(exchange->fd, exchange->body + size, length - size, 0);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    exchange->body[size] = '\0';
}

static void read_authorization(struct exchange *exchange)
{
    const char *field = strcasestr(exchange->head, "\r\nAuthorization: ");
    exchange->authorization[0] = '\0';
    if (field != NULL)
        sscanf(field + 17, "%19999[^\r]", exchange->authorization);
}

static bool read_request(struct exchange *exchange)
{
    if (!read_head(exchange) || sscanf(exchange->head, "%7s %8999s",
                                       exchange->method, exchange->path) != 2)
        return false;
    read_authorization(exchange);
    read_body(exchange);
    return true;
}

static void serve(void *context, int fd, int number)
{
    struct server *server = context;
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL)
        abort();
    exchange->fd = fd;
    exchange->connection = number;
    exchange->context = server->context;
    while (!exchange->is_over && read_request(exchange)) {
        exchange->number = atomic_fetch_add(&server->requests, 1) + 1;
        server->handle(exchange);
    }
    free(exchange);
}

struct server *server_start(handler *handle, void *context)
{
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL)
        abort();
    server->handle = handle;
    server->context = context;
    server->listener = listener_start(serve, server);
    return server;
}

void server_stop(struct server *server)
{
    listener_stop(server->listener);
    free(server);
}

int server_port(const struct server *server)
{
    return listener_port(server->listener);
}

int server_requests(const struct server *server)
{
    return server->requests;
}

int server_connections(const struct server *server)
{
    return listener_connections(server->listener);
}

void send_bytes(struct exchange *exchange, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(exchange->fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            exchange->is_over = true;
            return;
        }
        at += sent;
        size -= (size_t)sent;
    }
}

void send_text(struct exchange *exchange, const char *text)
{
    send_bytes(exchange, text, strlen(text));
}

void answer(struct exchange *exchange, int status, const char *headers,
            const char *body)
{
    char head[10240];
    snprintf(head, sizeof head,
             "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n%s\r\n%s", status,
             strlen(body), headers, strlen(body) < 4000 ? body : "");
    send_text(exchange, head);
    if (strlen(body) >= 4000)
        send_text(exchange, body);
}

void reset_connection(struct exchange *exchange)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(exchange->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    exchange->is_over = true;
}
