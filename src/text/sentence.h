/* SPDX-License-Identifier: MIT */
/* sentence.h - where sentences and paragraphs of a body begin
 *
 * Concepts  A bound is where a sentence begins: the position of its first token, its first
 *           byte, and whether a paragraph begins with it. By rules, not by language models:
 *           doc/formats/analyzer.md, section 7, is normative, for volumes keep the bounds.
 * Lifetime  Bounds are appended to an na_buf as na_bound structs; it must hold nothing
 *           else.
 * Threads   That of the na_analyzer; otherwise no state.
 * Errors    NA_ELIMIT and NA_ENOMEM of the buffers.
 * Used by   core/ (indexing, proximity, snippets).
 */
#ifndef NA_TEXT_SENTENCE_H
#define NA_TEXT_SENTENCE_H
#include "text/analyzer.h"

typedef struct na_bound {
    uint32_t pos;
    size_t start;
    bool paragraph;
} na_bound;

/* As na_analyze_blank, and in the same pass the bounds, positions strictly ascending: a
 * sentence without a token is left out, its paragraph begins with the next one. */
int na_analyze_body(na_analyzer *a, na_str body, na_buf *tokens, uint32_t *n_out,
                    na_buf *bounds, na_err *err);

/* The bytes alone, for snippets: pos is 0, sentences without a token are there. A sentence
 * reaches to the start of the next one, white space behind it included. */
int na_sentences(na_str body, na_buf *bounds, na_err *err);

#endif
