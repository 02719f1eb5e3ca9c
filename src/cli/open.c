/* SPDX-License-Identifier: MIT */
/* open.c - which archive, and opening it */
#include "base/path.h"
#include "base/time.h"
#include "cli/cmd.h"
#include <limits.h>
#include <stdlib.h>
#include <time.h>

#define RETRY_MS 100

int cmd_archive_dir(const char *option, na_buf *out, na_err *err)
{
    const char *env = getenv("NEWSARC_ARCHIVE");

    na_buf_reset(out);
    if (option)
        na_buf_puts(out, option);
    else if (env && *env)
        na_buf_puts(out, env);
    else if (na_path_exists("archive/head.db"))
        na_buf_puts(out, "archive");
    else
        return na_path_xdg("DATA", out, err);
    return na_buf_check(out, "archive", err);
}

/* "no such archive" is more help with a word on how to name or make one. */
static int explain(const struct cmd_ctx *cx, int rc, na_err *err)
{
    if (rc == NA_ENOENT && !na_path_exists(cx->dir)) {
        na_err_clear(err);
        return na_fail(err, rc, "%s: no such archive (-A DIR names one, import makes one)",
                       cx->dir);
    }
    return rc;
}

/* The user's own rules of attribution, where there are any. */
static int read_cites_conf(struct cmd_ctx *cx)
{
    na_buf path, text;
    int rc;

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&text, NA_MIB);
    if (na_path_xdg("CONFIG", &path, NULL) < 0) goto none;
    na_buf_puts(&path, "/cites.conf");
    if (!na_path_exists(na_buf_cstr(&path))) goto none;
    rc = na_path_read(na_buf_cstr(&path), NA_MIB, &text, cx->err);
    if (rc == NA_OK)
        rc = na_arc_cites_conf(cx->arc, na_buf_get(&text), na_buf_cstr(&path), cx->err);
    goto done;
none:
    rc = NA_OK;
done:
    na_buf_release(&path);
    na_buf_release(&text);
    return rc;
}

/* Where articles go, when nobody made or named a place for them. */
static bool is_new(const struct cmd_ctx *cx)
{
    bool there;
    na_buf head;

    na_buf_init(&head, 64 * NA_KIB);
    there = na_path_join(&head, cx->dir, "head.db", NULL) < 0 ||
            na_path_exists(na_buf_cstr(&head));
    na_buf_release(&head);
    return !there;
}

int cmd_open(struct cmd_ctx *cx, unsigned needs)
{
    unsigned flags = NA_ARC_READ;
    long long wait = 0;
    int64_t until;
    bool made;
    int rc;

    if ((rc = opts_number(&cx->opts, "wait", 0, INT_MAX, &wait, cx->err)) < 0) return rc;
    if (needs & CMD_WRITE) flags |= NA_ARC_WRITE;
    if (needs & CMD_CREATE) flags |= NA_ARC_CREATE;
    made = needs & CMD_CREATE && cx->cmd != &cmd_init && is_new(cx);
    until = na_mono_ms() + wait * 1000;
    for (;;) {
        const struct timespec pause = { .tv_nsec = RETRY_MS * 1000000L };

        rc = na_arc_open(&cx->arc, cx->dir, flags, cx->err);
        if (rc != NA_ELOCKED || na_mono_ms() >= until || cmd_cancelled) break;
        na_err_clear(cx->err);
        (void)nanosleep(&pause, NULL);
    }
    if (rc == NA_OK && made) cmd_error(cx, "%s: a new archive", cx->dir);
    return rc == NA_OK ? read_cites_conf(cx) : explain(cx, rc, cx->err);
}
