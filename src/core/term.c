/* SPDX-License-Identifier: MIT */
#include "core/term.h"
#include "base/zalloc.h"
#include <stdlib.h>

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

uint64_t na_bits_count(const na_bits *b)
{
    uint64_t sum = 0;

    for (unsigned k = 0; k < NA_WINDOW / 64; k++)
        if (b->w[k]) sum += (uint64_t)__builtin_popcountll(b->w[k]);
    return sum;
}

bool na_bits_and(na_bits *a, const na_bits *b)
{
    uint64_t any = 0;

    for (unsigned k = 0; k < NA_WINDOW / 64; k++) any |= a->w[k] &= b->w[k];
    return any != 0;
}

/* -- opening ------------------------------------------------------------------------- */

static void close_words(na_term *t)
{
    for (size_t i = 0; i < t->nwords; i++) na_window_release(&t->word[i].at);
    free(t->word);
    na_words_release(&t->words);
    t->word = NULL;
    t->nwords = 0;
}

static int open_words(na_term *t, na_err *err)
{
    const na_words *w = &t->words;
    size_t n;
    int rc = na_words_open(&t->words, t->seg, t->leaf, err);

    if (rc < 0 || na_words_none(w)) return rc;
    n = w->one ? 1 : w->n;
    if (!(t->word = na_zalloc(n, sizeof *t->word))) return na_fail_nomem(err);
    t->nwords = n;
    for (size_t i = 0; i < n; i++) t->word[i].p = w->one ? w->one : w->v[i].p;
    return NA_OK;
}

/* Few postings are read once for all, instead of once to be counted and again by windows.
 * */
static int list_few(na_term *t, na_err *err)
{
    size_t most = (size_t)t->seg->rows / NA_STEM_SHARE;
    uint32_t tf[NA_FTS_COLS];
    bool hit, all = false;
    int64_t row = 0;
    int rc;

    if (most < NA_SEG_FEW) most = NA_SEG_FEW;
    while ((rc = na_words_seek(&t->words, row + 1, err)) >= 0) {
        if (rc == 0 || t->list.n > most) {
            all = rc == 0;
            break;
        }
        row = na_words_row(&t->words);
        if ((rc = na_seg_check(t->seg, row, err)) < 0) return rc;
        if ((rc = na_words_here(&t->words, t->leaf->fields, &hit, err)) < 0) return rc;
        if (!hit) continue;
        if ((rc = na_words_tf(&t->words, tf, err)) < 0) return rc;
        uint32_t sum = na_leaf_tf(tf, t->leaf->fields, &hit);
        if (hit && (rc = na_matches_add(&t->list, (uint32_t)row, sum, err)) < 0) return rc;
    }
    if (rc < 0) return rc;
    if (all) {
        t->listed = true;
        close_words(t);
    } else {
        na_matches_release(&t->list);
        close_words(t); /* from the beginning again */
        rc = open_words(t, err);
    }
    return rc;
}

static int by_row(const void *pa, const void *pb)
{
    const na_match *a = pa, *b = pb;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* The postings of a word into the list, unless they are many: 1, 0 or an error. */
static int list_word(na_term *t, na_postings *p, size_t most, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    size_t before = t->list.n, seen = 0;
    bool hit;
    int rc;

    while ((rc = na_postings_next(p, err)) > 0) {
        int64_t row = na_postings_rowid(p);
        if (++seen > most) {
            na_postings_rewind(p);
            t->list.n = before;
            return 0;
        }
        if ((rc = na_seg_check(t->seg, row, err)) < 0) return rc;
        if ((rc = na_postings_tf(p, tf, err)) < 0) return rc;
        uint32_t sum = na_leaf_tf(tf, t->leaf->fields, &hit);
        if (hit && (rc = na_matches_add(&t->list, (uint32_t)row, sum, err)) < 0) return rc;
    }
    return rc < 0 ? rc : 1;
}

/* Of a word's forms most are rare: together they are one list beside the frequent ones. */
static int list_rare_words(na_term *t, na_err *err)
{
    size_t most = (size_t)t->seg->rows / NA_STEM_SHARE, kept = 0, n = 0;
    na_match *v;
    int rc;

    if (most < NA_SEG_FEW) most = NA_SEG_FEW;
    for (size_t i = 0; i < t->nwords; i++) {
        na_postings *p = t->word[i].p;
        rc = na_postings_impacts(p) ? 0 : list_word(t, p, most, err);
        if (rc < 0) return rc;
        if (rc == 0) t->word[kept++].p = p;
    }
    t->nwords = kept;
    v = t->list.v;
    if (t->list.n > 1) qsort(v, t->list.n, sizeof *v, by_row);
    for (size_t i = 0; i < t->list.n; i++) {
        if (n > 0 && v[n - 1].row == v[i].row)
            v[n - 1].tf += v[i].tf;
        else
            v[n++] = v[i];
    }
    t->list.n = n;
    return NA_OK;
}

int na_term_open(na_term *t, const na_seg *s, const na_qnode *leaf, na_err *err)
{
    int rc;

    t->seg = s;
    t->leaf = leaf;
    t->listed = !na_leaf_streams(leaf);
    if (t->listed) return na_leaf_list(s, leaf, &t->list, err);
    if ((rc = na_kept_get(s, leaf, &t->kept, err)) < 0) return rc;
    if (t->kept) {
        t->list = t->kept->list;
        t->listed = true;
        return NA_OK;
    }
    if ((rc = open_words(t, err)) < 0 || t->nwords == 0) return rc;
    for (size_t i = 0; i < t->nwords; i++)
        if (na_postings_impacts(t->word[i].p)) return list_rare_words(t, err);
    return list_few(t, err);
}

void na_term_release(na_term *t)
{
    close_words(t);
    if (!t->kept) na_matches_release(&t->list);
}

void na_term_rewind(na_term *t)
{
    t->from = t->to = 0;
    for (size_t i = 0; i < t->nwords; i++) na_postings_rewind(t->word[i].p);
}

size_t na_term_guess(const na_term *t)
{
    size_t sum = t->list.n;

    for (size_t i = 0; i < t->nwords; i++) sum += na_postings_guess(t->word[i].p);
    return sum;
}

#define FEW 128u /* rows whose postings are looked for one by one */

/* -- windows ------------------------------------------------------------------------- */

static uint8_t sum_of(uint8_t a, uint8_t b)
{
    return a < NA_TF_ANY - b ? (uint8_t)(a + b) : NA_TF_ANY;
}

/* Do the columns of mask hold posting i? */
static int in_columns(struct na_term_word *w, size_t i, uint32_t mask, bool *out,
                      na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    unsigned first = w->at.v[i].first;
    int rc;

    *out = mask >> first & 1;
    if (*out || mask >> first == 0) return NA_OK; /* columns ascend */
    if ((rc = na_window_tf(w->p, &w->at, i, tf, err)) < 0) return rc;
    (void)na_leaf_tf(tf, mask, out);
    return NA_OK;
}

/* The first word's postings; the loop that nearly all of a search for one word goes
 * through. */
static int first_word(na_term *t, struct na_term_word *w, na_err *err)
{
    const uint32_t mask = t->leaf->fields;
    uint64_t bits = 0;
    unsigned at = 0;
    bool hit;
    int rc;

    for (size_t i = 0; i < w->at.n; i++) {
        const na_posting *p = &w->at.v[i];
        if (!(mask >> p->first & 1)) {
            if ((rc = in_columns(w, i, mask, &hit, err)) < 0) return rc;
            if (!hit) continue;
        }
        if (p->row >> 6 != at) {
            t->bits.w[at] = bits;
            bits = 0;
            at = p->row >> 6;
        }
        bits |= UINT64_C(1) << (p->row & 63);
        t->bound[p->row] = na_term_bound(p);
    }
    t->bits.w[at] = bits;
    return NA_OK;
}

static int further_word(na_term *t, struct na_term_word *w, na_err *err)
{
    bool hit;
    int rc;

    for (size_t i = 0; i < w->at.n; i++) {
        const na_posting *p = &w->at.v[i];
        uint64_t *word = &t->bits.w[p->row >> 6], bit = UINT64_C(1) << (p->row & 63);
        if ((rc = in_columns(w, i, t->leaf->fields, &hit, err)) < 0) return rc;
        if (!hit) continue;
        t->bound[p->row] =
            *word & bit ? sum_of(t->bound[p->row], na_term_bound(p)) : na_term_bound(p);
        *word |= bit;
    }
    return NA_OK;
}

/* Where a range begins in the list of a term that has ranges. */
static size_t range_start(const na_term *t, int64_t row)
{
    size_t i = (size_t)row / NA_RANGE, n = ((size_t)t->seg->rows + NA_RANGE - 1) / NA_RANGE;

    return t->kept->start[i < n ? i : n];
}

static void find_list(na_term *t, int64_t base, int64_t to)
{
    const na_match *v = t->list.v;

    if (na_term_has_ranges(t)) {
        t->from = range_start(t, base);
        t->to = range_start(t, base + NA_WINDOW);
        return;
    }
    t->from = t->to;
    while (t->from < t->list.n && v[t->from].row <= base) t->from++;
    for (t->to = t->from; t->to < t->list.n && v[t->to].row <= to;) t->to++;
}

static void take_matches(na_term *t, const na_match *m, size_t n)
{
    for (const na_match *end = m + n; m < end; m++) {
        unsigned i = (m->row - 1) % NA_WINDOW;
        uint64_t *word = &t->bits.w[i >> 6], bit = UINT64_C(1) << (i & 63);
        uint8_t bound = na_tf_bound(m->tf);
        t->bound[i] = *word & bit ? sum_of(t->bound[i], bound) : bound;
        *word |= bit;
    }
}

/* The list has the only matches: those of the ranges that are asked for. */
static bool kept_window(na_term *t, int64_t base, const na_bits *among)
{
    size_t first = (size_t)base / NA_RANGE;

    find_list(t, base, base + NA_WINDOW);
    if (t->from == t->to) return false;
    memset(&t->bits, 0, sizeof t->bits);
    t->in_window = t->to - t->from;
    if (t->in_window >= NA_TERM_DENSE) memset(t->bound, 0, sizeof t->bound);
    if (!among) {
        take_matches(t, t->list.v + t->from, t->in_window);
        return true;
    }
    for (unsigned k = 0; k < NA_WINDOW / 64; k++) {
        size_t n;
        if (!among->w[k]) continue;
        const na_match *m = na_term_range(t, first + k, &n);
        take_matches(t, m, n);
    }
    return true;
}

int na_term_window(na_term *t, int64_t base, const na_bits *among, const na_bits **out,
                   na_err *err)
{
    int64_t from = base + 1, to = base + NA_WINDOW;
    bool few = false;
    int rc;

    *out = NULL;
    if (!t->listed && t->nwords == 0) return NA_OK;
    if (na_term_has_ranges(t)) {
        if (kept_window(t, base, among)) *out = &t->bits;
        return NA_OK;
    }
    if (among) {
        from = na_bits_first(among, base);
        to = na_bits_last(among, base);
        few = na_bits_count(among) <= FEW;
    }
    if (to > t->seg->rows) to = t->seg->rows;
    t->in_window = 0;
    for (size_t k = 0; k < t->nwords; k++) {
        struct na_term_word *w = &t->word[k];
        rc = few     ? na_postings_pick(w->p, base, among->w, &w->at, err)
             : among ? na_postings_among(w->p, base, t->seg->rows, among->w, &w->at, err)
                     : na_postings_window(w->p, base, from, to, &w->at, err);
        if (rc < 0 ||
            (to == t->seg->rows && (rc = na_seg_check_end(t->seg, w->p, err)) < 0))
            return rc;
        t->in_window += w->at.n;
    }
    find_list(t, base, to);
    t->in_window += t->to - t->from;
    if (t->in_window == 0) return NA_OK;
    memset(&t->bits, 0, sizeof t->bits);
    if (t->in_window >= NA_TERM_DENSE) memset(t->bound, 0, sizeof t->bound);
    for (size_t k = 0; k < t->nwords; k++) {
        struct na_term_word *w = &t->word[k];
        if ((rc = k == 0 ? first_word(t, w, err) : further_word(t, w, err)) < 0) return rc;
    }
    take_matches(t, t->list.v + t->from, t->to - t->from);
    *out = &t->bits;
    return NA_OK;
}

/* The posting of row i; at->n when it has none. */
static size_t find_posting(const na_window *at, unsigned i)
{
    size_t lo = 0, hi = at->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (at->v[mid].row < i)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < at->n && at->v[lo].row == i ? lo : at->n;
}

static uint32_t list_tf(const na_term *t, unsigned i)
{
    size_t lo = t->from, hi = t->to;

    if (na_term_has_ranges(t) && lo < hi) {
        int64_t base = (t->list.v[lo].row - 1) / NA_WINDOW * NA_WINDOW;
        lo = range_start(t, base + i);
        hi = range_start(t, base + i + NA_RANGE);
    }
    while (lo + 1 < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if ((t->list.v[mid].row - 1) % NA_WINDOW <= i)
            lo = mid;
        else
            hi = mid;
    }
    return lo < hi && (t->list.v[lo].row - 1) % NA_WINDOW == i ? t->list.v[lo].tf : 0;
}

int na_term_tf(na_term *t, unsigned i, uint32_t *out, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    int rc;

    *out = list_tf(t, i);
    for (size_t k = 0; k < t->nwords; k++) {
        struct na_term_word *w = &t->word[k];
        size_t at = find_posting(&w->at, i);
        if (at == w->at.n) continue;
        if ((rc = na_window_tf(w->p, &w->at, at, tf, err)) < 0) return rc;
        *out += na_leaf_tf(tf, t->leaf->fields, &hit);
    }
    return NA_OK;
}

bool na_term_known_n(const na_term *t, uint64_t *out)
{
    if (t->listed) return *out = t->list.n, true;
    if (t->nwords == 0 || t->leaf->fields != NA_F_DEFAULT ||
        t->words.articles == UINT64_MAX)
        return false;
    *out = t->words.articles;
    return true;
}

int na_term_n(na_term *t, uint64_t *out, na_err *err)
{
    const na_bits *bits;
    int rc = NA_OK;

    *out = 0;
    if (na_term_known_n(t, out)) return NA_OK;
    for (int64_t base = 0; rc == NA_OK && base < t->seg->rows; base += NA_WINDOW) {
        if ((rc = na_term_window(t, base, NULL, &bits, err)) < 0 || !bits) continue;
        *out += na_bits_count(bits);
    }
    na_term_rewind(t);
    return rc;
}

/* -- sifting ------------------------------------------------------------------------- */

bool na_term_sifts(const na_term *t)
{
    return !t->listed && t->list.n == 0 && t->nwords == 1 &&
           t->leaf->fields == NA_F_DEFAULT;
}

void na_term_sift_set(na_sift *s, const uint32_t most[NA_TF_ANY + 1])
{
    for (unsigned c = 0; c < NA_SIFT_COLS; c++)
        for (unsigned n = 0; n < 256; n++) {
            na_posting p = { .first = (uint8_t)c, .size = n };
            s->most[c][n] = c > 0 && n < 3 ? UINT32_MAX : most[na_term_bound(&p)];
        }
}

int na_term_sift(na_term *t, int64_t base, int64_t from, int64_t to, const na_sift *s,
                 uint64_t *n_out, size_t *taken_out, na_err *err)
{
    struct na_term_word *w = &t->word[0];
    int rc = na_postings_sift(w->p, base, from, to, s, &w->at, n_out, err);

    *taken_out = w->at.n;
    if (rc == NA_OK && to == t->seg->rows) rc = na_seg_check_end(t->seg, w->p, err);
    return rc;
}

int na_term_among(na_term *t, int64_t base, const na_bits *among, const na_posting **out,
                  size_t *n_out, na_err *err)
{
    struct na_term_word *w = &t->word[0];
    int rc = na_postings_among(w->p, base, t->seg->rows, among->w, &w->at, err);

    *out = w->at.v;
    *n_out = w->at.n;
    if (rc == NA_OK && w->at.n > 0)
        rc = na_seg_check(t->seg, base + 1 + w->at.v[w->at.n - 1].row, err);
    return rc;
}

int na_term_sifted(na_term *t, size_t k, unsigned *i_out, uint32_t *tf_out, na_err *err)
{
    struct na_term_word *w = &t->word[0];
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    int rc = na_window_tf(w->p, &w->at, k, tf, err);

    *i_out = w->at.v[k].row;
    *tf_out = rc == NA_OK ? na_leaf_tf(tf, t->leaf->fields, &hit) : 0;
    return rc;
}
