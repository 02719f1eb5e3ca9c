/* SPDX-License-Identifier: MIT */
/* warm.h - volumes that a search will enter, opened on all cores
 *
 * Concepts  Opening a volume and looking up its words reads and checks some dozen frames:
 *           half a millisecond, which a search of many volumes would pay one after the
 *           other. Here each is opened, and what a query asks of its index is read, by one
 *           thread of several; the search then finds it all at hand. What fails fails again
 *           when the search asks for it, and is complained of there.
 * Lifetime  Within a snapshot. The volumes are the archive's (na_volume_get), and may be
 *           more than it keeps: na_volumes_trim() comes when a segment is released.
 * Threads   The archive's; it returns when all others have ended.
 * Used by   core/search.c, core/match.c.
 */
#ifndef NA_CORE_WARM_H
#define NA_CORE_WARM_H
#include "core/match.h"

/* volume[]: n places in w->cat. Those that are open already, and few, are left alone. */
void na_warm(const na_match_walk *w, const size_t *volume, size_t n, const na_qnode *root);

#endif
