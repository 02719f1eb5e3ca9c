/* SPDX-License-Identifier: MIT */
/* cmd_init.c - newsarc init */
#include "base/path.h"
#include "cli/out.h"

static int init_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt init_opts[] = { { NULL, 0, NULL, NULL } };

const struct cmd cmd_init = {
    .name = "init",
    .summary = "make an empty archive",
    .usage = "[DIR]",
    .help = "DIR, else the archive that -A or $NEWSARC_ARCHIVE names. An archive that is\n"
            "there already stays as it is; one of an older newsarc is brought up to date.",
    .opts = init_opts,
    .needs = CMD_NONE,
    .run = init_run,
};

static int init_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_buf head;
    bool there;
    int rc;

    if (argc > 1) return cmd_usage(cx, "one folder at a time");
    if (argc == 1) cx->dir = argv[0];
    if (!*cx->dir) return cmd_usage(cx, "which folder?");
    na_buf_init(&head, 64 * NA_KIB);
    rc = na_path_join(&head, cx->dir, "head.db", cx->err);
    there = rc == NA_OK && na_path_exists(na_buf_cstr(&head));
    na_buf_release(&head);
    if (rc == NA_OK) rc = cmd_open(cx, CMD_WRITE | CMD_CREATE);
    if (rc < 0) return rc;
    return out_line(cx, there ? "%s: is an archive already" : "%s: made", cx->dir);
}
