/* SPDX-License-Identifier: MIT */
/* vol_stream.h - a further member of frames: read at any offset, each frame by its hash
 *
 * Concepts  The members articles and index have their hashes in frames.sha. One that is
 *           written behind it (na_volw_stream_begin) brings its own, which the caller keeps
 *           in a member that the manifest vouches for. This is the read side: seek table,
 *           and frames checked against these hashes before they are decoded.
 * Lifetime  open .. close, within that of the volume. hashes are copied.
 * Threads   One, that of the volume.
 * Errors    NA_ECORRUPT naming volume, member and frame; NA_EIO; NA_ENOENT: no such member.
 * Used by   core/ (originals).
 */
#ifndef NA_STORE_VOL_STREAM_H
#define NA_STORE_VOL_STREAM_H
#include "store/vol_read.h"

typedef struct na_vol_stream na_vol_stream;

/* hashes: NA_FRAME_HASH bytes for each frame and then for the seek table. */
int na_vol_stream_open(na_vol_stream **out, na_vol *v, const char *name, na_str hashes,
                       na_err *err);
void na_vol_stream_close(na_vol_stream *s);
uint64_t na_vol_stream_size(const na_vol_stream *s);
/* Memory it holds now. */
size_t na_vol_stream_held(const na_vol_stream *s);
/* n decoded bytes at off into buf; the last frame decoded is kept for the next call. */
int na_vol_stream_read(na_vol_stream *s, uint64_t off, void *buf, size_t n, na_err *err);

/* The whole of a plain member (dead.ids, ...), at most max bytes, checked against the
 * manifest's hash, into out (reset first). NA_ENOENT without a message: the volume has
 * none. */
int na_vol_member_read(na_vol *v, const char *name, size_t max, na_buf *out, na_err *err);

#endif
