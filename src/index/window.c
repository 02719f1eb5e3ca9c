/* SPDX-License-Identifier: MIT */
/* window.c - many postings of a cursor in one go
 *
 * The loop of take() is where a search for a common word spends its time: the rowid
 * difference is a byte in nearly every posting, the size one or two, and the positions are
 * stepped over. All else (longer numbers, the end of a leaf, a list that runs over it) goes
 * through the cursor.
 */
#include "index/doclist_int.h"
#include <stdlib.h>

void na_window_release(na_window *w)
{
    for (size_t i = 0; i < w->npages; i++) free(w->page[i]);
    free((void *)w->page);
    free(w->v);
    *w = (na_window){ 0 };
}

static void clear(na_window *w)
{
    for (size_t i = 0; i < w->npages; i++) free(w->page[i]);
    w->n = w->npages = 0;
    w->uses_leaf = false;
}

int na_window_keep(na_window *w, uint8_t *page, na_err *err)
{
    if (w->npages == w->pages_cap) {
        size_t cap = w->pages_cap ? 2 * w->pages_cap : 8;
        uint8_t **v = realloc((void *)w->page, cap * sizeof(uint8_t *));
        if (!v) return na_fail_nomem(err);
        w->page = v, w->pages_cap = cap;
    }
    w->page[w->npages++] = page;
    return NA_OK;
}

static int grow(na_window *w, na_err *err)
{
    size_t cap = w->cap ? 4 * w->cap : 64;
    na_posting *v = realloc(w->v, cap * sizeof *v);

    if (!v) return na_fail_nomem(err);
    w->v = v, w->cap = cap;
    return NA_OK;
}

/* A list that runs over the end of the leaf: gathered into a page of its own. */
static int take_long(na_postings *p, na_window *w, na_posting *e, const uint8_t **list,
                     na_err *err)
{
    int rc = na_postings_list(p, list, err);

    if (rc < 0) return rc;
    if ((rc = na_window_keep(w, p->list, err)) < 0) return rc;
    p->list = NULL, p->list_cap = 0;
    e->page = (uint32_t)w->npages - 1;
    e->off = 0;
    return NA_OK;
}

/* The posting the cursor stands on. */
static int take_one(na_postings *p, int64_t base, na_window *w, na_err *err)
{
    na_posting *e;
    const uint8_t *q;
    int rc;

    if (w->n == w->cap && (rc = grow(w, err)) < 0) return rc;
    e = &w->v[w->n];
    e->row = (uint16_t)(p->rowid - base - 1);
    e->size = p->size;
    if (p->skip <= p->len - p->off) {
        q = p->page + p->off;
        e->page = (uint32_t)w->npages;
        e->off = (uint32_t)p->off;
        w->uses_leaf = true;
    } else if ((rc = take_long(p, w, e, &q, err)) < 0) {
        return rc;
    }
    e->first = 0;
    if (q[0] == 1) {
        if (e->size < 3 || q[1] == 0 || q[1] >= NA_FTS_COLS)
            return na_postings_bad(p, "column", err);
        e->first = q[1];
    }
    w->n++;
    return NA_OK;
}

/* Is the posting of row i to be taken? */
static inline bool passes(const na_sift *s, uint32_t i, uint32_t first, uint32_t size,
                          uint64_t *n)
{
    if (first >= NA_SIFT_COLS) return false;
    ++*n;
    return s->length[i] <= s->most[first][size < 255 ? size : 255];
}

/* From the posting the cursor stands on, taken already, through those behind it on the same
 * leaf, as long as they are of the usual kind and not behind end. */
static inline void take(na_postings *p, int64_t base, int64_t end, const na_sift *s,
                        na_window *w, uint64_t *n_out)
{
    const uint8_t *page = p->page, *stop = page + p->len, *q;
    uint32_t row = (uint32_t)(p->rowid - base - 1), rows = (uint32_t)(end - base),
             size = p->size;
    na_posting *e = w->v + w->n, *full = w->v + w->cap;
    const uint8_t *start;

    if (p->whole || p->skip > p->len - p->off) return;
    q = start = page + p->off + p->skip;
    while (stop - q > 4 && e < full) {
        uint32_t delta, next, first = 0;
        size_t n = na_posting_head(q, &delta, &next);
        if (n == 0 || row + delta >= rows || next > (size_t)(stop - q) - n) break;
        if (q[n] == 1) {
            if (next < 3 || q[n + 1] == 0 || q[n + 1] >= NA_FTS_COLS) break;
            first = q[n + 1];
        }
        row += delta;
        size = next;
        q += n + size;
        if (s && !passes(s, row, first, size, n_out)) continue;
        *e++ = (na_posting){ .row = (uint16_t)row,
                             .first = (uint8_t)first,
                             .size = size,
                             .page = (uint32_t)w->npages,
                             .off = (uint32_t)(q - size - page) };
    }
    if (q == start) return;
    if (e > w->v + w->n) w->uses_leaf = true;
    w->n = (size_t)(e - w->v);
    p->rowid = base + 1 + row;
    p->size = p->skip = size;
    p->off = (size_t)(q - page) - size;
    p->gathered = false;
}

static inline int fill(na_postings *p, int64_t base, int64_t from, int64_t to,
                       const na_sift *s, na_window *w, uint64_t *n_out, na_err *err)
{
    int rc = na_postings_seek(p, from, err);

    while (rc > 0 && p->rowid <= to) {
        if ((rc = take_one(p, base, w, err)) < 0) return rc;
        const na_posting *e = &w->v[w->n - 1];
        if (s && !passes(s, e->row, e->first, e->size, n_out)) w->n--;
        take(p, base, to, s, w, n_out);
        rc = na_postings_next(p, err);
    }
    return rc < 0 ? rc : NA_OK;
}

int na_postings_pick(na_postings *p, int64_t base, const uint64_t rows[NA_WINDOW / 64],
                     na_window *w, na_err *err)
{
    int rc = 1;

    clear(w);
    p->window = w;
    for (unsigned k = 0; rc >= 0 && k < NA_WINDOW / 64; k++)
        for (uint64_t bits = rows[k]; rc > 0 && bits; bits &= bits - 1) {
            int64_t row = base + 1 + 64 * (int64_t)k + __builtin_ctzll(bits);
            if ((rc = na_postings_seek(p, row, err)) > 0 && p->rowid == row) {
                rc = take_one(p, base, w, err);
                if (rc == NA_OK) rc = 1;
            }
        }
    p->window = NULL;
    return rc < 0 ? rc : NA_OK;
}

static bool begin(na_postings *p, int64_t to, na_window *w)
{
    clear(w);
    return !p->done && !(p->started && p->rowid > to);
}

int na_postings_window(na_postings *p, int64_t base, int64_t from, int64_t to, na_window *w,
                       na_err *err)
{
    int rc;

    if (!begin(p, to, w)) return NA_OK;
    p->window = w;
    rc = fill(p, base, from, to, NULL, w, NULL, err);
    p->window = NULL;
    return rc;
}

/* The next word at or behind k that has a bit; 64 and more: none. */
static unsigned next_word(const uint64_t *rows, unsigned k)
{
    while (k < NA_WINDOW / 64 && !rows[k]) k++;
    return k;
}

int na_postings_among(na_postings *p, int64_t base, int64_t rows, const uint64_t *among,
                      na_window *w, na_err *err)
{
    int rc = NA_OK;

    clear(w);
    p->window = w;
    for (unsigned k = next_word(among, 0), end; rc == NA_OK && k < NA_WINDOW / 64;
         k = next_word(among, end)) {
        for (end = k + 1; end < NA_WINDOW / 64 && among[end];) end++;
        int64_t from = base + 64 * (int64_t)k + 1, to = base + 64 * (int64_t)end;
        if (to > rows) to = rows;
        if (p->done) break;
        if (from <= to && !(p->started && p->rowid > to))
            rc = fill(p, base, from, to, NULL, w, NULL, err);
    }
    p->window = NULL;
    return rc;
}

int na_postings_sift(na_postings *p, int64_t base, int64_t from, int64_t to,
                     const na_sift *s, na_window *w, uint64_t *n_out, na_err *err)
{
    int rc;

    *n_out = 0;
    if (!begin(p, to, w)) return NA_OK;
    p->window = w;
    rc = fill(p, base, from, to, s, w, n_out, err);
    p->window = NULL;
    return rc;
}

size_t na_postings_guess(const na_postings *p)
{
    size_t sum = 0;

    for (size_t i = 0; i < p->nparts; i++)
        sum += p->part[i].len + (p->part[i].more ? UINT16_MAX : 0);
    return sum;
}
