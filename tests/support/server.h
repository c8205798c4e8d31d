/*
 * server.h: a small HTTP server for tests, as rude as the test wants.
 *
 * Listens on a free loopback port; one thread per connection reads requests
 * and hands each to the test's handler, which writes raw bytes. It judges
 * nothing and keeps counts, so that the test can ask who was really called.
 */
#ifndef TESTS_SERVER_H
#define TESTS_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct exchange {
    int fd;
    int number;     /* of the request, 1 is the server's first */
    int connection; /* of the connection, 1 is the first */
    char method[8];
    char path[9000];
    char authorization[20000]; /* "" when there was none */
    char head[32768];          /* everything before the body */
    char body[4096];
    bool is_over; /* set it, and the connection is closed after the handler */
    void *context;
};

typedef void handler(struct exchange *exchange);

struct server;
struct server *server_start(handler *handle, void *context);
void server_stop(struct server *server);
int server_port(const struct server *server);
int server_requests(const struct server *server);
int server_connections(const struct server *server);

/* Writes all bytes; nothing more is possible after a failure. */
void send_bytes(struct exchange *exchange, const void *bytes, size_t size);
void send_text(struct exchange *exchange, const char *text);

/* A whole answer with Content-Length; `headers` are "Name: value\r\n"... */
void answer(struct exchange *exchange, int status, const char *headers,
            const char *body);

/* Closes with RST instead of FIN. */
void reset_connection(struct exchange *exchange);

#endif
