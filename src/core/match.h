/* SPDX-License-Identifier: MIT */
/* match.h - every match of a query, a segment at a time
 *
 * Concepts  What a search and a tally share: which segments there are, which of them a
 *           query's dates leave closed, and what happens when one cannot be read. A walk is
 *           one look at the catalogue; a volume found damaged stays out of it from then on.
 *           na_match_each() walks for several queries at once: a volume is opened once, and
 *           one that fails for any of them counts for none.
 * Lifetime  Within a snapshot of the archive (na_snapshot_hold).
 * Threads   The archive's.
 * Errors    Those of the segments, but a volume that cannot be read is none: it is counted,
 *           and the first one named.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_MATCH_H
#define NA_CORE_MATCH_H
#include "core/eval.h"
#include "core/expand.h"
#include "core/prune.h"
#include "core/search.h"

typedef struct na_match_walk {
    na_arc *arc;
    const na_catrow *cat; /* borrowed */
    size_t ncat;
    bool *bad;         /* [ncat + NA_HEADS]: damaged, counted once */
    na_expand *expand; /* what words stand for */
    na_prune *prune;   /* NULL: every volume is opened */
    struct na_past *past;    /* what is known of earlier revisions */
    na_qrevisions revisions; /* which of them segments are opened with */
    bool gone;         /* a volume's file was missing */
    uint64_t damaged;
    char damage[NA_ERR_MSG]; /* the first damage, or "" */
} na_match_walk;

int na_match_init(na_match_walk *w, na_arc *a, const na_catrow *cat, size_t ncat,
                  na_err *err);
void na_match_release(na_match_walk *w);
/* Makes ready for a query; before any segment is opened, but where it asks about the
 * past. */
int na_match_query(na_match_walk *w, const na_qnode *root, na_err *err);
/* Its two halves: what words stand for; the rest, with or without asking head.db which
 * volumes have them. */
int na_match_expand(na_match_walk *w, const na_qnode *root, na_err *err);
int na_match_ready(na_match_walk *w, const na_qnode *root, bool prune, na_err *err);
/* Segment i: a volume, or (from ncat on) a part of the head behind them. *open_out false:
 * nothing there. */
int na_match_open(na_match_walk *w, size_t i, na_seg *seg, bool *open_out, na_err *err);
/* Segment i failed with rc and why: NA_OK when the others are still worth having. */
int na_match_damaged(na_match_walk *w, size_t i, int rc, na_err *why, na_err *err);

/* The dates [from, to) that every match has. */
typedef struct na_match_dates {
    int64_t from, to;
} na_match_dates;
na_match_dates na_match_dates_of(const na_qnode *root);
/* No article of the volume matches, and none is left out for want of a date. */
bool na_match_outside(const na_match_dates *d, const na_catrow *v);
/* Does it ask for dates, anywhere? */
bool na_match_has_range(const na_qnode *n);
/* How many undated articles of seg match but for the dates asked for. */
int na_match_undated(na_seg *seg, const na_qnode *root, uint64_t *out, na_err *err);

/* begin comes before the matches of a segment, row for each of them (query by query, rows
 * ascending; never a dead one), keep behind the last. A segment that fails is not kept.
 * restart: all segments come again. Each returns NA_OK or a failure. */
typedef struct na_match_fns {
    int (*begin)(void *ctx, const na_seg *seg, na_err *err);
    int (*row)(void *ctx, const na_seg *seg, size_t query, int64_t row, na_err *err);
    int (*keep)(void *ctx, na_err *err);
    void (*restart)(void *ctx);
    void *ctx;
} na_match_fns;

/* info is about all queries together, total and left_out (each [n]) about each; damage
 * holds what info names. Takes its own snapshot. */
int na_match_each(na_arc *a, const na_query *const *q, size_t n, const na_match_fns *f,
                  na_search_info *info, char damage[NA_ERR_MSG], uint64_t *total,
                  uint64_t *left_out, na_err *err);

#endif
