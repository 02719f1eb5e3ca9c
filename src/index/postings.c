/* SPDX-License-Identifier: MIT */
/* postings.c - a cursor over the articles that hold one word
 *
 * The cursor owns the doclist's bytes of one leaf at a time: page[off .. len), with skip
 * bytes of the current position list still before the next rowid. Where a list runs over
 * the end of the leaf it is skipped, or gathered into one piece when its bytes are wanted;
 * after gathering the cursor stands behind it on a later leaf. whole says that the next
 * rowid is not a difference: at the beginning of a doclist, and as the first on a later
 * leaf, where the leaf's header must point to it (mark).
 */
#include "base/zalloc.h"
#include "index/doclist_int.h"
#include <stdlib.h>

int na_postings_new(na_postings **out, na_fti *x, na_err *err)
{
    na_postings *p = na_zalloc(1, sizeof *p);

    if (!p || !(p->part = na_zalloc(x->nseg ? x->nseg : 1, sizeof *p->part))) {
        free(p);
        return na_fail_nomem(err);
    }
    p->x = x;
    *out = p;
    return NA_OK;
}

int na_postings_add(na_postings *p, const struct part *part, na_str bytes, na_err *err)
{
    struct part *to = &p->part[p->nparts];

    na_assert(p->nparts < p->x->nseg);
    *to = *part;
    if (!(to->bytes = malloc(bytes.len ? bytes.len : 1))) return na_fail_nomem(err);
    if (bytes.len) memcpy(to->bytes, bytes.ptr, bytes.len);
    to->len = bytes.len;
    p->nparts++;
    return NA_OK;
}

void na_postings_free(na_postings *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->nparts; i++) free(p->part[i].bytes);
    free(p->part);
    free(p->page);
    free(p->list);
    free(p->ahead.p);
    na_impacts_drop(p->impacts);
    free(p);
}

static int bad(na_postings *p, const char *what, na_err *err)
{
    return na_postings_bad(p, what, err);
}

int na_postings_bad(na_postings *p, const char *what, na_err *err)
{
    return na_leaf_bad(p->x, p->part[p->at].seg, p->pgno, what, err);
}

/* The leaf at hand goes; a window that holds postings of it takes it over. */
static int leave_page(na_postings *p, na_err *err)
{
    if (!p->window || !p->window->uses_leaf) return NA_OK;
    p->window->uses_leaf = false;
    int rc = na_window_keep(p->window, p->page, err);
    if (rc == NA_OK) p->page = NULL, p->cap = 0;
    return rc;
}

static int need(uint8_t **buf, size_t *cap, size_t n, na_err *err)
{
    size_t want = *cap ? *cap : 64;
    uint8_t *q;

    if (n <= *cap) return NA_OK;
    while (want < n) want *= 2;
    if (!(q = realloc(*buf, want))) return na_fail_nomem(err);
    *buf = q, *cap = want;
    return NA_OK;
}

/* The first leaf of part i, as it was where the word was found. */
static int enter_part(na_postings *p, size_t i, na_err *err)
{
    struct part *t = &p->part[i];
    int rc = leave_page(p, err);

    if (rc < 0) return rc;
    /* A copy: the cursor may be rewound. */
    if ((rc = need(&p->page, &p->cap, t->len, err)) < 0) return rc;
    if (t->len) memcpy(p->page, t->bytes, t->len);
    p->len = t->len;
    p->at = i;
    p->pgno = t->pgno;
    p->more = t->more;
    p->off = 0, p->skip = 0, p->mark = NO_MARK;
    p->whole = true;
    p->gathered = false;
    p->ahead.loaded = p->ahead.valid = false;
    return NA_OK;
}

/* Takes leaf pgno for the current one: 1, or 0 when none of the doclist is on it. */
static int load_leaf(na_postings *p, uint32_t pgno, na_err *err)
{
    const struct segment *s = p->part[p->at].seg;
    struct leaf l;
    size_t end;
    int rc;

    if (pgno > s->last) return 0;
    if ((rc = na_leaf_read(p->x, s, pgno, &l, err)) < 0) return rc;
    end = l.term ? l.term : l.size;
    if (end == 4) {
        if (!l.term) return na_leaf_bad(p->x, s, pgno, "empty", err);
        return 0;
    }
    if ((rc = leave_page(p, err)) < 0) return rc;
    if ((rc = need(&p->page, &p->cap, end - 4, err)) < 0) return rc;
    memcpy(p->page, l.p + 4, end - 4);
    p->len = end - 4;
    p->off = 0;
    p->mark = l.rowid ? l.rowid - 4 : NO_MARK;
    p->pgno = pgno;
    p->more = !l.term;
    p->whole = true;
    return 1;
}

/* Moves past the rest of a list that runs on over leaves, copying it to out if not NULL. */
static int cross_leaves(na_postings *p, uint8_t **out, size_t *cap, na_err *err)
{
    size_t left = p->skip, have = 0, n;
    int rc;

    for (;;) {
        n = p->len - p->off < left ? p->len - p->off : left;
        if (out) {
            if ((rc = need(out, cap, have + n, err)) < 0) return rc;
            if (n) memcpy(*out + have, p->page + p->off, n);
        }
        have += n, left -= n, p->off += n;
        if (left == 0) break;
        rc = p->more ? load_leaf(p, p->pgno + 1, err) : 0;
        if (rc < 0) return rc;
        if (rc == 0) return bad(p, "a position list ends early", err);
        if (p->mark != NO_MARK && p->mark < left)
            return bad(p, "a rowid inside a position list", err);
    }
    p->skip = 0;
    return NA_OK;
}

/* A rowid that is not a difference, at off. */
static int read_whole(na_postings *p, na_err *err)
{
    uint64_t v;
    size_t n;

    if (p->pgno != p->part[p->at].pgno && p->off != p->mark)
        return bad(p, "first rowid", err);
    n = varint(p->page + p->off, p->page + p->len, &v);
    if (n == 0 || v > INT64_MAX || (int64_t)v <= p->rowid)
        return bad(p, "rowids do not ascend", err);
    p->rowid = (int64_t)v;
    p->off += n;
    p->whole = false;
    return NA_OK;
}

static int read_size(na_postings *p, na_err *err)
{
    uint64_t v = 0;
    size_t n = varint(p->page + p->off, p->page + p->len, &v);

    if (n == 0 || (v & 1) || v < 2 || v > INT32_MAX)
        return bad(p, (v & 1) ? "a deletion" : "size of a position list", err);
    p->off += n;
    p->size = p->skip = (uint32_t)(v >> 1);
    p->gathered = false;
    return 1;
}

/* The next article when it is not simply further on on the same leaf. */
static int next_slow(na_postings *p, na_err *err)
{
    int rc;

    if (p->done) return 0;
    if (!p->started) {
        p->started = true;
        if (p->nparts == 0) {
            p->done = true;
            return 0;
        }
        if ((rc = enter_part(p, 0, err)) < 0) return rc;
    }
    if (p->skip && (rc = cross_leaves(p, NULL, NULL, err)) < 0) return rc;
    while (p->off >= p->len) {
        rc = p->more ? load_leaf(p, p->pgno + 1, err) : 0;
        if (rc < 0) return rc;
        if (rc > 0) continue;
        if (p->at + 1 >= p->nparts) {
            p->done = true;
            return 0;
        }
        if ((rc = enter_part(p, p->at + 1, err)) < 0) return rc;
    }
    if (!p->whole) return bad(p, "order of leaves", err);
    if ((rc = read_whole(p, err)) < 0) return rc;
    return read_size(p, err);
}

void na_postings_rewind(na_postings *p)
{
    p->started = p->done = false;
    p->rowid = 0;
    p->off = p->len = p->skip = 0;
    p->gathered = false;
}

int na_postings_next(na_postings *p, na_err *err)
{
    const uint8_t *q, *end;
    uint64_t delta;
    size_t n;

    if (p->skip >= p->len - p->off || p->whole) {
        if (!p->started || p->whole || p->skip > p->len - p->off) return next_slow(p, err);
        p->off += p->skip; /* the leaf ends with this list */
        p->skip = 0;
        return next_slow(p, err);
    }
    q = p->page + p->off + p->skip;
    end = p->page + p->len;
    n = varint(q, end, &delta);
    if (n == 0 || delta == 0 || delta > (uint64_t)(INT64_MAX - p->rowid))
        return bad(p, "rowids do not ascend", err);
    p->rowid += (int64_t)delta;
    p->off = (size_t)(q + n - p->page);
    if (p->off < p->len && p->page[p->off] < 0x80 && p->page[p->off] >= 2 &&
        !(p->page[p->off] & 1)) {
        p->size = p->skip = p->page[p->off++] >> 1;
        p->gathered = false;
        return 1;
    }
    return read_size(p, err);
}

/* The next entry of the doclist index into ahead; valid false at its end. A page that does
 * not continue the one before belongs to somebody else. */
static int ahead_next(na_postings *p, na_err *err)
{
    struct ahead *a = &p->ahead;
    const struct part *t = &p->part[p->at];
    uint64_t v, rowid;
    size_t n, m;
    na_str b;
    int rc;

    for (a->valid = false; a->off < a->len; a->off += n) {
        n = varint(a->p + a->off, a->p + a->len, &v);
        if (n == 0 || v > (uint64_t)(INT64_MAX - a->rowid) || a->leaf == UINT32_MAX)
            return bad(p, "doclist index", err);
        a->leaf++;
        if (v == 0) continue;
        a->rowid += (int64_t)v;
        a->off += n;
        a->valid = a->leaf <= t->seg->last;
        return a->valid ? NA_OK : bad(p, "doclist index", err);
    }
    if (a->page && !a->flag) return NA_OK;
    a->page = a->page ? a->page + 1 : t->pgno;
    p->x->reads++;
    rc = p->x->src.block(p->x->src.ctx, t->seg->id << 37 | INT64_C(1) << 36 | a->page, &b,
                         err);
    if (rc < 0) return rc;
    if (rc == 0) {
        a->flag = false;
        return a->page == t->pgno ? bad(p, "no doclist index", err) : NA_OK;
    }
    if ((rc = need(&a->p, &a->cap, b.len, err)) < 0) return rc;
    if (b.len) memcpy(a->p, b.ptr, b.len);
    if (b.len < 3 || a->p[0] > 1) return bad(p, "doclist index", err);
    n = varint(a->p + 1, a->p + b.len, &v);
    m = n ? varint(a->p + 1 + n, a->p + b.len, &rowid) : 0;
    if (m == 0) return bad(p, "doclist index", err);
    if (a->page != t->pgno && v != (uint64_t)a->leaf + 1) {
        a->flag = false;
        a->off = a->len = 0;
        return NA_OK;
    }
    if (v <= t->pgno || v > t->seg->last || rowid > INT64_MAX || (int64_t)rowid <= a->rowid)
        return bad(p, "doclist index", err);
    a->len = b.len;
    a->off = 1 + n + m;
    a->flag = a->p[0] == 1;
    a->leaf = (uint32_t)v;
    a->rowid = (int64_t)rowid;
    a->valid = true;
    return NA_OK;
}

/* Goes to the last leaf whose first rowid is <= rowid, if that is further on. */
static int leap(na_postings *p, int64_t rowid, na_err *err)
{
    struct ahead *a = &p->ahead;
    uint32_t leaf = 0;
    int64_t first = 0;
    int rc;

    if (!a->loaded) {
        a->loaded = true;
        a->off = a->len = 0;
        a->page = a->leaf = 0;
        a->rowid = 0;
        if ((rc = ahead_next(p, err)) < 0) return rc;
    }
    while (a->valid && a->rowid <= rowid) {
        leaf = a->leaf, first = a->rowid;
        if ((rc = ahead_next(p, err)) < 0) return rc;
    }
    if (leaf <= p->pgno || first <= p->rowid) return NA_OK;
    if ((rc = load_leaf(p, leaf, err)) < 0) return rc;
    if (rc == 0 || p->mark == NO_MARK) return bad(p, "doclist index", err);
    p->off = p->mark;
    p->skip = 0;
    if ((rc = read_whole(p, err)) < 0) return rc;
    if (p->rowid != first) return bad(p, "doclist index", err);
    return read_size(p, err);
}

/* To the posting that the impacts name for the range of row, if that is further on: 1, or 0
 * when there is none in it or behind it. */
static int jump(na_postings *p, int64_t row, na_err *err)
{
    const na_impacts *m = p->impacts;
    uint64_t i = (uint64_t)(row - 1) >> m->shift;
    const na_impact_at *at;
    int rc;

    if (i >= m->n) {
        p->done = true;
        return 0;
    }
    at = &m->at[i];
    if (at->row <= p->rowid) return 1;
    if (at->leaf > p->part[0].seg->last - p->part[0].pgno) return bad(p, "impacts", err);
    if (p->part[0].pgno + at->leaf != p->pgno) {
        if ((rc = load_leaf(p, p->part[0].pgno + at->leaf, err)) < 0) return rc;
        if (rc == 0) return bad(p, "impacts", err);
    }
    if (at->off >= p->len) return bad(p, "impacts", err);
    p->off = at->off;
    p->rowid = at->row;
    p->whole = false;
    return read_size(p, err);
}

/* The first rowid of a part that was not entered yet, or INT64_MAX if it is not at hand. */
static int64_t first_of(const struct part *t)
{
    uint64_t v;
    size_t n = varint(t->bytes, t->bytes + t->len, &v);
    return n && v <= INT64_MAX ? (int64_t)v : INT64_MAX;
}

/* Steps over postings of the usual kind, on the leaf at hand, that are before row. */
static void pass(na_postings *p, int64_t row)
{
    const uint8_t *page = p->page, *stop = page + p->len, *q;
    int64_t at = p->rowid;
    uint32_t size = p->size;

    if (p->whole || p->skip > p->len - p->off) return;
    for (q = page + p->off + p->skip; stop - q > 4;) {
        uint32_t delta, more;
        size_t n = na_posting_head(q, &delta, &more);
        if (n == 0 || at + delta >= row || more > (size_t)(stop - q) - n) break;
        at += delta;
        size = more;
        q += n + size;
    }
    if (at == p->rowid) return;
    p->rowid = at;
    p->size = p->skip = size;
    p->off = (size_t)(q - page) - size;
    p->gathered = false;
}

int na_postings_seek(na_postings *p, int64_t rowid, na_err *err)
{
    int rc;

    if (p->done) return 0;
    if (!p->started && (rc = na_postings_next(p, err)) <= 0) return rc;
    if (p->rowid >= rowid) return 1;
    if (p->impacts && (rc = jump(p, rowid, err)) <= 0) return rc;
    while (p->at + 1 < p->nparts && first_of(&p->part[p->at + 1]) <= rowid) {
        if ((rc = enter_part(p, p->at + 1, err)) < 0) return rc;
        if ((rc = na_postings_next(p, err)) <= 0) return rc;
    }
    for (;;) {
        size_t part = p->at;
        if (p->part[part].dlidx && !p->impacts && (rc = leap(p, rowid, err)) < 0) return rc;
        pass(p, rowid);
        while (p->rowid < rowid && p->at == part)
            if ((rc = na_postings_next(p, err)) <= 0) return rc;
        if (p->rowid >= rowid) return 1;
    }
}

int64_t na_postings_rowid(const na_postings *p) { return p->rowid; }

uint32_t na_postings_size(const na_postings *p) { return p->size; }

int na_postings_list(na_postings *p, const uint8_t **out, na_err *err)
{
    int rc;

    if (p->gathered) {
        *out = p->list;
    } else if (p->skip <= p->len - p->off) {
        *out = p->page + p->off;
    } else {
        if ((rc = cross_leaves(p, &p->list, &p->list_cap, err)) < 0) return rc;
        p->gathered = true;
        *out = p->list;
    }
    return NA_OK;
}

int na_postings_first_column(na_postings *p, unsigned *out, na_err *err)
{
    const uint8_t *q = p->page + p->off;
    int rc;

    if (!p->gathered && p->off < p->len && q[0] != 1) {
        *out = 0;
        return NA_OK;
    }
    if ((rc = na_postings_list(p, &q, err)) < 0) return rc;
    if (q[0] != 1) {
        *out = 0;
    } else {
        if (p->size < 3 || q[1] == 0 || q[1] >= NA_FTS_COLS) return bad(p, "column", err);
        *out = q[1];
    }
    return NA_OK;
}
