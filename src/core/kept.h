/* SPDX-License-Identifier: MIT */
/* kept.h - the matches of words that searches come back to, written down
 *
 * Concepts  A volume never changes, and neither do the articles in it that hold a word or
 *           the others with its stem. The second search that asks for a word writes its
 *           matches down, and later ones read the list instead of postings. Beside a long
 *           list stands what impacts (index/impacts.h) are to postings: where each range of
 *           NA_RANGE rows begins, and the most that an article of it can get. A search in a
 *           process of its own keeps nothing.
 *           All lists of an archive together, and what tells them apart, have a bound: a
 *           search that reaches it adds no more, and the next one forgets them.
 * Lifetime  With its volume, until na_kept_begin() or na_kept_forget() while no segment is
 *           open over it.
 * Threads   The archive's.
 * Errors    Those of the index, NA_ENOMEM. What is too long is not kept.
 * Used by   core/ (term.c, search.c, match.c, volume.c), tests/bench.
 */
#ifndef NA_CORE_KEPT_H
#define NA_CORE_KEPT_H
#include "core/leaf.h"

#define NA_RANGE (1 << NA_RANGE_SHIFT) /* rows that have one bound */

typedef struct na_kept {
    na_matches list;
    uint32_t *start; /* [ranges + 1], of list; NULL: it is too short for ranges */
    float *most;     /* [ranges]: no tf / (tf + norm) of BM25 is greater, by the volume's */
                     /* mean length */
} na_kept;

/* The matches of a leaf that streams (leaf.h) in a volume; *out NULL: they are not kept. */
int na_kept_get(const na_seg *s, const na_qnode *leaf, const na_kept **out, na_err *err);
/* Before a search: what comes is another one, and what is too much is forgotten. */
void na_kept_begin(na_arc *a);
/* Forgets all that is not in use. */
void na_kept_forget(na_arc *a);
/* Bytes of memory; k may be NULL. */
size_t na_kept_held(const struct na_kept_words *k);
void na_kept_free(struct na_kept_words *k);

#endif
