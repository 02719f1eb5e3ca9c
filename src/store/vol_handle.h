/* SPDX-License-Identifier: MIT */
/* vol_handle.h - the inside of na_vol; vol_open.c, vol_read.c and vol_cursor.c include
 * it */
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
    size_t in;          /* bytes of stored that the decoder took */
    size_t hint;        /* ... that it would have next */
    ZSTD_outBuffer out; /* all of text: the decoder looks back there */
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
    ZSTD_DCtx *dx; /* its own, or lent */
    bool lent;
    struct cursor cur;
};

static inline uint32_t na_vol_raw_len(const na_seek *s, uint32_t f)
{
    return (uint32_t)(s->raw[f + 1] - s->raw[f]);
}
/* "<volume>: <member>: frame <f>: " before what went wrong. */
int na_vol_frame_failed(const na_vol *v, int member, uint32_t f, int rc, na_err *err);
int na_vol_outside(const na_vol *v, int member, uint64_t off, size_t n, na_err *err);
/* The stored bytes of a frame, checked against frames.sha (once a handle) and for form. */
int na_vol_load(na_vol *v, int member, uint32_t f, na_buf *out, na_err *err);

void na_cursor_init(struct cursor *c);
void na_cursor_release(struct cursor *c);
/* Puts the cursor at the beginning of frame f, unless it is in it already. */
int na_cursor_open(na_vol *v, struct cursor *c, uint32_t f, na_err *err);
/* Decodes until the cursor's text has want bytes, at most the frame's. */
int na_cursor_fill(na_vol *v, struct cursor *c, size_t want, na_err *err);

/* Frees all cached frames and closes the cursor. */
void na_vol_cache_clear(na_vol *v);

#endif
