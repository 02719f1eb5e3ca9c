/* SPDX-License-Identifier: MIT */
/* eval.h - a query's tree over one segment, a window of rows at a time
 *
 * Concepts  For NA_WINDOW rows at once each node gives the bits of those that match; AND,
 *           OR and NOT are operations on words of bits. A kid of an AND is only asked about
 *           rows that the kids before it left, cheap and short ones first, and not at all
 *           where none is left: its postings are then leapt over. Rows are scored one by
 *           one, those that match; a bound of the score tells most of them away without
 *           their positions.
 * Lifetime  Within the segment. na_eval_free() takes the whole tree. Bits given out live
 *           until the next window.
 * Threads   The archive's. Errors: those of the index; NA_ECORRUPT for a row that is none.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_EVAL_H
#define NA_CORE_EVAL_H
#include "core/term.h"

typedef struct na_eval na_eval;

/* What scoring knows of a leaf, the same in every segment; idf 0: it does not score. */
typedef struct na_leaf_weight {
    const na_qnode *leaf;
    double idf;
} na_leaf_weight;
typedef struct na_weights {
    const na_leaf_weight *v;
    size_t n;
    double mean_length;
} na_weights;

/* The weight of a leaf by tf and length, in floats: enough for a bound. */
typedef struct na_curve { /* top tf / (tf + a + c length) */
    float top, a, c;
} na_curve;

static inline float na_curve_at(na_curve c, uint8_t bound, uint32_t length)
{
    float tf = bound == NA_TF_ANY ? 1e9F : (float)bound;

    return c.top * (tf / (tf + c.a + c.c * (float)(int32_t)length));
}

/* Undated mode: filter.h. */
int na_eval_new(na_eval **out, const na_seg *s, const na_qnode *root, bool undated_mode,
                na_err *err);
void na_eval_free(na_eval *e);
/* The articles of the segment that match a leaf which scores, dead ones too. Before the
 * first window. */
int na_eval_leaf_n(na_eval *e, const na_qnode *leaf, uint64_t *out, na_err *err);
/* From here on rows can be scored. */
void na_eval_weigh(na_eval *e, const na_weights *w);
/* The rows of base's window that match, base a multiple of NA_WINDOW; NULL (or no bit) when
 * there are none. Bases ascend. Dead rows are among them. */
int na_eval_window(na_eval *e, int64_t base, const na_bits **out, na_err *err);
/* Windows may begin at the first again. */
void na_eval_rewind(na_eval *e);
/* The same, of rows in among only. */
int na_eval_window_among(na_eval *e, int64_t base, const na_bits *among,
                         const na_bits **out, na_err *err);
/* Does a leaf that scores have impacts? */
bool na_eval_has_impacts(const na_eval *e);
/* For each range of NA_RANGE rows a number no less than the score of any row that matches
 * there; below 0: none does. Before the first window, or rewound. */
int na_eval_ranges(na_eval *e, float *out, na_err *err);
/* No score of the leaf is greater than *out in this segment; ranged: na_eval_ranges() was
 * asked. false: that is not known. */
bool na_eval_leaf_most(const na_eval *e, const na_qnode *leaf, bool ranged, float *out);
/* After na_eval_ranges(): from here on windows may leave out what scores less: do they? */
bool na_eval_floor(na_eval *e, float floor);
/* No fewer articles of the segment match, dead ones included; *exact: no more either. */
uint64_t na_eval_least_n(const na_eval *e, bool *exact);
/* For each row i (rowid - base - 1) in found, the bits of the last window, a number no less
 * than its score: bounds[i] of NA_WINDOW. */
void na_eval_bounds(const na_eval *e, const na_bits *found, float *bounds);
/* The same for one row. */
float na_eval_bound(const na_eval *e, unsigned i);
/* The matches, where the query is nothing but a leaf that keeps them all; else NULL. */
const na_matches *na_eval_list(const na_eval *e);
/* Is it nothing but a word that scores, and whose postings can be sifted (term.h) or whose
 * list has ranges? */
na_term *na_eval_word(const na_eval *e);
/* No less than its score, by a bound of tf. */
na_curve na_eval_word_curve(const na_eval *e);
/* The longest article that a tf of so much can lift to floor, for each bound of tf. */
void na_eval_most(const na_eval *e, float floor, uint32_t most[NA_TF_ANY + 1]);
/* BM25 of a row of a query that is nothing but a leaf, with this tf. */
double na_eval_leaf_score(const na_eval *e, int64_t row, uint32_t tf);
/* The BM25 of row i: the sum over the leaves that match there. */
int na_eval_score(na_eval *e, unsigned i, double *out, na_err *err);

#endif
