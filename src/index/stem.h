/* SPDX-License-Identifier: MIT */
/* stem.h - frequent words of a volume, and which of its words share a stem
 *
 * Concepts  doc/formats/columns.md, section 5, is normative. FTS5 stores neither in how
 *           many articles a word is nor what belongs together, so the table stem(lang,
 *           stem, words, n) of a volume does: with lang '' each word that more than 1 of 64
 *           articles hold in title, deck or body, and for each language that the volume was
 *           sealed with its groups: all words of the index with that stem. A group that is
 *           nothing but the stem itself is left out; it is found as a word. The row of lang
 *           '' and stem '' names the languages.
 * Lifetime, threads and errors  as db.h.
 * Used by   core/ (statistics and expansion of a query, verify), idx_write.h.
 */
#ifndef NA_INDEX_STEM_H
#define NA_INDEX_STEM_H
#include "index/impacts.h"
#include "text/stemmer.h"

#define NA_STEM_SHARE 64u

/* Makes the table and fills it from the index, which has this many articles, of these
 * lengths (tokens of title, deck and body); langs: those whose groups go in. */
int na_stem_build(na_db *db, na_fti *x, uint64_t rows, const uint32_t *length,
                  const na_stem_set *langs, na_err *err);

typedef struct na_stem na_stem;
int na_stem_open(na_stem **out, na_db *db, na_err *err);
void na_stem_close(na_stem *s);
/* The languages whose groups are there, all of them. */
const na_stem_set *na_stem_langs(const na_stem *s);
/* 1 and the number of articles, 0 when the word is not frequent, or an error. impacts
 * (NULL: not wanted): those of the word, of which the caller becomes a user; the table
 * stays one, too, and does not read them again. rows: those of the index. */
int na_stem_n(na_stem *s, na_str word, uint64_t rows, uint64_t *n_out, na_impacts **impacts,
              na_err *err);
/* Bytes of the impacts it holds; s may be NULL. */
size_t na_stem_held(const na_stem *s);
/* fn for each word of a group: 1, 0 when there is no such row, or an error. A result of fn
 * other than 0 ends it and is returned. *n_out: articles that hold any of them in title,
 * deck or body; 0: not stored, they are at most 1 of 64. */
int na_stem_group(na_stem *s, size_t lang, na_str stem, int (*fn)(void *ctx, na_str word),
                  void *ctx, uint64_t *n_out, na_err *err);
/* fn for the language and stem of each group that is stored, in order. In a volume that has
 * the language in na_stem_langs(), a stem that is neither among these nor, being its own
 * stem, a word of the index stands for no word there. fn as above. */
int na_stem_each_group(na_db *db, int (*fn)(void *ctx, size_t lang, na_str stem), void *ctx,
                       na_err *err);
/* Is the table what na_stem_build makes of the index, for the languages that it has and
 * this library makes the same stems for? NA_ECORRUPT naming what differs. */
int na_stem_check(na_db *db, na_fti *x, uint64_t rows, const uint32_t *length, na_err *err);
/* Counts by walking the word's postings: articles with it in title, deck or body. */
int na_stem_count(na_fti *x, na_str word, uint64_t *n_out, na_err *err);

#endif
