/* SPDX-License-Identifier: MIT */
/* filter.h - the nodes of a query that look at an article's values, not at its words
 *
 * Concepts  Dates, lang:, words:, id: from the packed values; url: and bundle: are not
 *           among them, so the article itself is read: such a filter is asked last, about
 *           as few rows as can be. In undated mode a date range matches exactly the undated
 *           rows: what a search left out for want of a date is found so. was: and changed:
 *           are rows that were found before (core/past.h).
 * Lifetime  Within the segment; na_filter_release(), also after a failed open.
 * Threads   The archive's. Errors: those of the columns and articles.
 * Used by   core/eval.c alone.
 */
#ifndef NA_CORE_FILTER_H
#define NA_CORE_FILTER_H
#include "core/term.h"

typedef struct na_filter { /* zeroed is none */
    const na_seg *seg;
    const na_qnode *node;
    bool undated_mode;
    int64_t lo, hi;  /* a date range in a volume: rows [lo, hi) */
    uint32_t *codes; /* the dictionary numbers that match; the rows, of WAS and CHANGED */
    size_t ncodes;
    const uint32_t *column;
    na_arena arena;
    na_buf folded, want; /* an article's value, and the query's, folded */
    na_bits bits;
} na_filter;

/* node is a RANGE, ATTR, WORDS, WAS or CHANGED. */
int na_filter_open(na_filter *f, const na_seg *s, const na_qnode *node, bool undated_mode,
                   na_err *err);
void na_filter_release(na_filter *f);
/* Does it read articles? */
bool na_filter_is_dear(const na_qnode *node);
/* Is it nothing but rows [*from, *to)? */
bool na_filter_run(const na_filter *f, int64_t *from, int64_t *to);
/* As na_term_window; only rows in among are looked at. */
int na_filter_window(na_filter *f, int64_t base, const na_bits *among, const na_bits **out,
                     na_err *err);

#endif
