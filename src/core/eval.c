/* SPDX-License-Identifier: MIT */
#include "base/zalloc.h"
#include "core/eval_int.h"
#include <stdlib.h>

void na_eval_free(na_eval *e)
{
    if (!e) return;
    for (size_t i = 0; i < e->nkids; i++) na_eval_free(e->kids[i]);
    if (e->term) na_term_release(e->term);
    if (e->filter) na_filter_release(e->filter);
    free(e->term);
    free(e->filter);
    free((void *)e->kids);
    free((void *)e->order);
    free(e);
}

/* -- making the tree ----------------------------------------------------------------- */

static int make_term(na_eval *e, na_err *err)
{
    if (!(e->term = malloc(sizeof *e->term))) return na_fail_nomem(err);
    na_term_zero(e->term);
    return na_term_open(e->term, e->seg, e->node, err);
}

/* In which order the kids of an AND are asked: those without postings behind the others,
 * those that read articles last. */
static size_t dearness(const na_eval *e)
{
    switch (e->node->kind) {
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        return na_term_guess(e->term);
    case NA_Q_RANGE: /* mostly leaves whole windows out */
        return 0;
    case NA_Q_NOT:
        return SIZE_MAX / 2;
    case NA_Q_ATTR:
    case NA_Q_WORDS:
    case NA_Q_WAS:
    case NA_Q_CHANGED:
        return na_filter_is_dear(e->node) ? SIZE_MAX : SIZE_MAX / 2;
    default: {
        size_t sum = 0;
        for (size_t i = 0; i < e->nkids; i++) {
            size_t n = dearness(e->kids[i]);
            sum = n < SIZE_MAX - sum ? sum + n : SIZE_MAX;
        }
        return sum;
    }
    }
}

static int order_kids(na_eval *e, na_err *err)
{
    e->order = na_zalloc(e->nkids, sizeof(na_eval *));
    if (!e->order) return na_fail_nomem(err);
    for (size_t i = 0; i < e->nkids; i++) {
        size_t n = dearness(e->kids[i]), k = i;
        for (; k > 0 && dearness(e->order[k - 1]) > n; k--) e->order[k] = e->order[k - 1];
        e->order[k] = e->kids[i];
    }
    return NA_OK;
}

static int make_kids(na_eval *e, bool undated_mode, na_err *err)
{
    const na_qnode *n = e->node;
    int rc = NA_OK;

    e->kids = na_zalloc(n->nkids, sizeof(na_eval *));
    if (!e->kids) return na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++) {
        rc = na_eval_new(&e->kids[i], e->seg, n->kids[i], undated_mode, err);
        if (rc == NA_OK) e->nkids++;
    }
    if (rc == NA_OK && n->kind == NA_Q_AND) rc = order_kids(e, err);
    return rc;
}

int na_eval_new(na_eval **out, const na_seg *s, const na_qnode *n, bool undated_mode,
                na_err *err)
{
    na_eval *e = na_zalloc(1, sizeof *e);
    int rc = NA_OK;

    *out = NULL;
    if (!e) return na_fail_nomem(err);
    e->seg = s;
    e->node = n;
    switch (n->kind) {
    case NA_Q_NONE:
    case NA_Q_ALL:
        break;
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        rc = make_term(e, err);
        break;
    case NA_Q_AND:
    case NA_Q_OR:
    case NA_Q_NOT:
        rc = make_kids(e, undated_mode, err);
        break;
    case NA_Q_RANGE:
    case NA_Q_ATTR:
    case NA_Q_WORDS:
    case NA_Q_WAS:
    case NA_Q_CHANGED:
        if (!(e->filter = na_zalloc(1, sizeof *e->filter)))
            rc = na_fail_nomem(err);
        else
            rc = na_filter_open(e->filter, s, n, undated_mode, err);
        break;
    }
    if (rc < 0)
        na_eval_free(e);
    else
        *out = e;
    return rc;
}

void na_eval_rewind(na_eval *e)
{
    e->found = NULL;
    if (e->term) na_term_rewind(e->term);
    for (size_t i = 0; i < e->nkids; i++) na_eval_rewind(e->kids[i]);
}

int na_eval_leaf_n(na_eval *e, const na_qnode *leaf, uint64_t *out, na_err *err)
{
    int rc = NA_OK;

    if (e->node == leaf) return na_term_n(e->term, out, err);
    for (size_t i = 0; rc == NA_OK && i < e->nkids; i++)
        rc = na_eval_leaf_n(e->kids[i], leaf, out, err);
    return rc;
}

void na_eval_weigh(na_eval *e, const na_weights *w)
{
    for (size_t i = 0; e->term && i < w->n; i++)
        if (w->v[i].leaf == e->node) e->idf = w->v[i].idf;
    e->mean_length = w->mean_length;
    for (size_t i = 0; i < e->nkids; i++) na_eval_weigh(e->kids[i], w);
}

/* -- windows ------------------------------------------------------------------------- */

static int window(na_eval *e, int64_t base, const na_bits *among, na_err *err);

/* All rows of the window, or those among. */
static void all_rows(na_eval *e, int64_t base, const na_bits *among)
{
    int64_t left = e->seg->rows - base;

    if (among) {
        e->bits = *among;
        return;
    }
    for (int64_t k = 0; k < NA_WINDOW / 64; k++, left -= 64)
        e->bits.w[k] = left >= 64 ? UINT64_MAX : left <= 0 ? 0 : UINT64_MAX >> (64 - left);
}

static int and_window(na_eval *e, int64_t base, const na_bits *among, na_err *err)
{
    int rc;

    for (size_t i = 0; i < e->nkids; i++) {
        na_eval *kid = e->order[i];
        if ((rc = window(kid, base, among, err)) < 0) return rc;
        if (!kid->found) return NA_OK;
        if (i == 0)
            e->bits = *kid->found;
        else if (!na_bits_and(&e->bits, kid->found))
            return NA_OK;
        among = &e->bits;
    }
    e->found = &e->bits;
    return NA_OK;
}

static int or_kid(na_eval *e, na_eval *kid, int64_t base, const na_bits *among, na_err *err)
{
    int rc = window(kid, base, among, err);

    if (rc < 0 || !kid->found) return rc;
    if (!e->found) e->bits = *kid->found;
    for (unsigned k = 0; e->found && k < NA_WINDOW / 64; k++)
        e->bits.w[k] |= kid->found->w[k];
    e->found = &e->bits;
    return NA_OK;
}

/* Where only weak kids match there is no hit: they are asked about the rows of the others.
 * */
static int or_window(na_eval *e, int64_t base, const na_bits *among, na_err *err)
{
    na_eval **kids = e->order ? e->order : e->kids;
    size_t weak = na_eval_weak(e);
    na_bits strong;
    int rc;

    for (size_t i = weak; i < e->nkids; i++)
        if ((rc = or_kid(e, kids[i], base, among, err)) < 0) return rc;
    if (!e->found || weak == 0) return NA_OK;
    strong = e->bits;
    if (among && !na_bits_and(&strong, among)) return NA_OK;
    for (size_t i = 0; i < weak; i++)
        if ((rc = window(kids[i], base, &strong, err)) < 0) return rc;
    return NA_OK;
}

static int not_window(na_eval *e, int64_t base, const na_bits *among, na_err *err)
{
    const na_eval *kid = e->kids[0];
    int rc = window(e->kids[0], base, among, err);

    if (rc < 0) return rc;
    all_rows(e, base, among);
    for (unsigned k = 0; kid->found && k < NA_WINDOW / 64; k++)
        e->bits.w[k] &= ~kid->found->w[k];
    if (!na_bits_empty(&e->bits)) e->found = &e->bits;
    return NA_OK;
}

/* Into e->found. What lies outside among (NULL: nothing does) may be there or not. */
static int window(na_eval *e, int64_t base, const na_bits *among, na_err *err)
{
    e->base = base;
    e->found = NULL;
    if (among && na_bits_empty(among)) return NA_OK;
    switch (e->node->kind) {
    case NA_Q_NONE:
        return NA_OK;
    case NA_Q_ALL:
        all_rows(e, base, among);
        e->found = &e->bits;
        return NA_OK;
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        return na_term_window(e->term, base, among, &e->found, err);
    case NA_Q_AND:
        return and_window(e, base, among, err);
    case NA_Q_OR:
        return or_window(e, base, among, err);
    case NA_Q_NOT:
        return not_window(e, base, among, err);
    case NA_Q_RANGE:
    case NA_Q_ATTR:
    case NA_Q_WORDS:
    case NA_Q_WAS:
    case NA_Q_CHANGED:
        return na_filter_window(e->filter, base, among, &e->found, err);
    }
    return NA_OK;
}

int na_eval_window(na_eval *e, int64_t base, const na_bits **out, na_err *err)
{
    int rc = window(e, base, NULL, err);

    *out = e->found;
    return rc;
}

int na_eval_window_among(na_eval *e, int64_t base, const na_bits *among,
                         const na_bits **out, na_err *err)
{
    int rc = window(e, base, among, err);

    *out = e->found;
    return rc;
}

uint64_t na_eval_least_n(const na_eval *e, bool *exact)
{
    uint64_t most = 0;

    *exact = false;
    if (e->term && na_term_known_n(e->term, &most)) *exact = true;
    for (size_t i = 0; e->node->kind == NA_Q_OR && i < e->nkids; i++) {
        bool ignored;
        uint64_t n = na_eval_least_n(e->kids[i], &ignored);
        if (n > most) most = n;
    }
    return most;
}
