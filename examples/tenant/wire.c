/* wire.c: see wire.h. Sockets may be non-blocking, as libmicrohttpd likes. */
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/socket.h>

#include "text.h"

#define SETTLE_MS 30

bool wire_send(const struct wire *wire, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(wire->fd, at, size, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd ready[] = {{wire->fd, POLLOUT, 0},
                                     {wire->stop_fd, POLLIN, 0}};
            poll(ready, 2, -1);
            if (ready[1].revents)
                return false;
            continue;
        }
        if (sent < 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool wire_print(const struct wire *wire, const char *format, ...)
{
    char text[1024];
    va_list values;
    va_start(values, format);
    int size = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    return size >= 0 && (size_t)size < sizeof text &&
           wire_send(wire, text, (size_t)size);
}

bool wire_send_head(const struct wire *wire, const struct answer *answer)
{
    bool is_sent =
        wire_print(wire, "HTTP/1.1 %d Tenant\r\nContent-Type: %s\r\n",
                   answer->status, answer->content_type);
    for (int i = 0; is_sent && i < answer->header_count; i++)
        is_sent = wire_print(wire, "%s: %s\r\n", answer->headers[i].name,
                             answer->headers[i].value);
    return is_sent;
}

bool wire_wait(const struct wire *wire, int64_t wait_ms)
{
    int64_t end_ms = text_steady_ms() + wait_ms, left_ms = wait_ms;
    for (; left_ms > 0; left_ms = end_ms - text_steady_ms()) {
        struct pollfd watched[] = {{wire->fd, POLLRDHUP, 0},
                                   {wire->stop_fd, POLLIN, 0}};
        if (poll(watched, 2, (int)left_ms) > 0)
            return false;
    }
    return true;
}

/* Connecting a TCP socket to nowhere makes Linux send a reset at once. */
void wire_reset(const struct wire *wire)
{
    struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    wire_wait(wire, SETTLE_MS);
    (void)connect(wire->fd, &nowhere, sizeof nowhere);
}
