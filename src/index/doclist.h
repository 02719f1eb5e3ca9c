/* SPDX-License-Identifier: MIT */
/* doclist.h - the bounds-checked reader of FTS5's index
 *
 * Concepts  na_fti is an index: %_data and %_idx of one table, read through a source of
 *           two functions (SQLite is one, a fuzzer's table another). Words are its terms
 *           without FTS5's leading '0'. na_postings is a cursor over the articles that hold
 *           one word, ascending; it knows the size of each position list before its bytes
 *           and skips them. na_vocab runs over the words in bytewise order. Only what
 *           newsarc writes is understood: config version 4, no deletes, no prefix indexes,
 *           segments with ascending, disjoint rowids.
 * Lifetime  A na_fti is good within the read transaction it was opened in. Cursors and
 *           vocabularies are closed before it; each owns the bytes it reads. A word from
 *           na_vocab_next is borrowed until the next call.
 * Threads   One thread for a na_fti and all that hangs on it.
 * Errors    NA_ECORRUPT naming table, segment and leaf for anything out of order: nothing
 *           in the bytes is trusted. NA_EIO and others from the source. After an error a
 *           cursor may only be freed.
 * Used by   core/ (the evaluator), idx_write.h, tests/fuzz/fuzz_doclist.c.
 */
#ifndef NA_INDEX_DOCLIST_H
#define NA_INDEX_DOCLIST_H
#include "index/db.h"
#include "index/fts_write.h"

typedef struct na_fti na_fti;
typedef struct na_postings na_postings;
typedef struct na_vocab na_vocab;

/* Where the index's rows come from. Slices are borrowed until the next call of either. */
typedef struct na_fti_src {
    /* Block id of %_data: 1 and *out, 0 when absent, or an error. */
    int (*block)(void *ctx, int64_t id, na_str *out, na_err *err);
    /* Of the rows of %_idx with this segid: the one with the greatest term <= term (after
     * false), or with the smallest > term (after true). 1 and its pgno, 0, or an error. */
    int (*seek)(void *ctx, int64_t segid, na_str term, bool after, int64_t *pgno_out,
                na_err *err);
    void *ctx;
    const char *name; /* for messages; copied */
} na_fti_src;

/* Within the caller's read transaction, which outlives it. */
int na_fti_open(na_fti **out, na_db *db, const char *table, na_err *err);
int na_fti_open_src(na_fti **out, const na_fti_src *src, na_err *err);
void na_fti_close(na_fti *x);
/* For one that is to be used again in a later read transaction of the same data_version:
 * before the one at hand ends. */
void na_fti_rest(na_fti *x);
/* Articles, and words of a column, as FTS5 counts them. */
uint64_t na_fti_rows(const na_fti *x);
uint64_t na_fti_tokens(const na_fti *x, int col);
size_t na_fti_segments(const na_fti *x);
/* Bytes of blocks and terms that it keeps. */
size_t na_fti_held(const na_fti *x);
/* Leaves and other blocks read so far. */
uint64_t na_fti_reads(const na_fti *x);

/* The cursor of exactly this word, standing before its first article; *out is NULL (and the
 * result NA_OK) when no article holds it. */
int na_fti_term(na_fti *x, na_str term, na_postings **out, na_err *err);

/* The words from this one on ("" for all), in order. */
int na_vocab_open(na_vocab **out, na_fti *x, na_str from, na_err *err);
void na_vocab_close(na_vocab *v);
/* 1 and the next word (borrowed), 0 at the end, or an error. */
int na_vocab_next(na_vocab *v, na_str *term_out, na_err *err);
/* A cursor of the word that next gave last. */
int na_vocab_postings(na_vocab *v, na_postings **out, na_err *err);
/* Bytes of its doclist on the leaves seen so far, at least min(these, all); a bound: an
 * article takes 3 or more. true when it runs on over further leaves. */
bool na_vocab_bytes(const na_vocab *v, size_t *out);

/* 1 on the next article, 0 at the end, or an error. */
int na_postings_next(na_postings *p, na_err *err);
/* To the first article >= rowid, never backwards (from an article already >= rowid it does
 * not move). Leaps leaves by the doclist index. 1, 0, or an error. */
int na_postings_seek(na_postings *p, int64_t rowid, na_err *err);
/* Before its first article again. */
void na_postings_rewind(na_postings *p);
/* The article the cursor stands on. */
int64_t na_postings_rowid(const na_postings *p);
/* Bytes of its position list, known without reading them. Each position takes 1 or more. */
uint32_t na_postings_size(const na_postings *p);
/* The first column its list holds, from the first bytes only: 0, or a higher one when it
 * begins with a column mark. */
int na_postings_first_column(na_postings *p, unsigned *out, na_err *err);

/* A position as one number that sorts by column, then place. */
#define NA_POS_COL(x) ((unsigned)((x) >> 32))
#define NA_POS_AT(x) ((uint32_t)(x))
#define NA_POS(col, at) ((uint64_t)(col) << 32 | (uint32_t)(at))
typedef struct na_poslist { /* zeroed is ready; na_poslist_release */
    uint64_t *v;
    size_t n, cap;
} na_poslist;
void na_poslist_release(na_poslist *l);
bool na_poslist_has(const na_poslist *l, uint64_t pos);
/* Its positions into out (replacing what was there), strictly ascending. */
int na_postings_positions(na_postings *p, na_poslist *out, na_err *err);
/* How often the word stands in each column. */
int na_postings_tf(na_postings *p, uint32_t tf[NA_FTS_COLS], na_err *err);
void na_postings_free(na_postings *p);

/* The postings of a run of rows, taken out of a cursor in one go: several times faster than
 * one after the other. Their position lists stay at hand until the next run is taken. */
#define NA_WINDOW 4096
typedef struct na_posting {
    uint16_t row;       /* from the first of the run: rowid - base - 1 */
    uint8_t first;      /* the first column its list holds */
    uint32_t size;      /* bytes of its position list */
    uint32_t page, off; /* where that is; for na_window_tf and na_window_positions */
} na_posting;
typedef struct na_window { /* zeroed is ready; na_window_release */
    na_posting *v;
    size_t n;
    /* its own */
    size_t cap;
    uint8_t **page; /* leaves left behind that v points into */
    size_t npages, pages_cap;
    bool uses_leaf; /* v points into the one at hand, too */
} na_window;
void na_window_release(na_window *w);
/* The postings of rows from to to, ascending, into w (replacing what was there), where base
 * < from <= to <= base + NA_WINDOW. A cursor serves either windows, ascending, or next and
 * seek. */
int na_postings_window(na_postings *p, int64_t base, int64_t from, int64_t to, na_window *w,
                       na_err *err);
/* As na_postings_window, up to row rows: those of the rows whose bits are set, and others
 * that share a word of 64 bits with them. */
int na_postings_among(na_postings *p, int64_t base, int64_t rows, const uint64_t *among,
                      na_window *w, na_err *err);
/* As na_postings_window, but only those of articles that are short enough for the list they
 * have; *n_out: how many begin in the first NA_SIFT_COLS columns. */
#define NA_SIFT_COLS 3
typedef struct na_sift {
    const uint32_t *length; /* of the rows, from base + 1 on */
    uint32_t most[NA_SIFT_COLS]
                 [256]; /* by first column and size (255: or more) of the list */
} na_sift;
int na_postings_sift(na_postings *p, int64_t base, int64_t from, int64_t to,
                     const na_sift *s, na_window *w, uint64_t *n_out, na_err *err);
/* As na_postings_window, of few rows: those whose bits are set. */
int na_postings_pick(na_postings *p, int64_t base, const uint64_t rows[NA_WINDOW / 64],
                     na_window *w, na_err *err);
/* A guess at how long its list is: the bytes of it that are on the word's own leaves, and
 * more than a leaf where it runs on. */
size_t na_postings_guess(const na_postings *p);
/* As na_postings_tf and na_postings_positions, of w->v[i]. */
int na_window_tf(na_postings *p, const na_window *w, size_t i, uint32_t tf[NA_FTS_COLS],
                 na_err *err);
int na_window_positions(na_postings *p, const na_window *w, size_t i, na_poslist *out,
                        na_err *err);

/* Positions as marks, a byte each: where those of several words agree, they stand side by
 * side. (Bits would be smaller, but to set one waits for the one before it.) */
#define NA_MARKS 4096
typedef struct na_marks { /* zeroed is empty */
    uint8_t at[NA_FTS_COLS][NA_MARKS];
    uint8_t mark; /* the byte that is one now; another is left from before */
} na_marks;
/* Marks the positions of w->v[i], each greater by shift, of these (in not NULL) only those
 * that are marked in in, instead of what was marked in out: 1, or 0 when one of them is
 * NA_MARKS or more and the marks of out are of no use. */
int na_window_mark(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                   const na_marks *in, na_marks *out, na_err *err);
/* The same, but those that are marked are counted, into the columns of tf that the list
 * has. */
int na_window_count(na_postings *p, const na_window *w, size_t i, uint32_t shift,
                    const na_marks *in, uint32_t tf[NA_FTS_COLS], na_err *err);

#endif
