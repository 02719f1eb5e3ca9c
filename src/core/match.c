/* SPDX-License-Identifier: MIT */
#include "core/match.h"
#include "base/zalloc.h"
#include "core/cites.h"
#include "core/kept.h"
#include "core/past.h"
#include "core/warm.h"
#include <stdio.h>
#include <stdlib.h>

/* -- dates --------------------------------------------------------------------------- */

static void take_dates(na_match_dates *d, const na_qnode *n)
{
    if (n->kind == NA_Q_RANGE) {
        if (n->from > d->from) d->from = n->from;
        if (n->to < d->to) d->to = n->to;
    }
    for (size_t i = 0; n->kind == NA_Q_AND && i < n->nkids; i++) take_dates(d, n->kids[i]);
}

na_match_dates na_match_dates_of(const na_qnode *root)
{
    na_match_dates d = { INT64_MIN, INT64_MAX };

    take_dates(&d, root);
    return d;
}

bool na_match_outside(const na_match_dates *d, const na_catrow *v)
{
    if (d->from == INT64_MIN && d->to == INT64_MAX) return false;
    if (v->undated > 0) return false; /* they are counted as left out */
    return v->last < d->from || v->first >= d->to;
}

bool na_match_has_range(const na_qnode *n)
{
    bool yes = n->kind == NA_Q_RANGE;
    for (size_t i = 0; !yes && i < n->nkids; i++) yes = na_match_has_range(n->kids[i]);
    return yes;
}

/* The undated rows of the window, up to the last, that are not dead: is there any? */
static bool undated_of(const na_seg *seg, int64_t base, int64_t last, na_bits *out)
{
    bool any = false;

    memset(out, 0, sizeof *out);
    for (int64_t row = base + 1; row <= last && row <= base + NA_WINDOW; row++) {
        if (seg->published[row - 1] != NA_TIME_NONE || na_seg_is_dead(seg, row)) continue;
        out->w[(row - base - 1) >> 6] |= UINT64_C(1) << ((row - base - 1) & 63);
        any = true;
    }
    return any;
}

int na_match_undated(na_seg *seg, const na_qnode *root, uint64_t *out, na_err *err)
{
    na_eval *strict = NULL, *loose = NULL;
    const na_bits *with, *without;
    na_bits undated;
    int64_t last = seg->vol ? (int64_t)seg->undated : seg->rows; /* a volume's come first */
    int rc;

    *out = 0;
    if (seg->undated == 0 || !na_match_has_range(root)) return NA_OK;
    if ((rc = na_eval_new(&strict, seg, root, false, err)) < 0) goto done;
    if ((rc = na_eval_new(&loose, seg, root, true, err)) < 0) goto done;
    for (int64_t base = 0; base < last && base < seg->rows; base += NA_WINDOW) {
        if (!undated_of(seg, base, last, &undated)) continue;
        if ((rc = na_eval_window_among(loose, base, &undated, &without, err)) < 0) break;
        if (!without) continue;
        if ((rc = na_eval_window_among(strict, base, &undated, &with, err)) < 0) break;
        for (unsigned k = 0; k < NA_WINDOW / 64; k++) {
            uint64_t left_out = undated.w[k] & without->w[k] & ~(with ? with->w[k] : 0);
            *out += (uint64_t)__builtin_popcountll(left_out);
        }
    }
done:
    na_eval_free(strict);
    na_eval_free(loose);
    return rc;
}

/* -- segments ------------------------------------------------------------------------ */

int na_match_init(na_match_walk *w, na_arc *a, const na_catrow *cat, size_t ncat,
                  na_err *err)
{
    *w = (na_match_walk){ .arc = a, .cat = cat, .ncat = ncat };
    w->bad = na_zalloc(ncat + NA_HEADS, sizeof *w->bad);
    if (!w->bad) return na_fail_nomem(err);
    return na_expand_new(&w->expand, a, cat, ncat, err);
}

void na_match_release(na_match_walk *w)
{
    free(w->bad);
    na_prune_free(w->prune);
    na_expand_free(w->expand);
    na_past_free(w->past);
    *w = (na_match_walk){ 0 };
}

int na_match_expand(na_match_walk *w, const na_qnode *root, na_err *err)
{
    int rc = na_expand_add(w->expand, root, err);

    return rc < 0 ? rc : na_cites_ready(w->arc, root, err);
}

int na_match_ready(na_match_walk *w, const na_qnode *root, bool prune, na_err *err)
{
    int rc = NA_OK;

    if (prune && !w->prune && w->ncat >= NA_PRUNE_LEAST)
        rc = na_prune_new(&w->prune, w->arc, w->cat, w->ncat, w->expand, err);
    if (rc == NA_OK && w->prune) rc = na_prune_add(w->prune, root, err);
    return rc < 0 ? rc : na_past_add(&w->past, w, root, err);
}

int na_match_query(na_match_walk *w, const na_qnode *root, na_err *err)
{
    int rc = na_match_expand(w, root, err);

    return rc < 0 ? rc : na_match_ready(w, root, true, err);
}

int na_match_damaged(na_match_walk *w, size_t i, int rc, na_err *why, na_err *err)
{
    if (rc == NA_ENOMEM || rc == NA_ECANCELLED || rc == NA_ELIMIT || i >= w->ncat)
        return na_fail(err, rc, "%s", why->msg);
    if (rc == NA_ENOENT) w->gone = true;
    if (!w->bad[i]) {
        w->bad[i] = true;
        if (w->damaged++ == 0) (void)snprintf(w->damage, sizeof w->damage, "%s", why->msg);
    }
    na_err_clear(why);
    return NA_OK;
}

int na_match_open(na_match_walk *w, size_t i, na_seg *seg, bool *open_out, na_err *err)
{
    na_err why = { 0 };
    int rc;

    *open_out = false;
    if (w->bad[i]) return NA_OK;
    rc = i < w->ncat ? na_seg_open_volume(seg, w->arc, &w->cat[i], &why)
                     : na_seg_open_head(seg, w->arc, (int)(i - w->ncat), &why);
    seg->expand = w->expand;
    seg->past = w->past;
    if (rc == NA_OK) rc = na_seg_revisions(seg, w->revisions, &why);
    if (rc == NA_OK && seg->rows > 0) return *open_out = true, NA_OK;
    na_seg_release(seg);
    return rc == NA_OK ? NA_OK : na_match_damaged(w, i, rc, &why, err);
}

/* -- every match --------------------------------------------------------------------- */

typedef struct each {
    const na_query *const *query;
    size_t n;
    na_match_dates *dates;
    uint64_t *found, *undated; /* [n]: of the segment at hand */
    const na_match_fns *fns;
} each;

static int one_query(each *e, na_seg *seg, size_t k, na_err *err)
{
    const na_qnode *root = na_query_root(e->query[k]);
    na_eval *ev = NULL;
    const na_bits *bits;
    int rc;

    rc = na_seg_revisions(seg, na_query_revisions(e->query[k]), err);
    if (rc == NA_OK) rc = na_eval_new(&ev, seg, root, false, err);
    for (int64_t base = 0; rc == NA_OK && base < seg->rows; base += NA_WINDOW) {
        if ((rc = na_eval_window(ev, base, &bits, err)) < 0 || !bits) continue;
        for (unsigned i = 0; rc == NA_OK && i < NA_WINDOW; i++) {
            if (!na_bits_has(bits, i) || na_seg_is_dead(seg, base + 1 + i)) continue;
            e->found[k]++;
            rc = e->fns->row(e->fns->ctx, seg, k, base + 1 + i, err);
        }
    }
    na_eval_free(ev);
    if (rc == NA_OK) rc = na_match_undated(seg, root, &e->undated[k], err);
    return rc;
}

static int one_segment(each *e, na_seg *seg, const na_catrow *row, na_err *err)
{
    int rc;

    memset(e->found, 0, e->n * sizeof *e->found);
    memset(e->undated, 0, e->n * sizeof *e->undated);
    if ((rc = e->fns->begin(e->fns->ctx, seg, err)) < 0) return rc;
    for (size_t k = 0; rc == NA_OK && k < e->n; k++)
        if (!row || !na_match_outside(&e->dates[k], row)) rc = one_query(e, seg, k, err);
    return rc;
}

/* No query can match in volume i. */
static bool needless(const each *e, const na_match_walk *w, size_t i)
{
    size_t k = 0;

    while (k < e->n && (na_match_outside(&e->dates[k], &w->cat[i]) ||
                        !na_prune_may(w->prune, na_query_root(e->query[k]), i)))
        k++;
    return k == e->n;
}

/* Opens the volumes that all come up, with what the first query asks for. */
static int warm(const each *e, const na_match_walk *w, na_err *err)
{
    size_t *v = malloc((w->ncat + 1) * sizeof *v), n = 0;

    if (!v) return na_fail_nomem(err);
    for (size_t i = 0; i < w->ncat; i++)
        if (!needless(e, w, i)) v[n++] = i;
    if (e->n > 0) na_warm(w, v, n, na_query_root(e->query[0]));
    free(v);
    return NA_OK;
}

static int attempt(na_arc *a, each *e, na_match_walk *w, na_search_info *info,
                   uint64_t *total, uint64_t *left_out, na_err *err)
{
    na_catrow *cat = NULL;
    size_t ncat = 0;
    na_seg seg;
    bool open;
    int rc;

    if ((rc = na_catalogue(a, &cat, &ncat, err)) < 0) goto done;
    if ((rc = na_match_init(w, a, cat, ncat, err)) < 0) goto done;
    na_kept_begin(a);
    for (size_t k = 0; rc == NA_OK && k < e->n; k++)
        rc = na_match_query(w, na_query_root(e->query[k]), err);
    if (rc == NA_OK) rc = warm(e, w, err);
    for (size_t i = 0; rc == NA_OK && i < ncat + NA_HEADS; i++) {
        const na_catrow *row = i < ncat ? &cat[i] : NULL;
        na_err why = { 0 };
        if (row && needless(e, w, i)) {
            info->skipped++;
            continue;
        }
        if ((rc = na_match_open(w, i, &seg, &open, err)) < 0 || !open) continue;
        rc = one_segment(e, &seg, row, &why);
        if (rc == NA_OK) rc = e->fns->keep(e->fns->ctx, &why);
        na_seg_release(&seg);
        if (rc < 0) {
            rc = na_match_damaged(w, i, rc, &why, err);
            continue;
        }
        info->volumes += i < ncat;
        for (size_t k = 0; k < e->n; k++) {
            total[k] += e->found[k], info->total += e->found[k];
            left_out[k] += e->undated[k], info->undated_left_out += e->undated[k];
        }
    }
done:
    free(cat);
    return rc;
}

int na_match_each(na_arc *a, const na_query *const *q, size_t n, const na_match_fns *f,
                  na_search_info *info, char damage[NA_ERR_MSG], uint64_t *total,
                  uint64_t *left_out, na_err *err)
{
    each e = { .query = q, .n = n, .fns = f };
    na_match_walk w = { 0 };
    int rc = NA_OK;

    e.dates = na_zalloc(n + 1, sizeof *e.dates);
    e.found = na_zalloc(n + 1, sizeof *e.found);
    e.undated = na_zalloc(n + 1, sizeof *e.undated);
    if (!e.dates || !e.found || !e.undated) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t k = 0; k < n; k++) e.dates[k] = na_match_dates_of(na_query_root(q[k]));
    for (int tries = 0;; tries++) {
        *info = (na_search_info){ .total_is_exact = true, .damage = damage };
        memset(total, 0, n * sizeof *total);
        memset(left_out, 0, n * sizeof *left_out);
        if ((rc = na_snapshot_hold(a, err)) < 0) goto done;
        rc = attempt(a, &e, &w, info, total, left_out, err);
        na_snapshot_release(a);
        /* As na_search(): once more with the catalogue that names a volume's successor. */
        if (rc < 0 || !w.gone || tries > 0) break;
        na_match_release(&w);
        na_volumes_drop(a);
        f->restart(f->ctx);
    }
    info->damaged = w.damaged;
    (void)snprintf(damage, NA_ERR_MSG, "%s", w.damage);
done:
    na_match_release(&w);
    free(e.dates);
    free(e.found);
    free(e.undated);
    return rc;
}
