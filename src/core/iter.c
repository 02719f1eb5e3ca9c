/* SPDX-License-Identifier: MIT */
#include "core/iter.h"
#include "base/hash.h"
#include "text/unicode.h"
#include <stdlib.h>

enum kind {
    IT_NONE,
    IT_ALL,
    IT_TERM,
    IT_LIST,
    IT_AND,
    IT_OR,
    IT_NOT,
    IT_RANGE,
    IT_ATTR,
    IT_WORDS
};

struct na_iter {
    enum kind kind;
    const na_seg *seg;
    const na_qnode *node;
    int64_t row; /* where it stands; 0 before the first seek */
    double idf, mean_length;
    bool undated_mode;
    /* IT_TERM */
    na_words words;
    /* IT_LIST */
    na_matches list;
    size_t at;
    /* IT_RANGE in a volume, IT_ATTR by id: rows [lo, hi) */
    int64_t lo, hi;
    /* IT_ATTR */
    uint32_t *codes; /* the dictionary numbers that match */
    size_t ncodes;
    const uint32_t *column; /* IT_WORDS: of each body */
    na_arena arena;
    na_buf folded, want; /* an article's value, and the query's, folded */
    /* AND, OR, NOT */
    na_iter **kids;
    size_t nkids;
};

void na_iter_free(na_iter *it)
{
    if (!it) return;
    for (size_t i = 0; i < it->nkids; i++) na_iter_free(it->kids[i]);
    na_words_release(&it->words);
    na_matches_release(&it->list);
    na_arena_release(&it->arena);
    na_buf_release(&it->folded);
    na_buf_release(&it->want);
    free(it->codes);
    free(it->kids);
    free(it);
}

/* -- making the tree ----------------------------------------------------------------- */

static int make_leaf(na_iter *it, const na_weights *w, na_err *err)
{
    for (size_t i = 0; w && i < w->n; i++)
        if (w->v[i].leaf == it->node) it->idf = w->v[i].idf;
    if (w) it->mean_length = w->mean_length;
    if (!na_leaf_streams(it->node)) {
        it->kind = IT_LIST;
        return na_leaf_list(it->seg, it->node, &it->list, err);
    }
    it->kind = IT_TERM;
    return na_words_open(&it->words, it->seg, it->node, err);
}

static int make_range(na_iter *it, na_err *err)
{
    it->kind = IT_RANGE;
    if (!it->seg->vol || it->undated_mode) return NA_OK;
    return na_seg_range(it->seg, it->node->from, it->node->to, &it->lo, &it->hi, err);
}

/* lang:en matches en and en-GB; a trailing * any that begins so. */
static bool lang_matches(const na_qnode *n, na_str value)
{
    na_str head = na_str_sub(value, 0, n->text.len);

    if (!na_str_ieq(head, n->text)) return false;
    return n->prefix || value.len == n->text.len || value.ptr[n->text.len] == '-' ||
           value.ptr[n->text.len] == '_';
}

static int make_attr(na_iter *it, na_err *err)
{
    const na_strv *dict;
    int rc;

    it->kind = IT_ATTR;
    na_buf_init(&it->folded, NA_MAX_FIELD * 4);
    na_buf_init(&it->want, NA_MAX_FIELD * 4);
    if ((rc = na_text_fold(it->node->text, &it->want, err)) < 0) return rc;
    if (it->node->attr != NA_QATTR_LANG || !it->seg->vol) return NA_OK;
    if ((rc = na_cols_dict(it->seg->cols, NA_COL_LANG, &dict, err)) < 0) return rc;
    if ((rc = na_cols_u32(it->seg->cols, NA_COL_LANG, &it->column, err)) < 0) return rc;
    it->codes = calloc(dict->n + 1, sizeof *it->codes);
    if (!it->codes) return na_fail_nomem(err);
    for (size_t i = 0; i < dict->n; i++)
        if (lang_matches(it->node, dict->v[i])) it->codes[it->ncodes++] = (uint32_t)i;
    return NA_OK;
}

static int make_kids(na_iter *it, enum kind kind, const na_weights *w, na_err *err)
{
    const na_qnode *n = it->node;
    int rc;

    it->kind = kind;
    it->kids = calloc(n->nkids, sizeof(na_iter *));
    if (!it->kids) return na_fail_nomem(err);
    for (size_t i = 0; i < n->nkids; i++) {
        rc = na_iter_new(&it->kids[i], it->seg, n->kids[i], kind == IT_NOT ? NULL : w,
                         it->undated_mode, err);
        if (rc < 0) return rc;
        it->nkids++;
    }
    return NA_OK;
}

int na_iter_new(na_iter **out, const na_seg *s, const na_qnode *n, const na_weights *w,
                bool undated_mode, na_err *err)
{
    na_iter *it = calloc(1, sizeof *it);
    int rc = NA_OK;

    *out = NULL;
    if (!it) return na_fail_nomem(err);
    it->seg = s;
    it->node = n;
    it->undated_mode = undated_mode;
    switch (n->kind) {
    case NA_Q_NONE:
        it->kind = IT_NONE;
        break;
    case NA_Q_ALL:
        it->kind = IT_ALL;
        break;
    case NA_Q_PHRASE:
    case NA_Q_NEAR:
        rc = make_leaf(it, w, err);
        break;
    case NA_Q_WORDS:
        it->kind = IT_WORDS;
        rc = na_seg_words(s, &it->column, err);
        break;
    case NA_Q_AND:
        rc = make_kids(it, IT_AND, w, err);
        break;
    case NA_Q_OR:
        rc = make_kids(it, IT_OR, w, err);
        break;
    case NA_Q_NOT:
        rc = make_kids(it, IT_NOT, w, err);
        break;
    case NA_Q_RANGE:
        rc = make_range(it, err);
        break;
    case NA_Q_ATTR:
        rc = make_attr(it, err);
        break;
    }
    if (rc < 0)
        na_iter_free(it);
    else
        *out = it;
    return rc;
}

/* -- moving -------------------------------------------------------------------------- */

static int seek(na_iter *it, int64_t target, na_err *err);

static int seek_term(na_iter *it, int64_t target, na_err *err)
{
    bool hit;
    int rc;

    while ((rc = na_words_seek(&it->words, target, err)) != 0) {
        if (rc < 0) return rc;
        it->row = na_words_row(&it->words);
        if ((rc = na_seg_check(it->seg, it->row, err)) < 0) return rc;
        if ((rc = na_words_here(&it->words, it->node->fields, &hit, err)) < 0) return rc;
        if (hit) return NA_OK;
        target = it->row + 1;
    }
    it->row = NA_ITER_END;
    return NA_OK;
}

static void seek_list(na_iter *it, int64_t target)
{
    size_t lo = it->at, hi = it->list.n, step = 1;

    /* Gallop from where we stand, then halve. */
    while (lo + step < hi && it->list.v[lo + step].row < target) lo += step, step *= 2;
    if (lo + step < hi) hi = lo + step + 1;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (it->list.v[mid].row < target)
            lo = mid + 1;
        else
            hi = mid;
    }
    it->at = lo;
    it->row = lo < it->list.n ? it->list.v[lo].row : NA_ITER_END;
}

static int seek_and(na_iter *it, int64_t target, na_err *err)
{
    size_t agree = 0;
    int rc;

    for (size_t i = 0; agree < it->nkids; i = (i + 1) % it->nkids) {
        if ((rc = seek(it->kids[i], target, err)) < 0) return rc;
        int64_t row = it->kids[i]->row;
        if (row == NA_ITER_END) return it->row = row, NA_OK;
        agree = row == target ? agree + 1 : 1;
        target = row;
    }
    it->row = target;
    return NA_OK;
}

static int seek_or(na_iter *it, int64_t target, na_err *err)
{
    int rc;

    it->row = NA_ITER_END;
    for (size_t i = 0; i < it->nkids; i++) {
        if ((rc = seek(it->kids[i], target, err)) < 0) return rc;
        if (it->kids[i]->row < it->row) it->row = it->kids[i]->row;
    }
    return NA_OK;
}

static int seek_not(na_iter *it, int64_t target, na_err *err)
{
    int rc;

    for (; target <= it->seg->rows; target++) {
        if ((rc = seek(it->kids[0], target, err)) < 0) return rc;
        if (it->kids[0]->row != target) return it->row = target, NA_OK;
    }
    it->row = NA_ITER_END;
    return NA_OK;
}

static void seek_range(na_iter *it, int64_t target)
{
    const na_seg *s = it->seg;

    it->row = NA_ITER_END;
    if (s->vol && !it->undated_mode) {
        if (target < it->lo) target = it->lo;
        if (target < it->hi) it->row = target;
        return;
    }
    for (; target <= s->rows; target++) {
        int64_t t = s->published[target - 1];
        bool undated = t == NA_TIME_NONE;
        if (it->undated_mode ? undated
                             : !undated && t >= it->node->from && t < it->node->to) {
            it->row = target;
            return;
        }
        if (it->undated_mode && s->vol && !undated) return; /* undated rows come first */
    }
}

/* URL and bundle are not in the columns: the article itself is asked. */
static int article_matches(na_iter *it, int64_t row, bool *out, na_err *err)
{
    const na_qnode *n = it->node;
    na_article art = { 0 };
    na_str v;
    int rc;

    na_arena_reset(&it->arena);
    if ((rc = na_seg_article(it->seg, row, &art, &it->arena, err)) < 0) return rc;
    if (n->attr == NA_QATTR_LANG) {
        *out = lang_matches(n, art.lang);
        return NA_OK;
    }
    v = n->attr == NA_QATTR_URL ? art.url : art.prov.bundle;
    na_buf_reset(&it->folded);
    if ((rc = na_text_fold(v, &it->folded, err)) < 0) return rc;
    v = na_buf_get(&it->folded);
    /* A URL is found by any part of it, a bundle by its name. */
    if (n->attr == NA_QATTR_URL)
        *out = na_str_find(v, na_buf_get(&it->want), 0) != (size_t)-1;
    else
        *out = n->prefix ? na_str_starts(v, na_buf_get(&it->want))
                         : na_str_eq(v, na_buf_get(&it->want));
    return NA_OK;
}

/* The id's hex digits begin with what was typed. */
static int id_matches(const na_iter *it, int64_t row, bool *out, na_err *err)
{
    na_str digits = it->node->text;
    uint8_t bytes[8];
    char hex[17];
    uint64_t id;
    int rc = na_seg_id(it->seg, row, &id, err);

    if (rc < 0) return rc;
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(id >> (56 - 8 * i));
    na_hex(bytes, sizeof bytes, hex);
    *out = digits.len <= 16 && na_str_ieq(na_str_n(hex, digits.len), digits);
    return NA_OK;
}

static int seek_attr(na_iter *it, int64_t target, na_err *err)
{
    bool hit = false;
    int rc;

    for (; target <= it->seg->rows; target++) {
        if (it->column) {
            hit = false;
            for (size_t i = 0; i < it->ncodes; i++)
                hit |= it->column[target - 1] == it->codes[i];
        } else {
            rc = it->node->attr == NA_QATTR_ID ? id_matches(it, target, &hit, err)
                                               : article_matches(it, target, &hit, err);
            if (rc < 0) return rc;
        }
        if (hit) return it->row = target, NA_OK;
    }
    it->row = NA_ITER_END;
    return NA_OK;
}

static void seek_words(na_iter *it, int64_t target)
{
    for (; target <= it->seg->rows; target++) {
        int64_t n = it->column[target - 1];
        if (n >= it->node->from && n <= it->node->to) break;
    }
    it->row = target <= it->seg->rows ? target : NA_ITER_END;
}

static int seek(na_iter *it, int64_t target, na_err *err)
{
    if (it->row >= target) return NA_OK;
    switch (it->kind) {
    case IT_NONE:
        it->row = NA_ITER_END;
        break;
    case IT_ALL:
        it->row = target <= it->seg->rows ? target : NA_ITER_END;
        break;
    case IT_TERM:
        return seek_term(it, target, err);
    case IT_LIST:
        seek_list(it, target);
        break;
    case IT_AND:
        return seek_and(it, target, err);
    case IT_OR:
        return seek_or(it, target, err);
    case IT_NOT:
        return seek_not(it, target, err);
    case IT_RANGE:
        seek_range(it, target);
        break;
    case IT_ATTR:
        return seek_attr(it, target, err);
    case IT_WORDS:
        seek_words(it, target);
        break;
    }
    return NA_OK;
}

int na_iter_seek(na_iter *it, int64_t target, int64_t *row_out, na_err *err)
{
    int rc = seek(it, target, err);
    *row_out = it->row;
    return rc;
}

/* -- scoring ------------------------------------------------------------------------- */

/* Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
 * equation 3.15, with the idf of doc/query.md. */
static double bm25(const na_iter *it, uint32_t tf)
{
    const double k1 = 1.2, b = 0.75;
    double len = it->seg->length[it->row - 1];
    double norm = k1 * (1 - b + b * len / it->mean_length);

    return it->idf * tf * (k1 + 1) / (tf + norm);
}

static int term_tf(na_iter *it, uint32_t *out, na_err *err)
{
    uint32_t tf[NA_FTS_COLS];
    bool hit;
    int rc;

    if (it->kind == IT_LIST) return *out = it->list.v[it->at].tf, NA_OK;
    if ((rc = na_words_tf(&it->words, tf, err)) < 0) return rc;
    *out = na_leaf_tf(tf, it->node->fields, &hit);
    return NA_OK;
}

/* No tf of the row is larger. */
static uint32_t tf_bound(const na_iter *it)
{
    return it->kind == IT_LIST ? it->list.v[it->at].tf : na_words_bound(&it->words);
}

static double bound(const na_iter *it, int64_t row)
{
    double sum = 0;

    if (it->row != row || it->kind == IT_NOT) return 0;
    if (it->kind == IT_TERM || it->kind == IT_LIST)
        return it->idf > 0 ? bm25(it, tf_bound(it)) : 0;
    for (size_t i = 0; i < it->nkids; i++) sum += bound(it->kids[i], row);
    return sum;
}

double na_iter_bound(const na_iter *it) { return bound(it, it->row); }

/* Adds the scores of the leaves below it that stand on row. */
static int add_score(na_iter *it, int64_t row, double *sum, na_err *err)
{
    uint32_t tf = 0;
    int rc = NA_OK;

    if (it->row != row || it->kind == IT_NOT) return NA_OK;
    if (it->kind == IT_TERM || it->kind == IT_LIST) {
        if (it->idf > 0) rc = term_tf(it, &tf, err);
        if (tf > 0) *sum += bm25(it, tf);
        return rc;
    }
    for (size_t i = 0; rc == NA_OK && i < it->nkids; i++)
        rc = add_score(it->kids[i], row, sum, err);
    return rc;
}

int na_iter_score(na_iter *it, double *out, na_err *err)
{
    *out = 0;
    return add_score(it, it->row, out, err);
}
