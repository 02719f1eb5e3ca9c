/* SPDX-License-Identifier: MIT */
/* cols_codec.c - packing a chunk's values into blocks of bits, and back */
#include "index/cols_int.h"
#include <endian.h>

const na_col_desc na_col_descs[NA_COL_ID + 1] = {
    [NA_COL_PUBLISHED] = { "published", NULL, NA_CHUNK_ASCENDING, 0 },
    [NA_COL_LENGTH] = { "length", NULL, NA_CHUNK_PACKED, 0 },
    [NA_COL_WORDS] = { "words", NULL, NA_CHUNK_PACKED, 0 },
    [NA_COL_PLACE] = { "place", NULL, NA_CHUNK_ASCENDING, 0 },
    [NA_COL_LANG] = { "lang", "lang.dict", NA_CHUNK_PACKED, 0 },
    [NA_COL_SOURCE] = { "source", "source.dict", NA_CHUNK_PACKED, 0 },
    [NA_COL_REV] = { "rev", NULL, NA_CHUNK_PACKED, 0 },
    [NA_COL_TEXT] = { "text", NULL, NA_CHUNK_FIXED, 5 },
    [NA_COL_SIGNATURE] = { "signature", NULL, NA_CHUNK_FIXED, 8 },
    [NA_COL_TAGS] = { "tags", "tags.dict", NA_CHUNK_LISTS, 0 },
    [NA_COL_BOUNDS] = { "bounds", NULL, NA_CHUNK_LISTS, 0 },
    [NA_COL_AUTHORS] = { "authors", "authors.dict", NA_CHUNK_LISTS, 0 },
    [NA_COL_CITES] = { "cites", "cites.dict", NA_CHUNK_LISTS, 0 },
    [NA_COL_QUOTES] = { "quotes", NULL, NA_CHUNK_LISTS, 0 },
    [NA_COL_ID] = { "id", NULL, NA_CHUNK_ASCENDING, 0 },
};

static unsigned width_of(uint64_t all)
{
    return all ? 64u - (unsigned)__builtin_clzll(all) : 0;
}

static void put_block(na_buf *out, const uint64_t *v, size_t n)
{
    uint8_t bytes[NA_COLS_BLOCK * 8 + 16] = { 0 };
    uint64_t all = 0;
    unsigned w;

    for (size_t i = 0; i < n; i++) all |= v[i];
    w = width_of(all);
    for (size_t i = 0, bit = 0; i < n; i++, bit += w)
        for (unsigned b = 0; b < w; b++)
            if (v[i] >> b & 1) bytes[(bit + b) >> 3] |= (uint8_t)(1u << ((bit + b) & 7));
    na_buf_u8(out, (uint8_t)w);
    na_buf_put(out, bytes, (n * w + 7) / 8);
}

static void put_head(na_buf *out, uint8_t codec, size_t n)
{
    na_buf_u8(out, codec);
    na_buf_u16(out, (uint16_t)n);
}

void na_chunk_packed(na_buf *out, const int64_t *v, size_t n)
{
    uint64_t block[NA_COLS_BLOCK];
    int64_t base = v[0];

    for (size_t i = 1; i < n; i++)
        if (v[i] < base) base = v[i];
    put_head(out, NA_CHUNK_PACKED, n);
    na_buf_u64(out, (uint64_t)base);
    for (size_t i = 0; i < n;) {
        size_t m = 0;
        while (m < NA_COLS_BLOCK && i < n) block[m++] = (uint64_t)v[i++] - (uint64_t)base;
        put_block(out, block, m);
    }
}

void na_chunk_ascending(na_buf *out, const int64_t *v, size_t n, bool undated)
{
    uint64_t block[NA_COLS_BLOCK];
    size_t none = 0;

    while (undated && none < n && v[none] == NA_TIME_NONE) none++;
    put_head(out, NA_CHUNK_ASCENDING, n);
    na_buf_u16(out, (uint16_t)none);
    if (none < n) na_buf_u64(out, (uint64_t)v[none]);
    for (size_t i = none + 1; i < n;) {
        size_t m = 0;
        for (; m < NA_COLS_BLOCK && i < n; i++)
            block[m++] = (uint64_t)v[i] - (uint64_t)v[i - 1];
        put_block(out, block, m);
    }
}

void na_chunk_fixed(na_buf *out, const int64_t *v, size_t n, unsigned size)
{
    put_head(out, NA_CHUNK_FIXED, n);
    na_buf_u8(out, (uint8_t)size);
    for (size_t i = 0; i < n; i++)
        for (unsigned b = 0; b < size; b++)
            na_buf_u8(out, (uint8_t)((uint64_t)v[i] >> 8 * b));
}

void na_chunk_lists(na_buf *out, const uint32_t *sizes, size_t n, na_str bytes)
{
    uint64_t block[NA_COLS_BLOCK];

    put_head(out, NA_CHUNK_LISTS, n);
    for (size_t i = 0; i < n;) {
        size_t m = 0;
        while (m < NA_COLS_BLOCK && i < n) block[m++] = sizes[i++];
        put_block(out, block, m);
    }
    na_buf_str(out, bytes);
}

/* A block's n values, not less than one bit wider than needed: width is minimal, padding
 * bits are zero. */
static bool get_block(na_rd *r, uint64_t *v, size_t n)
{
    uint8_t bytes[NA_COLS_BLOCK * 8 + 16];
    unsigned w = na_rd_u8(r);
    size_t len = (n * w + 7) / 8;
    uint64_t all = 0, mask = w < 64 ? (UINT64_C(1) << w) - 1 : UINT64_MAX;
    na_str b;

    if (w > 64) return false;
    b = na_rd_bytes(r, len);
    if (r->bad) return false;
    if (len) memcpy(bytes, b.ptr, len);
    memset(bytes + len, 0, 16);
    for (size_t i = 0, bit = 0; i < n; i++, bit += w) {
        const uint8_t *p = bytes + (bit >> 3);
        unsigned shift = bit & 7;
        uint64_t x;
        memcpy(&x, p, sizeof x);
        x = le64toh(x) >> shift;
        if (shift + w > 64) x |= (uint64_t)p[8] << (64 - shift);
        v[i] = x & mask;
        all |= v[i];
    }
    if (width_of(all) != w) return false;
    return (n * w) % 8 == 0 || bytes[len - 1] >> (n * w) % 8 == 0;
}

static bool read_packed(na_rd *r, int64_t *v, size_t n)
{
    uint64_t block[NA_COLS_BLOCK];
    int64_t base = (int64_t)na_rd_u64(r);

    for (size_t i = 0; i < n;) {
        size_t m = n - i < NA_COLS_BLOCK ? n - i : NA_COLS_BLOCK;
        if (!get_block(r, block, m)) return false;
        for (size_t k = 0; k < m; k++, i++) {
            if (block[k] > (uint64_t)INT64_MAX - (uint64_t)base) return false;
            v[i] = (int64_t)((uint64_t)base + block[k]);
        }
    }
    return true;
}

static bool read_ascending(na_rd *r, int64_t *v, size_t n)
{
    uint64_t block[NA_COLS_BLOCK], last = 0;
    size_t none = na_rd_u16(r), i = 0;

    if (none > n) return false;
    while (i < none) v[i++] = NA_TIME_NONE;
    if (i == n) return true;
    last = na_rd_u64(r);
    v[i++] = (int64_t)last;
    while (i < n) {
        size_t m = n - i < NA_COLS_BLOCK ? n - i : NA_COLS_BLOCK;
        if (!get_block(r, block, m)) return false;
        for (size_t k = 0; k < m; k++) {
            last += block[k];
            v[i++] = (int64_t)last;
        }
    }
    return true;
}

static bool read_fixed(na_rd *r, int64_t *v, size_t n)
{
    unsigned size = na_rd_u8(r);
    na_str b;

    if (size < 1 || size > 8) return false;
    b = na_rd_bytes(r, n * size);
    if (r->bad) return false;
    for (size_t i = 0; i < n; i++) {
        uint64_t x = 0;
        for (unsigned k = size; k-- > 0;) x = x << 8 | (uint8_t)b.ptr[i * size + k];
        v[i] = (int64_t)x;
    }
    return true;
}

static bool get_head(na_rd *r, uint8_t codec, size_t n)
{
    return na_rd_u8(r) == codec && na_rd_u16(r) == n && !r->bad;
}

bool na_chunk_read(na_str chunk, uint8_t codec, int64_t *v, size_t n)
{
    na_rd r = na_rd_of(chunk);
    bool ok =
        get_head(&r, codec, n) && (codec == NA_CHUNK_PACKED      ? read_packed(&r, v, n)
                                   : codec == NA_CHUNK_ASCENDING ? read_ascending(&r, v, n)
                                                                 : read_fixed(&r, v, n));
    return ok && !r.bad && na_rd_left(&r) == 0;
}

bool na_chunk_read_lists(na_str chunk, uint32_t *ends, size_t n, na_str *bytes_out)
{
    na_rd r = na_rd_of(chunk);
    uint64_t block[NA_COLS_BLOCK], sum = 0;

    if (!get_head(&r, NA_CHUNK_LISTS, n)) return false;
    for (size_t i = 0; i < n;) {
        size_t m = n - i < NA_COLS_BLOCK ? n - i : NA_COLS_BLOCK;
        if (!get_block(&r, block, m)) return false;
        for (size_t k = 0; k < m; k++) {
            if (block[k] > chunk.len) return false;
            sum += block[k];
            if (sum > chunk.len) return false;
            ends[i++] = (uint32_t)sum;
        }
    }
    if (sum != na_rd_left(&r) || sum > UINT32_MAX) return false;
    *bytes_out = na_rd_bytes(&r, (size_t)sum);
    return true;
}
