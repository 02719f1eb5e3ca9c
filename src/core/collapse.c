/* SPDX-License-Identifier: MIT */
/* collapse.c - choosing representatives, and counting what is similar to them
 *
 * Representatives are found among the best hits alone. Whatever else matches joins the
 * first representative that it is near to, wherever it stands in the order: it cannot stand
 * before it, or it would be one itself or have joined an earlier one. So the order of the
 * others is not needed, and counting is one pass over signatures: where there are few
 * representatives, first the signatures, then the query for the windows where one is near;
 * else the query first. A representative is near itself, and counted once too much.
 */
#include "core/collapse.h"
#include "core/page.h"
#include "text/signature.h"
#include <stdlib.h>

#define FEW 64u /* representatives that are compared one by one */
#define RARE 16 /* one of so many articles matches: the query tells more away */

/* Two signatures that differ in 8 bits are equal in one of 9 parts. */
#define PARTS (NA_SIG_NEAR + 1)
#define PART_BITS 7
#define PART_VALUES (1u << PART_BITS)

typedef struct reps {
    uint64_t *sig;
    uint64_t *similar;
    size_t n, cap;
    /* of more than FEW: lists of those that have a part in common, the newest first */
    uint32_t *head; /* [PARTS][PART_VALUES]: number + 1, 0 none */
    uint32_t *next; /* [cap][PARTS] */
} reps;

static void reps_release(reps *r)
{
    free(r->sig);
    free(r->similar);
    free(r->head);
    free(r->next);
}

static size_t part(uint64_t sig, unsigned p)
{
    return (size_t)p * PART_VALUES + (sig >> p * PART_BITS & (PART_VALUES - 1));
}

static void link_rep(reps *r, uint32_t i)
{
    for (unsigned p = 0; r->sig[i] && p < PARTS; p++) {
        uint32_t *head = &r->head[part(r->sig[i], p)];
        r->next[(size_t)i * PARTS + p] = *head;
        *head = i + 1;
    }
}

static int grow(reps *r, na_err *err)
{
    size_t cap = r->cap ? 2 * r->cap : FEW;
    uint64_t *sig = realloc(r->sig, cap * sizeof *sig), *similar;
    uint32_t *next;

    if (!sig) return na_fail_nomem(err);
    r->sig = sig;
    if (!(similar = realloc(r->similar, cap * sizeof *similar))) return na_fail_nomem(err);
    r->similar = similar;
    if (r->cap > 0) {
        if (!(next = realloc(r->next, cap * PARTS * sizeof *next)))
            return na_fail_nomem(err);
        r->next = next;
        if (!r->head) {
            if (!(r->head = calloc((size_t)PARTS * PART_VALUES, sizeof *r->head)))
                return na_fail_nomem(err);
            for (size_t i = 0; i < r->n; i++) link_rep(r, (uint32_t)i);
        }
    }
    r->cap = cap;
    return NA_OK;
}

static int reps_add(reps *r, uint64_t sig, na_err *err)
{
    int rc;

    if (r->n >= UINT32_MAX - 1) return na_fail(err, NA_ELIMIT, "too many hits to collapse");
    if (r->n == r->cap && (rc = grow(r, err)) < 0) return rc;
    r->sig[r->n] = sig;
    r->similar[r->n] = 0;
    if (r->head) link_rep(r, (uint32_t)r->n);
    r->n++;
    return NA_OK;
}

/* The first that sig is near to, SIZE_MAX when there is none. */
static size_t first_near(const reps *r, uint64_t sig)
{
    size_t best = SIZE_MAX;

    if (!sig) return SIZE_MAX;
    if (!r->head) {
        for (size_t i = 0; i < r->n; i++)
            if (na_sig_distance(r->sig[i], sig) <= NA_SIG_NEAR) return i;
        return SIZE_MAX;
    }
    for (unsigned p = 0; p < PARTS; p++)
        for (uint32_t i = r->head[part(sig, p)]; i;
             i = r->next[(size_t)(i - 1) * PARTS + p])
            if (i - 1 < best && na_sig_distance(r->sig[i - 1], sig) <= NA_SIG_NEAR)
                best = i - 1;
    return best;
}

static void count(reps *r, uint64_t sig)
{
    size_t i = first_near(r, sig);
    if (i != SIZE_MAX) r->similar[i]++;
}

/* -- one page under several addresses -------------------------------------------------- */

/* All articles of a page have the signature of its first; *own_io: that of the article. */
static int of_page(const na_page_sig *v, size_t n, const na_seg *seg, int64_t row,
                   uint64_t *own_io, bool *is, na_err *err)
{
    size_t lo = 0, hi = n;
    uint64_t id;
    int rc;

    *is = false;
    if (n == 0) return NA_OK;
    if ((rc = na_seg_id(seg, row, &id, err)) < 0) return rc;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (v[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    *is = lo < n && v[lo].id == id;
    if (*is) *own_io = v[lo].signature;
    return NA_OK;
}

/* -- choosing ------------------------------------------------------------------------ */

/* The signatures of the hits, in their order. */
static int read_signatures(const na_hits *h, na_match_walk *w, const bool *has,
                           const na_page_sig *page, size_t npages, uint64_t *sig,
                           bool *paged, size_t *culprit, na_err *err)
{
    bool is;
    na_seg seg;
    bool open;
    int rc = NA_OK;

    for (size_t s = 0; rc == NA_OK && s < w->ncat + NA_HEADS; s++) {
        if (!has[s]) continue;
        *culprit = s;
        if ((rc = na_match_open(w, s, &seg, &open, err)) < 0 || !open) continue;
        for (size_t i = 0; rc == NA_OK && i < h->n; i++) {
            if (h->v[i].segment != s) continue;
            rc = na_seg_signature(&seg, h->v[i].row, &sig[i], err);
            if (rc == NA_OK)
                rc = of_page(page, npages, &seg, h->v[i].row, &sig[i], &is, err);
            *paged |= rc == NA_OK && is;
        }
        na_seg_release(&seg);
    }
    return rc;
}

/* Moves the representatives to the front of the hits. */
static int choose(na_hits *h, const uint64_t *sig, size_t want, reps *r, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < h->n && r->n < want; i++) {
        if (first_near(r, sig[i]) != SIZE_MAX) continue;
        h->v[r->n] = h->v[i];
        rc = reps_add(r, sig[i], err);
    }
    return rc;
}

/* -- counting ------------------------------------------------------------------------ */

typedef struct counter {
    reps *r;
    const na_qnode *root;
    const bool *only; /* [ncat + NA_HEADS] of the segments, NULL: all */
    bool query_first;
    const na_page_sig *page; /* where a hit is of a page that has several */
    size_t npages;
} counter;

/* The rows of the window whose signature is near a representative; none: false. */
static bool near_rows(const counter *c, const na_seg *seg, const uint64_t *sig,
                      int64_t base, na_bits *out)
{
    size_t n = seg->rows - base < NA_WINDOW ? (size_t)(seg->rows - base) : NA_WINDOW;
    bool any = false;

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < c->r->n; i++)
        if (c->r->sig[i]) any |= na_sig_near(sig + base, n, c->r->sig[i], out->w);
    return any;
}

static int count_window(counter *c, const na_seg *seg, na_eval *ev, int64_t base,
                        const uint64_t *sig, na_err *err)
{
    const na_bits *found;
    na_bits near;
    uint64_t one;
    int rc;

    if (sig && !near_rows(c, seg, sig, base, &near)) return NA_OK;
    if ((rc = na_eval_window(ev, base, &found, err)) < 0 || !found) return rc;
    for (unsigned k = 0; k < NA_WINDOW / 64; k++) {
        uint64_t w = found->w[k] & (sig ? near.w[k] : UINT64_MAX);
        if (w && seg->dead) w &= ~seg->dead[(base >> 6) + k];
        for (; w; w &= w - 1) {
            int64_t row = base + 1 + 64 * k + __builtin_ctzll(w);
            bool is;
            if ((rc = na_seg_signature(seg, row, &one, err)) < 0) return rc;
            if ((rc = of_page(c->page, c->npages, seg, row, &one, &is, err)) < 0) return rc;
            count(c->r, one);
        }
    }
    return NA_OK;
}

static int count_segment(counter *c, const na_seg *seg, na_err *err)
{
    const uint64_t *sig = NULL;
    na_eval *ev = NULL;
    int rc;

    if (!c->query_first && (rc = na_seg_signatures(seg, &sig, err)) < 0) return rc;
    rc = na_eval_new(&ev, seg, c->root, false, err);
    for (int64_t base = 0; rc == NA_OK && base < seg->rows; base += NA_WINDOW)
        rc = count_window(c, seg, ev, base, sig, err);
    na_eval_free(ev);
    return rc;
}

static int count_all(counter *c, na_match_walk *w, const na_match_dates *d, size_t *culprit,
                     na_err *err)
{
    na_seg seg;
    bool open;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < w->ncat + NA_HEADS; i++) {
        if (i < w->ncat &&
            (na_match_outside(d, &w->cat[i]) || !na_prune_may(w->prune, c->root, i)))
            continue;
        if (c->only && !c->only[i]) continue;
        *culprit = i;
        if ((rc = na_match_open(w, i, &seg, &open, err)) < 0 || !open) continue;
        rc = count_segment(c, &seg, err);
        na_seg_release(&seg);
    }
    return rc;
}

static bool is_rare(const na_hits *h)
{
    uint64_t articles = 0;

    for (size_t i = 0; i < h->ncat; i++) articles += h->cat[i].articles;
    return h->info.total < articles / RARE;
}

/* -- both ---------------------------------------------------------------------------- */

size_t na_collapse_want(size_t n)
{
    size_t more = n / 8 + 6;
    return n > SIZE_MAX - more ? SIZE_MAX : n + more;
}

/* Drops the offset; what is left keeps its counts. */
static int cut(na_hits *h, reps *r, size_t offset, na_err *err)
{
    size_t drop = offset < r->n ? offset : r->n;

    free(h->similar);
    h->n = r->n - drop;
    if (!(h->similar = malloc((h->n + 1) * sizeof *h->similar))) return na_fail_nomem(err);
    if (drop > 0) memmove(h->v, h->v + drop, h->n * sizeof *h->v);
    for (size_t i = 0; i < h->n; i++) {
        uint64_t n = r->similar[drop + i];
        h->similar[i] = n > 0 ? n - 1 : 0;
    }
    return NA_OK;
}

int na_collapse(na_hits *h, na_match_walk *w, const na_match_dates *d,
                const na_search_opts *o, bool *again, size_t *culprit, na_err *err)
{
    uint64_t *sig = calloc(h->n + 1, sizeof *sig);
    bool *has = calloc(w->ncat + NA_HEADS, sizeof *has); /* segments with hits */
    bool all = h->n < h->want;                    /* the hits are all that match */
    bool paged = false;
    na_page_sig *page = NULL;
    size_t want, found = h->n, npages = 0;
    reps r = { 0 };
    int rc;

    *again = false;
    if (!na_add_ok(o->limit, o->offset, &want)) want = SIZE_MAX;
    if (!sig || !has) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (size_t i = 0; i < h->n; i++) has[h->v[i].segment] = true;
    rc = na_page_sigs(h->arc, &page, &npages, err);
    if (rc == NA_OK)
        rc = read_signatures(h, w, has, page, npages, sig, &paged, culprit, err);
    if (rc < 0 || (rc = choose(h, sig, want, &r, err)) < 0) goto done;
    if (r.n < want && !all) {
        h->want = h->want > SIZE_MAX / 4 ? SIZE_MAX : 4 * h->want;
        *again = true;
        goto done;
    }
    if (all) {
        for (size_t i = 0; i < found; i++) count(&r, sig[i]);
    } else {
        /* By date a search ends when it has its hits; so does the counting. */
        counter c = { &r,
                      na_query_root(h->query),
                      h->info.total_is_exact ? NULL : has,
                      r.n > FEW || paged || is_rare(h),
                      paged ? page : NULL,
                      paged ? npages : 0 };
        if ((rc = count_all(&c, w, d, culprit, err)) < 0) goto done;
    }
    rc = cut(h, &r, o->offset, err);
done:
    free(sig);
    free(has);
    free(page);
    reps_release(&r);
    return rc;
}
