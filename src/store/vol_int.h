/* SPDX-License-Identifier: MIT */
/* vol_int.h - what the files of the volume container share; only they include it */
#ifndef NA_STORE_VOL_INT_H
#define NA_STORE_VOL_INT_H
#include "base/buf.h"
#include "store/src.h"
#include "store/vol_format.h"

/* A seek table in memory: offsets of n frames and of their end, from the member's first
 * stored byte (off) and from its first decoded one (raw). */
typedef struct na_seek {
    uint32_t n;
    uint64_t *off, *raw;         /* n + 1 each */
    uint8_t hash[NA_FRAME_HASH]; /* of the table's own stored bytes */
} na_seek;

/* Reads and checks the table at the end of member m. Release also after a failure. */
int na_seek_read(na_seek *out, const na_src *src, const na_vol_member *m, na_err *err);
void na_seek_release(na_seek *s);
/* The frame that holds decoded offset raw, which must be before the end. */
uint32_t na_seek_find(const na_seek *s, uint64_t raw);
/* Writing: the entries, and then the table around them. */
void na_seek_entry(na_buf *entries, uint32_t stored, uint32_t raw);
void na_seek_put(na_buf *out, const na_buf *entries);

#endif
