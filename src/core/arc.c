/* SPDX-License-Identifier: MIT */
#include "core/past.h"
#include "text/cite.h"
#include <stdlib.h>

int na_arc_open(na_arc **out, const char *dir, unsigned flags, na_err *err)
{
    na_arc *a = calloc(1, sizeof *a);
    int rc;

    *out = NULL;
    if (!a) return na_fail_nomem(err);
    a->lock_fd = -1;
    a->quarantine_bytes = a->original_bytes = -1;
    a->dir = strdup(dir);
    if (!a->dir) {
        rc = na_fail_nomem(err);
        goto done;
    }
    if ((rc = na_head_open(a, flags, err)) < 0) goto done;
    if (a->writable && (rc = na_seal_sweep(a, err)) < 0) goto done;
    if (a->writable && (rc = na_revised_fill(a, err)) < 0) goto done;
    *out = a;
    a = NULL;
done:
    na_arc_close(a);
    return rc;
}

void na_arc_close(na_arc *a)
{
    if (!a) return;
    na_arc_rollback(a);
    na_view_drop(a);
    na_stemmers_free(a->stemmers);
    na_volumes_drop(a);
    for (int i = 0; i < NA_ADD_N; i++) na_stmt_close(a->add[i]);
    na_learn_free(a->learn);
    for (int i = 0; i < NA_HEADS; i++) na_fts_close(a->part[i].fts);
    na_head_close(a);
    na_analyzer_free(a->analyzer);
    for (size_t i = 0; i < sizeof a->cols / sizeof *a->cols; i++)
        na_buf_release(&a->cols[i]);
    na_buf_release(&a->scratch);
    na_buf_release(&a->bounds);
    for (int i = 0; i < NA_HEADS; i++) na_buf_release(&a->part[i].batch);
    na_buf_release(&a->found);
    na_citer_free(a->citer);
    na_cite_rules_free(a->cites);
    free(a->cites_text);
    free(a->cites_name);
    na_zstd_release(&a->zstd);
    na_arena_release(&a->arena);
    free(a->cat);
    free(a->dir);
    free(a);
}

const char *na_arc_dir(const na_arc *a) { return a->dir; }
