/* SPDX-License-Identifier: MIT */
/* bounds.h - where the sentences or paragraphs of an article's body begin
 *
 * Concepts  A volume keeps them packed (NA_COL_BOUNDS). The head does not: there the
 *           article is read and cut again, by the rules that sealing applies. The answer
 *           for the row asked for last is kept.
 * Lifetime  Within the segment; the array given out until the next call or the release.
 * Threads   The archive's.
 * Errors    NA_ECORRUPT and NA_EIO of the columns or the article, NA_ELIMIT, NA_ENOMEM.
 * Used by   core/near.c.
 */
#ifndef NA_CORE_BOUNDS_H
#define NA_CORE_BOUNDS_H
#include "core/seg.h"

typedef struct na_bounds { /* zeroed is ready */
    int64_t row;           /* whose they are; 0: none yet */
    uint32_t *v;
    size_t n, cap;
    /* the head's */
    na_analyzer *an;
    na_arena arena;
    na_buf body, tokens, bounds;
} na_bounds;

void na_bounds_release(na_bounds *b);
/* The positions, ascending, at which sentences of the row begin; with paragraphs set, only
 * those that begin a paragraph. A handle is asked for one of the two only. */
int na_bounds_row(na_bounds *b, const na_seg *s, int64_t row, bool paragraphs,
                  const uint32_t **out, size_t *n_out, na_err *err);

/* The quotations of articles, in the same way. */
typedef struct na_quotes_at { /* zeroed is ready */
    int64_t row;
    na_quote *v;
    size_t n, cap;
    /* the head's */
    na_bounds text;
    na_buf found;
} na_quotes_at;

void na_quotes_release(na_quotes_at *q);
/* Those of the row, by column and place. */
int na_quotes_row(na_quotes_at *q, const na_seg *s, int64_t row, const na_quote **out,
                  size_t *n_out, na_err *err);

#endif
