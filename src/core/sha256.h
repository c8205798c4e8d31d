/*
 * sha256.h: SHA-256 (FIPS 180-4).
 *
 * GLib's, which Pango brings along; this pair is the only one that asks GLib
 * for anything. Like Pango, GLib ends the process when it finds no memory;
 * here that is for the 200 bytes of a hash under way.
 */
#ifndef UT_SHA256_H
#define UT_SHA256_H

#include <stddef.h>

#define UT_SHA256_BASE64_SIZE 45 /* of 32 bytes (RFC 4648), and a NUL */
#define UT_SHA256_HEX_SIZE 65    /* the same */

/* The digest of the bytes, in base64. */
void ut_sha256_base64(const void *bytes, size_t size_bytes,
                      char text[UT_SHA256_BASE64_SIZE]);

/* The same in lower-case hexadecimal digits. */
void ut_sha256_hex(const void *bytes, size_t size_bytes,
                   char text[UT_SHA256_HEX_SIZE]);

#endif
