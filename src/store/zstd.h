/* SPDX-License-Identifier: MIT */
/* zstd.h - small things in one zstd frame: quarantined records
 *
 * Concepts  One shot in, one shot out; the contexts are kept in a handle for the next call.
 *           Frames have their content size and a checksum.
 * Lifetime  A zeroed na_zstd is ready; contexts come with the first use and go with
 *           release.
 * Threads   One thread per handle.
 * Errors    NA_ECORRUPT for bytes that are no such frame, NA_ELIMIT for one that says it
 *           holds more than max, NA_ENOMEM.
 * Used by   core/, store/vol_open.c.
 */
#ifndef NA_STORE_ZSTD_H
#define NA_STORE_ZSTD_H
#include "base/buf.h"

typedef struct na_zstd {
    void *cx, *dx;
} na_zstd;

void na_zstd_release(na_zstd *z);
/* Its ZSTD_DCtx, for frames decoded in one call; NULL without memory. */
void *na_zstd_dctx(na_zstd *z);
/* in as one frame into out (reset first). */
int na_zstd_pack(na_zstd *z, na_str in, int level, na_buf *out, na_err *err);
/* The contents of one frame, at most max bytes, into out (reset first). */
int na_zstd_unpack(na_zstd *z, na_str in, size_t max, na_buf *out, na_err *err);

#endif
