/* SPDX-License-Identifier: MIT */
/* explain.h - what each term of a query stands for, and what it finds and costs by itself
 *
 * Concepts  A term is a word, phrase or proximity of the query; the operands of a proximity
 *           are terms, too. Each is worked out by itself in every segment that the query's
 *           dates do not rule out: which words of the index it stands for, how many
 *           articles match it, how many postings these words have, how many leaves of the
 *           index were read and how long that took. A search does less: it leaps where
 *           terms join.
 * Lifetime  The explanation is the caller's until na_explain_free(); the query outlives it.
 * Threads   That of the archive. Errors: as na_search().
 * Used by   cli/.
 */
#ifndef NA_CORE_EXPLAIN_H
#define NA_CORE_EXPLAIN_H
#include "core/search.h"

typedef struct na_explain_word {
    na_str word;
    uint64_t articles; /* that hold it, in any column */
} na_explain_word;
typedef struct na_explain_part { /* a term in a segment */
    const char *volume;          /* file name, or "head" */
    na_explain_word *word;       /* of a word; none for phrases, prefixes, proximities */
    size_t nwords;
    uint64_t articles, postings, leaves;
    double ms;
} na_explain_part;
typedef struct na_explain_stem {
    const char *lang;
    na_str stem;
} na_explain_stem;
typedef struct na_explain_term {
    const na_qnode *node;
    na_explain_stem *stem; /* none: it is exact */
    size_t nstems;
    na_explain_part *part;
    size_t nparts;
    uint64_t articles;
} na_explain_term;
typedef struct na_explain_skip {
    const char *volume, *why;
} na_explain_skip;

typedef struct na_explain {
    na_arena arena;
    const char **lang; /* in which words are expanded; ended by NULL */
    na_explain_term *term;
    size_t nterms;
    na_explain_skip *skip;
    size_t nskips;
} na_explain;

int na_explain_new(na_explain **out, na_arc *a, const na_query *q, na_err *err);
void na_explain_free(na_explain *x);

#endif
