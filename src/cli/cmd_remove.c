/* SPDX-License-Identifier: MIT */
/* cmd_remove.c - newsarc remove */
#include "cli/out.h"
#include "cli/progress.h"

static int remove_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt remove_opts[] = {
    { "purge", 0, NULL, "their bytes too, now: volumes that hold them are written anew" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_remove = {
    .name = "remove",
    .summary = "be rid of articles, for good",
    .usage = "ID...",
    .help = "All revisions. Nothing finds them any more, and no import brings them back. "
            "Their\n"
            "bytes go with the next newsarc compact, or with --purge.",
    .opts = remove_opts,
    .needs = CMD_WRITE,
    .run = remove_run,
};

static int remove_all(struct cmd_ctx *cx, int argc, char **argv)
{
    na_arena arena = { 0 };
    int rc = na_arc_begin(cx->arc, cx->err);

    if (rc < 0) return rc;
    for (int i = 0; rc == NA_OK && i < argc; i++) {
        na_article a;
        na_arena_reset(&arena);
        rc = na_arc_get(cx->arc, na_str_c(argv[i]), 0, &a, &arena, NULL, cx->err);
        if (rc == NA_OK) rc = na_arc_remove(cx->arc, a.id, cx->err);
    }
    if (rc == NA_OK)
        rc = na_arc_commit(cx->arc, cx->err);
    else
        na_arc_rollback(cx->arc);
    na_arena_release(&arena);
    return rc;
}

static int purge(struct cmd_ctx *cx)
{
    struct progress p = progress_new();
    na_compact_report compacted;
    na_seal_report sealed;
    int rc = na_arc_seal(cx->arc, &sealed, progress_step, &p, cx->err);

    if (rc == NA_OK)
        rc =
            na_arc_compact(cx->arc, NA_COMPACT_ALL, &compacted, progress_step, &p, cx->err);
    progress_clear(&p);
    return rc < 0 ? rc : na_arc_wipe(cx->arc, cx->err);
}

static int remove_run(struct cmd_ctx *cx, int argc, char **argv)
{
    char n[48];
    int rc;

    if (argc == 0) return cmd_usage(cx, "which article?");
    if ((rc = remove_all(cx, argc, argv)) < 0) return rc;
    if (opts_has(&cx->opts, "purge") && (rc = purge(cx)) < 0) return rc;
    out_things((uint64_t)argc, "article", n);
    return out_line(cx, "removed %s", n);
}
