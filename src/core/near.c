/* SPDX-License-Identifier: MIT */
/* near.c - proximity
 *
 * Spans are lists without duplicates: of those that begin at the same word the shortest is
 * kept. An operand of another operator moreover gives only spans that contain no other of
 * its own (the shortest substrings of Clarke, Cormack and Burkowski, "An Algebra for
 * Structured Text Search", 1995): then starts and ends ascend together, the first spans
 * from a place on are those that end first, and each operator is one pass over its
 * operands.
 */
#include "core/near.h"
#include "core/bounds.h"
#include "core/expand.h"
#include <stdlib.h>

#define AT_END INT64_MAX

typedef struct span { /* NA_POS of its first and last word, which share a column */
    uint64_t from, to;
} span;
typedef struct spans {
    span *v;
    size_t n, cap;
} spans;

typedef struct operand {
    const na_seg *seg;
    const na_qnode *node;
    int64_t row; /* a row that may match, where it stands; 0 before the first seek */
    spans found; /* on that row */
    /* a phrase: of exact terms, or with prefixes */
    na_cursors cursors;
    na_starts starts;
    size_t at;
    /* OR and NEAR; equal operands of an unordered NEAR are one that is needed so often */
    struct operand *kids;
    size_t *need, *head, nkids;
    na_bounds bounds;
    bool in_quotes; /* what it finds has to stand in one quotation */
    na_quotes_at quotes;
} operand;

/* -- lists of spans ------------------------------------------------------------------- */

static int add_span(spans *l, uint64_t from, uint64_t to, na_err *err)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;
        span *v = realloc(l->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        l->v = v, l->cap = cap;
    }
    l->v[l->n++] = (span){ from, to };
    return NA_OK;
}

static int by_place(const void *pa, const void *pb)
{
    const span *a = pa, *b = pb;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

/* Sorts; of those that begin at the same word the shortest stays. */
static void settle(spans *l)
{
    size_t kept = 0;

    if (l->n > 1) qsort(l->v, l->n, sizeof *l->v, by_place);
    for (size_t i = 0; i < l->n; i++)
        if (kept == 0 || l->v[i].from != l->v[kept - 1].from) l->v[kept++] = l->v[i];
    l->n = kept;
}

/* Strikes out what contains another span. */
static void shortest(spans *l)
{
    uint64_t least = UINT64_MAX;
    size_t to = l->n;

    for (size_t i = l->n; i-- > 0;) {
        if (l->v[i].to >= least) continue;
        least = l->v[i].to;
        l->v[--to] = l->v[i];
    }
    l->n -= to;
    if (l->n > 0) memmove(l->v, l->v + to, l->n * sizeof *l->v);
}

static bool same_column(uint64_t a, uint64_t b) { return NA_POS_COL(a) == NA_POS_COL(b); }

/* -- phrases -------------------------------------------------------------------------- */

/* Starts of a phrase on one row as spans. */
static int spans_of(operand *o, const na_start *v, size_t n, na_err *err)
{
    uint32_t more = o->node->width > 0 ? o->node->width - 1 : 0;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        uint32_t room = UINT32_MAX - NA_POS_AT(v[i].pos);
        rc = add_span(&o->found, v[i].pos, v[i].pos + (more < room ? more : room), err);
    }
    return rc;
}

static int phrase_seek(operand *o, int64_t target, na_err *err)
{
    int rc;

    if (o->cursors.n > 0) {
        rc = na_cursors_seek(&o->cursors, target, &o->row, err);
        if (rc == 0) o->row = AT_END;
        return rc < 0 ? rc : NA_OK;
    }
    while (o->at < o->starts.n && o->starts.v[o->at].row < target) o->at++;
    o->row = o->at < o->starts.n ? o->starts.v[o->at].row : AT_END;
    return NA_OK;
}

static int phrase_spans(operand *o, na_err *err)
{
    size_t n = 0;
    int rc;

    if (o->cursors.n > 0) {
        o->starts.n = 0;
        rc = na_cursors_starts(&o->cursors, o->node->fields, &o->starts, err);
        return rc < 0 ? rc : spans_of(o, o->starts.v, o->starts.n, err);
    }
    while (o->at + n < o->starts.n && o->starts.v[o->at + n].row == o->row) n++;
    return spans_of(o, o->starts.v + o->at, n, err);
}

/* -- operators ------------------------------------------------------------------------ */

/* The first of the bounds behind a word of the body. */
static uint64_t bound_behind(const uint32_t *v, size_t n, size_t *at, uint64_t pos)
{
    while (*at < n && v[*at] <= NA_POS_AT(pos)) ++*at;
    return *at < n ? NA_POS(NA_FTS_BODY, v[*at]) : NA_POS(NA_FTS_BODY + 1, 0);
}

/* All operators without an order: from each word that a span begins with, the next spans of
 * all kids, as many of each as are needed; then what they reach over is judged. */
static int unordered(operand *o, na_err *err)
{
    const na_qnode *n = o->node;
    const uint32_t *bound = NULL;
    size_t nbounds = 0, at = 0;
    uint64_t window = n->distance;
    bool in_body = n->op == NA_NEAR_SENTENCE || n->op == NA_NEAR_PARAGRAPH;
    int rc = NA_OK;

    for (size_t i = 0; n->op == NA_NEAR_SLOP && i < n->nkids; i++)
        window += n->kids[i]->width;
    if (in_body)
        rc = na_bounds_row(&o->bounds, o->seg, o->row, n->op == NA_NEAR_PARAGRAPH, &bound,
                           &nbounds, err);
    memset(o->head, 0, o->nkids * sizeof *o->head);
    while (rc == NA_OK) {
        uint64_t from = UINT64_MAX, first_to = 0, last_from = 0, to = 0;
        for (size_t i = 0; i < o->nkids; i++) {
            const spans *l = &o->kids[i].found;
            if (o->need[i] > l->n - o->head[i]) return NA_OK;
            if (l->v[o->head[i]].from < from) from = l->v[o->head[i]].from;
        }
        for (size_t i = 0; i < o->nkids; i++) {
            const span *next = &o->kids[i].found.v[o->head[i]],
                       *last = next + o->need[i] - 1;
            if (last->from > last_from) last_from = last->from;
            if (last->to > to) to = last->to;
            if (next->from != from) continue;
            if (next->to > first_to) first_to = next->to;
            o->head[i]++;
        }
        bool ok = same_column(from, last_from);
        if (n->op == NA_NEAR_SLOP)
            ok = ok && to - from < window;
        else if (in_body)
            ok = ok && NA_POS_COL(from) == NA_FTS_BODY &&
                 to < bound_behind(bound, nbounds, &at, from);
        else
            ok = ok && last_from <= first_to + window;
        if (ok) rc = add_span(&o->found, from, to, err);
    }
    return rc;
}

/* Last to first: a span of a kid goes on with the first span of the next kid behind it that
 * itself goes on to the end; a later one would not end earlier. */
static int ordered(operand *o, na_err *err)
{
    spans on = { 0 }, here = { 0 }, swap;
    int rc = NA_OK;

    for (size_t i = o->nkids; rc == NA_OK && i-- > 0;) {
        const spans *l = &o->kids[i].found;
        size_t k = 0;
        here.n = 0;
        for (size_t j = 0; rc == NA_OK && j < l->n; j++) {
            uint64_t end = l->v[j].to;
            if (i + 1 == o->nkids) {
                rc = add_span(&here, l->v[j].from, end, err);
                continue;
            }
            while (k < on.n && on.v[k].from <= end) k++;
            if (k < on.n && same_column(on.v[k].from, end) &&
                on.v[k].from - end <= o->node->distance)
                rc = add_span(&here, l->v[j].from, on.v[k].to, err);
        }
        swap = on, on = here, here = swap;
    }
    free(here.v);
    free(o->found.v);
    o->found = on;
    return rc;
}

/* -- operands ------------------------------------------------------------------------- */

static int seek(operand *o, int64_t target, na_err *err)
{
    size_t agree = 0;
    int rc;

    if (o->row >= target) return NA_OK;
    if (o->node->kind == NA_Q_PHRASE) return phrase_seek(o, target, err);
    if (o->node->kind == NA_Q_OR) {
        o->row = AT_END;
        for (size_t i = 0; i < o->nkids; i++) {
            if ((rc = seek(&o->kids[i], target, err)) < 0) return rc;
            if (o->kids[i].row < o->row) o->row = o->kids[i].row;
        }
        return NA_OK;
    }
    for (size_t i = 0; agree < o->nkids && target < AT_END; i = (i + 1) % o->nkids) {
        if ((rc = seek(&o->kids[i], target, err)) < 0) return rc;
        agree = o->kids[i].row == target ? agree + 1 : 1;
        target = o->kids[i].row;
    }
    o->row = target;
    return NA_OK;
}

static int find_spans(operand *o, na_err *err);

/* The spans on the row where it stands; there may be none. */
static int find_all(operand *o, na_err *err)
{
    const na_qnode *n = o->node;
    bool joins = n->kind == NA_Q_NEAR && n->op != NA_NEAR_ATLEAST;
    int rc = NA_OK;

    o->found.n = 0;
    if (n->kind == NA_Q_PHRASE) return phrase_spans(o, err);
    for (size_t i = 0; i < o->nkids; i++) {
        operand *kid = &o->kids[i];
        kid->found.n = kid->row == o->row ? kid->found.n : 0;
        if (kid->row != o->row) continue;
        if ((rc = find_spans(kid, err)) < 0) return rc;
        if (joins) shortest(&kid->found);
        if (joins && kid->found.n == 0) return NA_OK;
    }
    if (joins) return n->ordered ? ordered(o, err) : unordered(o, err);
    for (size_t i = 0; i < o->nkids; i++)
        for (size_t k = 0; rc == NA_OK && k < o->kids[i].found.n; k++)
            rc = add_span(&o->found, o->kids[i].found.v[k].from, o->kids[i].found.v[k].to,
                          err);
    settle(&o->found);
    return rc;
}

static int find_spans(operand *o, na_err *err)
{
    const na_quote *q;
    size_t n, kept = 0, k = 0;
    int rc = find_all(o, err);

    if (rc < 0 || !o->in_quotes || o->found.n == 0) return rc;
    if ((rc = na_quotes_row(&o->quotes, o->seg, o->row, &q, &n, err)) < 0) return rc;
    for (size_t i = 0; i < o->found.n; i++) { /* both ascend */
        span s = o->found.v[i];
        while (k < n && NA_POS(q[k].col, q[k].to) < s.from) k++;
        if (k < n && NA_POS(q[k].col, q[k].from) <= s.from &&
            s.to <= NA_POS(q[k].col, q[k].to))
            o->found.v[kept++] = s;
    }
    o->found.n = kept;
    return NA_OK;
}

static void release(operand *o)
{
    for (size_t i = 0; i < o->nkids; i++) release(&o->kids[i]);
    free(o->kids);
    free(o->need);
    free(o->head);
    free(o->found.v);
    na_starts_release(&o->starts);
    na_cursors_release(&o->cursors);
    na_bounds_release(&o->bounds);
    na_quotes_release(&o->quotes);
}

/* Phrases of the same terms in the same columns; words of the same stems are the same. */
static bool twins(const na_seg *s, const na_qnode *a, const na_qnode *b)
{
    const na_expand_leaf *x = na_expand_find(s->expand, a),
                         *y = na_expand_find(s->expand, b);
    bool yes = a->kind == NA_Q_PHRASE && b->kind == NA_Q_PHRASE && a->fields == b->fields &&
               a->nterms == b->nterms && a->quote == b->quote;
    if (x || y) return yes && x && y && na_expand_same(x, y);
    for (size_t i = 0; yes && i < a->nterms; i++)
        yes = a->terms[i].offset == b->terms[i].offset &&
              a->terms[i].prefix == b->terms[i].prefix &&
              na_str_eq(a->terms[i].text, b->terms[i].text);
    return yes;
}

static bool has_prefix(const na_qnode *n)
{
    bool yes = false;
    for (size_t i = 0; n->kind == NA_Q_PHRASE && i < n->nterms; i++)
        yes |= n->terms[i].prefix;
    for (size_t i = 0; !yes && i < n->nkids; i++) yes = has_prefix(n->kids[i]);
    return yes;
}

static int open_operand(operand *o, const na_seg *s, const na_qnode *n, bool quoted,
                        const uint8_t *rows, na_err *err);

/* The places of a prefix may be many: a bit for each row that all kids without one may
 * match, and that is in rows. *out NULL where that is no help. */
static int candidates(const operand *o, const uint8_t *rows, uint8_t **out, na_err *err)
{
    const na_qnode *n = o->node;
    na_qnode exact = { .kind = NA_Q_NEAR, .ordered = true };
    operand all = { 0 };
    int rc = NA_OK;

    *out = NULL;
    if (n->kind != NA_Q_NEAR || !has_prefix(n)) return NA_OK;
    exact.kids = calloc(n->nkids, sizeof(na_qnode *));
    if (!exact.kids) return na_fail_nomem(err);
    for (size_t i = 0; i < n->nkids; i++)
        if (!has_prefix(n->kids[i])) exact.kids[exact.nkids++] = n->kids[i];
    if (exact.nkids == 0) goto done;
    if (!(*out = calloc(1, (size_t)o->seg->rows / 8 + 1))) {
        rc = na_fail_nomem(err);
        goto done;
    }
    rc = open_operand(&all, o->seg, &exact, false, NULL, err);
    while (rc == NA_OK && (rc = seek(&all, all.row + 1, err)) == NA_OK &&
           all.row != AT_END) {
        int64_t k = all.row - 1;
        if (!rows || (rows[k >> 3] >> (k & 7) & 1))
            (*out)[k >> 3] |= (uint8_t)(1u << (k & 7));
    }
done:
    release(&all);
    free(exact.kids);
    return rc;
}

/* quoted: what it is part of stands in one quotation, and so does it. */
static int open_operand(operand *o, const na_seg *s, const na_qnode *n, bool quoted,
                        const uint8_t *rows, na_err *err)
{
    uint8_t *fewer = NULL;
    bool absent;
    int rc;

    *o = (operand){ .seg = s, .node = n, .in_quotes = n->quote && !quoted };
    if (n->kind == NA_Q_PHRASE) {
        if (has_prefix(n)) return na_leaf_starts(s, n, rows, &o->starts, err);
        rc = na_cursors_open(&o->cursors, s, n, &absent, err);
        if (absent) na_cursors_release(&o->cursors);
        return rc;
    }
    o->kids = calloc(n->nkids, sizeof *o->kids);
    o->need = calloc(n->nkids, sizeof *o->need);
    o->head = calloc(n->nkids, sizeof *o->head);
    if (!o->kids || !o->need || !o->head) return na_fail_nomem(err);
    rc = candidates(o, rows, &fewer, err);
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++) {
        size_t k = n->ordered ? o->nkids : 0;
        while (k < o->nkids && !twins(s, o->kids[k].node, n->kids[i])) k++;
        o->need[k]++;
        if (k < o->nkids) continue;
        o->nkids++;
        rc = open_operand(&o->kids[k], s, n->kids[i], quoted || n->quote,
                          fewer ? fewer : rows, err);
    }
    free(fewer);
    return rc;
}

int na_near_list(const na_seg *s, const na_qnode *near, na_matches *out, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    operand o;
    bool hit;
    int rc;

    *out = (na_matches){ 0 };
    rc = open_operand(&o, s, near, false, NULL, err);
    while (rc == NA_OK && (rc = seek(&o, o.row + 1, err)) == NA_OK && o.row != AT_END) {
        if ((rc = find_spans(&o, err)) < 0) break;
        if (o.found.n == 0 || (near->op == NA_NEAR_ATLEAST && o.found.n < near->distance))
            continue;
        memset(tf, 0, sizeof tf);
        for (size_t i = 0; i < o.found.n; i++) tf[NA_POS_COL(o.found.v[i].from)]++;
        rc = na_matches_add(out, (uint32_t)o.row, na_leaf_tf(tf, UINT32_MAX, &hit), err);
    }
    release(&o);
    if (rc < 0) na_matches_release(out);
    return rc;
}
