/* SPDX-License-Identifier: MIT */
/* leaf.c - phrases and prefixes
 *
 * A phrase is worked out as a list of starts: places (row, column, position) where all its
 * exact terms stand at their offsets, found by leapfrogging their postings. Each prefix of
 * the phrase then strikes out the starts that none of its words continues. A lone prefix
 * needs no places: tf adds up in an array over the segment's rows, one word after the
 * other, so that a prefix of ten thousand words needs one cursor at a time.
 */
#include "core/leaf.h"
#include "core/near.h"
#include "core/phrase.h"
#include "text/analyzer.h"
#include <stdlib.h>

#define MAX_STARTS ((size_t)4 << 20) /* 64 MiB of them */

void na_starts_release(na_starts *l)
{
    free(l->v);
    *l = (na_starts){ 0 };
}

void na_matches_release(na_matches *m)
{
    free(m->v);
    *m = (na_matches){ 0 };
}

uint32_t na_leaf_tf(const uint32_t tf[NA_FTS_COLS], uint32_t mask, bool *hit)
{
    uint32_t sum = 0;

    *hit = false;
    for (int c = 0; c < NA_FTS_COLS; c++) {
        if (!(mask >> c & 1) || tf[c] == 0) continue;
        *hit = true;
        sum += na_fts_weight[c] * tf[c];
    }
    return sum;
}

bool na_leaf_streams(const na_qnode *leaf)
{
    return leaf->kind == NA_Q_PHRASE && leaf->nterms == 1 && !leaf->terms[0].prefix &&
           !leaf->quote;
}

int na_matches_add(na_matches *m, uint32_t row, uint32_t tf, na_err *err)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 256;
        na_match *v = realloc(m->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        m->v = v, m->cap = cap;
    }
    m->v[m->n++] = (na_match){ row, tf };
    return NA_OK;
}

static int add_start(na_starts *s, uint32_t row, uint64_t pos, na_err *err)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 256;
        if (cap > MAX_STARTS)
            return na_fail(err, NA_ELIMIT,
                           "a phrase of prefixes stands in too many places");
        na_start *v = realloc(s->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        s->v = v, s->cap = cap;
    }
    s->v[s->n++] = (na_start){ .row = row, .pos = pos };
    return NA_OK;
}

static bool in_mask(uint64_t pos, uint32_t mask) { return mask >> NA_POS_COL(pos) & 1; }

/* -- exact terms --------------------------------------------------------------------- */

void na_cursors_release(na_cursors *c)
{
    for (size_t i = 0; i < c->n; i++) {
        na_words_release(&c->p[i]);
        na_poslist_release(&c->at[i]);
    }
    free(c->p);
    free(c->at);
    free(c->reached);
    free((void *)c->term);
    *c = (na_cursors){ 0 };
}

int na_cursors_open(na_cursors *c, const na_seg *s, const na_qnode *phrase, bool *absent,
                    na_err *err)
{
    int rc;

    *c = (na_cursors){ .seg = s };
    *absent = false;
    c->p = calloc(phrase->nterms, sizeof *c->p);
    c->at = calloc(phrase->nterms, sizeof *c->at);
    c->term = calloc(phrase->nterms, sizeof *c->term);
    c->reached = calloc(phrase->nterms, sizeof *c->reached);
    if (!c->p || !c->at || !c->term || !c->reached) return na_fail_nomem(err);
    for (size_t i = 0; i < phrase->nterms; i++) {
        if (phrase->terms[i].prefix) continue;
        c->term[c->n] = &phrase->terms[i];
        na_words *w = &c->p[c->n++];
        rc = phrase->nterms == 1 ? na_words_open(w, s, phrase, err)
                                 : na_words_open_list(w, s, &phrase->terms[i].text, 1, err);
        if (rc < 0) return rc;
        *absent = na_words_none(w);
        if (*absent) return NA_OK;
    }
    return NA_OK;
}

int na_cursors_seek(na_cursors *c, int64_t target, int64_t *row_out, na_err *err)
{
    size_t agree = 0;
    int rc;

    for (size_t i = 0; agree < c->n; i = (i + 1) % c->n) {
        if ((rc = na_words_seek(&c->p[i], target, err)) <= 0) return rc;
        int64_t row = na_words_row(&c->p[i]);
        agree = row == target ? agree + 1 : 1;
        target = row;
    }
    *row_out = target;
    rc = na_seg_check(c->seg, target, err);
    return rc < 0 ? rc : 1;
}

/* Is at, or what follows it, the position target? Targets ascend from call to call. */
static bool reaches(const na_poslist *l, size_t *at, uint64_t target)
{
    while (*at < l->n && l->v[*at] < target) ++*at;
    return *at < l->n && l->v[*at] == target;
}

/* Each place of the term with the fewest that the others stand around. */
int na_cursors_starts(na_cursors *c, uint32_t mask, na_starts *out, na_err *err)
{
    uint32_t row = (uint32_t)na_words_row(&c->p[0]);
    size_t lead = 0;
    int rc;

    for (size_t i = 0; i < c->n; i++) {
        if ((rc = na_words_positions(&c->p[i], &c->at[i], err)) < 0) return rc;
        if (c->at[i].n < c->at[lead].n) lead = i;
        c->reached[i] = 0;
    }
    for (size_t k = 0; k < c->at[lead].n; k++) {
        uint64_t here = c->at[lead].v[k], first = here - c->term[lead]->offset;
        bool all = in_mask(here, mask) && NA_POS_AT(here) >= c->term[lead]->offset;
        for (size_t i = 0; all && i < c->n; i++)
            all = i == lead ||
                  (UINT32_MAX - NA_POS_AT(first) >= c->term[i]->offset &&
                   reaches(&c->at[i], &c->reached[i], first + c->term[i]->offset));
        if (all && (rc = add_start(out, row, first, err)) < 0) return rc;
    }
    return NA_OK;
}

static int exact_starts(const na_seg *s, const na_qnode *leaf, na_starts *out, na_err *err)
{
    na_cursors c;
    int64_t row = 0;
    bool absent;
    int rc = na_cursors_open(&c, s, leaf, &absent, err);

    while (rc >= 0 && !absent && (rc = na_cursors_seek(&c, row + 1, &row, err)) > 0)
        if ((rc = na_cursors_starts(&c, leaf->fields, out, err)) < 0) break;
    na_cursors_release(&c);
    return rc < 0 ? rc : NA_OK;
}

/* -- prefixes ------------------------------------------------------------------------ */

struct expand {
    const na_seg *seg;
    const na_qterm *term;
    uint32_t mask;
    na_starts *list;
    const uint8_t *rows; /* those asked for, a bit each; NULL: all */
    uint32_t *tf;        /* a lone prefix: tf + 1 of each row, 0 where it does not match */
    na_poslist at;
    na_err *err;
};

/* fn for the postings of each word that begins as x->term does. */
static int each_word(struct expand *x, int (*fn)(struct expand *x, na_postings *p))
{
    na_vocab *v = NULL;
    na_postings *p;
    na_str word;
    int rc = na_vocab_open(&v, x->seg->fti, x->term->text, x->err);

    while (rc >= 0 && (rc = na_vocab_next(v, &word, x->err)) > 0) {
        if (!na_str_starts(word, x->term->text)) break;
        if ((rc = na_vocab_postings(v, &p, x->err)) < 0) break;
        rc = fn(x, p);
        na_postings_free(p);
    }
    na_vocab_close(v);
    return rc < 0 ? rc : NA_OK;
}

/* A word of the first prefix of a phrase without exact terms: every place is a start. */
static int word_begins(struct expand *x, na_postings *p)
{
    int rc = NA_OK;

    while (rc >= 0 && (rc = na_postings_next(p, x->err)) > 0) {
        int64_t row = na_postings_rowid(p);
        if ((rc = na_seg_check(x->seg, row, x->err)) < 0) break;
        if (x->rows && !(x->rows[(row - 1) >> 3] >> ((row - 1) & 7) & 1)) continue;
        if ((rc = na_postings_positions(p, &x->at, x->err)) < 0) break;
        for (size_t i = 0; rc >= 0 && i < x->at.n; i++)
            if (in_mask(x->at.v[i], x->mask) && NA_POS_AT(x->at.v[i]) >= x->term->offset)
                rc = add_start(x->list, (uint32_t)na_postings_rowid(p),
                               x->at.v[i] - x->term->offset, x->err);
    }
    return rc < 0 ? rc : NA_OK;
}

/* Marks the starts that this word of the prefix continues. */
static int word_goes_on(struct expand *x, na_postings *p)
{
    na_starts *l = x->list;
    size_t i = 0;
    int rc = NA_OK;

    while (rc >= 0 && i < l->n) {
        if ((rc = na_postings_seek(p, l->v[i].row, x->err)) <= 0) break;
        int64_t row = na_postings_rowid(p);
        if (row > l->v[i].row) {
            while (i < l->n && l->v[i].row < row) i++;
            continue;
        }
        if ((rc = na_postings_positions(p, &x->at, x->err)) < 0) break;
        for (; i < l->n && l->v[i].row == row; i++)
            if (UINT32_MAX - NA_POS_AT(l->v[i].pos) >= x->term->offset &&
                na_poslist_has(&x->at, l->v[i].pos + x->term->offset))
                l->v[i].goes_on = true;
    }
    return rc < 0 ? rc : NA_OK;
}

/* Adds up tf over the rows that hold this word of a lone prefix. */
static int word_counts(struct expand *x, na_postings *p)
{
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    int rc = NA_OK;

    while (rc >= 0 && (rc = na_postings_next(p, x->err)) > 0) {
        int64_t row = na_postings_rowid(p);
        if ((rc = na_seg_check(x->seg, row, x->err)) < 0) break;
        if ((rc = na_postings_tf(p, tf, x->err)) < 0) break;
        uint32_t sum = na_leaf_tf(tf, x->mask, &hit);
        if (hit) x->tf[row - 1] += sum + (x->tf[row - 1] == 0);
    }
    return rc < 0 ? rc : NA_OK;
}

static int lone_prefix(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err)
{
    struct expand x = { .seg = s, .term = leaf->terms, .mask = leaf->fields, .err = err };
    int rc;

    x.tf = calloc((size_t)s->rows, sizeof *x.tf);
    if (!x.tf) return na_fail_nomem(err);
    rc = each_word(&x, word_counts);
    for (int64_t r = 0; rc >= 0 && r < s->rows; r++)
        if (x.tf[r]) rc = na_matches_add(out, (uint32_t)r + 1, x.tf[r] - 1, err);
    free(x.tf);
    return rc < 0 ? rc : NA_OK;
}

/* -- a phrase ------------------------------------------------------------------------ */

static int by_place(const void *pa, const void *pb)
{
    const na_start *a = pa, *b = pb;
    if (a->row != b->row) return a->row < b->row ? -1 : 1;
    return a->pos < b->pos ? -1 : a->pos > b->pos;
}

static int keep_continued(struct expand *x)
{
    na_starts *l = x->list;
    size_t kept = 0;
    int rc;

    for (size_t i = 0; i < l->n; i++) l->v[i].goes_on = false;
    rc = each_word(x, word_goes_on);
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].goes_on) l->v[kept++] = l->v[i];
    l->n = kept;
    return rc;
}

int na_leaf_starts(const na_seg *s, const na_qnode *leaf, const uint8_t *rows, na_starts *l,
                   na_err *err)
{
    struct expand x = {
        .seg = s, .mask = leaf->fields, .list = l, .rows = rows, .err = err
    };
    const na_qterm *base = NULL;
    size_t exact = 0;
    int rc;

    for (size_t i = 0; i < leaf->nterms; i++) exact += !leaf->terms[i].prefix;
    if (exact > 0) {
        rc = exact_starts(s, leaf, l, err);
    } else {
        base = x.term = &leaf->terms[0];
        rc = each_word(&x, word_begins);
        if (rc >= 0 && l->n > 0) qsort(l->v, l->n, sizeof *l->v, by_place);
    }
    for (size_t i = 0; rc >= 0 && i < leaf->nterms && l->n > 0; i++) {
        x.term = &leaf->terms[i];
        if (x.term->prefix && x.term != base) rc = keep_continued(&x);
    }
    na_poslist_release(&x.at);
    return rc < 0 ? rc : NA_OK;
}

static bool has_prefix(const na_qnode *phrase)
{
    bool yes = false;
    for (size_t i = 0; i < phrase->nterms; i++) yes |= phrase->terms[i].prefix;
    return yes;
}

int na_leaf_list(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err)
{
    na_starts l = { 0 };
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    int rc;

    *out = (na_matches){ 0 };
    if (leaf->kind == NA_Q_NEAR || leaf->quote) return na_near_list(s, leaf, out, err);
    if (leaf->nterms == 1 && leaf->terms[0].prefix) {
        rc = lone_prefix(s, leaf, out, err);
        goto done;
    }
    if (!has_prefix(leaf)) {
        rc = na_phrase_list(s, leaf, out, err);
        goto done;
    }
    rc = na_leaf_starts(s, leaf, NULL, &l, err);
    for (size_t i = 0; rc >= 0 && i < l.n;) {
        uint32_t row = l.v[i].row;
        memset(tf, 0, sizeof tf);
        for (; i < l.n && l.v[i].row == row; i++) tf[NA_POS_COL(l.v[i].pos)]++;
        rc = na_matches_add(out, row, na_leaf_tf(tf, leaf->fields, &hit), err);
    }
done:
    free(l.v);
    if (rc < 0) na_matches_release(out);
    return rc;
}

int na_leaf_here(na_postings *p, uint32_t mask, bool *hit, unsigned *first, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    int rc;

    if ((rc = na_postings_first_column(p, first, err)) < 0) return rc;
    *hit = mask >> *first & 1;
    if (*hit || mask >> *first == 0) return NA_OK; /* columns ascend */
    if ((rc = na_postings_tf(p, tf, err)) < 0) return rc;
    (void)na_leaf_tf(tf, mask, hit);
    return NA_OK;
}
