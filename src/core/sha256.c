/* sha256.c: GLib's SHA-256 as this library calls it; see sha256.h. */
#include "core/sha256.h"

#include <glib.h>
#include <string.h>

#define DIGEST_BYTES 32

void ut_sha256_base64(const void *bytes, size_t size_bytes,
                      char text[UT_SHA256_BASE64_SIZE])
{
    guint8 digest[DIGEST_BYTES];
    gsize digest_bytes = sizeof digest;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, bytes, (gssize)size_bytes);
    g_checksum_get_digest(checksum, digest, &digest_bytes);
    g_checksum_free(checksum);
    char *encoded = g_base64_encode(digest, digest_bytes);
    memcpy(text, encoded, UT_SHA256_BASE64_SIZE);
    g_free(encoded);
}

void ut_sha256_hex(const void *bytes, size_t size_bytes,
                   char text[UT_SHA256_HEX_SIZE])
{
    char *encoded =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, size_bytes);
    memcpy(text, encoded, UT_SHA256_HEX_SIZE);
    g_free(encoded);
}
