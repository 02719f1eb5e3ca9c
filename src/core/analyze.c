/* SPDX-License-Identifier: MIT */
/* analyze.c - one article into the words of the seven columns */
#include "core/arc_int.h"
#include "text/sentence.h"
#include "text/signature.h"

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
    int rc;

    for (int i = 0; i < NA_FTS_COLS; i++) na_buf_reset(&cols[i]);
    na_buf_reset(bounds);
    rc = na_analyze_blank(an, art->title, &cols[NA_FTS_TITLE], &n_out[0], err);
    if (rc == NA_OK)
        rc = na_analyze_blank(an, art->deck, &cols[NA_FTS_DECK], &n_out[1], err);
    if (rc == NA_OK)
        rc = na_analyze_body(an, art->body, &cols[NA_FTS_BODY], &n_out[2], bounds, err);
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
