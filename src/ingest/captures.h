/* SPDX-License-Identifier: MIT */
/* captures.h - which article came of which capture, for later ones that are the same
 *
 * Concepts  An article is found by the hash of the captured bytes, by the capture's id, or
 *           by its address and time; where a later capture names a hash, one that was known
 *           by another hash is not it. At most NA_CAPTURES names are kept: when there are
 *           more, the oldest half is forgotten at once.
 * Lifetime  A value, zeroed; na_captures_release(). An entry is good until the next call.
 * Threads   One thread at a time.
 * Errors    NA_ENOMEM.
 * Used by   ingest/sink.c.
 */
#ifndef NA_INGEST_CAPTURES_H
#define NA_INGEST_CAPTURES_H
#include "base/capture.h"
#include "base/err.h"
#include <stdint.h>

#define NA_CAPTURES (1u << 19) /* names; 40 bytes each, half of the slots unused */

typedef struct na_captured {
    uint64_t article;  /* its id; 0: several */
    uint64_t text;     /* hash of its text, as identity.h has it */
    uint64_t digest;   /* of the capture's; 0: it had none */
    uint32_t revision; /* the latest, when it came */
    bool own;          /* its address is the capture's */
} na_captured;

typedef struct na_captures_table {
    uint64_t *keys; /* 0: free */
    na_captured *v;
    uint32_t n, cap; /* a power of two */
} na_captures_table;

typedef struct na_captures {
    na_captures_table young, old;
    uint32_t max; /* names; 0: NA_CAPTURES */
} na_captures;

/* e.digest is filled in here. The latest of a name wins. */
int na_captures_put(na_captures *c, const na_known_by *k, na_captured e, na_err *err);
/* NULL: none is known. */
const na_captured *na_captures_find(const na_captures *c, const na_known_by *k);
/* What has its id or address and time is known by another hash: it is not the same. */
bool na_captures_denies(const na_captures *c, const na_known_by *k);
void na_captures_release(na_captures *c);

#endif
