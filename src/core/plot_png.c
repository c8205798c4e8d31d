/*
 * plot_png.c: an image surface as a PNG (ISO/IEC 15948).
 *
 * Our own writer because cairo's cannot be told how hard to pack: it tries
 * every filter on every row, which for flat colours takes twice as long and
 * gains nothing, and it leaves out the resolution. Rows are packed one at a
 * time, so the picture is never in memory twice.
 */
#include "core/plot_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#define SIGNATURE "\x89PNG\r\n\x1A\n"
#define LEVEL 3 /* of zlib, 1 to 9: more is slow for a few per cent */
#define INCHES_PER_METRE 39.37007874015748
#define CHUNK_BYTES 65536u
#define ROW_BYTES(width)                                                       \
    (1 + 3 * (size_t)(width)) /* a filter's number first                       \
                               */

struct packer {
    z_stream stream;
    struct ut_buf *out;
    unsigned char chunk[CHUNK_BYTES]; /* packed, not yet in `out` */
    unsigned char row[];              /* not yet packed */
};

static void put_number(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (24 - 8 * i));
}

static int add_number(struct ut_buf *out, uint32_t value)
{
    unsigned char bytes[4];
    put_number(bytes, value);
    return ut_buf_add(out, bytes, sizeof bytes);
}

/* Length, type of four letters, data, checksum over type and data. */
static int add_chunk(struct ut_buf *out, const char *type,
                     const unsigned char *bytes, size_t size_bytes)
{
    uLong crc = crc32(0, (const Bytef *)type, 4);
    if (size_bytes > 0)
        crc = crc32(crc, bytes, (uInt)size_bytes);
    int status = add_number(out, (uint32_t)size_bytes);
    if (status == 0)
        status = ut_buf_add(out, type, 4);
    if (status == 0)
        status = ut_buf_add(out, bytes, size_bytes);
    return status != 0 ? status : add_number(out, (uint32_t)crc);
}

static int add_header(struct ut_buf *out, int width, int height, double dpi)
{
    unsigned char size[13] = {0}, resolution[9] = {0};
    put_number(size, (uint32_t)width);
    put_number(size + 4, (uint32_t)height);
    size[8] = 8; /* bits per channel */
    size[9] = 2; /* red, green, blue */
    uint32_t per_metre = (uint32_t)lround(dpi * INCHES_PER_METRE);
    put_number(resolution, per_metre);
    put_number(resolution + 4, per_metre);
    resolution[8] = 1; /* the unit is the metre */
    int status = ut_buf_add(out, SIGNATURE, strlen(SIGNATURE));
    if (status == 0)
        status = add_chunk(out, "IHDR", size, sizeof size);
    return status != 0 ? status
                       : add_chunk(out, "pHYs", resolution, sizeof resolution);
}

static int flush_chunk(struct packer *packer)
{
    size_t size_bytes = CHUNK_BYTES - packer->stream.avail_out;
    packer->stream.next_out = packer->chunk;
    packer->stream.avail_out = CHUNK_BYTES;
    return add_chunk(packer->out, "IDAT", packer->chunk, size_bytes);
}

/* Packs the row; `flush` is Z_FINISH for the last. */
static int pack(struct packer *packer, size_t row_bytes, int flush)
{
    packer->stream.next_in = packer->row;
    packer->stream.avail_in = (uInt)row_bytes;
    for (;;) {
        int state = deflate(&packer->stream, flush);
        bool is_full = packer->stream.avail_out == 0;
        int status = is_full || state == Z_STREAM_END ? flush_chunk(packer) : 0;
        if (status != 0 || state == Z_STREAM_END || !is_full)
            return status;
    }
}

/* Cairo's 0xXXRRGGBB as bytes, behind the number of the filter: none. */
static void unpack_row(const unsigned char *pixels, int width,
                       unsigned char *row)
{
    *row++ = 0;
    for (int x = 0; x < width; x++, row += 3) {
        uint32_t pixel;
        memcpy(&pixel, pixels + 4 * (size_t)x, sizeof pixel);
        row[0] = (unsigned char)(pixel >> 16);
        row[1] = (unsigned char)(pixel >> 8);
        row[2] = (unsigned char)pixel;
    }
}

static int pack_rows(struct packer *packer, cairo_surface_t *surface)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    const unsigned char *pixels = cairo_image_surface_get_data(surface);
    if (deflateInit(&packer->stream, LEVEL) != Z_OK)
        return UNDERTONE_EMEMORY;
    packer->stream.next_out = packer->chunk;
    packer->stream.avail_out = CHUNK_BYTES;
    int status = 0;
    for (int y = 0; y < height && status == 0; y++) {
        unpack_row(pixels + stride * (size_t)y, width, packer->row);
        status = pack(packer, ROW_BYTES(width),
                      y + 1 < height ? Z_NO_FLUSH : Z_FINISH);
    }
    deflateEnd(&packer->stream);
    return status;
}

int ut_png_encode(cairo_surface_t *surface, double dpi, struct ut_buf *out)
{
    int width = cairo_image_surface_get_width(surface);
    int height = cairo_image_surface_get_height(surface);
    cairo_surface_flush(surface);
    struct packer *packer = calloc(1, sizeof *packer + ROW_BYTES(width));
    if (packer == NULL)
        return UNDERTONE_EMEMORY;
    packer->out = out;
    int status = add_header(out, width, height, dpi);
    if (status == 0)
        status = pack_rows(packer, surface);
    free(packer);
    return status != 0 ? status : add_chunk(out, "IEND", NULL, 0);
}
