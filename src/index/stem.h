/* SPDX-License-Identifier: MIT */
/* stem.h - how many articles of a volume hold a frequent word
 *
 * Concepts  FTS5 does not store it. The table stem(lang, stem, words, n) has a row with
 *           lang '' and words '' for each word that more than 1 of 64 articles hold in
 *           title, deck or body. Rows of other languages belong to a later version.
 * Lifetime, threads and errors  as db.h.
 * Used by   core/ (statistics of a search), idx_write.h.
 */
#ifndef NA_INDEX_STEM_H
#define NA_INDEX_STEM_H
#include "index/doclist.h"

#define NA_STEM_SHARE 64u

/* Makes the table and fills it from the index, which has this many articles. */
int na_stem_build(na_db *db, na_fti *x, uint64_t rows, na_err *err);

typedef struct na_stem na_stem;
int na_stem_open(na_stem **out, na_db *db, na_err *err);
void na_stem_close(na_stem *s);
/* 1 and the number of articles, 0 when the word is not frequent, or an error. */
int na_stem_n(na_stem *s, na_str word, uint64_t *n_out, na_err *err);
/* Counts by walking the word's postings: articles with it in title, deck or body. */
int na_stem_count(na_fti *x, na_str word, uint64_t *n_out, na_err *err);

#endif
