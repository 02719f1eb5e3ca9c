/* SPDX-License-Identifier: MIT */
/* capture.h - what a captured document is known by, and which earlier one it is the same as
 *
 * Concepts  Archivers store a text once; where it is met again they write that it is the
 *           same as an earlier capture, by that one's id, its address and time, or the hash
 *           of its bytes. None of them need be there.
 * Lifetime  Slices belong to whoever filled them. Threads, errors: none.
 * Used by   script/ (ctx:capture), sandbox/ (verdicts), ingest/captures.h.
 */
#ifndef NA_BASE_CAPTURE_H
#define NA_BASE_CAPTURE_H
#include "base/str.h"

typedef struct na_known_by {
    na_str id, digest; /* compared as they are */
    na_str url, date;  /* RFC 3339; both, or they say nothing */
} na_known_by;

typedef struct na_capture {
    na_known_by self;
    na_known_by of; /* empty: it has bytes of its own */
} na_capture;

static inline bool na_known_by_any(const na_known_by *k)
{
    return k->id.len || k->digest.len || (k->url.len && k->date.len);
}

#endif
