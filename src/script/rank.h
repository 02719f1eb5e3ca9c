/* SPDX-License-Identifier: MIT */
/* rank.h - scripts of kind "rank": another order for the best hits of a search
 *
 * Concepts  The weights of the manifest are applied in C (core/rerank.h); then rank(hit,
 *           ctx) is asked for each of the first `top` hits, within a budget for every
 *           single one. A hit on which it fails keeps the score it had, and the first
 *           failure is told of.
 * Lifetime  na_rank_new() .. na_rank_free().
 * Threads   That of the hits.
 * Errors    NA_ESCRIPT with file:line for a script that does not load or is of another
 *           kind.
 * Used by   script/ (ctx.archive), cli/.
 */
#ifndef NA_SCRIPT_RANK_H
#define NA_SCRIPT_RANK_H
#include "core/rerank.h"

typedef struct na_rank na_rank;

typedef struct na_rank_opts {
    int64_t now;
    void (*log)(void *ctx, const char *level, na_str line);
    void *log_ctx;
    volatile const int *cancel;
} na_rank_opts;

int na_rank_new(na_rank **out, na_str path, na_str text, const na_rank_opts *o,
                na_err *err);
void na_rank_free(na_rank *r);
/* So many hits are looked at: a search must fetch as many. */
size_t na_rank_top(const na_rank *r);
/* The new order of all hits of h, to free(). */
int na_rank_apply(na_rank *r, na_hits *h, const na_query *q, na_ranked **out, na_err *err);

#endif
