/* SPDX-License-Identifier: MIT */
/* hash.h - SHA-256 (by nettle) and hex
 *
 * Lifetime  na_sha256 is plain storage of the caller. Threads: one at a time. Cannot fail.
 * Used by   store/, core/, ingest/, script/.
 */
#ifndef NA_BASE_HASH_H
#define NA_BASE_HASH_H
#include "base/str.h"
#include <nettle/sha2.h>
#include <stdint.h>

typedef struct na_sha256 {
    struct sha256_ctx cx;
} na_sha256;

void na_sha256_begin(na_sha256 *h);
void na_sha256_put(na_sha256 *h, const void *p, size_t n);
/* A part whose end is unambiguous: its length as 8 bytes little-endian, then its bytes. */
void na_sha256_part(na_sha256 *h, na_str s);
void na_sha256_end(na_sha256 *h, uint8_t out[32]);
void na_sha256_of(na_str s, uint8_t out[32]);

/* Lower-case hex of n bytes, 2n characters and a NUL. */
void na_hex(const uint8_t *p, size_t n, char *out);
/* Exactly 2n hex digits into n bytes; false on anything else. */
bool na_unhex(na_str hex, uint8_t *out, size_t n);

#endif
