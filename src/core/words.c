/* SPDX-License-Identifier: MIT */
#include "core/words.h"
#include "base/zalloc.h"
#include "core/expand.h"
#include "core/leaf.h"
#include <stdlib.h>

#define AT_END INT64_MAX

void na_words_release(na_words *w)
{
    na_postings_free(w->one);
    for (size_t i = 0; i < w->n; i++) na_postings_free(w->v[i].p);
    free(w->v);
    na_poslist_release(&w->part);
    *w = (na_words){ 0 };
}

int na_words_open_list(na_words *w, const na_seg *s, const na_str *word, size_t n,
                       na_err *err)
{
    uint64_t ignored;
    int rc = NA_OK;

    *w = (na_words){ .articles = UINT64_MAX };
    if (n == 1) return na_seg_postings(s, word[0], &w->one, &w->articles, err);
    if (!(w->v = na_zalloc(n + 1, sizeof *w->v))) return na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        na_postings *p = NULL;
        rc = na_seg_postings(s, word[i], &p, &ignored, err);
        if (p) w->v[w->n++].p = p;
    }
    if (rc == NA_OK && w->n == 1) {
        w->one = w->v[0].p;
        w->n = 0;
    }
    return rc;
}

int na_words_open(na_words *w, const na_seg *s, const na_qnode *leaf, na_err *err)
{
    const na_expand_leaf *l = na_expand_find(s->expand, leaf);
    na_arena arena = { 0 };
    na_strv words;
    uint64_t n;
    int rc;

    if (!l) return na_words_open_list(w, s, &leaf->terms[0].text, 1, err);
    *w = (na_words){ 0 };
    rc = na_expand_words(s, l, &arena, &words, &n, err);
    if (rc == NA_OK) rc = na_words_open_list(w, s, words.v, words.n, err);
    if (rc == NA_OK && words.n > 1) w->articles = n;
    na_arena_release(&arena);
    return rc;
}

/* -- several words ------------------------------------------------------------------- */

static void sift_down(na_words *w)
{
    na_words_part top = w->v[0];
    size_t i = 0, kid;

    while ((kid = 2 * i + 1) < w->n) {
        if (kid + 1 < w->n && w->v[kid + 1].row < w->v[kid].row) kid++;
        if (w->v[kid].row >= top.row) break;
        w->v[i] = w->v[kid];
        i = kid;
    }
    w->v[i] = top;
}

int na_words_seek_many(na_words *w, int64_t row, na_err *err)
{
    while (w->v[0].row < row) {
        int rc = na_postings_seek(w->v[0].p, row, err);
        if (rc < 0) return rc;
        w->v[0].row = rc > 0 ? na_postings_rowid(w->v[0].p) : AT_END;
        sift_down(w);
    }
    return w->v[0].row < AT_END;
}

/* The next part that stands on the row, from place i on; NULL behind the last. */
static na_words_part *standing(const na_words *w, size_t *i)
{
    int64_t row = w->v[0].row;

    for (; *i < w->n; ++*i)
        if (w->v[*i].row == row) return &w->v[(*i)++];
    return NULL;
}

int na_words_tf_many(na_words *w, uint32_t tf[NA_FTS_COLS], na_err *err)
{
    uint32_t more[NA_FTS_COLS];
    na_words_part *k;
    int rc;

    memset(tf, 0, NA_FTS_COLS * sizeof *tf);
    for (size_t i = 0; (k = standing(w, &i)) != NULL;) {
        if ((rc = na_postings_tf(k->p, more, err)) < 0) return rc;
        for (int c = 0; c < NA_FTS_COLS; c++) tf[c] += more[c];
    }
    return NA_OK;
}

static int by_number(const void *pa, const void *pb)
{
    uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return a < b ? -1 : a > b;
}

int na_words_positions_many(na_words *w, na_poslist *out, na_err *err)
{
    na_words_part *k;
    size_t lists = 0;
    int rc;

    out->n = 0;
    for (size_t i = 0; (k = standing(w, &i)) != NULL; lists++) {
        if ((rc = na_postings_positions(k->p, &w->part, err)) < 0) return rc;
        if (out->n + w->part.n > out->cap) {
            size_t cap = 2 * (out->n + w->part.n);
            uint64_t *v = realloc(out->v, cap * sizeof *v);
            if (!v) return na_fail_nomem(err);
            out->v = v, out->cap = cap;
        }
        memcpy(out->v + out->n, w->part.v, w->part.n * sizeof *out->v);
        out->n += w->part.n;
    }
    if (lists > 1) qsort(out->v, out->n, sizeof *out->v, by_number);
    /* Two words in one place: only bytes that lie say so. */
    for (size_t i = 1; lists > 1 && i < out->n; i++)
        if (out->v[i] == out->v[i - 1])
            return na_fail(err, NA_ECORRUPT, "two words of article %lld share a place",
                           (long long)w->v[0].row);
    return NA_OK;
}

/* -- one or several ------------------------------------------------------------------- */

int na_words_here(na_words *w, uint32_t mask, bool *hit, na_err *err)
{
    na_words_part *k;
    bool here;
    int rc;

    if (w->one) return na_leaf_here(w->one, mask, hit, &w->first, err);
    *hit = false;
    for (size_t i = 0; (k = standing(w, &i)) != NULL;) {
        if ((rc = na_leaf_here(k->p, mask, &here, &k->first, err)) < 0) return rc;
        *hit |= here;
    }
    return NA_OK;
}
