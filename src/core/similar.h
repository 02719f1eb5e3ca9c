/* SPDX-License-Identifier: MIT */
/* similar.h - the articles that resemble one
 *
 * Concepts  First its near-duplicates (text/signature.h) by distance, newest first; then
 *           what a query for its most telling words finds: those that stand often in it,
 *           its title above all, and in few articles of the archive. At most 25 of them,
 *           none with a digit; a large archive's words are counted in a few of its volumes.
 * Lifetime  The hits are like those of a search, and own what they need; na_hits_info()
 *           counts what is listed.
 * Threads   The archive's.
 * Errors    NA_ENOENT and NA_EUSAGE of na_arc_get(); those of a search.
 * Used by   cli/.
 */
#ifndef NA_CORE_SIMILAR_H
#define NA_CORE_SIMILAR_H
#include "core/search.h"

/* id: a unique beginning; the whole one goes to id_out. */
int na_similar(na_arc *a, na_str id, size_t limit, char id_out[17], na_hits **out,
               na_err *err);
/* Bits in which the signatures differ, for a near-duplicate; -1 for the others. */
int na_hit_distance(const na_hits *h, size_t i);

#endif
