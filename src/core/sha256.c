/* sha256.c: GLib's SHA-256 as this library calls it; see sha256.h. */
#include "core/sha256.h"

#include <glib.h>
#include <string.h>

static GChecksum *state_of(struct ut_sha256 *hash)
{
    if (hash->state == NULL)
        hash->state = g_checksum_new(G_CHECKSUM_SHA256);
    return hash->state;
}

void ut_sha256_add(struct ut_sha256 *hash, const void *bytes, size_t size_bytes)
{
    g_checksum_update(state_of(hash), bytes, (gssize)size_bytes);
}

void ut_sha256_end(struct ut_sha256 *hash,
                   unsigned char digest[UT_SHA256_BYTES])
{
    gsize size_bytes = UT_SHA256_BYTES;
    g_checksum_get_digest(state_of(hash), digest, &size_bytes);
    g_checksum_free(hash->state);
    hash->state = NULL;
}

void ut_sha256_base64(const void *bytes, size_t size_bytes,
                      char text[UT_SHA256_BASE64_SIZE])
{
    unsigned char digest[UT_SHA256_BYTES];
    struct ut_sha256 hash = {0};
    ut_sha256_add(&hash, bytes, size_bytes);
    ut_sha256_end(&hash, digest);
    char *encoded = g_base64_encode(digest, sizeof digest);
    memcpy(text, encoded, UT_SHA256_BASE64_SIZE);
    g_free(encoded);
}
