/* SPDX-License-Identifier: MIT */
/* leaf.h - the matches of one phrase, word or prefix in one segment
 *
 * Concepts  A leaf is a NA_Q_PHRASE node: terms at offsets, within a mask of columns. A single
 *           exact word streams from its postings (iter.c); a phrase or a prefix is worked
 *           out here into a list of (rowid, tf). tf = 3 title + 2 deck + body; a leaf whose
 *           columns are none of these has tf 0 and only filters.
 * Lifetime  A list is the caller's: na_matches_release(). Threads: the archive's.
 * Errors    NA_ECORRUPT and NA_EIO of the index, NA_ELIMIT, NA_ENOMEM.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_LEAF_H
#define NA_CORE_LEAF_H
#include "core/seg.h"
#include "query/query.h"

typedef struct na_match {
    uint32_t row, tf;
} na_match;
typedef struct na_matches { /* zeroed is empty; ascending rows */
    na_match *v;
    size_t n, cap;
} na_matches;

void na_matches_release(na_matches *m);
/* tf of the counts of one posting within the columns of mask; *hit: is any of them there? */
uint32_t na_leaf_tf(const uint32_t tf[NA_FTS_COLS], uint32_t mask, bool *hit);
/* Does the word stand in a column of mask, in the article the cursor is on? Mostly told by
 * the first byte of its positions. */
int na_leaf_here(na_postings *p, uint32_t mask, bool *hit, unsigned *first, na_err *err);
/* A single exact word: iter.c streams it. */
bool na_leaf_streams(const na_qnode *leaf);
int na_leaf_list(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err);
/* Articles of the segment that match the leaf, for idf. */
int na_leaf_count(const na_seg *s, const na_qnode *leaf, uint64_t *out, na_err *err);

#endif
