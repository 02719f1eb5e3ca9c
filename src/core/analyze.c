/* SPDX-License-Identifier: MIT */
/* analyze.c - one article into the words of the seven columns */
#include "base/utf8.h"
#include "core/cites.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/signature.h"
#include "text/unicode.h"

/* Elements of a list are a gap of one word apart in no column: FTS5 counts positions by
 * words alone, so "a b" over two authors would match. Readers of author:"x y" expect names,
 * and a false match across two names is harmless; exactness there is not worth a format. */
static int list_tokens(na_analyzer *an, na_strv list, na_buf *out, na_err *err)
{
    uint32_t n;
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < list.n; i++) {
        if (out->len > 0 && out->ptr[out->len - 1] != ' ') na_buf_putc(out, ' ');
        rc = na_analyze_blank(an, list.v[i], out, &n, err);
    }
    if (out->len > 0 && out->ptr[out->len - 1] == ' ') na_buf_cut(out, out->len - 1);
    return rc;
}

int na_article_tokens(na_analyzer *an, const na_article *art, na_buf cols[7],
                      uint32_t n_out[3], na_buf *bounds, na_err *err)
{
    na_strv source = { (na_str *)&art->source, art->source.len > 0 };
    na_strv section = { (na_str *)&art->section, art->section.len > 0 };
    na_buf body;
    int rc;

    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_reset(&cols[i]);
    na_buf_reset(bounds);
    rc = na_analyze_blank(an, art->title, &cols[NA_FTS_TITLE], &n_out[0], err);
    if (rc == NA_OK)
        rc = na_analyze_blank(an, art->deck, &cols[NA_FTS_DECK], &n_out[1], err);
    na_buf_init(&body, NA_MAX_ARTICLE);
    if (rc == NA_OK)
        rc = na_analyze_body(an, na_article_indexed(art, &body), &cols[NA_FTS_BODY],
                             &n_out[2], bounds, err);
    if (rc == NA_OK) rc = na_buf_check(&body, "the article's body", err);
    na_buf_release(&body);
    if (rc == NA_OK) rc = list_tokens(an, art->authors, &cols[NA_FTS_AUTHOR], err);
    if (rc == NA_OK) rc = list_tokens(an, source, &cols[NA_FTS_SOURCE], err);
    if (rc == NA_OK) rc = list_tokens(an, art->tags, &cols[NA_FTS_TAG], err);
    if (rc == NA_OK) rc = list_tokens(an, section, &cols[NA_FTS_SECTION], err);
    for (int i = 0; rc == NA_OK && i < NA_FTS_COLS; i++)
        rc = na_buf_check(&cols[i], "the article's words", err);
    return rc;
}

uint64_t na_article_signature(const na_buf cols[7])
{
    na_signer s;

    na_signer_begin(&s);
    na_signer_put(&s, na_buf_get(&cols[NA_FTS_TITLE]));
    na_signer_put(&s, na_buf_get(&cols[NA_FTS_BODY]));
    return na_signer_end(&s);
}

int na_article_quotes(na_analyzer *an, const na_article *art, const na_buf *bounds,
                      na_buf *out, na_err *err)
{
    const na_bound *b = (const na_bound *)(const void *)bounds->ptr;
    int rc = na_quotes(an, NA_FTS_TITLE, art->title, NULL, 0, out, err);
    na_buf body;

    na_buf_init(&body, NA_MAX_ARTICLE);
    if (rc == NA_OK) rc = na_quotes(an, NA_FTS_DECK, art->deck, NULL, 0, out, err);
    if (rc == NA_OK)
        rc = na_quotes(an, NA_FTS_BODY, na_article_indexed(art, &body), b,
                       bounds->len / sizeof *b, out, err);
    if (rc == NA_OK) rc = na_buf_check(&body, "the article's body", err);
    na_buf_release(&body);
    return rc;
}

/* One author's name as it is counted; empty when nothing is left of it. */
static na_str tidy(na_str s)
{
    if (s.len > 3 && na_str_ieq(na_str_sub(s, 0, 3), NA_STR("by ")))
        s = na_str_sub(s, 3, s.len);
    s = na_str_trim(s);
    while (s.len > 0 && memchr(",;:-/|", s.ptr[s.len - 1], 6))
        s = na_str_trim(na_str_sub(s, 0, s.len - 1));
    if (s.len <= NA_AUTHOR_MAX) return s;
    s = na_str_sub(s, 0, na_u8_floor(s, NA_AUTHOR_MAX));
    for (size_t i = s.len; i > NA_AUTHOR_MAX / 2; i--)
        if (s.ptr[i - 1] == ' ') return na_str_trim(na_str_sub(s, 0, i));
    return s;
}

int na_article_authors(const na_article *art, na_arena *arena, na_strv *out, na_err *err)
{
    na_buf b;
    int rc = NA_OK;

    *out = (na_strv){ 0 };
    if (art->authors.n == 0) return NA_OK;
    na_buf_init(&b, 4 * NA_MAX_FIELD);
    out->v = na_arena_array(arena, art->authors.n, sizeof *out->v);
    if (!out->v) rc = na_fail_nomem(err);
    for (size_t i = 0; rc == NA_OK && i < art->authors.n; i++) {
        na_str name;
        na_buf_reset(&b);
        if ((rc = na_text_squeeze(art->authors.v[i], &b, err)) < 0) break;
        name = tidy(na_buf_get(&b));
        if (name.len == 0) continue;
        out->v[out->n] = na_arena_str(arena, name);
        if (!out->v[out->n++].ptr) rc = na_fail_nomem(err);
    }
    na_buf_release(&b);
    return rc;
}
