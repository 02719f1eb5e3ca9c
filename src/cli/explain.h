/* SPDX-License-Identifier: MIT */
/* explain.h - how a query was understood: newsarc search --explain
 *
 * Lifetime  The caller's; nothing is kept. Threads: one. Errors: the emitter's.
 * Used by   cli/cmd_search.c.
 */
#ifndef NA_CLI_EXPLAIN_H
#define NA_CLI_EXPLAIN_H
#include "core/explain.h"
#include "emit/emit.h"

/* As text in front of the hits, or as a value of JSON. canonical: the query as printed. */
int explain_print(na_emit *e, const na_explain *x, const na_query *q, na_str canonical,
                  na_err *err);
void explain_emit(na_emit *e, const na_explain *x, const na_query *q, na_str canonical);

#endif
