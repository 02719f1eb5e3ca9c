/* SPDX-License-Identifier: MIT */
/* vol_handle.h - the inside of na_vol; only vol_open.c and vol_read.c include it */
#ifndef NA_STORE_VOL_HANDLE_H
#define NA_STORE_VOL_HANDLE_H
#include "store/vol_int.h"
#include "store/vol_read.h"
#include <zstd.h>

#define NA_VOL_CACHE (8 * NA_MIB)

/* A decoded frame in the cache: on the list from the newest use to the oldest. */
struct cframe {
    struct cframe *newer, *older;
    int member;
    uint32_t frame, len;
    uint8_t data[];
};

struct framed {
    na_seek seek;
    uint64_t hash0;     /* its first hash in frames.sha */
    struct cframe **at; /* by frame: in the cache, or NULL */
    bool *checked;      /* by frame: its hash was seen to be right */
};

/* One frame of articles decoded as far as was asked for. */
struct cursor {
    ZSTD_DCtx *dx;
    bool open;
    uint32_t frame;
    na_buf stored, text;
    size_t in; /* bytes of stored that the decoder took */
};

struct na_vol {
    na_src src;
    int64_t mtime;
    na_vol_member member[NA_VOL_MAX_MEMBERS];
    size_t n;
    na_buf manifest;
    bool bound; /* na_vol_check succeeded */
    uint8_t *hashes;
    struct framed framed[NA_VOL_FRAMED];
    struct cframe *newest, *oldest;
    size_t cached, cap;
    na_buf stored; /* a frame as it is in the file */
    ZSTD_DCtx *dx;
    struct cursor cur;
};

/* Frees all cached frames and closes the cursor. */
void na_vol_cache_clear(na_vol *v);

#endif
