/* SPDX-License-Identifier: MIT */
/* show_change.h - below a hit of a query about the past: what changed
 *
 * Concepts  Who searches for removed:, was: or changed: wants to see the change, and the
 *           hit shows the article as it is now. One line says it: the words taken out and
 *           put in, with a little of what stands around them; of the words asked for, where
 *           they were taken out, else of the first field that was asked for.
 * Lifetime  show_change_release(). Threads: one.
 * Errors    Those of the archive; a revision that is gone shows nothing.
 * Used by   show_hits.c.
 */
#ifndef NA_CLI_SHOW_CHANGE_H
#define NA_CLI_SHOW_CHANGE_H
#include "cli/changes.h"
#include "core/arc.h"
#include "emit/style.h"
#include "query/query.h"

typedef struct show_change {
    na_arc *arc;
    na_analyzer *an; /* made when first needed */
    na_arena arena;
} show_change;

/* Is the query about what changed? */
bool show_change_asked(const na_query *q);
/* Appends the line, and with it its end; nothing where there is none. */
int show_change_put(show_change *c, const na_query *q, const na_article *hit,
                    na_style style, size_t indent, na_buf *out, na_err *err);
void show_change_release(show_change *c);

#endif
