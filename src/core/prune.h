/* SPDX-License-Identifier: MIT */
/* prune.h - which volumes cannot hold a query's words, told without opening them
 *
 * Concepts  head.db keeps for each volume the fingerprints of its words (index/termset.h).
 *           A leaf cannot match in a volume that lacks one of its words; a query cannot
 *           where its leaves, joined as they are, leave nothing. A volume that nothing is
 *           known of may hold anything.
 * Lifetime  Within the search; the queries and their expansion outlive it.
 * Threads   The archive's. Errors: those of head.db, NA_ENOMEM.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_PRUNE_H
#define NA_CORE_PRUNE_H
#include "core/expand.h"

typedef struct na_prune na_prune;

/* For so few volumes asking costs more than opening them. */
#define NA_PRUNE_LEAST 4u

/* cat: the volumes, as they are asked about. expand may be NULL. */
int na_prune_new(na_prune **out, na_arc *a, const na_catrow *cat, size_t ncat,
                 const na_expand *expand, na_err *err);
void na_prune_free(na_prune *p);
/* Looks up what a query asks for. */
int na_prune_add(na_prune *p, const na_qnode *root, na_err *err);
/* May the node, of a query that was added, match in volume i? p NULL: yes. */
bool na_prune_may(const na_prune *p, const na_qnode *node, size_t i);

/* verify: are the fingerprints of this volume those of its index? NA_ECORRUPT when not. */
int na_prune_check(na_arc *a, int64_t volume, na_db *index, na_fti *x, na_err *err);

#endif
