/* SPDX-License-Identifier: MIT */
/* as.h - one article in a format of others
 *
 * Concepts  Pure functions: the article's fields in, the bytes of one item of that format
 *           out, appended. doc/json.md has the table of what becomes what. All text is
 *           escaped for its format; control characters do not come through but line breaks
 *           and tabs, where the format has them.
 * Lifetime  Nothing is kept. Threads: no state.
 * Errors    Those of the buffer (sticky).
 * Used by   cli/ (export).
 */
#ifndef NA_EMIT_AS_H
#define NA_EMIT_AS_H
#include "base/article.h"
#include "base/limits.h"

/* IPTC ninjs 3.0: one object, one line, without a line break behind it. */
void na_as_ninjs(const na_article *a, na_buf *out);
/* CSL-JSON: one object of the array. */
void na_as_csl(const na_article *a, na_buf *out);
/* BibTeX: an entry and a blank line. */
void na_as_bibtex(const na_article *a, na_buf *out);
/* RIS: TY to ER, CRLF. */
void na_as_ris(const na_article *a, na_buf *out);
/* A message of RFC 5322 with lines ended by \n; mbox takes it as it is (na_as_mbox), a file
 * of its own too. */
void na_as_mail(const na_article *a, na_buf *out);
/* The same in an mbox (mboxrd): its "From " line before it, a blank line behind. */
void na_as_mbox(const na_article *a, na_buf *out);
/* Markdown with YAML front matter; the text reader takes its url for the identity, so one
 * that is not the article's own (a->permalink) has another name. */
void na_as_markdown(const na_article *a, na_buf *out);

/* A WARC/1.1 record of type resource. id: 32 hex digits of its WARC-Record-ID; with: those
 * of one that belongs to it, or "". */
typedef struct na_warc_item {
    na_str id, with, uri, type; /* type: a media type */
    na_str date;                /* RFC 3339, UTC, to the second */
    na_str block;
} na_warc_item;
void na_as_warc(const na_warc_item *w, na_buf *out);
/* The record that stands first in a file. */
void na_as_warcinfo(na_str date, na_str software, na_buf *out);
/* 32 hex digits for an article's revision or anything else that has a name, always the
 * same. */
void na_warc_id(na_str name, char out[33]);

/* "First Author; Second": names in one string. */
void na_as_names(na_strv names, const char *between, na_buf *out);
/* What the user noted of it, out of a->overlay; nothing where there is no note. */
void na_as_note(const na_article *a, na_buf *out);
/* s on one line: runs of white space become a blank, other control characters go. */
void na_as_line(na_str s, na_buf *out);
/* s as a URI that is allowed everywhere: what is no character of one as %XX. */
void na_as_uri(na_str s, na_buf *out);
/* Year, month and day as far as they are known; 0 for the others. false: undated. */
bool na_as_date(const na_article *a, int *y, int *m, int *d);

#endif
