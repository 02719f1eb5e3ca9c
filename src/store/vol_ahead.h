/* SPDX-License-Identifier: MIT */
/* vol_ahead.h - articles read before they are asked for, on all cores
 *
 * Concepts  Who is about to read several articles names their places. Each frame that they
 *           are in is hashed and decoded once, as far as needed, by whichever thread is
 *           free. It is for speed alone: a place that could not be read (damage, no memory,
 *           a frame of unusual size) is left without its line, and na_vol_line() will say
 *           why.
 * Lifetime  A line is the caller's, to be freed. The threads end before the call returns.
 * Threads   The volumes must not be used by others meanwhile.
 * Errors    None. Used by: core/.
 */
#ifndef NA_STORE_VOL_AHEAD_H
#define NA_STORE_VOL_AHEAD_H
#include "store/vol_read.h"

typedef struct na_ahead {
    na_vol *vol; /* given: where it is, as for na_vol_line() */
    uint64_t off;
    size_t len;
    char *line; /* its len bytes, or NULL */
} na_ahead;

/* At most NA_AHEAD_MAX places, in any order; those behind are left. */
#define NA_AHEAD_MAX 64u
void na_vol_ahead(na_ahead *v, size_t n);

#endif
