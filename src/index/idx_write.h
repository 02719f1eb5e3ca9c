/* SPDX-License-Identifier: MIT */
/* idx_write.h - building the index.db of a volume
 *
 * Concepts  Articles are added in rowid order into a scratch database; finish merges the
 *           index into one segment, counts frequent words, writes columns and packs all of
 *           it into a second file without a free page, whose bytes are then read off. The
 *           result depends on nothing but what was added and the SQLite library.
 * Lifetime  begin .. free. Both files are unlinked by free (the scratch one by finish).
 * Threads   One thread. Errors: as db.h; after a failure only free.
 * Used by   core/ (sealing), tests.
 */
#ifndef NA_INDEX_IDX_WRITE_H
#define NA_INDEX_IDX_WRITE_H
#include "index/cols.h"
#include "index/fts_write.h"
#include "index/termset.h"
#include "text/stemmer.h"

#define NA_IDX_PAGE 16384 /* page size of index.db */
#define NA_IDX_TABLE "fts"

typedef struct na_idxw na_idxw;

/* Files at path and at path with "-scratch" behind it; both are made anew. */
int na_idxw_begin(na_idxw **out, const char *path, na_err *err);
/* The article with the next rowid (the first is 1): words as na_fts_put takes them. */
int na_idxw_add(na_idxw *w, const na_str words[NA_FTS_COLS], const na_col_row *row,
                na_err *err);
uint32_t na_idxw_rows(const na_idxw *w);
/* Which rules found the citations (na_colsw_rules). */
void na_idxw_rules(na_idxw *w, uint64_t hash);
/* Of which languages there are stems; none unless told. */
void na_idxw_stems(na_idxw *w, const na_stem_set *langs);
/* place_end: where the last article's line ends. */
int na_idxw_finish(na_idxw *w, uint64_t place_end, na_err *err);
/* After finish: the bytes of index.db. */
uint64_t na_idxw_size(const na_idxw *w);
int na_idxw_read(na_idxw *w, uint64_t off, void *buf, size_t n, na_err *err);
/* After finish, once: what it may hold, for those who ask before they open it. */
void na_idxw_take_terms(na_idxw *w, na_termset *out);
void na_idxw_free(na_idxw *w);

#endif
