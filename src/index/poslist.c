/* SPDX-License-Identifier: MIT */
/* poslist.c - position lists: where in an article a word stands, and how often */
#include "index/doclist_int.h"
#include <stdlib.h>

bool na_poslist_has(const na_poslist *l, uint64_t pos)
{
    size_t lo = 0, hi = l->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->v[mid] < pos)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n && l->v[lo] == pos;
}

void na_poslist_release(na_poslist *l)
{
    free(l->v);
    *l = (na_poslist){ 0 };
}

static int positions(na_postings *p, const uint8_t *q, uint32_t size, na_poslist *out,
                     na_err *err)
{
    const uint8_t *end;
    uint64_t v = 0, at = 0, col = 0, *to;
    bool fresh = true; /* no position of this column yet */
    size_t n;

    if (size > out->cap) {
        uint64_t *grown = malloc((size_t)size * 2 * sizeof *grown);
        if (!grown) return na_fail_nomem(err);
        free(out->v);
        out->v = grown;
        out->cap = (size_t)size * 2;
    }
    to = out->v;
    out->n = 0;
    for (end = q + size; q < end; q += n) {
        if (*q >= 3 && *q < 0x80 && at < INT32_MAX - 0x80) { /* nearly all are */
            at += *q - 2u;
            fresh = false;
            *to++ = col << 32 | at;
            n = 1;
            continue;
        }
        n = varint(q, end, &v);
        if (n == 1 && v == 1) {
            /* The mark of a column; a second byte is its number. */
            if ((fresh && col) || end - q < 3 || q[1] <= col || q[1] >= NA_FTS_COLS)
                return na_postings_bad(p, "column", err);
            col = q[1];
            at = 0;
            fresh = true;
            n = 2;
            continue;
        }
        if (n == 0 || v < 2 || (!fresh && v < 3) || v > (uint64_t)INT32_MAX + 2 - at)
            return na_postings_bad(p, "position", err);
        at += v - 2;
        fresh = false;
        *to++ = col << 32 | at;
    }
    if (fresh) return na_postings_bad(p, "column", err);
    out->n = (size_t)(to - out->v);
    return NA_OK;
}

static int count(na_postings *p, const uint8_t *q, uint32_t size, uint32_t tf[NA_FTS_COLS],
                 na_err *err)
{
    const uint8_t *end;
    unsigned col = 0;
    uint32_t n = 0;

    memset(tf, 0, NA_FTS_COLS * sizeof *tf);
    for (end = q + size; q < end; q++) {
        if (*q == 1) {
            if (end - q < 3 || q[1] <= col || q[1] >= NA_FTS_COLS || (col && !n))
                return na_postings_bad(p, "column", err);
            tf[col] = n;
            n = 0;
            col = *++q;
            continue;
        }
        if (*q == 0) return na_postings_bad(p, "position", err);
        while (*q >= 0x80)
            if (++q == end) return na_postings_bad(p, "position", err);
        n++;
    }
    if (!n) return na_postings_bad(p, "column", err);
    tf[col] = n;
    return NA_OK;
}

int na_postings_positions(na_postings *p, na_poslist *out, na_err *err)
{
    const uint8_t *q;
    int rc = na_postings_list(p, &q, err);

    return rc < 0 ? rc : positions(p, q, p->size, out, err);
}

int na_postings_tf(na_postings *p, uint32_t tf[NA_FTS_COLS], na_err *err)
{
    const uint8_t *q;
    int rc = na_postings_list(p, &q, err);

    return rc < 0 ? rc : count(p, q, p->size, tf, err);
}

static const uint8_t *list_at(const na_postings *p, const na_window *w, size_t i)
{
    const na_posting *e = &w->v[i];

    return (e->page < w->npages ? w->page[e->page] : p->page) + e->off;
}

int na_window_tf(na_postings *p, const na_window *w, size_t i, uint32_t tf[NA_FTS_COLS],
                 na_err *err)
{
    return count(p, list_at(p, w, i), w->v[i].size, tf, err);
}

int na_window_positions(na_postings *p, const na_window *w, size_t i, na_poslist *out,
                        na_err *err)
{
    return positions(p, list_at(p, w, i), w->v[i].size, out, err);
}

/* What is done at a position. */
struct meet {
    const na_marks *in; /* NULL: every position is met */
    na_marks *out;      /* NULL: they are counted */
    uint32_t n;         /* in the column at hand */
};

static inline void at_position(struct meet *m, unsigned col, uint32_t at)
{
    unsigned k = at % NA_MARKS;
    bool met = !m->in || m->in->at[col][k] == m->in->mark;

    if (!m->out)
        m->n += met;
    else
        m->out->at[col][k] = met ? m->out->mark : 0;
}

/* at is behind the column's last position: is it within the marks? */
static inline bool end_column(struct meet *m, unsigned col, uint32_t at, uint32_t *tf)
{
    if (!m->out) {
        tf[col] = m->n;
        m->n = 0;
    }
    return at < NA_MARKS;
}

/* Inlined three times: to mark, to mark what is marked, to count that. */
static inline int meet(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                       struct meet m, uint32_t *tf, na_err *err)
{
    const uint8_t *q = list_at(p, w, i), *end = q + w->v[i].size;
    uint32_t at =
        shift; /* behind the loop it may be beyond the marks, then they are useless */
    unsigned col = 0;
    bool fresh = true; /* no position of this column yet */
    uint64_t v;
    size_t n;

    if (w->v[i].size > NA_MARKS) return 0;
    for (;;) {
        /* Differences of a byte, as nearly all are; the first may be none. */
        if (fresh && q < end && *q == 2) {
            at_position(&m, col, at);
            fresh = false;
            q++;
        }
        for (; q < end && *q >= 3 && *q < 0x80; q++) {
            at += *q - 2u;
            at_position(&m, col, at);
            fresh = false;
        }
        if (q == end || *q == 1) {
            if (!end_column(&m, col, at, tf)) return 0;
            if (q == end) break;
            if (end - q < 3 || q[1] <= col || q[1] >= NA_FTS_COLS || (col && fresh))
                return na_postings_bad(p, "column", err);
            col = q[1];
            q += 2;
            at = shift;
            fresh = true;
            continue;
        }
        n = varint(q, end, &v);
        if (n < 2 || v < 3) return na_postings_bad(p, "position", err);
        if (at >= NA_MARKS || v - 2 >= NA_MARKS - at) return 0;
        at += (uint32_t)v - 2;
        at_position(&m, col, at);
        fresh = false;
        q += n;
    }
    return fresh ? na_postings_bad(p, "column", err) : 1;
}

int na_window_mark(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                   const na_marks *in, na_marks *out, na_err *err)
{
    if (++out->mark == 0) {
        memset(out->at, 0, sizeof out->at);
        out->mark = 1;
    }
    if (!in) return meet(p, w, i, shift, (struct meet){ .out = out }, NULL, err);
    return meet(p, w, i, shift, (struct meet){ .in = in, .out = out }, NULL, err);
}

int na_window_count(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                    const na_marks *in, uint32_t tf[NA_FTS_COLS], na_err *err)
{
    return meet(p, w, i, shift, (struct meet){ .in = in }, tf, err);
}
