/* SPDX-License-Identifier: MIT */
/* hits.h - the hits of a search while they are collected, and what hangs on them later
 *
 * Concepts  Candidates are offered in any order; the best `want` of them are kept. Order:
 *           by score (or date), then newest, then id. Ids are read when hits of different
 *           segments tie, or are shown; within a volume they ascend with the rows.
 * Lifetime  As core/search.h; so are threads and errors.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_HITS_H
#define NA_CORE_HITS_H
#include "core/eval.h"
#include "core/search.h"

typedef struct na_hit {
    int64_t score; /* in millionths */
    int64_t published;
    uint64_t id;
    int64_t row;
    uint32_t segment; /* index in the catalogue of the search; behind: parts of the head */
    uint32_t revision; /* known with the id */
    bool has_id;
    bool tied; /* with hits of other segments: needs its id */
} na_hit;

#define NA_HITS_TOP 128u /* as many are kept apart, where no more are wanted */

struct na_hits {
    na_arc *arc;
    const na_query *query;
    na_expand *expand; /* what its words stand for; when found */
    na_qsort sort;
    size_t offset, want;
    na_hit *v; /* candidates; after settling, sorted and cut */
    size_t n, cap;
    uint64_t *similar;   /* [n] of a collapsed search, else NULL */
    int *distance;       /* [n] of na_similar(), else NULL */
    na_query *own_query; /* its; else NULL */
    na_hit worst;        /* once `full`: what a candidate must not be behind */
    bool full;
    int64_t top
        [NA_HITS_TOP]; /* scores: the best `want` of those offered, the least one first */
    size_t ntop;
    size_t culprit; /* segment + 1 whose ids could not be read */
    const na_catrow *cat; /* of the snapshot, */
    na_catrow *own_cat;   /* or its own */
    size_t ncat;
    na_search_info info;
    char damage[NA_ERR_MSG];
    /* the article last asked for */
    size_t current; /* index + 1, 0 none */
    na_article article;
    na_arena arena;
    /* ahead.c: what was read before it was asked for, of hits line0, line0 + 1, ... */
    struct {
        char *ptr; /* NULL: nothing */
        size_t len;
    } * line;
    size_t line0, nlines;
    /* snippets */
    na_analyzer *analyzer;
    na_buf snippet;
    size_t (*hl)[2];
    size_t nhl, hlcap;
};

/* Of a hit in the head: na_seg.base. */
static inline int64_t na_hit_base(const na_hits *h, const na_hit *x)
{
    return x->segment == h->ncat + NA_HEAD_MARKED ? NA_MARKED_BASE : 0;
}

int na_hits_new(na_hits **out, na_arc *a, const na_query *q, na_qsort sort, size_t offset,
                size_t want, na_err *err);
int na_hits_offer(na_hits *h, const na_seg *seg, const na_hit *hit, na_err *err);
/* A score below it is not among the best; INT64_MIN while that is not known. */
int64_t na_hits_floor(const na_hits *h);
/* Takes back all that was offered. */
void na_hits_clear(na_hits *h);
/* Sorts, cuts to want, drops the offset. */
int na_hits_settle(na_hits *h, na_err *err);
/* The segment at which offer or settle failed, when it is another than the one at hand. */
size_t na_hits_culprit(const na_hits *h, size_t at_hand);

/* ahead.c: the line of the volume that hit i is, if it was read ahead; else empty. */
na_str na_hits_line(const na_hits *h, size_t i);
void na_hits_forget(na_hits *h);

#endif
