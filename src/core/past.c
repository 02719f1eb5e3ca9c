/* SPDX-License-Identifier: MIT */
#include "core/past.h"
#include <stdlib.h>

typedef struct one {
    uint64_t id;
    uint32_t revision;
} one;

typedef struct set {
    const na_qnode *node;
    one *v; /* by id, each once, with the first revision that decides */
    size_t n, cap;
} set;

struct na_past {
    set *v;
    size_t n;
};

void na_past_free(na_past *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->n; i++) free(p->v[i].v);
    free(p->v);
    free(p);
}

static int add_one(set *s, uint64_t id, uint32_t revision, na_err *err)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 64;
        one *v = realloc(s->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        s->v = v, s->cap = cap;
    }
    s->v[s->n++] = (one){ id, revision };
    return NA_OK;
}

static int by_id(const void *pa, const void *pb)
{
    const one *a = pa, *b = pb;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return a->revision < b->revision ? -1 : a->revision > b->revision;
}

static void settle(set *s)
{
    size_t kept = 0;

    if (s->n > 1) qsort(s->v, s->n, sizeof *s->v, by_id);
    for (size_t i = 0; i < s->n; i++)
        if (kept == 0 || s->v[kept - 1].id != s->v[i].id) s->v[kept++] = s->v[i];
    s->n = kept;
}

/* -- was: ------------------------------------------------------------------------------ */

/* The bits of the superseded rows of a window. */
static bool superseded(const na_deadrow *dead, size_t n, size_t *at, int64_t base,
                       int64_t rows, na_bits *out)
{
    bool any = false;

    memset(out, 0, sizeof *out);
    for (; *at < n && dead[*at].row <= base + NA_WINDOW; ++*at) {
        int64_t k = dead[*at].row - base - 1;
        if (dead[*at].why != NA_DEAD_SUPERSEDED || k < 0 || dead[*at].row > rows) continue;
        out->w[k >> 6] |= UINT64_C(1) << (k & 63);
        any = true;
    }
    return any;
}

static int was_in(set *s, na_seg *seg, const na_qnode *kid, na_err *err)
{
    const na_deadrow *dead;
    const na_bits *bits;
    na_eval *e = NULL;
    size_t n, at = 0;
    na_bits among;
    int rc = na_view_dead(seg->arc, seg->vol ? seg->vol->row.id : 0, &dead, &n, err);

    if (rc < 0 || n == 0) return rc;
    rc = na_eval_new(&e, seg, kid, false, err);
    for (int64_t base = 0; rc == NA_OK && base < seg->rows; base += NA_WINDOW) {
        if (!superseded(dead, n, &at, base, seg->rows, &among)) continue;
        rc = na_eval_window_among(e, base, &among, &bits, err);
        for (unsigned i = 0; rc == NA_OK && bits && i < NA_WINDOW; i++) {
            uint64_t id;
            uint32_t revision;
            if (!na_bits_has(bits, i) || !na_bits_has(&among, i)) continue;
            if ((rc = na_seg_id(seg, base + 1 + i, &id, err)) < 0) break;
            rc = na_seg_revision(seg, base + 1 + i, &revision, err);
            /* It matches what came behind it. */
            if (rc == NA_OK) rc = add_one(s, id, revision + 1, err);
        }
    }
    na_eval_free(e);
    return rc;
}

static int was(set *s, na_match_walk *w, const na_qnode *node, na_err *err)
{
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i <= w->ncat; i++) { /* shadows are of the latest */
        const na_deadrow *dead;
        na_err why = { 0 };
        na_seg seg;
        bool open;
        size_t n;
        rc = na_view_dead(w->arc, i < w->ncat ? w->cat[i].id : 0, &dead, &n, err);
        if (rc < 0 || n == 0) continue;
        if (i < w->ncat && !na_prune_may(w->prune, node->kids[0], i)) continue;
        if ((rc = na_match_open(w, i, &seg, &open, err)) < 0 || !open) continue;
        rc = was_in(s, &seg, node->kids[0], &why);
        na_seg_release(&seg);
        if (rc < 0) rc = na_match_damaged(w, i, rc, &why, err);
    }
    return rc;
}

/* -- changed: -------------------------------------------------------------------------- */

static int changed(set *s, na_arc *a, uint32_t fields, na_err *err)
{
    na_stmt *q = NULL;
    int rc =
        na_stmt_open(&q, a->db, "SELECT id, revision FROM revised WHERE changed & ?", err);

    if (rc == NA_OK) {
        na_stmt_bind_i64(q, 1, fields);
        while ((rc = na_stmt_step(q, err)) > 0)
            if ((rc = add_one(s, (uint64_t)na_stmt_i64(q, 0), (uint32_t)na_stmt_i64(q, 1),
                              err)) < 0)
                break;
    }
    na_stmt_close(q);
    return rc;
}

/* -- note: ----------------------------------------------------------------------------- */

typedef struct words {
    na_arena arena;
    na_token *v; /* text in the arena */
    size_t n, cap;
} words;

static int take_token(void *ctx, const na_token *t)
{
    words *w = ctx;

    if (w->n == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 64;
        na_token *v = realloc(w->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(NULL);
        w->v = v, w->cap = cap;
    }
    w->v[w->n] = *t;
    w->v[w->n].text = na_arena_str(&w->arena, t->text);
    return w->v[w->n++].text.ptr ? 0 : na_fail_nomem(NULL);
}

/* Does the token stand for the term? */
static bool is_term(const na_token *t, const na_qterm *q)
{
    return q->prefix ? na_str_starts(t->text, q->text) : na_str_eq(t->text, q->text);
}

/* The terms side by side somewhere in the note; positions ascend. */
static bool says(const words *w, const na_qterm *q, size_t n)
{
    for (size_t i = 0; i < w->n; i++) {
        size_t k = 0, at = i;
        for (; k < n; k++) {
            while (at < w->n && w->v[at].pos < w->v[i].pos - q[0].offset + q[k].offset)
                at++;
            if (at == w->n || w->v[at].pos != w->v[i].pos - q[0].offset + q[k].offset ||
                !is_term(&w->v[at], &q[k]))
                break;
        }
        if (n > 0 && k == n) return true;
    }
    return false;
}

static int noted(set *s, na_arc *a, const na_qnode *node, na_err *err)
{
    na_analyzer *an = NULL;
    na_qterm *terms = NULL;
    na_arena arena = { 0 };
    na_stmt *q = NULL;
    words w = { 0 };
    size_t n = 0;
    int rc = na_analyzer_new(&an, err);

    if (rc == NA_OK) rc = na_analyze_query(an, node->text, &arena, &terms, &n, err);
    if (rc == NA_OK && node->prefix && n > 0) terms[n - 1].prefix = true;
    if (rc == NA_OK)
        rc = na_stmt_open(&q, a->db,
                          "SELECT id, value FROM overlay WHERE field = 'note' AND value IS"
                          " NOT NULL",
                          err);
    while (rc >= 0 && (rc = na_stmt_step(q, err)) > 0) {
        w.n = 0;
        na_arena_reset(&w.arena);
        if ((rc = na_analyze(an, na_stmt_text(q, 1), take_token, &w, err)) < 0) break;
        if (says(&w, terms, n)) rc = add_one(s, (uint64_t)na_stmt_i64(q, 0), 0, err);
        if (rc < 0) break;
    }
    if (rc == NA_ENOMEM) na_fail_nomem(err);
    na_stmt_close(q);
    na_analyzer_free(an);
    na_arena_release(&arena);
    na_arena_release(&w.arena);
    free(w.v);
    return rc;
}

/* -- of a query ------------------------------------------------------------------------ */

static const set *find(const na_past *p, const na_qnode *node)
{
    for (size_t i = 0; p && i < p->n; i++)
        if (p->v[i].node == node) return &p->v[i];
    return NULL;
}

int na_past_add(na_past **io, na_match_walk *w, const na_qnode *n, na_err *err)
{
    set s = { .node = n }, *v;
    int rc = NA_OK;

    /* What is below comes first: x of was:x may ask about the past, too. */
    for (size_t i = 0; rc == NA_OK && i < n->nkids; i++)
        rc = na_past_add(io, w, n->kids[i], err);
    bool note = n->kind == NA_Q_ATTR && n->attr == NA_QATTR_NOTE;
    if (rc < 0 || (n->kind != NA_Q_WAS && n->kind != NA_Q_CHANGED && !note) || find(*io, n))
        return rc;
    if (!*io && !(*io = calloc(1, sizeof **io))) return na_fail_nomem(err);
    rc = note                  ? noted(&s, w->arc, n, err)
         : n->kind == NA_Q_WAS ? was(&s, w, n, err)
                               : changed(&s, w->arc, n->fields, err);
    v = rc == NA_OK ? realloc((*io)->v, ((*io)->n + 1) * sizeof *v) : NULL;
    if (!v) {
        free(s.v);
        return rc < 0 ? rc : na_fail_nomem(err);
    }
    settle(&s);
    (*io)->v = v;
    v[(*io)->n++] = s;
    return NA_OK;
}

/* -- rows of a segment ----------------------------------------------------------------- */

typedef struct rows {
    const na_seg *seg;
    uint32_t *v;
    size_t n, cap;
} rows;

/* Row, if it is no earlier than the revision that decides. */
static int add_row(rows *r, int64_t row, uint32_t least, na_err *err)
{
    uint32_t revision;
    int rc = na_seg_revision(r->seg, row, &revision, err);

    if (rc < 0 || revision < least) return rc;
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 64;
        uint32_t *v = realloc(r->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        r->v = v, r->cap = cap;
    }
    r->v[r->n++] = (uint32_t)row;
    return NA_OK;
}

static int head_rows(rows *r, const set *s, na_err *err)
{
    int rc = NA_OK;

    for (int64_t row = 1; rc == NA_OK && row <= r->seg->rows; row++) {
        uint64_t id = r->seg->own_id[row - 1];
        size_t lo = 0, hi = s->n;
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (s->v[mid].id < id)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo < s->n && s->v[lo].id == id) rc = add_row(r, row, s->v[lo].revision, err);
    }
    return rc;
}

static int volume_rows(rows *r, const set *s, na_err *err)
{
    int64_t row[1024];
    size_t n;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < s->n; i++) {
        rc = na_cols_find_ids(r->seg->cols, s->v[i].id, s->v[i].id, 1024, row, NULL, &n,
                              err);
        for (size_t k = 0; rc == NA_OK && k < n; k++)
            rc = add_row(r, row[k], s->v[i].revision, err);
    }
    return rc;
}

static int by_row(const void *pa, const void *pb)
{
    uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
    return a < b ? -1 : a > b;
}

int na_past_rows(const na_past *p, const na_seg *seg, const na_qnode *node,
                 uint32_t **rows_out, size_t *n_out, na_err *err)
{
    const set *s = find(p, node);
    rows r = { .seg = seg };
    int rc = NA_OK;

    *rows_out = NULL;
    *n_out = 0;
    if (!s || s->n == 0) return NA_OK;
    rc = seg->vol ? volume_rows(&r, s, err) : head_rows(&r, s, err);
    if (rc < 0) return free(r.v), rc;
    if (r.n > 1) qsort(r.v, r.n, sizeof *r.v, by_row);
    *rows_out = r.v;
    *n_out = r.n;
    return NA_OK;
}
