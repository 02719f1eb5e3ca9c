/* SPDX-License-Identifier: MIT */
#include "core/bounds.h"
#include "base/limits.h"
#include "text/sentence.h"
#include <stdlib.h>

void na_bounds_release(na_bounds *b)
{
    na_analyzer_free(b->an);
    na_arena_release(&b->arena);
    na_buf_release(&b->body);
    na_buf_release(&b->tokens);
    na_buf_release(&b->bounds);
    free(b->v);
    *b = (na_bounds){ 0 };
}

static int room(na_bounds *b, size_t n, na_err *err)
{
    b->n = 0;
    if (n <= b->cap) return NA_OK;
    uint32_t *v = realloc(b->v, n * sizeof *v);
    if (!v) return na_fail_nomem(err);
    b->v = v;
    b->cap = n;
    return NA_OK;
}

static int of_volume(na_bounds *b, const na_seg *s, int64_t row, bool paragraphs,
                     na_err *err)
{
    const uint32_t *list;
    size_t n;
    int rc = na_cols_list(s->cols, NA_COL_BOUNDS, row, &list, &n, err);

    if (rc < 0 || (rc = room(b, n, err)) < 0) return rc;
    for (size_t i = 0; i < n; i++)
        if (!paragraphs || NA_COL_BOUND_PARA(list[i]))
            b->v[b->n++] = NA_COL_BOUND_AT(list[i]);
    return NA_OK;
}

/* The article at hand, its body cut into b->tokens and b->bounds again. */
static int read_head(na_bounds *b, const na_seg *s, int64_t row, na_article *art,
                     na_err *err)
{
    uint32_t words;
    na_str body;
    int rc;

    if (!b->an) {
        if ((rc = na_analyzer_new(&b->an, err)) < 0) return rc;
        na_buf_init(&b->body, NA_MAX_ARTICLE);
        na_buf_init(&b->tokens, 8 * NA_MAX_ARTICLE);
        na_buf_init(&b->bounds, NA_MAX_ARTICLE * sizeof(na_bound));
    }
    na_arena_reset(&b->arena);
    na_buf_reset(&b->tokens);
    na_buf_reset(&b->bounds);
    if ((rc = na_seg_article(s, row, art, &b->arena, err)) < 0) return rc;
    body = na_article_indexed(art, &b->body);
    if ((rc = na_buf_check(&b->body, "the article's body", err)) < 0) return rc;
    return na_analyze_body(b->an, body, &b->tokens, &words, &b->bounds, err);
}

static int of_head(na_bounds *b, const na_seg *s, int64_t row, bool paragraphs, na_err *err)
{
    na_article art = { 0 };
    const na_bound *list;
    size_t n;
    int rc;

    if ((rc = read_head(b, s, row, &art, err)) < 0) return rc;
    list = (const na_bound *)(const void *)b->bounds.ptr;
    n = b->bounds.len / sizeof *list;
    if ((rc = room(b, n, err)) < 0) return rc;
    for (size_t i = 0; i < n; i++)
        if (!paragraphs || list[i].paragraph) b->v[b->n++] = list[i].pos;
    return NA_OK;
}

int na_bounds_row(na_bounds *b, const na_seg *s, int64_t row, bool paragraphs,
                  const uint32_t **out, size_t *n_out, na_err *err)
{
    int rc = NA_OK;

    if (b->row != row) {
        b->row = 0;
        rc = s->vol ? of_volume(b, s, row, paragraphs, err)
                    : of_head(b, s, row, paragraphs, err);
        if (rc == NA_OK) b->row = row;
    }
    *out = b->v;
    *n_out = rc == NA_OK ? b->n : 0;
    return rc;
}

/* -- quotations ----------------------------------------------------------------------- */

void na_quotes_release(na_quotes_at *q)
{
    na_bounds_release(&q->text);
    na_buf_release(&q->found);
    free(q->v);
    *q = (na_quotes_at){ 0 };
}

static int quotes_of_volume(na_quotes_at *q, const na_seg *s, int64_t row, na_err *err)
{
    const uint32_t *list;
    size_t n;
    int rc = na_cols_list(s->cols, NA_COL_QUOTES, row, &list, &n, err);

    if (rc < 0) return rc;
    if (n / 2 > q->cap) {
        na_quote *v = realloc(q->v, n / 2 * sizeof *v);
        if (!v) return na_fail_nomem(err);
        q->v = v;
        q->cap = n / 2;
    }
    for (q->n = 0; q->n < n / 2; q->n++) {
        uint32_t from = list[2 * q->n], to = list[2 * q->n + 1];
        q->v[q->n] =
            (na_quote){ NA_COL_WORD_IN(from), NA_COL_WORD_AT(from), NA_COL_WORD_AT(to) };
    }
    return NA_OK;
}

static int quotes_of_head(na_quotes_at *q, const na_seg *s, int64_t row, na_err *err)
{
    na_article art = { 0 };
    int rc;

    if (q->found.max == 0) na_buf_init(&q->found, NA_MAX_ARTICLE * sizeof(na_quote));
    na_buf_reset(&q->found);
    if ((rc = read_head(&q->text, s, row, &art, err)) < 0) return rc;
    return na_article_quotes(q->text.an, &art, &q->text.bounds, &q->found, err);
}

int na_quotes_row(na_quotes_at *q, const na_seg *s, int64_t row, const na_quote **out,
                  size_t *n_out, na_err *err)
{
    int rc = NA_OK;

    if (q->row != row) {
        q->row = 0;
        rc = s->vol ? quotes_of_volume(q, s, row, err) : quotes_of_head(q, s, row, err);
        if (rc == NA_OK) q->row = row;
    }
    *out = s->vol ? q->v : (const na_quote *)(const void *)q->found.ptr;
    *n_out = rc < 0 ? 0 : s->vol ? q->n : q->found.len / sizeof(na_quote);
    return rc;
}
