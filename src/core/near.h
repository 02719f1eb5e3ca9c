/* SPDX-License-Identifier: MIT */
/* near.h - the matches of one proximity in one segment
 *
 * Concepts  A NA_Q_NEAR node is a leaf of its own: a list of (row, tf), as leaf.h has them.
 *           Its operands leapfrog over the rows; on a row that all of them may match, each
 *           gives its spans, from its first word to its last within a column, and the
 *           operator joins them. tf is the number of different words that a match begins
 *           with, weighted by column as for a phrase; n of idf the articles that match.
 * Lifetime  The list is the caller's: na_matches_release(). Threads: the archive's.
 * Errors    Those of the index; NA_ELIMIT where a prefix stands in too many places.
 * Used by   core/leaf.c.
 */
#ifndef NA_CORE_NEAR_H
#define NA_CORE_NEAR_H
#include "core/leaf.h"

int na_near_list(const na_seg *s, const na_qnode *near, na_matches *out, na_err *err);

#endif
