/* SPDX-License-Identifier: MIT */
/* langs.h - how many articles there are of each language that has stems
 *
 * Concepts  A plain word of a query stands for those with its stem in each language that
 *           more than 1 of 100 articles of the archive are in, however they are split: so
 *           each batch of the head and each catalogue row has the counts as text, "en:21578
 *           es:3", dead articles included.
 * Lifetime  Plain storage. Threads: no state. Errors: none.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_LANGS_H
#define NA_CORE_LANGS_H
#include "text/stemmer.h"

typedef struct na_langs {
    uint64_t n[NA_STEM_LANGS];
} na_langs;

/* One more article, of the language lang. */
void na_langs_count(na_langs *l, na_str lang);
void na_langs_add(na_langs *l, const na_langs *more);
/* A bit for each language that more than 1 of 100 of the articles are in. */
uint32_t na_langs_common(const na_langs *l, uint64_t articles);
void na_langs_put(const na_langs *l, na_buf *out);
/* What is no such text counts for nothing. */
void na_langs_read(na_str text, na_langs *out);

#endif
