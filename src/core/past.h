/* SPDX-License-Identifier: MIT */
/* past.h - what a query asks about revisions that are no more the latest
 *
 * Concepts  was:x holds of a revision when an earlier one of its article matches x;
 *           changed:title when its title, or that of a revision before it, was another than
 *           the one before had. Both are worked out once a search: was: by evaluating x
 *           over the superseded rows of every segment, changed: from head.db's table
 *           `revised`. What is kept is, for each article, the first revision that decides.
 *           note: is found so, too: in the notes, of which there are few, and then in every
 *           revision.
 * Lifetime  Of the walk (core/match.h). Threads: the archive's.
 * Errors    Those of segments; a volume that cannot be read is the walk's to count.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_PAST_H
#define NA_CORE_PAST_H
#include "core/match.h"

typedef struct na_past na_past;

/* Adds what the nodes below root ask for; *io NULL: made where it is needed. The walk is
 * ready otherwise. */
int na_past_add(na_past **io, na_match_walk *w, const na_qnode *root, na_err *err);
void na_past_free(na_past *p);
/* The rows of the segment that a WAS, CHANGED or note: node matches, ascending, into
 * *rows_out (free()). */
int na_past_rows(const na_past *p, const na_seg *s, const na_qnode *node,
                 uint32_t **rows_out, size_t *n_out, na_err *err);

/* revised.c: which columns (NA_F_*) of b are others than those of a, white space aside. */
int na_changed_fields(const na_article *a, const na_article *b, uint32_t *out, na_err *err);
/* The changes of revisions that were there before head.db kept them; once, by a writer. */
int na_revised_fill(na_arc *a, na_err *err);

#endif
