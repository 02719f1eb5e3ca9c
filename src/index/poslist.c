/* SPDX-License-Identifier: MIT */
/* poslist.c - position lists: where in an article a word stands, and how often */
#include "index/doclist_int.h"
#include <stdlib.h>

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

void na_marks_clear(na_marks *m)
{
    for (unsigned c = 0; c < NA_FTS_COLS; c++) {
        if (m->used[c]) memset(m->w[c], 0, m->used[c] * sizeof m->w[c][0]);
        m->used[c] = 0;
    }
}

int na_window_mark(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                   na_marks *m, na_err *err)
{
    const uint8_t *q = list_at(p, w, i), *end = q + w->v[i].size;
    uint64_t *bits = m->w[0], v;
    uint32_t at =
        shift; /* behind the loop it may be beyond the marks, then they are useless */
    unsigned col = 0;
    bool fresh = true; /* no position of this column yet */
    size_t n;

    if (w->v[i].size > NA_MARKS) return 0;
    for (;;) {
        /* Differences of a byte, as nearly all are; the first may be none. */
        if (fresh && q < end && *q == 2) {
            bits[at / 64 % (NA_MARKS / 64)] |= UINT64_C(1) << (at & 63);
            fresh = false;
            q++;
        }
        for (; q < end && *q >= 3 && *q < 0x80; q++) {
            at += *q - 2u;
            bits[at / 64 % (NA_MARKS / 64)] |= UINT64_C(1) << (at & 63);
            fresh = false;
        }
        if (at >= NA_MARKS) return 0;
        m->used[col] = at / 64 + 1;
        if (q == end) break;
        if (*q == 1) {
            if (end - q < 3 || q[1] <= col || q[1] >= NA_FTS_COLS || (col && fresh))
                return na_postings_bad(p, "column", err);
            col = q[1];
            bits = m->w[col];
            q += 2;
            at = shift;
            fresh = true;
            continue;
        }
        n = varint(q, end, &v);
        if (n < 2 || v < 3) return na_postings_bad(p, "position", err);
        if (v - 2 >= NA_MARKS - at) return 0;
        at += (uint32_t)v - 2;
        bits[at / 64] |= UINT64_C(1) << (at & 63);
        fresh = false;
        q += n;
    }
    return fresh ? na_postings_bad(p, "column", err) : 1;
}
