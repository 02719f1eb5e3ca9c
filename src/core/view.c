/* SPDX-License-Identifier: MIT */
/* view.c - what searches read of head.db, kept from one search to the next
 *
 * The catalogue, the dead rows and the head's packed rows change only when somebody writes,
 * and SQLite tells that for the price of one statement (PRAGMA data_version). Within a
 * transaction of one's own nothing is kept: it sees what it writes.
 */
#include "core/recall.h"
#include "core/seg.h"
#include <stdlib.h>

void na_view_drop(na_arc *a)
{
    na_view *v = &a->view;

    for (int i = 0; i < NA_HEADS; i++) {
        if (v->head[i]) na_seg_release(v->head[i]);
        free(v->head[i]);
    }
    na_recall_free(v->recall);
    free(v->cat);
    free(v->dead);
    *v = (na_view){ 0 };
}

void na_view_renew(na_arc *a)
{
    int64_t version = na_db_data_version(a->db);

    if (a->in_txn || !a->view.valid || a->view.version != version) na_view_drop(a);
    a->view.valid = !a->in_txn;
    a->view.version = version;
}

void na_view_rest(na_arc *a)
{
    for (int i = 0; i < NA_HEADS; i++)
        if (a->view.head[i] && a->view.head[i]->fti) na_fti_rest(a->view.head[i]->fti);
}

/* The catalogue into the view. */
static int load_cat(na_arc *a, na_err *err)
{
    na_view *v = &a->view;
    int rc;

    if (v->have_cat) return NA_OK;
    if ((rc = na_catalogue_read(a, &v->cat, &v->ncat, err)) < 0) return rc;
    for (size_t i = 0; i < v->ncat; i++) {
        v->articles += v->cat[i].articles;
        for (int c = 0; c < 3; c++) v->tokens += v->cat[i].tokens[c];
    }
    v->have_cat = true;
    na_volumes_keep(a, v->cat, v->ncat);
    return NA_OK;
}

int na_catalogue(na_arc *a, na_catrow **rows_out, size_t *n_out, na_err *err)
{
    na_view *v = &a->view;
    int rc;

    *rows_out = NULL;
    *n_out = 0;
    if (!v->valid || a->snapshots == 0) return na_catalogue_read(a, rows_out, n_out, err);
    if ((rc = load_cat(a, err)) < 0) return rc;
    *rows_out = malloc((v->ncat + 1) * sizeof **rows_out);
    if (!*rows_out) return na_fail_nomem(err);
    if (v->ncat > 0) memcpy(*rows_out, v->cat, v->ncat * sizeof **rows_out);
    *n_out = v->ncat;
    return NA_OK;
}

int na_catalogue_borrow(na_arc *a, const na_catrow **rows_out, na_catrow **own_out,
                        size_t *n_out, na_err *err)
{
    na_view *v = &a->view;
    int rc;

    *own_out = NULL;
    if (!v->valid || a->snapshots == 0) {
        rc = na_catalogue_read(a, own_out, n_out, err);
        *rows_out = *own_out;
        return rc;
    }
    if ((rc = load_cat(a, err)) < 0) return rc;
    *rows_out = v->cat;
    *n_out = v->ncat;
    return NA_OK;
}

static int load_dead(na_arc *a, na_err *err)
{
    na_view *v = &a->view;
    na_stmt *q = NULL;
    size_t cap = 0;
    int rc;

    free(v->dead);
    v->dead = NULL;
    v->ndead = 0;
    rc = na_stmt_open(&q, a->db,
                      "SELECT d.volume, d.row, b.id IS NOT NULL FROM dead d"
                      " LEFT JOIN blocked b ON b.id = d.id"
                      " UNION ALL SELECT volume, orig, 2 FROM shadow"
                      " UNION ALL SELECT 0, row, 2 FROM article WHERE shadow = 2"
                      " ORDER BY 1, 2",
                      err);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        if (v->ndead == cap) {
            cap = cap ? 2 * cap : 64;
            na_deadrow *more = realloc(v->dead, cap * sizeof *more);
            if (!more) {
                rc = na_fail_nomem(err);
                break;
            }
            v->dead = more;
        }
        v->dead[v->ndead++] = (na_deadrow){ na_stmt_i64(q, 0), na_stmt_i64(q, 1),
                                            (na_dead_why)na_stmt_i64(q, 2) };
    }
    na_stmt_close(q);
    v->have_dead = rc == NA_OK && v->valid;
    return rc;
}

int na_view_dead(na_arc *a, int64_t volume, const na_deadrow **out, size_t *n_out,
                 na_err *err)
{
    const na_view *v = &a->view;
    size_t lo = 0, hi, end;
    int rc;

    if (!v->have_dead && (rc = load_dead(a, err)) < 0) return rc;
    for (hi = v->ndead; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        if (v->dead[mid].volume < volume)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < v->ndead && v->dead[end].volume == volume;) end++;
    *out = v->dead + lo;
    *n_out = end - lo;
    return NA_OK;
}
