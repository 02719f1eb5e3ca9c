/* SPDX-License-Identifier: MIT */
/* expand.h - which words a plain word of a query stands for
 *
 * Concepts  A plain word is a phrase of one exact term, typed without quotes or "=", that
 *           looks into title, deck or body. It stands for itself and, in each language that
 *           more than 1 of 100 articles of the archive are in (or in those that lang: asks
 *           for, where that is joined to it by AND), for all words with its stem. A
 *           segment's share of them comes from the table of a volume, or, in the head and
 *           in a volume sealed without the language, from running over its words: the same
 *           either way. An expansion is what all this means for the queries of one search.
 * Lifetime  Within the snapshot of the search; the queries outlive it. Words that are found
 *           by running over a segment are kept till na_expand_free().
 * Threads   Queries are added by one thread; then any number may ask, each for a segment of
 *           its own.
 * Errors    Those of the index, NA_ENOMEM.
 * Used by   core/ alone.
 */
#ifndef NA_CORE_EXPAND_H
#define NA_CORE_EXPAND_H
#include "core/seg.h"
#include "query/query.h"
#include "text/stemmer.h"

/* A stem that a plain word stands for. */
typedef struct na_expand_stem {
    size_t lang;
    na_str stem;
    bool own; /* it is its own stem */
} na_expand_stem;
typedef struct na_expand_leaf {
    const na_qnode *node;
    na_str word;
    na_expand_stem *stem;
    size_t nstems;
    na_expand *of;
    struct found **found; /* of expand.c */
} na_expand_leaf;

/* rows: the catalogue of the search. */
int na_expand_new(na_expand **out, na_arc *a, const na_catrow *rows, size_t n, na_err *err);
int na_expand_add(na_expand *x, const na_qnode *root, na_err *err);
void na_expand_free(na_expand *x);
/* NULL: the leaf stands for its own terms alone. x may be NULL. */
const na_expand_leaf *na_expand_find(const na_expand *x, const na_qnode *leaf);
/* Both stand for the same stems in all languages. */
bool na_expand_same(const na_expand_leaf *a, const na_expand_leaf *b);
/* All that the matches of a leaf in a volume depend on: its fields, its word, and what that
 * stands for. NULL: it is no word alone, or no leaf of the queries. */
typedef struct na_expand_key {
    const na_qnode *node;
    na_str bytes;
    uint64_t hash; /* of bytes */
} na_expand_key;
const na_expand_key *na_expand_key_of(const na_expand *x, const na_qnode *leaf);
/* The languages that words are expanded in where the query names none; a bit each. */
uint32_t na_expand_langs(const na_expand *x);
/* By which library the stems of a leaf's language were made (text/stemmer.h). */
uint32_t na_expand_print(const na_expand *x, size_t lang);

/* The words of the segment that the leaf stands for, its own first; others may be none of
 * the index's. They live in arena. *n_out: in how many articles any of them stands in
 * title, deck or body, if the volume has that stored, otherwise UINT64_MAX. */
int na_expand_words(const na_seg *s, const na_expand_leaf *l, na_arena *arena, na_strv *out,
                    uint64_t *n_out, na_err *err);
/* Is this token one of the words that the leaf stands for? For showing what was found. */
int na_expand_is(const na_expand_leaf *l, na_str token, bool *out, na_err *err);

#endif
