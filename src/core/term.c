/* SPDX-License-Identifier: MIT */
#include "core/term.h"

/* -- bits ---------------------------------------------------------------------------- */

int64_t na_bits_first(const na_bits *b, int64_t base)
{
    unsigned k = 0;

    while (k < NA_WINDOW / 64 - 1 && !b->w[k]) k++;
    return base + 1 + 64 * (int64_t)k + (b->w[k] ? __builtin_ctzll(b->w[k]) : 0);
}

int64_t na_bits_last(const na_bits *b, int64_t base)
{
    unsigned k = NA_WINDOW / 64 - 1;

    while (k > 0 && !b->w[k]) k--;
    return base + 1 + 64 * (int64_t)k + (b->w[k] ? 63 - __builtin_clzll(b->w[k]) : 0);
}

bool na_bits_empty(const na_bits *b)
{
    uint64_t any = 0;

    for (unsigned k = 0; k < NA_WINDOW / 64; k++) any |= b->w[k];
    return any == 0;
}

bool na_bits_and(na_bits *a, const na_bits *b)
{
    uint64_t any = 0;

    for (unsigned k = 0; k < NA_WINDOW / 64; k++) any |= a->w[k] &= b->w[k];
    return any != 0;
}

/* -- opening ------------------------------------------------------------------------- */

int na_term_open(na_term *t, const na_seg *s, const na_qnode *leaf, na_err *err)
{
    t->seg = s;
    t->leaf = leaf;
    t->listed = !na_leaf_streams(leaf);
    if (t->listed) return na_leaf_list(s, leaf, &t->list, err);
    return na_fti_term(s->fti, leaf->terms[0].text, &t->word, err);
}

void na_term_release(na_term *t)
{
    na_postings_free(t->word);
    na_window_release(&t->at);
    na_matches_release(&t->list);
}

int na_term_rewind(na_term *t, na_err *err)
{
    t->from = t->to = 0;
    if (t->listed || !t->word) return NA_OK;
    na_postings_free(t->word);
    t->word = NULL;
    return na_fti_term(t->seg->fti, t->leaf->terms[0].text, &t->word, err);
}

size_t na_term_guess(const na_term *t)
{
    if (t->listed) return t->list.n;
    return t->word ? na_postings_guess(t->word) : 0;
}

/* -- windows ------------------------------------------------------------------------- */

/* No tf is larger, by the bytes of the positions: each takes one or more, and a list that
 * begins behind column 0 has two bytes of mark and no title to charge for. */
static uint8_t bound_of(const na_posting *p)
{
    uint32_t n = p->size;

    if (n >= NA_TF_ANY) return NA_TF_ANY;
    if (p->first == NA_FTS_TITLE)
        n *= 3;
    else
        n = (n - 2) * (p->first == NA_FTS_DECK ? 2 : 1);
    return n < NA_TF_ANY ? (uint8_t)n : NA_TF_ANY;
}

static int word_window(na_term *t, int64_t base, int64_t from, int64_t to, na_err *err)
{
    uint32_t mask = t->leaf->fields, tf[NA_FTS_COLS];
    const na_posting *p;
    bool hit;
    int rc;

    if ((rc = na_postings_window(t->word, base, from, to, &t->at, err)) < 0) return rc;
    for (size_t i = 0; i < t->at.n; i++) {
        p = &t->at.v[i];
        if (!(mask >> p->first & 1)) { /* columns ascend */
            if (mask >> p->first == 0) continue;
            rc = na_window_tf(t->word, &t->at, i, tf, err);
            if (rc < 0) return rc;
            (void)na_leaf_tf(tf, mask, &hit);
            if (!hit) continue;
        }
        t->bits.w[p->row >> 6] |= UINT64_C(1) << (p->row & 63);
        t->bound[p->row] = bound_of(p);
    }
    return NA_OK;
}

static void list_window(na_term *t, int64_t base, int64_t to)
{
    const na_match *v = t->list.v;

    t->from = t->to;
    while (t->from < t->list.n && v[t->from].row <= base) t->from++;
    for (t->to = t->from; t->to < t->list.n && v[t->to].row <= to; t->to++) {
        unsigned i = (unsigned)(v[t->to].row - base - 1);
        t->bits.w[i >> 6] |= UINT64_C(1) << (i & 63);
        t->bound[i] = v[t->to].tf < NA_TF_ANY ? (uint8_t)v[t->to].tf : NA_TF_ANY;
    }
}

/* Nothing is behind the last row. */
static int check_end(na_term *t, int64_t to, na_err *err)
{
    int rc;

    if (to < t->seg->rows) return NA_OK;
    rc = na_postings_seek(t->word, to + 1, err);
    return rc > 0 ? na_seg_check(t->seg, na_postings_rowid(t->word), err) : rc;
}

int na_term_window(na_term *t, int64_t base, const na_bits *among, const na_bits **out,
                   na_err *err)
{
    int64_t from = base + 1, to = base + NA_WINDOW;
    int rc = NA_OK;

    *out = NULL;
    if (!t->listed && !t->word) return NA_OK;
    if (among) {
        from = na_bits_first(among, base);
        to = na_bits_last(among, base);
    }
    if (to > t->seg->rows) to = t->seg->rows;
    memset(&t->bits, 0, sizeof t->bits);
    if (t->listed)
        list_window(t, base, to);
    else if ((rc = word_window(t, base, from, to, err)) == NA_OK)
        rc = check_end(t, to, err);
    if (rc == NA_OK && (t->listed ? t->to > t->from : t->at.n > 0)) *out = &t->bits;
    return rc;
}

int na_term_tf(na_term *t, unsigned i, uint32_t *out, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    size_t lo = t->listed ? t->from : 0, hi = t->listed ? t->to : t->at.n;
    int rc;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        unsigned row = t->listed ? (t->list.v[mid].row - 1) % NA_WINDOW : t->at.v[mid].row;
        if (row < i)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (t->listed) return *out = t->list.v[lo].tf, NA_OK;
    if ((rc = na_window_tf(t->word, &t->at, lo, tf, err)) < 0) return rc;
    *out = na_leaf_tf(tf, t->leaf->fields, &hit);
    return NA_OK;
}
