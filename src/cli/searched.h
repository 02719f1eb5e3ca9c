/* SPDX-License-Identifier: MIT */
/* searched.h - what every answer to a query tells about the search itself
 *
 * Threads   One. Errors: those of the output.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_SEARCHED_H
#define NA_CLI_SEARCHED_H
#include "cli/cmd.h"
#include "core/search.h"
#include "emit/emit.h"

/* The query as it was understood: the value of a member, or of an array's place. */
int searched_emit_query(na_emit *e, const na_query *q, na_err *err);
/* A number that is most often not whole: 500, 93.25. */
void searched_emit_number(na_emit *e, double v);
/* The members took_ms and searched. */
void searched_emit(na_emit *e, const na_search_info *info);
/* On standard error: volumes that could not be read, undated articles left out; on a
 * terminal also that nothing was found. */
void searched_remarks(const struct cmd_ctx *cx, const na_search_info *info, bool found);
/* The exit status of an answer with so many matches. */
int searched_status(const na_search_info *info, uint64_t total);

#endif
