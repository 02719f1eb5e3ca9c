/* SPDX-License-Identifier: MIT */
/* vol_pool.h - frames compressed by a few threads and given back in order
 *
 * Concepts  put hands a frame over; some thread compresses it, decodes the result again and
 *           compares, and hashes it; the sink is called in the caller's thread, in the
 *           order of the puts, from within later puts and from drain. Frames in flight are
 *           bounded in number and bytes, so put may wait.
 * Lifetime  new .. free (which waits for the threads; frames not yet sunk are forgotten).
 * Threads   put, drain and free from one thread. The pool's threads block all signals.
 * Errors    Sticky: the first failure of a frame or of the sink is returned from then on.
 * Used by   store/vol_write.c.
 */
#ifndef NA_STORE_VOL_POOL_H
#define NA_STORE_VOL_POOL_H
#include "base/buf.h"
#include "store/vol_format.h"

typedef struct na_pool na_pool;

/* One compressed frame, borrowed during the call. */
typedef int na_pool_sink(void *ctx, na_str stored, uint32_t raw_len,
                         const uint8_t hash[NA_FRAME_HASH], na_err *err);

int na_pool_new(na_pool **out, unsigned threads, na_pool_sink *sink, void *ctx,
                na_err *err);
/* Starts further threads, up to the pool's maximum of 4. */
int na_pool_grow(na_pool *p, unsigned threads, na_err *err);
/* Takes the contents of raw; raw comes back empty, with the memory of an earlier frame. */
int na_pool_put(na_pool *p, na_buf *raw, int level, na_err *err);
/* Waits until every frame was sunk. */
int na_pool_drain(na_pool *p, na_err *err);
void na_pool_free(na_pool *p);

#endif
