/* SPDX-License-Identifier: MIT */
/* rerank.h - the best hits of a search in another order, by rules that are data
 *
 * Concepts  A search gives its hits by BM25. A ranking looks at the first `top` of them
 *           again and multiplies each score: by how old the article is, by its source, and
 *           by how many of the query's words stand in its title (deck, section, tags,
 *           authors). Those behind stay behind them, in their order. What was found is not
 *           changed: a ranking is a list beside the hits.
 * Lifetime  The list is the caller's, to free().
 * Threads   That of the hits.
 * Errors    NA_ENOMEM. A hit whose article cannot be read keeps its score.
 * Used by   script/ (scripts of kind "rank").
 */
#ifndef NA_CORE_RERANK_H
#define NA_CORE_RERANK_H
#include "core/search.h"

typedef enum na_rank_field {
    NA_RANK_TITLE,
    NA_RANK_DECK,
    NA_RANK_SECTION,
    NA_RANK_TAGS,
    NA_RANK_AUTHORS,
    NA_RANK_FIELDS
} na_rank_field;

/* Zeroed: nothing. */
typedef struct na_rank_rules {
    double half_life;             /* seconds; 0: age does not matter */
    double recency;               /* of 1, the part that age takes away in the end */
    na_strv sources;              /* names, as text that is folded and compared */
    const double *source;         /* ... and their factors */
    double field[NA_RANK_FIELDS]; /* factor when all words stand there; 0 or 1: none */
} na_rank_rules;

typedef struct na_ranked {
    size_t at; /* the hit's place in the search */
    double score;
} na_ranked;

/* All hits with their scores, the first top of them by the rules, in the order of the
 * search. */
int na_rank_score(na_hits *h, const na_query *q, const na_rank_rules *r, int64_t now,
                  size_t top, na_ranked **out, na_err *err);
/* The first top by score, equals in the order of the search. */
void na_rank_sort(na_ranked *v, size_t n, size_t top);

#endif
