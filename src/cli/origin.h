/* SPDX-License-Identifier: MIT */
/* origin.h - the hash of the bundle an article came from, joined from the import log
 *
 * Concepts  A bundle's hash is known only at its end, so articles do not carry it.
 *           Neighbours usually share an import: the last one looked up is kept.
 * Lifetime  A zeroed struct origin is ready; origin_release() ends what it gave out.
 * Threads   One. Errors: the archive's; an import that is not in the log is none.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_ORIGIN_H
#define NA_CLI_ORIGIN_H
#include "core/arc.h"

struct origin {
    uint64_t import;
    na_str sha256;
    na_arena arena;
};

/* Fills art->prov.bundle_sha256, where it is empty, until the next call. */
int origin_join(struct origin *o, na_arc *a, na_article *art, na_err *err);
void origin_release(struct origin *o);

#endif
