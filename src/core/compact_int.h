/* SPDX-License-Identifier: MIT */
/* compact_int.h - what compact.c, compact_plan.c and compact_read.c share
 *
 * Concepts  A group is volumes whose articles are written anew, in their order, into as few
 *           volumes as the cut allows. Deciding which (compact_plan.c) needs nothing but
 *           the catalogue and what of each volume is dead.
 * Lifetime  A na_compact that of its group; the plan is the caller's arrays.
 * Threads   The archive's. Errors: those of the volumes.
 * Used by   compact.c, tests.
 */
#ifndef NA_CORE_COMPACT_INT_H
#define NA_CORE_COMPACT_INT_H
#include "core/seal_int.h"
#include "core/seg.h"

#define NA_COMPACT_FAN                                                                     \
    128u /* volumes in a group, at most: each takes a MiB while it is read */
#define NA_COMPACT_CHEAP                                                                   \
    (16 * NA_MIB) /* JSON of a volume that may be written anew for little */
#define NA_TIER_VOLUMES                                                                    \
    8u                  /* so many of about a size become one when something was sealed */
#define NA_TIER_STEP 8u /* how many times as big a volume of the next tier is */
#define NA_TIER_FIRST (NA_MIB / 2) /* JSON below which a volume is of the first tier, */
#define NA_TIER_TOP 4u             /* and so many tiers: bigger ones wait for `compact` */

/* What of a volume decides, besides its row. */
typedef struct na_compact_state {
    bool fixed; /* it stays as it is */
    bool renew; /* to be written anew, even alone */
} na_compact_state;

typedef struct na_compact_plan {
    size_t *order; /* [n]: indices of the catalogue, a group after the other */
    size_t *end;   /* [ngroups]: where in order a group ends */
    size_t ngroups;
} na_compact_plan;

/* plan->order and end have room for n. All: as few volumes as the cut allows, apart in
 * their dates. Else only tiers that are full. */
void na_compact_choose(const na_catrow *cat, const na_compact_state *state, size_t n,
                       bool all, uint64_t cut, na_compact_plan *plan);

/* One of the volumes that go. */
typedef struct na_compact_src {
    const na_catrow *cat;
    int64_t first; /* no article of it is published earlier */
    bool open, ended;
    na_seg seg;
    const int64_t *id, *text;
    const uint32_t *rev;
    na_deadrow *dead;      /* its dead rows, ascending, */
    size_t ndead, at_dead; /* and the next of them */
    bool rules_current;    /* its attributions were found by the rules of today */
    int64_t row;           /* the next, from 1 */
    uint64_t off;          /* of its line */
} na_compact_src;

/* A group while it is written anew. */
typedef struct na_compact {
    na_seal s; /* first: na_seal's callbacks get it */
    na_compact_src *src;
    size_t nsrc;
    na_compact_src *from; /* of s.item */
    uint64_t rules;       /* hash of those of today */
    uint64_t *blocked;    /* ids, ascending */
    size_t nblocked, ndropped, cap_dead, cap_tell;
    na_buf dropped; /* hashes of the records of removed articles */
} na_compact;

/* compact_read.c: the sources, and what the old manifests tell. */
int na_compact_load(na_compact *c, const na_catrow *cat, const size_t *group, size_t n,
                    na_err *err);
void na_compact_src_close(na_compact_src *src);
/* For na_seal: what it calls. */
int na_compact_next(na_seal *s, na_err *err);
int na_compact_placed(na_seal *s, int64_t row, na_err *err);
int na_compact_original(na_seal *s, const na_original_row *o, int64_t *mtime, na_buf *about,
                        na_buf *bytes, na_err *err);

#endif
