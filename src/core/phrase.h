/* SPDX-License-Identifier: MIT */
/* phrase.h - the matches of words side by side
 *
 * Concepts  A phrase of exact terms is worked out a window of rows at a time: in the rows
 *           that have all of them, the positions of each become bits, less by its offset,
 *           and where the bits of all agree it begins. Longer articles go by lists of
 *           positions.
 * Lifetime  and the rest as core/leaf.h. Used by core/leaf.c alone.
 */
#ifndef NA_CORE_PHRASE_H
#define NA_CORE_PHRASE_H
#include "core/leaf.h"

/* leaf has two terms or more, none of them a prefix. */
int na_phrase_list(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err);

#endif
