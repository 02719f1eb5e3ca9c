/* SPDX-License-Identifier: MIT */
/* query_arg.h - the words of a command line as one query
 *
 * Lifetime  The query is the caller's (na_query_free). Threads: one.
 * Errors    NA_EQUERY, after the query and a caret below the place went to standard error.
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_QUERY_ARG_H
#define NA_CLI_QUERY_ARG_H
#include "cli/cmd.h"
#include "query/query.h"

/* Arguments are joined by blanks. Notes of the parser go to standard error. */
int query_arg(struct cmd_ctx *cx, int argc, char **argv, na_query **out);

#endif
