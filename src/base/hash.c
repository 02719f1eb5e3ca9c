/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

void na_sha256_begin(na_sha256 *h) { sha256_init(&h->cx); }

void na_sha256_put(na_sha256 *h, const void *p, size_t n)
{
    if (n) sha256_update(&h->cx, n, p);
}

void na_sha256_part(na_sha256 *h, na_str s)
{
    uint8_t len[8];
    for (size_t i = 0; i < sizeof len; i++) len[i] = (uint8_t)((uint64_t)s.len >> (8 * i));
    na_sha256_put(h, len, sizeof len);
    na_sha256_put(h, s.ptr, s.len);
}

void na_sha256_end(na_sha256 *h, uint8_t out[32]) { sha256_digest(&h->cx, 32, out); }

void na_sha256_of(na_str s, uint8_t out[32])
{
    na_sha256 h;
    na_sha256_begin(&h);
    na_sha256_put(&h, s.ptr, s.len);
    na_sha256_end(&h, out);
}

void na_hex(const uint8_t *p, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[p[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
    }
    out[2 * n] = '\0';
}

bool na_unhex(na_str hex, uint8_t *out, size_t n)
{
    if (hex.len % 2 || hex.len / 2 != n) return false;
    for (size_t i = 0; i < n; i++) {
        int hi = na_char_hex(hex.ptr[2 * i]), lo = na_char_hex(hex.ptr[2 * i + 1]);
        if (hi < 0 || lo < 0) return false;
        out[i] = (uint8_t)(hi << 4 | lo);
    }
    return true;
}
