/* SPDX-License-Identifier: MIT */
/* analyzer.h - text into the tokens that are indexed and looked up (analyzer format 1)
 *
 * Concepts  A token is a folded word, or in scripts written without blanks the bigram of a
 *           character and its successor. Positions count tokens from 0. Volumes keep the
 *           tokens, so their rules are a format: doc/formats/analyzer.md is normative, and
 *           any change of it needs a new NA_ANALYZER_VERSION.
 * Lifetime  An na_analyzer is scratch memory of fixed size; it keeps nothing between calls.
 * Threads   One thread at a time for each na_analyzer.
 * Errors    No text is an error: what is not UTF-8 separates words. NA_ELIMIT for a text of
 *           4 GiB or more and when a buffer is full, NA_ENOMEM.
 * Used by   index/ and core/ (indexing, evaluating, snippets), query/ (looking up).
 */
#ifndef NA_TEXT_ANALYZER_H
#define NA_TEXT_ANALYZER_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NA_ANALYZER_VERSION 1
#define NA_TOKEN_MAX 64 /* bytes of a token; longer ones are cut */

/* One token: its folded bytes (borrowed until the callback returns), its position, and the
 * bytes of the input that it stands for (of a bigram: both characters). */
typedef struct na_token {
    na_str text;
    uint32_t pos;
    size_t start, end;
} na_token;

/* Non-zero stops the analysis and is returned by na_analyze. */
typedef int (*na_token_fn)(void *ctx, const na_token *t);

typedef struct na_analyzer na_analyzer;

int na_analyzer_new(na_analyzer **out, na_err *err);
void na_analyzer_free(na_analyzer *a);

/* Gives fn the tokens of text in order. */
int na_analyze(na_analyzer *a, na_str text, na_token_fn fn, void *ctx, na_err *err);

/* The fast form for indexing: appends the tokens of text to out, one blank between two of
 * them (none before the first: who appends to a filled buffer puts its own), and their
 * number to *n_out. out should have room for 5 KiB more than it will hold. */
int na_analyze_blank(na_analyzer *a, na_str text, na_buf *out, uint32_t *n_out,
                     na_err *err);

/* What to look up for a word or a quoted phrase as it was typed: terms at their offsets
 * from where the match begins. A run of m >= 2 unspaced characters gives m - 1 bigrams, a
 * run of one gives it as a prefix; either takes m positions, as in a text, so offsets have
 * gaps. The terms live in arena; *out is NULL when there are none. */
typedef struct na_qterm {
    na_str text;
    uint32_t offset;
    bool prefix;
} na_qterm;

int na_analyze_query(na_analyzer *a, na_str text, na_arena *arena, na_qterm **out,
                     size_t *n_out, na_err *err);

#endif
