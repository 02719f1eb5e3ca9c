/* SPDX-License-Identifier: MIT */
/* article.h - the article, and the bytes that carry it between processes and in the head
 *
 * Concepts  One struct of borrowed slices, the same from a reader's script to a search hit.
 *           published/modified are RFC 3339 as time.h says, "" when unknown. The packed
 *           form is a run of (tag u8, length u32, bytes), in ascending tag order, written
 *           by na_article_pack and read, bounds-checked, by na_article_unpack. It never
 *           leaves this machine's head.db and pipes; volumes hold JSON
 *           (text/article_json.h).
 * Lifetime  Slices belong to whoever filled them. Unpacked ones point into the packed
 *           bytes; the arrays come from the arena.
 * Errors    NA_ECORRUPT for a malformed packed article, NA_ELIMIT for one over the limits.
 * Used by   script/, worker/, ingest/, core/, cli/.
 */
#ifndef NA_BASE_ARTICLE_H
#define NA_BASE_ARTICLE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"

/* A scalar of meta. Numbers keep their JSON spelling. */
typedef enum na_meta_kind { NA_META_STR, NA_META_NUM, NA_META_BOOL } na_meta_kind;
typedef struct na_meta {
    na_str key, value; /* bool: "true" or "false" */
    na_meta_kind kind;
} na_meta;

/* Which part of a record said so: "title" of "og:title", "published" of "json-ld". */
typedef struct na_from {
    na_str field, value;
} na_from;

typedef struct na_provenance {
    uint64_t import;      /* row of the import log */
    na_str bundle;        /* base name; "" for standard input */
    na_str bundle_sha256; /* hex; joined from the import log on export, else "" */
    na_str entry;         /* name inside the bundle */
    uint64_t record;      /* from 1 within the entry */
    na_str record_sha256; /* hex, first 128 bits: see doc/formats/volume.md */
    na_str reader, reader_version;
    na_str imported; /* RFC 3339, UTC */
    na_from *fields; /* by name of the field, each once; those that somebody knows */
    size_t nfields;
} na_provenance;

typedef struct na_article {
    na_str id;         /* 16 hex digits, given by the core */
    uint32_t revision; /* from 1, given by the core */
    na_str key, url, title, deck, source, published, modified, section, lang, body;
    na_precision published_precision;
    bool permalink; /* url is the article's own; not stored, see core/identity.h */
    na_strv authors, tags;
    na_meta *meta;
    size_t nmeta;
    uint32_t
        *boilerplate; /* paragraphs of the body, from 1, ascending: not of the article, */
    size_t nboilerplate; /* kept and shown, but not indexed; given by the core */
    na_str overlay; /* the user's own marks, in force here: JSON of core/marks.h; else "" */
    na_provenance prov;
} na_article;

/* published as UTC seconds, or NA_TIME_NONE. */
int64_t na_article_time(const na_article *a);
/* The value of meta[key], or an empty slice. */
na_str na_article_meta(const na_article *a, const char *key);

/* What said the value of a field, or an empty slice. */
na_str na_article_from(const na_article *a, const char *field);
/* Says so of one field; an empty value takes it back. Slices are borrowed, the list is in
 * the arena. Never an error but NA_ENOMEM: what is over NA_MAX_FROM is left out. */
int na_article_set_from(na_article *a, na_str field, na_str value, na_arena *arena,
                        na_err *err);
/* Paragraph by paragraph: the next of a body from *at on, which moves behind it; false at
 * the end. A blank line separates them; those of nothing but white space do not count. */
bool na_article_paragraph(na_str body, size_t *at, na_str *out);
/* The body as it is indexed: the text itself or, where there is boilerplate, a copy in
 * scratch with blanks in its place, so that offsets stay what they are. Check scratch
 * afterwards. */
na_str na_article_indexed(const na_article *a, na_buf *scratch);

void na_article_pack(const na_article *a, na_buf *out);
int na_article_unpack(na_str packed, na_article *out, na_arena *arena, na_err *err);
/* A deep copy into the arena. */
int na_article_dup(const na_article *a, na_article *out, na_arena *arena, na_err *err);

#endif
