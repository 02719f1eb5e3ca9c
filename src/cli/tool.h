/* SPDX-License-Identifier: MIT */
/* tool.h - what the tools for scripts share, in newsarc-run
 *
 * Lifetime  A host is the caller's. Threads: one. Errors: as a command's run().
 * Used by   tool_*.c.
 */
#ifndef NA_CLI_TOOL_H
#define NA_CLI_TOOL_H
#include "cli/out.h"
#include "cli/where.h"
#include "script/host.h"

/* A host with these scripts in it, as an import has one. A script that does not load is an
 * error when it is among the first `must`, else a warning. */
int tool_host(struct cmd_ctx *cx, const struct scripts *s, size_t must, na_host **out);
/* The same, with the lines noted that are reached (script/trial.h), or without a word of
 * what scripts log. */
enum { TOOL_COVER = 1, TOOL_QUIET = 2 };
int tool_host_of(struct cmd_ctx *cx, const struct scripts *s, size_t must, unsigned flags,
                 na_host **out);
/* The first bytes of a file, at most max. */
int tool_head(const char *path, size_t max, na_buf *out, int64_t *size, int64_t *mtime,
              na_err *err);

int tool_list(struct cmd_ctx *cx, int argc, char **argv);
int tool_explain(struct cmd_ctx *cx, int argc, char **argv);
int tool_lua(struct cmd_ctx *cx, int argc, char **argv);
int tool_dev(struct cmd_ctx *cx, int argc, char **argv);
int tool_check(struct cmd_ctx *cx, int argc, char **argv);
int tool_test(struct cmd_ctx *cx, int argc, char **argv);
int tool_doc(struct cmd_ctx *cx, int argc, char **argv);

#endif
