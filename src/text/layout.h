/* SPDX-License-Identifier: MIT */
/* layout.h - text in columns of a terminal, and how much two texts have in common
 *
 * Lifetime  The caller's buffers. Threads: that of the na_analyzer; otherwise no state.
 * Errors    NA_ELIMIT and NA_ENOMEM of buffers and arena.
 * Used by   script/.
 */
#ifndef NA_TEXT_LAYOUT_H
#define NA_TEXT_LAYOUT_H
#include "base/arena.h"
#include "text/analyzer.h"

/* Columns that s takes. */
size_t na_text_width(na_str s);
/* Appends s in lines of at most max columns, but for words that are longer; paragraphs stay
 * apart by one blank line. */
void na_text_wrap(na_str s, size_t max, na_buf *out);
/* How many bytes of s fit into max columns with a mark of so many behind them, cut behind a
 * word where one ends in the second half; s.len when all of it fits without. */
size_t na_text_fit(na_str s, size_t max, size_t mark);
/* Of the pairs of neighbouring words (the words, of a text of one) that either has, the
 * share that both have: 0 to 1. tmp is work space. */
int na_text_similarity(na_analyzer *a, na_str one, na_str two, na_buf *tmp, na_arena *arena,
                       double *out, na_err *err);

#endif
