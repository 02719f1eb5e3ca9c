/* SPDX-License-Identifier: MIT */
/* collapse.h - near-duplicates behind the first of them
 *
 * Concepts  In the order of the hits, an article whose signature (text/signature.h) is near
 *           that of an article shown before it is not shown: it is similar to the first
 *           such. What is shown is a representative; limit and offset count these. How many
 *           matching articles are similar to each is counted over all segments, not only
 *           over the hits at hand. Articles without a signature stand for themselves.
 * Lifetime  Within a search. Threads: the archive's.
 * Errors    Those of the segments; *culprit is the one that failed.
 * Used by   core/search.c.
 */
#ifndef NA_CORE_COLLAPSE_H
#define NA_CORE_COLLAPSE_H
#include "core/hits.h"
#include "core/match.h"

/* Hits to ask for when so many representatives are wanted: some will collapse. */
size_t na_collapse_want(size_t representatives);

/* h is settled, with offset 0: cuts it to o's page of representatives and fills h->similar.
 * *again: too many of the hits collapsed, and there are others; h->want is raised, and all
 * is to be searched again. */
int na_collapse(na_hits *h, na_match_walk *w, const na_match_dates *d,
                const na_search_opts *o, bool *again, size_t *culprit, na_err *err);

#endif
