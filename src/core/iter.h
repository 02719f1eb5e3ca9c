/* SPDX-License-Identifier: MIT */
/* iter.h - a query's tree as iterators over the rows of one segment
 *
 * Concepts  Document at a time: na_iter_seek() moves to the first matching row at or after a
 *           target, every node of the tree the same way. Terms read their postings, NOT is
 *           the complement within the segment, a date range is a row range in a volume.
 *           In undated mode a date range matches exactly the undated rows: what a search
 *           left out for want of a date is found so.
 * Lifetime  Within the segment. na_iter_free() takes the whole tree.
 * Threads   The archive's. Errors: those of the index; NA_ECORRUPT for a row that is none.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_ITER_H
#define NA_CORE_ITER_H
#include "core/leaf.h"

#define NA_ITER_END INT64_MAX

typedef struct na_iter na_iter;

/* What scoring knows of a leaf, the same in every segment; idf 0: it does not score. */
typedef struct na_leaf_weight {
    const na_qnode *leaf;
    double idf;
} na_leaf_weight;
typedef struct na_weights {
    const na_leaf_weight *v;
    size_t n;
    double mean_length;
} na_weights;

/* weights NULL: nothing is scored. */
int na_iter_new(na_iter **out, const na_seg *s, const na_qnode *root, const na_weights *w,
                bool undated_mode, na_err *err);
void na_iter_free(na_iter *it);
/* The first matching row >= target into *row_out, NA_ITER_END when there is none. Targets
 * do not go back. */
int na_iter_seek(na_iter *it, int64_t target, int64_t *row_out, na_err *err);
/* No less than its score, without reading positions. */
double na_iter_bound(const na_iter *it);
/* BM25 of the row the last seek stopped at: the sum over the leaves that match there. */
int na_iter_score(na_iter *it, double *out, na_err *err);

#endif
