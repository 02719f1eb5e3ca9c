/* SPDX-License-Identifier: MIT */
/* export_narc.c - a volume of just these articles, their originals with them */
#include "cli/export.h"
#include "core/marks.h"
#include "core/narc_export.h"
#include <stdlib.h>

struct narc {
    na_narc *w;
    struct export_seen seen;
    na_buf bytes;
};

static int begin(struct exporting *x)
{
    struct narc *n = calloc(1, sizeof *n);

    if (!n) return na_fail_nomem(x->cx->err);
    x->own = n;
    na_buf_init(&n->bytes, NA_MAX_RECORD + 1);
    return na_narc_begin(&n->w, x->path, x->cx->err);
}

/* As it came, and the user's marks beside it. */
static int put_marked(struct exporting *x, const na_article *a)
{
    struct narc *n = x->own;
    na_arena arena = { 0 };
    na_article raw;
    na_buf lines;
    int rc;

    na_buf_init(&lines, NA_MAX_ARTICLE);
    rc = na_arc_get(x->cx->arc, a->id, a->revision, &raw, &arena, NULL, x->cx->err);
    if (rc == NA_OK) rc = na_narc_put(n->w, &raw, x->cx->err);
    if (rc == NA_OK) rc = na_arc_marks_lines(x->cx->arc, a->id, &lines, x->cx->err);
    if (rc == NA_OK) rc = na_narc_put_marks(n->w, na_buf_get(&lines), x->cx->err);
    na_buf_release(&lines);
    na_arena_release(&arena);
    return rc;
}

static int put(struct exporting *x, const na_article *a)
{
    struct narc *n = x->own;
    na_original o;
    bool again = false;
    int rc = a->overlay.len > 0 ? put_marked(x, a) : na_narc_put(n->w, a, x->cx->err);

    if (rc < 0) return rc;
    rc = export_seen_note(&n->seen, a->prov.record_sha256, &again, x->cx->err);
    if (rc < 0 || again) return rc;
    rc = export_original(x, a, &o, &n->bytes);
    if (rc == NA_ENOENT) return NA_OK;
    return rc < 0 ? rc : na_narc_put_original(n->w, &o, x->cx->err);
}

static int end(struct exporting *x)
{
    struct progress progress = progress_new();
    struct narc *n = x->own;
    na_narc *w = n->w;
    na_seal_report r;
    int rc;

    n->w = NULL; /* finish frees it, whatever comes */
    rc = na_narc_finish(w, progress_step, &progress, &r, x->cx->err);
    progress_clear(&progress);
    x->out.bytes = r.bytes;
    return rc;
}

static void release(struct exporting *x)
{
    struct narc *n = x->own;

    if (!n) return;
    na_narc_abort(n->w);
    free(n->seen.v);
    na_buf_release(&n->bytes);
    free(n);
    x->own = NULL;
}

const struct export_format export_narc = { .name = "narc",
                                           .to = EXPORT_FILE,
                                           .begin = begin,
                                           .put = put,
                                           .end = end,
                                           .release = release };
