/* SPDX-License-Identifier: MIT */
/* search_int.h - one search while it runs; search.c, scan.c, skim.c and known.c share it,
 * nobody else */
#ifndef NA_CORE_SEARCH_INT_H
#define NA_CORE_SEARCH_INT_H
#include "core/hits.h"
#include "core/match.h"
#include "core/recall.h"

#define SCORE_UNIT 1e6 /* scores are compared in millionths */

/* Segments stay open between the passes, with what was read of them: of so many, and of so
 * many leaves in all of them. */
#define KEPT 128u
#define KEPT_LEAVES 512u

typedef struct open_seg {
    na_seg seg;
    na_eval *eval;
} open_seg;

typedef struct search {
    const na_query *query;
    na_qsort sort;
    bool scored; /* by relevance, and a leaf can score */
    size_t want; /* hits to keep */
    uint64_t count_to; /* na_search_opts */
    const na_search_opts *opts;
    size_t *order; /* in which the segments are searched, [ncat + NA_HEADS] */
    na_hits *hits;
    na_match_walk walk;
    open_seg **open; /* [ncat + NA_HEADS] if it keeps them, else the one at hand */
    bool keeps;
    na_leaf_weight *leaves;
    size_t nleaves;
    na_recall_leaf **recall; /* [nleaves]: what is known of it, NULL: nothing is kept */
    bool told;               /* all of n is known: no volume has to be counted */
    bool plain;              /* the query is a word, or an AND or OR of words */
    uint64_t *n; /* [nleaves]: articles that match the leaf */
    uint64_t articles, tokens;
    na_weights weights;
    na_match_dates dates;
    bool has_range; /* undated articles may be left out for want of a date */
    float *bounds; /* [NA_WINDOW], of the scores of a window; NULL: not needed yet */
    int64_t best;  /* score in the segment at hand, of those that were worked out */
    bool spoiled;  /* what a bad segment gave is among the rest */
    bool again;    /* more hits are needed, since many collapsed */
} search;

/* scan.c: the matches of a segment, the best of them into the hits. *ranged_out:
 * na_eval_ranges() was asked. */
int na_scan_segment(search *s, open_seg *o, uint32_t segment, bool *ranged_out,
                    na_err *err);
/* The rows found in the window of base, dead ones struck out, into the hits; all count. */
int na_scan_take(search *s, open_seg *o, uint32_t segment, int64_t base, na_bits *found,
                 na_err *err);
/* A row of a query that is nothing but a leaf, by its tf, into the hits. */
int na_scan_match(search *s, open_seg *o, uint32_t segment, int64_t row, uint32_t tf,
                  na_err *err);
/* What a bound must not be below for a row to become a hit; below 0: anything does. */
float na_scan_least(const search *s);
/* A search by date that has its hits and has counted enough: nothing in rows published from
 * first to last would be among them. */
bool na_scan_needless(const search *s, int64_t first, int64_t last);

/* known.c. After the leaves are known: s->recall, s->told, s->plain. */
int na_known_recall(search *s, na_err *err);
/* All leaves were counted in volume i before. */
bool na_known_counted(const search *s, size_t i);
/* The statistics of all volumes, where they are known: how many volumes that were. */
size_t na_known_totals(search *s);
/* Can anything match in volume i? */
bool na_known_may_match(const search *s, size_t i);
/* s->order: the head, then the volumes by what they can give at most, where that is
 * known. */
int na_known_order(search *s, na_err *err);
/* *out: nothing in volume i becomes a hit, and what it has is counted without it, or enough
 * is. */
int na_known_needless(search *s, size_t i, bool *out, na_err *err);
/* What the search of volume i showed. ranged: its ranges were looked at. */
void na_known_remember(search *s, const open_seg *o, size_t i, bool ranged);

#endif
