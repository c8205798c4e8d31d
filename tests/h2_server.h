/*
 * h2_server.h: a small TLS server for tests that speaks HTTP/2 in frames.
 *
 * Listens on a free loopback port with the certificate it is given, offers
 * one protocol by ALPN (RFC 7301) and hands every stream that a client opens
 * to the test's handler, which answers, refuses or breaks it (RFC 9113). It
 * reads no header fields: which request came on a stream, it does not know.
 * With the protocol "http/1.1" it answers every request itself.
 */
#ifndef TESTS_H2_SERVER_H
#define TESTS_H2_SERVER_H

#include <stdbool.h>
#include <stdint.h>

/* Error codes of RFC 9113, section 7. */
enum { H2_NO_ERROR = 0, H2_INTERNAL_ERROR = 2, H2_REFUSED_STREAM = 7 };

struct h2_stream {
    struct h2_connection *connection;
    uint32_t id;  /* 1, 3, 5, ... on its connection */
    int number;   /* of all streams, 1 is the first */
    int in_a_row; /* on its connection, 1 is the first */
    bool is_over; /* set it, and the connection is closed at once */
    void *context;
};

typedef void h2_handler(struct h2_stream *stream);

struct h2_options {
    const char *certificate, *key; /* PEM files */
    const char *protocol;          /* "h2" or "http/1.1" */
    h2_handler *handle;
    void *context;
};

struct h2_server;
struct h2_server *h2_start(const struct h2_options *options);
void h2_stop(struct h2_server *server);
int h2_port(const struct h2_server *server);
int h2_streams(const struct h2_server *server);     /* or requests */
int h2_connections(const struct h2_server *server); /* with the protocol */

/* Status 200 with that body. */
void h2_answer(struct h2_stream *stream, const char *body);

/* Ends the stream alone. */
void h2_reset(struct h2_stream *stream, uint32_t code);

/* Says that no stream after `last` is or will be answered. */
void h2_go_away(struct h2_stream *stream, uint32_t last, uint32_t code);

#endif
