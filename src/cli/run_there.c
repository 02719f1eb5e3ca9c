/* SPDX-License-Identifier: MIT */
/* run_there.c - hands the command line to newsarc-run */
#include "base/path.h"
#include "cli/run.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static int hand_over(struct cmd_ctx *cx)
{
    na_buf path;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    if ((rc = na_path_program("newsarc-run", &path, cx->err)) < 0) goto done;
    execv(na_buf_cstr(&path), cx->argv);
    rc = na_fail(cx->err, NA_EIO, "%s: %s", na_buf_cstr(&path), strerror(errno));
done:
    na_buf_release(&path);
    return rc;
}

int run_script(struct cmd_ctx *cx, int argc, char **argv)
{
    (void)argc, (void)argv;
    return hand_over(cx);
}

int run_tool(struct cmd_ctx *cx, int argc, char **argv)
{
    (void)argc, (void)argv;
    return hand_over(cx);
}

int run_rank_open(struct cmd_ctx *cx, const char *name, run_rank **out, size_t *top_out)
{
    (void)name;
    *out = NULL;
    *top_out = 0;
    na_arc_close(cx->arc); /* the other program opens it again */
    cx->arc = NULL;
    return hand_over(cx);
}

/* There is none here. */
int run_rank_apply(run_rank *r, na_hits *h, const na_query *q, na_ranked **out, na_err *err)
{
    (void)r, (void)h, (void)q;
    *out = NULL;
    return na_fail(err, NA_ESCRIPT, "a ranking is newsarc-run's");
}

void run_rank_close(run_rank *r) { (void)r; }
