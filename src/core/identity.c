/* SPDX-License-Identifier: MIT */
#include "core/identity.h"
#include "base/hash.h"
#include "base/limits.h"
#include "text/unicode.h"

static int finish(na_sha256 *h, char kind, na_identity *out)
{
    na_sha256_end(h, out->full);
    out->kind = kind;
    out->id = 0;
    for (int i = 0; i < 8; i++) out->id = out->id << 8 | out->full[i];
    return NA_OK;
}

static void begin(na_sha256 *h, char kind)
{
    na_sha256_begin(h);
    na_sha256_put(h, &kind, 1);
}

static int by_key(const na_article *art, na_identity *out)
{
    na_sha256 h;

    begin(&h, 'k');
    na_sha256_part(&h, art->source);
    na_sha256_part(&h, art->key);
    return finish(&h, 'k', out);
}

/* kind stays 0 when the URL has no canonical form. */
static int by_url(const na_article *art, na_identity *out, na_err *err)
{
    na_sha256 h;
    na_buf url;
    int rc;

    out->kind = 0;
    na_buf_init(&url, 4 * NA_MAX_FIELD);
    rc = na_url_canonical(art->url, &url, err);
    if (rc == NA_OK && url.len > 0) {
        begin(&h, 'u');
        na_sha256_part(&h, na_buf_get(&url));
        finish(&h, 'u', out);
    }
    na_buf_release(&url);
    return rc;
}

/* The body's hash: that of the text the record gave, where the reader says it, so that
 * better cleaning never renames an article and never merges two. */
static int body_hash(const na_article *art, uint8_t out[32], na_err *err)
{
    na_str given = na_article_meta(art, NA_META_GIVEN);
    na_buf text;
    int rc;

    if (given.len == 64 && na_unhex(given, out, 32)) return NA_OK;
    na_buf_init(&text, 2 * NA_MAX_ARTICLE);
    if ((rc = na_text_squeeze(art->body, &text, err)) == NA_OK)
        na_sha256_of(na_buf_get(&text), out);
    na_buf_release(&text);
    return rc;
}

static int by_content(const na_article *art, na_identity *out, na_err *err)
{
    na_sha256 h;
    uint8_t body[32];
    int rc;

    if ((rc = body_hash(art, body, err)) < 0) return rc;
    begin(&h, 'c');
    na_sha256_part(&h, art->source);
    na_sha256_part(&h, art->title);
    na_sha256_part(&h, art->published);
    na_sha256_part(&h, na_str_n(body, sizeof body));
    return finish(&h, 'c', out);
}

int na_identity_of(const na_article *art, na_identity *out, na_err *err)
{
    int rc;

    if (art->key.len > 0) return by_key(art, out);
    if (art->permalink && art->url.len > 0) {
        if ((rc = by_url(art, out, err)) < 0 || out->kind) return rc;
    }
    return by_content(art, out, err);
}

/* Whether a stored article's URL was its permalink is not stored: its id tells. */
int na_identity_stored(const na_article *art, na_identity *out, na_err *err)
{
    char hex[17];
    int rc;

    if (art->key.len > 0) return by_key(art, out);
    if (art->url.len > 0) {
        if ((rc = by_url(art, out, err)) < 0) return rc;
        if (out->kind) {
            na_hex(out->full, 8, hex);
            if (na_str_eqc(art->id, hex)) return NA_OK;
        }
    }
    return by_content(art, out, err);
}

int na_text_hash(const na_article *art, uint64_t *out, na_err *err)
{
    const na_str parts[] = { art->title, art->deck, art->body };
    na_sha256 h;
    na_buf text;
    uint8_t full[32];
    int rc = NA_OK;

    na_buf_init(&text, 2 * NA_MAX_ARTICLE);
    na_sha256_begin(&h);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        na_buf_reset(&text);
        if ((rc = na_text_squeeze(parts[i], &text, err)) < 0) goto done;
        na_sha256_part(&h, na_buf_get(&text));
    }
    na_sha256_end(&h, full);
    *out = 0;
    for (int i = 0; i < NA_TEXT_BITS / 8; i++) *out = *out << 8 | full[i];
done:
    na_buf_release(&text);
    return rc;
}
