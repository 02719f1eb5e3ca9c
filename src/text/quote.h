/* SPDX-License-Identifier: MIT */
/* quote.h - which words of an article stand inside quotation marks
 *
 * Concepts  A quotation reaches from the first word behind an opening mark to the last one
 *           before its closing mark. By rules: doc/formats/analyzer.md, section 8, is
 *           normative, for volumes keep the quotations.
 * Lifetime  Quotations are appended to an na_buf as na_quote structs; it must hold nothing
 *           else.
 * Threads   That of the na_analyzer.
 * Errors    NA_ELIMIT and NA_ENOMEM of the buffers.
 * Used by   index/, core/ (indexing, quote:).
 */
#ifndef NA_TEXT_QUOTE_H
#define NA_TEXT_QUOTE_H
#include "text/sentence.h"

typedef struct na_quote {
    uint32_t col;      /* 0 title, 1 deck, 2 body */
    uint32_t from, to; /* positions of its first and its last word */
} na_quote;

/* Appends the quotations of one text of an article, ascending and apart from each other.
 * bounds: its sentences as na_analyze_body gave them, or none. */
int na_quotes(na_analyzer *a, uint32_t col, na_str text, const na_bound *bounds,
              size_t nbounds, na_buf *out, na_err *err);

#endif
