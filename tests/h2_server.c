/* h2_server.c: see h2_server.h. */
#include "h2_server.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "support/listener.h"

#define FRAME_HEAD 9
#define FRAME_MOST 16384 /* a client keeps to it unless told otherwise */

enum { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, GOAWAY = 7 };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4 };

struct h2_connection {
    struct h2_server *server;
    gnutls_session_t session;
    int streams;
};

struct h2_server {
    struct h2_options options;
    gnutls_certificate_credentials_t credentials;
    struct listener *listener;
    atomic_int streams, connections;
};

struct frame_head {
    unsigned type, flags;
    uint32_t stream;
};

struct frame {
    struct frame_head head;
    size_t size;
    unsigned char bytes[FRAME_MOST];
};

/* --- bytes ---------------------------------------------------------------- */

static bool read_all(struct h2_connection *connection, void *bytes, size_t size)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t got = gnutls_record_recv(connection->session, at, size);
        if (got == GNUTLS_E_INTERRUPTED || got == GNUTLS_E_AGAIN)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static void write_all(struct h2_connection *connection, const void *bytes,
                      size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = gnutls_record_send(connection->session, at, size);
        if (sent <= 0)
            return; /* the client has gone; reading will notice */
        at += sent;
        size -= (size_t)sent;
    }
}

static void put_number(unsigned char *at, uint32_t number)
{
    uint32_t big_endian = htonl(number);
    memcpy(at, &big_endian, sizeof big_endian);
}

static uint32_t get_number(const unsigned char *at)
{
    uint32_t big_endian;
    memcpy(&big_endian, at, sizeof big_endian);
    return ntohl(big_endian);
}

static void write_frame(struct h2_connection *connection,
                        struct frame_head frame, const void *bytes, size_t size)
{
    unsigned char head[FRAME_HEAD];
    put_number(head, (uint32_t)size << 8 | frame.type);
    head[4] = (unsigned char)frame.flags;
    put_number(head + 5, frame.stream);
    write_all(connection, head, sizeof head);
    write_all(connection, bytes, size);
}

static bool read_frame(struct h2_connection *connection, struct frame *frame)
{
    unsigned char head[FRAME_HEAD];
    if (!read_all(connection, head, sizeof head))
        return false;
    frame->size = get_number(head) >> 8;
    frame->head.type = head[3];
    frame->head.flags = head[4];
    frame->head.stream = get_number(head + 5);
    return frame->size <= sizeof frame->bytes &&
           read_all(connection, frame->bytes, frame->size);
}

/* --- what a handler does -------------------------------------------------- */

void h2_answer(struct h2_stream *stream, const char *body)
{
    static const unsigned char status_200[] = {0x88}; /* RFC 7541, table A */
    write_frame(stream->connection,
                (struct frame_head){HEADERS, END_HEADERS, stream->id},
                status_200, sizeof status_200);
    write_frame(stream->connection,
                (struct frame_head){DATA, END_STREAM, stream->id}, body,
                strlen(body));
}

void h2_reset(struct h2_stream *stream, uint32_t code)
{
    unsigned char bytes[4];
    put_number(bytes, code);
    write_frame(stream->connection,
                (struct frame_head){RST_STREAM, 0, stream->id}, bytes,
                sizeof bytes);
}

void h2_go_away(struct h2_stream *stream, uint32_t last, uint32_t code)
{
    unsigned char bytes[8];
    put_number(bytes, last);
    put_number(bytes + 4, code);
    write_frame(stream->connection, (struct frame_head){GOAWAY, 0, 0}, bytes,
                sizeof bytes);
}

/* --- connections ---------------------------------------------------------- */

static bool handle_stream(struct h2_connection *connection, uint32_t id)
{
    struct h2_server *server = connection->server;
    struct h2_stream stream = {
        .connection = connection,
        .id = id,
        .number = atomic_fetch_add(&server->streams, 1) + 1,
        .in_a_row = ++connection->streams,
        .context = server->options.context,
    };
    server->options.handle(&stream);
    return !stream.is_over;
}

static void serve_h2(struct h2_connection *connection)
{
    char preface[24]; /* PRI * HTTP/2.0 ... */
    struct frame frame;
    write_frame(connection, (struct frame_head){SETTINGS, 0, 0}, "", 0);
    if (!read_all(connection, preface, sizeof preface))
        return;
    bool is_open = true;
    while (is_open && read_frame(connection, &frame)) {
        if (frame.head.type == SETTINGS && (frame.head.flags & ACK) == 0)
            write_frame(connection, (struct frame_head){SETTINGS, ACK, 0}, "",
                        0);
        if (frame.head.type == HEADERS)
            is_open = handle_stream(connection, frame.head.stream);
    }
}

static void serve_http1(struct h2_connection *connection)
{
    static const char reply[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
    static const char end[] = "\r\n\r\n";
    size_t matched = 0;
    char c;
    while (read_all(connection, &c, 1)) {
        matched = c == end[matched] ? matched + 1 : c == end[0];
        if (matched < sizeof end - 1)
            continue;
        matched = 0;
        atomic_fetch_add(&connection->server->streams, 1);
        write_all(connection, reply, sizeof reply - 1);
    }
}

static bool has_agreed(struct h2_connection *connection)
{
    const char *wanted = connection->server->options.protocol;
    gnutls_datum_t chosen;
    return gnutls_alpn_get_selected_protocol(connection->session, &chosen) ==
               0 &&
           chosen.size == strlen(wanted) &&
           memcmp(chosen.data, wanted, chosen.size) == 0;
}

static bool shake_hands(struct h2_connection *connection)
{
    struct h2_server *server = connection->server;
    gnutls_datum_t protocol = {
        .data = (unsigned char *)server->options.protocol,
        .size = (unsigned)strlen(server->options.protocol)};
    gnutls_session_t session = connection->session;
    gnutls_set_default_priority(session);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE,
                           server->credentials);
    gnutls_alpn_set_protocols(session, &protocol, 1, 0);
    int status;
    do
        status = gnutls_handshake(session);
    while (status < 0 && gnutls_error_is_fatal(status) == 0);
    return status == 0 && has_agreed(connection);
}

static void serve(void *context, int fd, int number)
{
    struct h2_server *server = context;
    struct h2_connection connection = {.server = server};
    (void)number;
    if (gnutls_init(&connection.session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL) != 0)
        abort();
    gnutls_transport_set_int(connection.session, fd);
    if (shake_hands(&connection)) {
        atomic_fetch_add(&server->connections, 1);
        if (strcmp(server->options.protocol, "h2") == 0)
            serve_h2(&connection);
        else
            serve_http1(&connection);
    }
    gnutls_deinit(connection.session);
}

/* --- server --------------------------------------------------------------- */

struct h2_server *h2_start(const struct h2_options *options)
{
    struct h2_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        abort();
    server->options = *options;
    if (gnutls_certificate_allocate_credentials(&server->credentials) != 0 ||
        gnutls_certificate_set_x509_key_file(server->credentials,
                                             options->certificate, options->key,
                                             GNUTLS_X509_FMT_PEM) != 0)
        abort();
    server->listener = listener_start(serve, server);
    return server;
}

void h2_stop(struct h2_server *server)
{
    listener_stop(server->listener);
    gnutls_certificate_free_credentials(server->credentials);
    free(server);
}

int h2_port(const struct h2_server *server)
{
    return listener_port(server->listener);
}

int h2_streams(const struct h2_server *server)
{
    return server->streams;
}

int h2_connections(const struct h2_server *server)
{
    return server->connections;
}
