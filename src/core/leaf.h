/* SPDX-License-Identifier: MIT */
/* leaf.h - the matches of one phrase, word, prefix or proximity in one segment
 *
 * Concepts  A leaf is a NA_Q_PHRASE node: terms at offsets, within a mask of columns. A
 *           single exact word streams from its postings (iter.c); a phrase or a prefix is
 *           worked out here into a list of (rowid, tf). tf = 3 title + 2 deck + body; a
 *           leaf whose columns are none of these has tf 0 and only filters. A proximity is
 *           a leaf too (near.h), and finds the places of its phrases by what is here.
 * Lifetime  A list is the caller's: na_matches_release(). Threads: the archive's.
 * Errors    NA_ECORRUPT and NA_EIO of the index, NA_ELIMIT, NA_ENOMEM.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_LEAF_H
#define NA_CORE_LEAF_H
#include "core/words.h"

typedef struct na_match {
    uint32_t row, tf;
} na_match;
typedef struct na_matches { /* zeroed is empty; ascending rows */
    na_match *v;
    size_t n, cap;
} na_matches;

void na_matches_release(na_matches *m);
int na_matches_add(na_matches *m, uint32_t row, uint32_t tf, na_err *err);

/* Places where a phrase begins: by row, then position. */
typedef struct na_start {
    uint64_t pos; /* NA_POS of the phrase's first word */
    uint32_t row;
    bool goes_on; /* a word of the prefix in question stands at its offset */
} na_start;
typedef struct na_starts { /* zeroed is empty */
    na_start *v;
    size_t n, cap;
} na_starts;
void na_starts_release(na_starts *l);
/* All of them in the segment, within the phrase's columns. rows (NULL: all) has a bit for
 * each row that is asked for, bit row - 1; others may be left out. */
int na_leaf_starts(const na_seg *s, const na_qnode *phrase, const uint8_t *rows,
                   na_starts *out, na_err *err);

/* The exact terms of a phrase, leapfrogging. Zeroed is none; release after a failure, too.
 * *absent: one of them is nowhere in the segment, so there is nothing to seek. */
typedef struct na_cursors {
    const na_seg *seg;
    na_words *p;
    na_poslist *at;
    size_t *reached; /* places of at passed already */
    const struct na_qterm **term;
    size_t n;
} na_cursors;
int na_cursors_open(na_cursors *c, const na_seg *s, const na_qnode *phrase, bool *absent,
                    na_err *err);
void na_cursors_release(na_cursors *c);
/* 1 and the first row >= target that has all terms, 0 when there is none, or an error. */
int na_cursors_seek(na_cursors *c, int64_t target, int64_t *row_out, na_err *err);
/* Appends the starts in the row they stand on. */
int na_cursors_starts(na_cursors *c, uint32_t mask, na_starts *out, na_err *err);

/* tf of the counts of one posting within the columns of mask; *hit: is any of them
 * there? */
uint32_t na_leaf_tf(const uint32_t tf[NA_FTS_COLS], uint32_t mask, bool *hit);
/* Does the word stand in a column of mask, in the article the cursor is on? Mostly told by
 * the first byte of its positions. */
int na_leaf_here(na_postings *p, uint32_t mask, bool *hit, unsigned *first, na_err *err);
/* A single word, or those it stands for: term.c streams it. */
bool na_leaf_streams(const na_qnode *leaf);
int na_leaf_list(const na_seg *s, const na_qnode *leaf, na_matches *out, na_err *err);

#endif
