/* SPDX-License-Identifier: MIT */
/* tally.h - how many matches there are of each day, source, language, tag, author or agency
 *
 * Concepts  One pass over the matches of one or several queries, from the packed columns:
 *           no article of a volume is decompressed (those of the head are unpacked for all
 *           but days). The rows are the values that occur, in their order, each with a
 *           count a query. An article with several tags (authors, agencies
 *           cited) counts for each of them, once.
 * Lifetime  na_tally owns everything reached from it until na_tally_free(); it holds no
 *           snapshot.
 * Threads   One thread at a time.
 * Errors    As na_search(): a volume that cannot be read is left out for all of the
 *           queries, counted and named in info.
 * Used by   cli/.
 */
#ifndef NA_CORE_TALLY_H
#define NA_CORE_TALLY_H
#include "core/period.h"
#include "core/search.h"

typedef enum na_tally_field {
    NA_TALLY_DAY,
    NA_TALLY_SOURCE,
    NA_TALLY_LANG,
    NA_TALLY_TAG,
    NA_TALLY_AUTHOR,
    NA_TALLY_CITES /* agencies that it attributes to */
} na_tally_field;

typedef struct na_tally_row {
    na_str value; /* of source, language, tag ...; "" where the article has none */
    int64_t at;   /* the day, later the period (period.h); NA_TIME_NONE: undated */
    uint64_t *n;  /* [queries] */
} na_tally_row;

typedef struct na_tally {
    na_tally_row *v; /* by value or at, ascending; none and undated first */
    size_t n, queries;
    uint64_t *total,
        *left_out;       /* [queries]: matches; and undated that match but for dates */
    na_search_info info; /* of all queries together */
    char damage[NA_ERR_MSG];
    na_arena arena;
} na_tally;

int na_tally_new(na_tally **out, na_arc *a, const na_query *const *q, size_t n,
                 na_tally_field field, na_err *err);
void na_tally_free(na_tally *t);
/* Of a tally of sources: those that `sources` in the user's configuration folder, or in the
 * archive's, knows to be one become one, by its first name (aliases.c). */
int na_arc_source_names(na_arc *a, na_tally *t, na_err *err);
/* Days become periods. Once, of a tally of days. */
void na_tally_group(na_tally *t, na_period p);
/* The first and the last dated row in which one of the first n queries has a match; false
 * when there is none. */
bool na_tally_span(const na_tally *t, size_t n, const na_tally_row **first,
                   const na_tally_row **last);

#endif
