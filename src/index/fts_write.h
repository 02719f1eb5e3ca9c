/* SPDX-License-Identifier: MIT */
/* fts_write.h - writing words into FTS5
 *
 * Concepts  The table is stock: fts5(title, deck, body, author, source, tag, section),
 *           contentless, columnsize=0, tokenized by unicode61 (told to keep marks). What
 *           goes in was already folded and cut by the analyzer: words separated by single
 *           blanks, one position each. On this connection only, a tokenizer under the name
 *           unicode61 that merely splits at blanks stands before the built-in one, so what
 *           is indexed is exactly the analyzer's words, while any other SQLite opens the
 *           table with its own unicode61. Nothing is ever deleted but all at once.
 * Lifetime  The writer belongs to its na_db: close it before. Columns are borrowed for the
 *           call.
 * Threads   As na_db. Errors: as db.h.
 * Used by   core/ (the head), idx_write.h (volumes), tests.
 */
#ifndef NA_INDEX_FTS_WRITE_H
#define NA_INDEX_FTS_WRITE_H
#include "index/db.h"

#define NA_FTS_COLS 7
enum {
    NA_FTS_TITLE,
    NA_FTS_DECK,
    NA_FTS_BODY,
    NA_FTS_AUTHOR,
    NA_FTS_SOURCE,
    NA_FTS_TAG,
    NA_FTS_SECTION
};
/* "title" .. "section". */
const char *na_fts_column(int col);

typedef struct na_fts_writer na_fts_writer;

/* Settings of the table; they are stored in it. 0 leaves SQLite's default. */
typedef struct na_fts_opts {
    int pgsz;      /* bytes of a leaf; a little below the page size */
    int hashsize;  /* bytes of pending words kept in memory */
    int automerge; /* -1: off */
    int crisismerge;
} na_fts_opts;

/* Installs the splitting tokenizer on db and makes the table where it is missing. table is
 * a plain identifier. */
int na_fts_open(na_fts_writer **out, na_db *db, const char *table, const na_fts_opts *opts,
                na_err *err);
void na_fts_close(na_fts_writer *w);
/* Inside a transaction of the caller; rowids ascend. */
int na_fts_put(na_fts_writer *w, int64_t rowid, const na_str cols[NA_FTS_COLS],
               na_err *err);
/* Merges all into one segment. */
int na_fts_optimize(na_fts_writer *w, na_err *err);
/* Empties the index. */
int na_fts_delete_all(na_fts_writer *w, na_err *err);
/* FTS5's own 'integrity-check': only for databases of this machine's owner. */
int na_fts_check(na_fts_writer *w, na_err *err);

#endif
