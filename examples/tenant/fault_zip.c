/*
 * fault_zip.c: answers under Content-Encoding or Transfer-Encoding: bombs,
 * damage, codings that nobody asked for. Sent whether the client accepts gzip
 * or not.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "edit.h"
#include "faults.h"

#define GZIP_WINDOW 31 /* zlib: largest window, gzip wrapper */
#define RAW_WINDOW (-15)
#define BLOCK_BYTES ((size_t)1 << 20)
#define BOMB_BLOCKS 1024
#define LAYERS 5
#define TRAILER_BYTES 8

/* Replaces the body by its gzip form. */
static bool zip_body(struct answer *answer)
{
    z_stream zip = {0};
    if (deflateInit2(&zip, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&zip, answer->size);
    unsigned char *out = malloc(room + 1);
    zip.next_in = (unsigned char *)answer->body;
    zip.avail_in = (unsigned)answer->size;
    zip.next_out = out;
    zip.avail_out = (unsigned)room;
    bool is_done = out && deflate(&zip, Z_FINISH) == Z_STREAM_END;
    size_t size = room - zip.avail_out;
    deflateEnd(&zip);
    if (!is_done) {
        free(out);
        return false;
    }
    answer_set_body(answer, (char *)out, size);
    answer_set_header(answer, "Content-Encoding", "gzip");
    return true;
}

/* One block of a repeated byte, ending at a byte boundary with no reference
 * to what came before, so that copies of it can follow one another. */
static size_t zip_block(char byte, unsigned char *out, size_t room, uLong *crc)
{
    z_stream zip = {0};
    unsigned char *block = malloc(BLOCK_BYTES);
    if (!block || deflateInit2(&zip, Z_BEST_COMPRESSION, Z_DEFLATED, RAW_WINDOW,
                               9, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(block);
        return 0;
    }
    memset(block, byte, BLOCK_BYTES);
    *crc = crc32(0, block, (uInt)BLOCK_BYTES);
    zip.next_in = block;
    zip.avail_in = (unsigned)BLOCK_BYTES;
    zip.next_out = out;
    zip.avail_out = (unsigned)room;
    deflate(&zip, Z_FULL_FLUSH);
    deflateEnd(&zip);
    free(block);
    return room - zip.avail_out;
}

static void write_trailer(FILE *out, uLong crc, size_t size)
{
    fwrite("\x03", 1, 2, out); /* an empty last block */
    for (int shift = 0; shift < 32; shift += 8)
        putc((int)(crc >> shift) & 0xFF, out);
    for (int shift = 0; shift < 32; shift += 8)
        putc((int)(size >> shift) & 0xFF, out);
}

/* BOMB_BLOCKS MiB of the first byte of `text`, about a MiB on the wire. */
static void bend_bomb(const struct scene *scene, struct answer *answer)
{
    static const char header[] = "\x1F\x8B\x08\0\0\0\0\0\0\xFF";
    unsigned char block[8192];
    uLong block_crc = 0, crc = 0;
    char *body = NULL;
    size_t size = 0;
    size_t block_size =
        zip_block(scene->fault->text[0], block, sizeof block, &block_crc);
    FILE *out = open_memstream(&body, &size);
    if (!out)
        return;
    fwrite(header, 1, 10, out);
    for (int i = 0; i < BOMB_BLOCKS; i++) {
        fwrite(block, 1, block_size, out);
        crc = crc32_combine(crc, block_crc, (z_off_t)BLOCK_BYTES);
    }
    write_trailer(out, crc, BOMB_BLOCKS * BLOCK_BYTES);
    fclose(out);
    answer_set_body(answer, body, size);
    answer_set_header(answer, "Content-Encoding", "gzip");
}

/* Named by the fault's text, or else by what it sends. */
static void bend_layers(const struct scene *scene, struct answer *answer)
{
    for (int i = 0; i < LAYERS; i++)
        if (!zip_body(answer))
            return;
    if (scene->fault->text)
        answer_set_header(answer, "Content-Encoding", scene->fault->text);
}

static void send_lines(const struct scene *scene, const struct answer *answer,
                       const struct wire *wire)
{
    (void)scene;
    bool is_sent = wire_send_head(wire, answer); /* the first line in it */
    for (int i = 1; i < LAYERS; i++)
        is_sent = is_sent && wire_print(wire, "Content-Encoding: gzip\r\n");
    if (is_sent &&
        wire_print(wire, "Content-Length: %zu\r\n\r\n", answer->size))
        wire_send(wire, answer->body, answer->size);
}

static void send_transfer(const struct scene *scene,
                          const struct answer *answer, const struct wire *wire)
{
    (void)scene;
    if (wire_send_head(wire, answer) &&
        wire_print(wire,
                   "Transfer-Encoding: gzip, gzip, gzip, gzip, chunked\r\n\r\n"
                   "%zx\r\n",
                   answer->size) &&
        wire_send(wire, answer->body, answer->size))
        wire_print(wire, "\r\n0\r\n\r\n");
}

static void bend_zipped(const struct scene *scene, struct answer *answer)
{
    (void)scene;
    zip_body(answer);
}

/* Turns the byte `number` from the end, or the middle one for 0. */
static void bend_damaged(const struct scene *scene, struct answer *answer)
{
    if (!zip_body(answer))
        return;
    size_t back = (size_t)scene->fault->number;
    answer->body[back ? answer->size - back : answer->size / 2] ^= 0x55;
}

static void bend_cut(const struct scene *scene, struct answer *answer)
{
    (void)scene;
    if (zip_body(answer))
        answer->size -= TRAILER_BYTES;
}

static void bend_coding(const struct scene *scene, struct answer *answer)
{
    answer_set_header(answer, "Content-Encoding", scene->fault->text);
}

const struct fault fault_zip_rows[] = {
    {.name = "F47",
     .what = "a MiB of gzip that becomes a GiB of spaces",
     .bend = bend_bomb,
     .text = " "},
    {.name = "F47.nul",
     .what = "the same of NULs",
     .bend = bend_bomb,
     .text = ""},
    {.name = "F47.layers",
     .what = "five layers of gzip",
     .bend = bend_layers,
     .text = "gzip, gzip, gzip, gzip, gzip"},
    {.name = "F47.lines",
     .what = "five layers of gzip, each named by a header of its own",
     .bend = bend_layers,
     .send = send_lines},
    {.name = "F47.transfer",
     .what = "five layers of gzip, four of them as transfer codings",
     .bend = bend_layers,
     .send = send_transfer},
    {.name = "F48", .what = "gzip with a damaged byte", .bend = bend_damaged},
    {.name = "F48.crc",
     .what = "gzip with a wrong checksum",
     .bend = bend_damaged,
     .number = TRAILER_BYTES},
    {.name = "F48.cut", .what = "gzip without its trailer", .bend = bend_cut},
    {.name = "F48.coding",
     .what = "Content-Encoding: rot13",
     .bend = bend_coding,
     .text = "rot13"},
    {.name = "F48.good",
     .what = "sound gzip, for comparison",
     .bend = bend_zipped},
    {0},
};
