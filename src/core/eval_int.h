/* SPDX-License-Identifier: MIT */
/* eval_int.h - a node of the tree; eval.c (matching) and score.c (scores) share it, nobody
 * else */
#ifndef NA_CORE_EVAL_INT_H
#define NA_CORE_EVAL_INT_H
#include "core/eval.h"
#include "core/filter.h"

struct na_eval {
    const na_seg *seg;
    const na_qnode *node;
    int64_t base;
    const na_bits *found; /* in the window at hand; NULL: none */
    double idf, mean_length;
    na_term *term;     /* PHRASE, NEAR */
    na_filter *filter; /* RANGE, ATTR, WORDS */
    na_bits bits;      /* AND, OR, NOT, ALL */
    na_eval **kids;    /* as in the query: scores are added up in one order everywhere */
    na_eval **order;   /* AND: as they are asked */
    size_t nkids;
    float most;  /* no score is greater, once na_eval_ranges() was asked */
    float floor; /* what scores less may be left out */
};

/* score.c: how many of an OR's kids, those that add least to a score, cannot reach the
 * floor together. */
size_t na_eval_weak(const na_eval *e);

#endif
