/*
 * fault_wire.c: answers broken below HTTP, or in its framing. Each sends its
 * own bytes; the caller closes the connection afterwards. Under TLS the bytes
 * go past the encryption, so the client sees a broken record instead.
 */
#include <string.h>

#include "faults.h"

static bool send_sized_head(const struct answer *answer,
                            const struct wire *wire, size_t size)
{
    return wire_send_head(wire, answer) &&
           wire_print(wire, "Content-Length: %zu\r\n\r\n", size);
}

/* F1 */
static void send_nothing(const struct scene *scene, const struct answer *answer,
                         const struct wire *wire)
{
    (void)scene, (void)answer;
    wire_wait(wire, wire->slow_ms);
}

/* F2 */
static void send_half(const struct scene *scene, const struct answer *answer,
                      const struct wire *wire)
{
    (void)scene;
    if (send_sized_head(answer, wire, answer->size))
        wire_send(wire, answer->body, answer->size / 2);
}

/* F3 */
static void send_half_and_reset(const struct scene *scene,
                                const struct answer *answer,
                                const struct wire *wire)
{
    send_half(scene, answer, wire);
    wire_reset(wire);
}

const struct fault fault_wire_rows[] = {
    {"F1", "never answers", NULL, send_nothing, 0, NULL},
    {"F2", "closes in mid-body, short of Content-Length", NULL, send_half, 0,
     NULL},
    {"F3", "resets the connection in mid-body", NULL, send_half_and_reset, 0,
     NULL},
    {0},
};
