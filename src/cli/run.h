/* SPDX-License-Identifier: MIT */
/* run.h - carrying out a query script, here or in another program
 *
 * Concepts  A script may parse HTML and XML, guess charsets, and is Lua: a dozen libraries
 *           that nothing else in newsarc needs and whose loading would cost each search a
 *           third of its time. So `newsarc run` replaces itself by the program newsarc-run,
 *           which is the same but for this function: run_there.c in newsarc, run_here.c in
 *           newsarc-run. Both have read the same command line.
 * Lifetime  Nothing is kept. Threads: one.
 * Errors    As a command's run().
 * Used by   cmd_run.c, cmd_script.c, cmd_lua.c, cmd_dev.c, cmd_search.c.
 */
#ifndef NA_CLI_RUN_H
#define NA_CLI_RUN_H
#include "cli/cmd.h"
#include "core/rerank.h"

int run_script(struct cmd_ctx *cx, int argc, char **argv);

/* The same for the tools of those who write scripts: script, lua, dev. */
int run_tool(struct cmd_ctx *cx, int argc, char **argv);

/* A search with --rank: the script of that name, and to how many hits it gives an order. */
typedef struct run_rank run_rank;
int run_rank_open(struct cmd_ctx *cx, const char *name, run_rank **out, size_t *top_out);
/* The new order of the hits, to free(). */
int run_rank_apply(run_rank *r, na_hits *h, const na_query *q, na_ranked **out,
                   na_err *err);
void run_rank_close(run_rank *r);

#endif
