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
