/* SPDX-License-Identifier: MIT */
/* score.c - BM25, and what no score can be above: of a row, a range of rows, a part of an
 * OR */
#include "core/eval_int.h"
#include <stdlib.h>

/* -- scoring ------------------------------------------------------------------------- */

static const double k1 = NA_BM25_K1, b = NA_BM25_B;

/* Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
 * equation 3.15, with the idf of doc/query.md. */
static double bm25_at(const na_eval *e, uint32_t length, uint32_t tf)
{
    double norm = k1 * (1 - b + b * length / e->mean_length);

    return e->idf * tf * (k1 + 1) / (tf + norm);
}

static double bm25(const na_eval *e, unsigned i, uint32_t tf)
{
    return bm25_at(e, e->seg->length[e->base + i], tf);
}

/* Does the node match row i, in a window that it was asked about? */
static bool stands_on(const na_eval *e, int64_t base, unsigned i)
{
    return e->base == base && e->found && na_bits_has(e->found, i);
}

/* Floats are enough for a bound: the sum of a thousand loses no more than SLACK gives. */
#define SLACK 1.0001F

static na_curve curve_of(const na_eval *e)
{
    return (na_curve){ .top = (float)(e->idf * (k1 + 1)) * SLACK,
                       .a = (float)(k1 * (1 - b)),
                       .c = (float)(k1 * b / e->mean_length) };
}

/* Adds what the leaf can give to each row at most. Where it matches many rows, a loop over
 * all is the faster one: nothing in it branches. */
static void add_bounds(const na_eval *e, const na_bits *found, float *sum)
{
    const uint32_t *length = e->seg->length + e->base;
    const uint8_t *bound = e->term->bound;
    int64_t left = e->seg->rows - e->base;
    unsigned n = left < NA_WINDOW ? (unsigned)left : NA_WINDOW;
    const na_curve c = curve_of(e);

    if (e->term->in_window >= NA_TERM_DENSE) {
        for (unsigned k = 0; 64 * k < n; k++) {
            unsigned end = 64 * (k + 1) < n ? 64 * (k + 1) : n;
            if (!found->w[k]) continue;
            for (unsigned i = 64 * k; i < end; i++)
                sum[i] += na_curve_at(c, bound[i], length[i]);
        }
        return;
    }
    for (unsigned k = 0; k < NA_WINDOW / 64; k++)
        for (uint64_t w = found->w[k] & e->found->w[k]; w; w &= w - 1) {
            unsigned i = 64 * k + (unsigned)__builtin_ctzll(w);
            sum[i] += na_curve_at(c, bound[i], length[i]);
        }
}

static void add_all(const na_eval *e, int64_t base, const na_bits *found, float *sum)
{
    if (e->base != base || !e->found || e->node->kind == NA_Q_NOT) return;
    if (e->term && e->idf > 0) add_bounds(e, found, sum);
    for (size_t k = 0; k < e->nkids; k++) add_all(e->kids[k], base, found, sum);
}

void na_eval_bounds(const na_eval *e, const na_bits *found, float *bounds)
{
    for (unsigned k = 0; k < NA_WINDOW / 64; k++)
        if (found->w[k]) memset(bounds + 64 * k, 0, 64 * sizeof *bounds);
    add_all(e, e->base, found, bounds);
}

static float bound(const na_eval *e, int64_t base, unsigned i)
{
    float sum = 0;

    if (e->node->kind == NA_Q_NOT || !stands_on(e, base, i)) return 0;
    if (e->term && e->idf > 0)
        return na_curve_at(curve_of(e), e->term->bound[i], e->seg->length[base + i]);
    for (size_t k = 0; k < e->nkids; k++) sum += bound(e->kids[k], base, i);
    return sum;
}

float na_eval_bound(const na_eval *e, unsigned i) { return bound(e, e->base, i); }

/* -- ranges -------------------------------------------------------------------------- */

bool na_eval_has_impacts(const na_eval *e)
{
    bool any = e->term && e->idf > 0 && na_term_has_impacts(e->term);

    for (size_t i = 0; !any && e->node->kind != NA_Q_NOT && i < e->nkids; i++)
        any = na_eval_has_impacts(e->kids[i]);
    return any;
}

static int ranges_of_leaf(na_eval *e, float *out, size_t n, na_err *err)
{
    const na_curve c = curve_of(e);
    double scale = e->mean_length / na_mean_length(e->seg->fti);
    int rc;

    if (e->idf <= 0) {
        memset(out, 0, n * sizeof *out);
        return NA_OK;
    }
    /* Longer articles on average mean a smaller norm: by no more than the same ratio. */
    rc = na_term_ranges(e->term, c.a, c.c, scale > 1 ? (float)scale * SLACK : 1, out, err);
    for (size_t i = 0; i < n; i++)
        if (out[i] > 0) out[i] = c.top * (out[i] < 1 ? out[i] : 1);
    return rc;
}

/* The sum over the kids: of all of them (AND), or of those that match in the range (OR). */
static int ranges_of_kids(na_eval *e, float *out, size_t n, na_err *err)
{
    bool all = e->node->kind == NA_Q_AND;
    float *kid = malloc(n * sizeof *kid);
    int rc = kid ? NA_OK : na_fail_nomem(err);

    for (size_t i = 0; i < n; i++) out[i] = all ? 0 : -1;
    for (size_t k = 0; rc == NA_OK && k < e->nkids; k++) {
        if ((rc = na_eval_ranges(e->kids[k], kid, err)) < 0) break;
        for (size_t i = 0; i < n; i++) {
            if (kid[i] < 0)
                out[i] = all ? -1e30F : out[i];
            else
                out[i] = (out[i] < 0 && !all ? 0 : out[i]) + kid[i];
        }
    }
    free(kid);
    return rc;
}

/* Known as MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations"
 * (1995). */
size_t na_eval_weak(const na_eval *e)
{
    float sum = 0;
    size_t n = 0;

    while (e->order && n < e->nkids && (sum += e->order[n]->most) < e->floor) n++;
    return n;
}

static int by_most(const void *pa, const void *pb)
{
    float x = (*(na_eval *const *)pa)->most, y = (*(na_eval *const *)pb)->most;

    return x < y ? -1 : x > y;
}

bool na_eval_floor(na_eval *e, float floor)
{
    if (e->node->kind != NA_Q_OR) return false;
    if (!e->order) {
        e->order = calloc(e->nkids, sizeof(na_eval *));
        if (!e->order) return false; /* it can do without */
        for (size_t i = 0; i < e->nkids; i++) e->order[i] = e->kids[i];
        qsort((void *)e->order, e->nkids, sizeof(na_eval *), by_most);
    }
    e->floor = floor;
    return na_eval_weak(e) > 0;
}

bool na_eval_leaf_most(const na_eval *e, const na_qnode *leaf, bool ranged, float *out)
{
    const na_curve c = curve_of(e);

    if (e->node != leaf) {
        for (size_t i = 0; e->node->kind != NA_Q_NOT && i < e->nkids; i++)
            if (na_eval_leaf_most(e->kids[i], leaf, ranged, out)) return true;
        return false;
    }
    *out = 0;
    if (!e->term) return false;
    if (ranged) return *out = e->most, true;
    if (!e->term->listed) return e->term->nwords == 0 && e->term->list.n == 0;
    for (size_t k = 0; k < e->term->list.n; k++) {
        const na_match *m = &e->term->list.v[k];
        uint8_t tf = na_tf_bound(m->tf);
        float v = na_curve_at(c, tf, e->seg->length[m->row - 1]);
        if (v > *out) *out = v;
    }
    return true;
}

static int ranges(na_eval *e, float *out, size_t n, na_err *err)
{
    int64_t from, to;

    if (e->term) return ranges_of_leaf(e, out, n, err);
    if (e->node->kind == NA_Q_AND || e->node->kind == NA_Q_OR)
        return ranges_of_kids(e, out, n, err);
    memset(out, 0, n * sizeof *out);
    if (e->filter && na_filter_run(e->filter, &from, &to))
        for (size_t i = 0; i < n; i++)
            if ((int64_t)i * NA_RANGE + 1 >= to || (int64_t)(i + 1) * NA_RANGE < from)
                out[i] = -1;
    return NA_OK;
}

int na_eval_ranges(na_eval *e, float *out, na_err *err)
{
    size_t n = ((size_t)e->seg->rows + NA_RANGE - 1) / NA_RANGE;
    int rc = ranges(e, out, n, err);

    e->most = 0;
    for (size_t i = 0; rc == NA_OK && i < n; i++)
        e->most = out[i] > e->most ? out[i] : e->most;
    return rc;
}

/* Adds the scores of the leaves below that match row i. */
static int add_score(na_eval *e, int64_t base, unsigned i, double *sum, na_err *err)
{
    uint32_t tf = 0;
    int rc = NA_OK;

    if (e->node->kind == NA_Q_NOT || !stands_on(e, base, i)) return NA_OK;
    if (e->term) {
        if (e->idf > 0) rc = na_term_tf(e->term, i, &tf, err);
        if (tf > 0) *sum += bm25(e, i, tf);
        return rc;
    }
    for (size_t k = 0; rc == NA_OK && k < e->nkids; k++)
        rc = add_score(e->kids[k], base, i, sum, err);
    return rc;
}

int na_eval_score(na_eval *e, unsigned i, double *out, na_err *err)
{
    *out = 0;
    return add_score(e, e->base, i, out, err);
}

/* -- one word ------------------------------------------------------------------------ */

na_term *na_eval_word(const na_eval *e)
{
    bool is =
        e->term && e->idf > 0 && (na_term_sifts(e->term) || na_term_has_ranges(e->term));

    return is ? e->term : NULL;
}

void na_eval_most(const na_eval *e, float floor, uint32_t most[NA_TF_ANY + 1])
{
    const na_curve c = curve_of(e);

    for (unsigned k = 0; k <= NA_TF_ANY; k++) {
        float tf = k == NA_TF_ANY ? 1e9F : (float)k;
        /* na_curve_at() >= floor, resolved for the length; one more, for what rounding took
         * */
        float len = floor > 0 ? (c.top * tf / floor - tf - c.a) / c.c * 1.0001F + 1 : 4e9F;
        most[k] = len >= 4e9F ? UINT32_MAX : len > 0 ? (uint32_t)len : 0;
    }
}

na_curve na_eval_word_curve(const na_eval *e) { return curve_of(e); }

double na_eval_leaf_score(const na_eval *e, int64_t row, uint32_t tf)
{
    return tf > 0 ? bm25_at(e, e->seg->length[row - 1], tf) : 0;
}

const na_matches *na_eval_list(const na_eval *e)
{
    return e->term && e->term->listed ? &e->term->list : NULL;
}
