/* SPDX-License-Identifier: MIT */
/* style.h - bold, hits and dim text on a terminal, or their absence
 *
 * Concepts  Every piece of article text goes through na_escape; only the sequences written
 *           here reach the terminal. marks is for output that has no colours but should
 *           show where the hits are: **hit**.
 * Threads   Values. Errors: those of the buffer (sticky).
 * Used by   emit/, cli/.
 */
#ifndef NA_EMIT_STYLE_H
#define NA_EMIT_STYLE_H
#include "base/buf.h"
#include "base/str.h"

typedef enum na_style { NA_STYLE_PLAIN = 0, NA_STYLE_COLOR, NA_STYLE_MARKS } na_style;

/* OUT and IN: what a change took away and what it brought, marked [-so-] and {+so+} where
 * there is no colour, whatever the style. */
typedef enum na_look {
    NA_LOOK_BOLD,
    NA_LOOK_HIT,
    NA_LOOK_DIM,
    NA_LOOK_OUT,
    NA_LOOK_IN
} na_look;

typedef struct na_span {
    size_t start, end; /* bytes */
} na_span;

/* Colour for a terminal, unless NO_COLOR is set to anything or TERM is "dumb". */
na_style na_style_for(bool terminal);

/* s, escaped, in that look. */
void na_style_put(na_buf *out, na_style style, na_look look, na_str s);
/* s, escaped, its spans (ascending, apart; clamped to s) as hits. */
void na_style_hits(na_buf *out, na_style style, na_str s, const na_span *spans, size_t n);

#endif
