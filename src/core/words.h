/* SPDX-License-Identifier: MIT */
/* words.h - a cursor over the articles that hold any of several words: one term of a search
 *
 * Concepts  The words of a leaf (a plain word and those that share its stem) stand for one
 *           term: an article holds it that holds any of them, and its count in a column is
 *           the sum of theirs. Words never share a position, so places add up, too. One
 *           word is its postings and costs nothing more; several lie in a heap by row.
 * Lifetime  Within the segment's read transaction; na_words_release() also after a failure.
 * Threads   That of the segment.
 * Errors    NA_ECORRUPT and NA_EIO of the index, NA_ENOMEM. The caller checks rows
 *           (na_seg_check).
 * Used by   core/ alone.
 */
#ifndef NA_CORE_WORDS_H
#define NA_CORE_WORDS_H
#include "core/seg.h"
#include "query/query.h"

typedef struct na_words_part {
    na_postings *p;
    int64_t row; /* where it stands, 0 before the first seek, INT64_MAX behind the last */
    unsigned first;
} na_words_part;

typedef struct na_words { /* zeroed holds no word */
    na_postings *one;     /* of the only word; NULL: see v */
    unsigned first;       /* of the only word, after na_words_here() */
    na_words_part *v;     /* a heap by row, of two or more words */
    size_t n;
    na_poslist part; /* scratch */
    uint64_t
        articles; /* that hold any of them in title, deck or body, where a volume has it
                          stored; else UINT64_MAX */
} na_words;

/* The words of one segment that a leaf of one exact term stands for (core/expand.h). */
int na_words_open(na_words *w, const na_seg *s, const na_qnode *leaf, na_err *err);
/* Just these words; those that no article holds are left out. */
int na_words_open_list(na_words *w, const na_seg *s, const na_str *word, size_t n,
                       na_err *err);
void na_words_release(na_words *w);
/* No article of the segment holds any of them. */
static inline bool na_words_none(const na_words *w) { return !w->one && w->n == 0; }

/* What the inline functions do for several words. */
int na_words_seek_many(na_words *w, int64_t row, na_err *err);
int na_words_tf_many(na_words *w, uint32_t tf[NA_FTS_COLS], na_err *err);
int na_words_positions_many(na_words *w, na_poslist *out, na_err *err);

/* To the first article >= row, never backwards: 1, 0 when there is none, or an error. */
static inline int na_words_seek(na_words *w, int64_t row, na_err *err)
{
    if (w->one) return na_postings_seek(w->one, row, err);
    return w->n ? na_words_seek_many(w, row, err) : 0;
}
/* The article it stands on. */
static inline int64_t na_words_row(const na_words *w)
{
    return w->one ? na_postings_rowid(w->one) : w->v[0].row;
}
/* How often the words stand in each column, together. */
static inline int na_words_tf(na_words *w, uint32_t tf[NA_FTS_COLS], na_err *err)
{
    return w->one ? na_postings_tf(w->one, tf, err) : na_words_tf_many(w, tf, err);
}
/* All their positions into out, strictly ascending. */
static inline int na_words_positions(na_words *w, na_poslist *out, na_err *err)
{
    return w->one ? na_postings_positions(w->one, out, err)
                  : na_words_positions_many(w, out, err);
}
/* Does any of them stand in a column of mask? Mostly told by the first byte of
 * positions. */
int na_words_here(na_words *w, uint32_t mask, bool *hit, na_err *err);

#endif
