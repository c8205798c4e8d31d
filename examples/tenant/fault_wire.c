/*
 * fault_wire.c: answers broken below HTTP, or in its framing. Each sends its
 * own bytes; the caller closes the connection afterwards. Under TLS the bytes
 * go past the encryption, so the client sees a broken record instead.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"

#define DRIP_MS 400
#define LINGER_MS 100
#define FLOOD_HEADERS 20000

/* The head with a Content-Length that need not be true. */
static bool send_sized_head(const struct answer *answer,
                            const struct wire *wire, size_t size)
{
    return wire_send_head(wire, answer) &&
           wire_print(wire, "Content-Length: %zu\r\n\r\n", size);
}

static bool send_whole(const struct answer *answer, const struct wire *wire)
{
    return send_sized_head(answer, wire, answer->size) &&
           wire_send(wire, answer->body, answer->size);
}

static void send_nothing(const struct scene *scene, const struct answer *answer,
                         const struct wire *wire)
{
    (void)scene, (void)answer;
    wire_wait(wire, wire->slow_ms);
}

static void send_late(const struct scene *scene, const struct answer *answer,
                      const struct wire *wire)
{
    (void)scene;
    if (wire_wait(wire, wire->slow_ms))
        send_whole(answer, wire);
}

static void send_half(const struct scene *scene, const struct answer *answer,
                      const struct wire *wire)
{
    (void)scene;
    if (send_sized_head(answer, wire, answer->size))
        wire_send(wire, answer->body, answer->size / 2);
}

static void send_half_and_reset(const struct scene *scene,
                                const struct answer *answer,
                                const struct wire *wire)
{
    send_half(scene, answer, wire);
    wire_reset(wire);
}

/* Announces a chunk and delivers half of it. */
static void send_half_chunk(const struct scene *scene,
                            const struct answer *answer,
                            const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_print(wire, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                   answer->size))
        wire_send(wire, answer->body, answer->size / 2);
}

static void send_half_until_close(const struct scene *scene,
                                  const struct answer *answer,
                                  const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_print(wire, "Connection: close\r\n\r\n"))
        wire_send(wire, answer->body, answer->size / 2);
}

static void send_more_than_said(const struct scene *scene,
                                const struct answer *answer,
                                const struct wire *wire)
{
    (void)scene;
    if (send_sized_head(answer, wire, answer->size / 2))
        wire_send(wire, answer->body, answer->size);
}

static void send_less_and_wait(const struct scene *scene,
                               const struct answer *answer,
                               const struct wire *wire)
{
    (void)scene;
    if (send_sized_head(answer, wire, answer->size + 1000) &&
        wire_send(wire, answer->body, answer->size))
        wire_wait(wire, wire->slow_ms);
}

static void send_two_lengths(const struct scene *scene,
                             const struct answer *answer,
                             const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_print(wire, "Content-Length: %zu\r\n", answer->size) &&
        wire_print(wire, "Content-Length: %zu\r\n\r\n", answer->size / 2))
        wire_send(wire, answer->body, answer->size);
}

static void send_length_and_chunks(const struct scene *scene,
                                   const struct answer *answer,
                                   const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_print(wire, "Content-Length: %zu\r\n", answer->size / 2) &&
        wire_print(wire, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                   answer->size) &&
        wire_send(wire, answer->body, answer->size))
        wire_print(wire, "\r\n0\r\n\r\n");
}

/* One byte at a time for as long as silence would last. */
static void drip(const char *bytes, size_t size, const struct wire *wire)
{
    int64_t left_ms = wire->slow_ms;
    for (size_t i = 0; i < size && left_ms > 0; i++, left_ms -= DRIP_MS)
        if (!wire_send(wire, bytes + i, 1) || !wire_wait(wire, DRIP_MS))
            return;
}

static void drip_body(const struct scene *scene, const struct answer *answer,
                      const struct wire *wire)
{
    (void)scene;
    if (send_sized_head(answer, wire, answer->size))
        drip(answer->body, answer->size, wire);
}

static void drip_head(const struct scene *scene, const struct answer *answer,
                      const struct wire *wire)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nServer: slow\r\n"
                               "X-Patience: is a virtue\r\n";
    (void)scene, (void)answer;
    drip(head, sizeof head - 1, wire);
}

static void send_then_hang_up(const struct scene *scene,
                              const struct answer *answer,
                              const struct wire *wire)
{
    (void)scene;
    if (send_whole(answer, wire))
        wire_wait(wire, LINGER_MS);
}

static void send_last_words(const struct scene *scene,
                            const struct answer *answer,
                            const struct wire *wire)
{
    (void)scene;
    send_whole(answer, wire);
    kill(getpid(), SIGTERM);
}

static void hang_up(const struct scene *scene, const struct answer *answer,
                    const struct wire *wire)
{
    (void)scene, (void)answer, (void)wire;
}

/* White space without end, so that no JSON parser objects on the way. */
static void send_endless(const struct scene *scene, const struct answer *answer,
                         const struct wire *wire)
{
    char space[65536];
    (void)scene;
    memset(space, ' ', sizeof space);
    if (wire_send_head(wire, answer) && wire_print(wire, "\r\n"))
        while (wire_send(wire, space, sizeof space))
            continue;
}

static void send_header_flood(const struct scene *scene,
                              const struct answer *answer,
                              const struct wire *wire)
{
    (void)scene;
    bool is_sent = wire_send_head(wire, answer);
    for (int i = 0; is_sent && i < FLOOD_HEADERS; i++)
        is_sent = wire_print(wire, "X-Flood-%d: and another one\r\n", i);
    if (is_sent &&
        wire_print(wire, "Content-Length: %zu\r\n\r\n", answer->size))
        wire_send(wire, answer->body, answer->size);
}

static void send_body_only(const struct scene *scene,
                           const struct answer *answer, const struct wire *wire)
{
    (void)scene;
    wire_send(wire, answer->body, answer->size);
}

static void send_nul_header(const struct scene *scene,
                            const struct answer *answer,
                            const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_send(wire, "X-Nul: a\0b\r\n", 12) &&
        wire_print(wire, "Content-Length: %zu\r\n\r\n", answer->size))
        wire_send(wire, answer->body, answer->size);
}

/* `text` stands for the status line. */
static void send_odd_status(const struct scene *scene,
                            const struct answer *answer,
                            const struct wire *wire)
{
    if (wire_print(wire, "%s\r\nContent-Length: %zu\r\n\r\n",
                   scene->fault->text, answer->size))
        wire_send(wire, answer->body, answer->size);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): arguments are initialisers */
#define ROW(row_name, row_what, row_send, ...)                                 \
    {                                                                          \
        .name = row_name, .what = row_what, .send = row_send, __VA_ARGS__      \
    }

/* NOLINTEND(bugprone-macro-parentheses) */

const struct fault fault_wire_rows[] = {
    ROW("F1", "never answers", send_nothing),
    ROW("F1.late", "answers after --slow", send_late),
    ROW("F2", "closes in mid-body, short of Content-Length", send_half),
    ROW("F3", "resets the connection in mid-body", send_half_and_reset),
    ROW("F3.chunked", "closes in mid-chunk", send_half_chunk),
    ROW("F4", "half a body that ends with the connection",
        send_half_until_close),
    ROW("F6", "Content-Length half of the body sent", send_more_than_said),
    ROW("F7", "Content-Length too large, then silence", send_less_and_wait),
    ROW("F8", "two Content-Lengths, the second too small", send_two_lengths),
    ROW("F9", "Content-Length and chunked together", send_length_and_chunks),
    ROW("F10", "body of a byte every 0.4 s", drip_body),
    ROW("F10.head", "headers of a byte every 0.4 s", drip_head),
    ROW("F11", "hangs up without an answer", hang_up),
    ROW("F11.idle", "answers, then closes the kept-alive connection",
        send_then_hang_up),
    ROW("F27.slow", "a sign-in that answers after --slow", send_late),
    ROW("F49", "body without end", send_endless),
    ROW("F49.head", "20,000 headers", send_header_flood),
    ROW("F54", "a body without status line (HTTP/0.9)", send_body_only),
    ROW("F54.nul", "a NUL in a header", send_nul_header),
    ROW("F54.status", "status line HTTP/1.1 banana", send_odd_status,
        .text = "HTTP/1.1 banana"),
    ROW("F54.version", "status line HTTP/7.3 200", send_odd_status,
        .text = "HTTP/7.3 200 OK"),
    ROW("F57.stop", "answers, then the tenant stops", send_last_words),
    {0},
};
