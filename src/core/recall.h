/* SPDX-License-Identifier: MIT */
/* recall.h - what earlier searches found out about a word in each volume
 *
 * Concepts  In how many articles of a volume a word is, and how much it can add to a score
 *           there at most, changes only when the archive does. So it is kept with what else
 *           is known of the head (arc_int.h, na_view): a later search for the word counts
 *           no volume again, takes the volumes in the order of what they can give, and does
 *           not enter those that can give none of the best.
 * Lifetime  A na_recall_leaf until the next na_recall_begin(), or the end of the view.
 * Threads   The archive's. Errors: none; what cannot be kept is not.
 * Used by   core/ (search.c, view.c), tests/bench.
 */
#ifndef NA_CORE_RECALL_H
#define NA_CORE_RECALL_H
#include "core/expand.h"

#define NA_RECALL_UNKNOWN UINT32_MAX

/* By volume, as the catalogue has them. */
typedef struct na_recall_leaf {
    uint32_t *n;    /* articles, dead ones too; NA_RECALL_UNKNOWN */
    float *most;    /* no score of the leaf is greater; INFINITY: not known */
    int64_t *best;  /* no score of a live article is, as hits have them; INT64_MAX */
    size_t *order;  /* the volumes, those first that may have the best */
    bool ordered;   /* nothing is known better since */
    size_t unknown; /* of n */
    uint64_t sum;   /* of those that are known */
} na_recall_leaf;

/* Before a search: forgets all when it has become too much. */
void na_recall_begin(na_arc *a);
/* That of a leaf, made where there is none yet. NULL: not of one that is no word, within a
 * transaction, or without memory. */
na_recall_leaf *na_recall_of(na_arc *a, const na_qnode *leaf, const na_expand *x,
                             size_t ncat);
void na_recall_n(na_recall_leaf *l, size_t volume, uint64_t n);
void na_recall_most(na_recall_leaf *l, size_t volume, float most);
void na_recall_best(na_recall_leaf *l, size_t volume, int64_t best);
void na_recall_forget(na_arc *a);
void na_recall_free(struct na_recall *r);

#endif
