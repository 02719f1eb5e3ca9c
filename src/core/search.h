/* SPDX-License-Identifier: MIT */
/* search.h - one evaluator over head and volumes: from a query to hits
 *
 * Concepts  na_search() runs a whole query within one read transaction of head.db: which
 *           articles match, in which order. Hits are light (segment, rowid, score); their
 *           articles are decompressed when asked for. Scores are BM25 as doc/query.md gives
 *           it, rounded to 1e-6, independent of how the articles are split over volumes.
 * Lifetime  na_hits owns everything reached from it until na_hits_free(); it must go before
 *           its archive and its query, and holds the snapshot it was found in: outside a
 *           transaction, a writer's next one begins only when all its hits are free.
 * Threads   One thread at a time.
 * Errors    NA_EQUERY from the parser is the caller's; here NA_EIO, NA_ECORRUPT only when
 *           nothing could be searched: a damaged volume is skipped and counted.
 * Used by   cli/, script/.
 */
#ifndef NA_CORE_SEARCH_H
#define NA_CORE_SEARCH_H
#include "core/arc.h"
#include "query/query.h"

typedef struct na_search_opts {
    size_t limit; /* hits wanted; SIZE_MAX for all */
    size_t offset;
    int sort; /* NA_SORT_*; DEFAULT: the query's own, else relevance */
    bool count_only;
    /* So many matches are counted for info's total, and more only where that costs nothing:
     * total_is_exact tells whether it is all; 0: all of it. */
    uint64_t count_to;
    bool collapse; /* near-duplicates stand behind the first: na_hit_similar() */
} na_search_opts;

typedef struct na_hits na_hits;

typedef struct na_search_info {
    uint64_t total; /* articles that match */
    bool total_is_exact;
    uint64_t volumes, skipped, damaged, undated_left_out;
    double took_ms;
    const char *damage; /* the first damage found, or "" */
} na_search_info;

/* The names that `aliases` in the user's configuration folder and in the archive's know for
 * what q looks for, added to it. NA_EUSAGE for an ill-formed file, naming file and line. */
int na_arc_alias(na_arc *a, na_query *q, na_err *err);
int na_search(na_arc *a, const na_query *q, const na_search_opts *o, na_hits **out,
              na_err *err);
void na_hits_free(na_hits *h);
size_t na_hits_n(const na_hits *h);
const na_search_info *na_hits_info(const na_hits *h);

double na_hit_score(const na_hits *h, size_t i);
/* Of a collapsed search: how many other matching articles the hit stands for; limit and
 * offset count hits, info's total all articles. Where total is not exact, those of the
 * volumes that hold hits are counted. 0 without collapsing. */
uint64_t na_hit_similar(const na_hits *h, size_t i);
/* The id alone, from the packed columns: 16 digits and a NUL in out[17]. */
int na_hit_id(na_hits *h, size_t i, char out[17], na_err *err);
/* The whole article (decompressed on demand), borrowed until the next na_hit_article call
 * on h that names another hit, or na_hits_free. */
int na_hit_article(na_hits *h, size_t i, const na_article **out, na_err *err);
/* Hits from, from + 1, ... (n of them, at most 64) are asked for next: their articles are
 * read now, on all cores, which is faster than one after the other. Nothing fails here. */
void na_hits_ahead(na_hits *h, size_t from, size_t n);
/* File name of its volume, or "head". Borrowed. */
const char *na_hit_volume(const na_hits *h, size_t i);

/* What in the hit's article attributes to the agencies that cites: asks for, none when the
 * query asks for none: the bytes [start, end) of its title (0), deck (1) or body (2).
 * Borrowed until another hit's article is asked for, or na_hits_free. */
typedef struct na_hit_cite {
    na_str agency, text;
    int in;
    size_t start, end;
} na_hit_cite;
int na_hit_cites(na_hits *h, size_t i, const na_hit_cite **out, size_t *n_out, na_err *err);

/* A snippet: the best sentence(s) of the article for the query, at most about max_bytes of
 * UTF-8, with the byte ranges to highlight. Borrowed until the next call on h. */
typedef struct na_snippet {
    na_str text;
    const size_t (*hl)[2];
    size_t nhl;
} na_snippet;
int na_hit_snippet(na_hits *h, size_t i, size_t max_bytes, na_snippet *out, na_err *err);

#endif
