/* SPDX-License-Identifier: MIT */
/* identity.h - which article an article is, and which text of it
 *
 * Concepts  The id is the first 64 bits of SHA-256 over the first that exists of
 *             'k', source, key      what the reader supplied (guid, NEWID, record id)
 *             'u', canonical URL    when the reader declares it the article's own
 *             'c', source, title, published, SHA-256 of the body's text
 *           each part length-prefixed (doc/formats/identity.md). The text hash covers
 *           title, deck and body, white space folded: equal hashes are the same text.
 * Lifetime  Values. Threads: none. Errors: NA_ENOMEM.
 * Used by   core/.
 */
#ifndef NA_CORE_IDENTITY_H
#define NA_CORE_IDENTITY_H
#include "base/article.h"

/* meta: hex SHA-256 of the body as the record gave it, white space folded. A reader sets it
 * when it changed more than white space and the article has neither key nor permalink. */
#define NA_META_GIVEN "body_sha256"
#define NA_TEXT_BITS 40 /* of the text hash that volumes keep */

typedef struct na_identity {
    char kind;        /* 'k', 'u' or 'c' */
    uint8_t full[32]; /* the whole SHA-256 */
    uint64_t id;      /* its first 8 bytes, big-endian */
} na_identity;

/* The identity of an article that a reader gave (art->permalink counts). */
int na_identity_of(const na_article *art, na_identity *out, na_err *err);
/* The identity of a stored article: what na_identity_of() gave when it came in. */
int na_identity_stored(const na_article *art, na_identity *out, na_err *err);
/* The text hash, NA_TEXT_BITS wide. */
int na_text_hash(const na_article *art, uint64_t *out, na_err *err);
/* URL canonicalisation, version 1: frozen, later rules group and never rename. Empty when
 * url is not an absolute http or https URL. */
int na_url_canonical(na_str url, na_buf *out, na_err *err);

#endif
