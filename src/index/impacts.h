/* SPDX-License-Identifier: MIT */
/* impacts.h - of a frequent word, how much each range of rows can add to a score
 *
 * Concepts  doc/formats/columns.md, section 5.1, is normative. The rows of a volume are cut
 *           into ranges of 2^shift; the impact of a word on a range is the greatest part of
 *           its weight that it gives to an article there, tf / (tf + norm) of BM25, as a
 *           byte rounded up. Beside it stands where in the doclist the range begins. So a
 *           search for the best ten leaves out most of a long doclist, and enters it in the
 *           middle. Known as block-max indexes: Ding and Suel, "Faster Top-k Document
 *           Retrieval Using Block-Max Indexes" (2011); ranges of rows instead of runs of
 *           postings as in Dimopoulos, Nepomnyachiy and Suel, "Optimizing Top-k Document
 *           Retrieval Strategies for Block-Max Indexes" (2013).
 * Lifetime  What was read has a user, who calls na_impacts_drop() or gives it to a cursor;
 *           it lives until the last user drops it.
 * Threads   None of its own. Errors: NA_ECORRUPT, NA_ENOMEM.
 * Used by   stem.h, core/ (term_ranges.c by impacts; leaf.c and score.c for the constants).
 */
#ifndef NA_INDEX_IMPACTS_H
#define NA_INDEX_IMPACTS_H
#include "base/buf.h"
#include "index/doclist.h"

/* The constants of BM25: why these stands in doc/query.md, Order. */
#define NA_BM25_K1 2.2
#define NA_BM25_B 0.8
/* tf counts a word in a column so often; 0: not at all. */
extern const uint32_t na_fts_weight[NA_FTS_COLS];

#define NA_RANGE_SHIFT 6u /* the smallest ranges: 64 rows */

typedef struct na_impact_at { /* the first posting that is not before the range */
    uint32_t leaf;            /* from the word's first on */
    uint32_t off;             /* of the size of its position list, as cursors count */
    uint32_t row;
} na_impact_at;

typedef struct na_impacts { /* zeroed is none */
    unsigned shift;
    size_t n;   /* ranges, up to that of the last posting */
    uint8_t *v; /* [n]: in 255ths; 0: nothing of the word in title, deck or body */
    na_impact_at *at;
    unsigned users;
} na_impacts;

/* Tokens of title, deck and body of the index's articles, on average; 1 where there are
 * none. */
double na_mean_length(const na_fti *x);

/* Appends those of the word that the cursor, before its first article, runs over: n
 * articles hold it in title, deck or body. length: tokens of each row; mean: their mean. */
int na_impacts_build(na_buf *out, na_postings *p, uint64_t n, const uint32_t *length,
                     uint64_t rows, double mean, na_err *err);
/* From what build made; word is for messages. */
int na_impacts_read(na_impacts **out, na_str bytes, uint64_t rows, na_str word,
                    na_err *err);
void na_impacts_drop(na_impacts *m);
/* Bytes of memory. */
size_t na_impacts_held(const na_impacts *m);
/* The cursor becomes the user of the impacts of its word, instead of the caller, and seeks
 * by them from here on. */
void na_postings_guide(na_postings *p, na_impacts *m);
/* Borrowed; NULL when it has none. */
const na_impacts *na_postings_impacts(const na_postings *p);

#endif
