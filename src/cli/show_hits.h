/* SPDX-License-Identifier: MIT */
/* show_hits.h - the hits of a search, in every format
 *
 * Lifetime  struct show borrows hits, emitter and error. Threads: one.
 * Errors    Those of the output; a hit whose article is damaged is shown as such, counted
 *           and remembered in `unreadable`.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_SHOW_HITS_H
#define NA_CLI_SHOW_HITS_H
#include "cli/cmd.h"
#include "cli/show_change.h"
#include "core/explain.h"
#include "core/rerank.h"
#include "emit/emit.h"

#define HURT 64u /* volumes told apart when counting those with damaged articles */

struct show {
    na_arc *arc;
    na_hits *hits;
    const na_ranked
        *order; /* those from .. to - 1 of it are shown; NULL: the hits as found */
    size_t from, to;
    double score; /* of the hit at hand */
    const na_query *query;
    na_str asked;        /* the query as it is printed */
    na_explain *explain; /* NULL: not asked for */
    na_emit *emit;
    bool snippet, scored, collapsed;
    show_change *change;     /* NULL: not asked about */
    bool similar;            /* what resembles an article: asked is its id */
    na_str suggestion;       /* a query to try instead, or "" */
    size_t columns;          /* of the terminal; 0: there is none */
    na_err *err, unreadable; /* the first article that is damaged */
    const char *hurt[HURT];
    size_t nhurt;
};

/* How many hits are shown. */
size_t show_hits_n(const struct show *x);
int show_hits(struct show *x, na_format format);
/* The members behind the hits: only then it is known whether all could be read. */
void show_hits_info(const struct show *x);

#endif
