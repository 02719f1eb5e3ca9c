/* SPDX-License-Identifier: MIT */
/* hits.h - the hits of a search while they are collected, and what hangs on them later
 *
 * Concepts  Candidates are offered in any order; the best `want` of them are kept. Order: by
 *           score (or date), then newest, then id.
 * Lifetime, threads, errors  as core/search.h. Used by core/ alone.
 */
#ifndef NA_CORE_HITS_H
#define NA_CORE_HITS_H
#include "core/iter.h"
#include "core/search.h"

typedef struct na_hit {
    int64_t score;     /* in millionths */
    int64_t published;
    uint64_t id;
    int64_t row;
    uint32_t segment;  /* index in the catalogue of the search; its length: the head */
    bool has_id;
} na_hit;

struct na_hits {
    na_arc *arc;
    const na_query *query;
    na_qsort sort;
    size_t offset, want;
    na_hit *v;         /* candidates; after settling, sorted and cut */
    size_t n, cap;
    na_hit worst;      /* once `full`: what a candidate must beat */
    bool full;
    na_catrow *cat;
    size_t ncat;
    na_search_info info;
    char damage[480];
    /* the article last asked for */
    size_t current;    /* index + 1, 0 none */
    na_article article;
    na_arena arena;
    /* snippets */
    na_analyzer *analyzer;
    na_buf snippet;
    size_t (*hl)[2];
    size_t nhl, hlcap;
};

int na_hits_new(na_hits **out, na_arc *a, const na_query *q, na_qsort sort, size_t offset,
                size_t want, na_err *err);
int na_hits_offer(na_hits *h, const na_seg *seg, const na_hit *hit, na_err *err);
/* Takes back what segment offered. */
void na_hits_forget(na_hits *h, uint32_t segment);
/* Sorts, cuts to want, drops the offset. */
int na_hits_settle(na_hits *h, na_err *err);

#endif
