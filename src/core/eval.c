/* SPDX-License-Identifier: MIT */
#include "core/eval.h"
#include "core/filter.h"
#include <stdlib.h>

struct na_eval {
    const na_seg *seg;
    const na_qnode *node;
    int64_t base;
    const na_bits *found; /* in the window at hand; NULL: none */
    double idf, mean_length;
    na_term *term;     /* PHRASE, NEAR */
    na_filter *filter; /* RANGE, ATTR, WORDS */
    na_bits bits;      /* AND, OR, NOT, ALL */
    na_eval **kids;    /* as in the query: scores are added up in one order everywhere */
    na_eval **order;   /* AND: as they are asked */
    size_t nkids;
    float most;  /* no score is greater, once na_eval_ranges() was asked */
    float floor; /* what scores less may be left out */
};

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
    *e->term = (na_term){ 0 };
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
    e->order = calloc(e->nkids, sizeof(na_eval *));
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

    e->kids = calloc(n->nkids, sizeof(na_eval *));
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
    na_eval *e = calloc(1, sizeof *e);
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
        if (!(e->filter = calloc(1, sizeof *e->filter)))
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

/* How many of the kids, those that add least to a score, cannot reach the floor together. Known
 * as MaxScore: Turtle and Flood, "Query Evaluation: Strategies and Optimizations" (1995). */
static size_t count_weak(const na_eval *e)
{
    float sum = 0;
    size_t n = 0;

    while (e->order && n < e->nkids && (sum += e->order[n]->most) < e->floor) n++;
    return n;
}

/* Where only weak kids match there is no hit: they are asked about the rows of the others. */
static int or_window(na_eval *e, int64_t base, const na_bits *among, na_err *err)
{
    na_eval **kids = e->order ? e->order : e->kids;
    size_t weak = count_weak(e);
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

/* Floats are enough for a bound, and some ten million times finer than SLACK. */
#define SLACK 1.00001F

static na_curve curve_of(const na_eval *e)
{
    return (na_curve){ .top = (float)(e->idf * (k1 + 1)) * SLACK,
                       .a = (float)(k1 * (1 - b)),
                       .c = (float)(k1 * b / e->mean_length) };
}

/* Adds what the leaf can give to each row at most. Where it matches many rows, a loop over all
 * is the faster one: nothing in it branches. */
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
    bool and = e->node->kind == NA_Q_AND;
    float *kid = malloc(n * sizeof *kid);
    int rc = kid ? NA_OK : na_fail_nomem(err);

    for (size_t i = 0; i < n; i++) out[i] = and? 0 : -1;
    for (size_t k = 0; rc == NA_OK && k < e->nkids; k++) {
        if ((rc = na_eval_ranges(e->kids[k], kid, err)) < 0) break;
        for (size_t i = 0; i < n; i++) {
            if (kid[i] < 0)
                out[i] = and? -1e30F : out[i];
            else
                out[i] = (out[i] < 0 && !and? 0 : out[i]) + kid[i];
        }
    }
    free(kid);
    return rc;
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
    return count_weak(e) > 0;
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
    return e->term && e->idf > 0 && na_term_sifts(e->term) ? e->term : NULL;
}

void na_eval_most(const na_eval *e, float floor, uint32_t most[NA_TF_ANY + 1])
{
    const na_curve c = curve_of(e);

    for (unsigned k = 0; k <= NA_TF_ANY; k++) {
        float tf = k == NA_TF_ANY ? 1e9F : (float)k;
        /* na_curve_at() >= floor, resolved for the length; one more, for what rounding took */
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
