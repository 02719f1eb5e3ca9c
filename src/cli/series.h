/* SPDX-License-Identifier: MIT */
/* series.h - queries over time: what timeline and compare share
 *
 * Concepts  The counts of one or more queries by year, month, week or day, from the first
 *           match to the last; with normal, beside them those of the whole archive. Long
 *           stretches without a match can be had as one step.
 * Lifetime  series_init .. series_release; release it also after a failure.
 * Threads   One. Errors: those of the parser and of na_tally_new().
 * Used by   cli/ alone.
 */
#ifndef NA_CLI_SERIES_H
#define NA_CLI_SERIES_H
#include "cli/bars.h"
#include "cli/cmd.h"
#include "core/tally.h"
#include "emit/emit.h"

/* The options that both have. */
#define SERIES_OPTS                                                                        \
    { "by", 0, "PERIOD", "year, month, week or day (by the span of what was found)" },     \
    {                                                                                      \
        "normalize", 0, NULL, "per 1,000 articles of the archive in that period"           \
    }

typedef struct series {
    na_query **query; /* [n], with normal one more: everything */
    size_t n;
    bool normal;
    na_period by;
    na_tally *tally;
    const na_tally_row *first, *last; /* NULL: no match has a date */
    const na_tally_row *undated;      /* or NULL */
    uint64_t *none;                   /* counts of a period that has no row */
    uint64_t total;                   /* of all queries */
} series;

/* A query for each group of words: split says that each of argv is one, else they are one
 * together. */
int series_init(series *s, struct cmd_ctx *cx, int argc, char **argv, bool split);
void series_release(series *s);

typedef struct series_step {
    int64_t at;        /* the period */
    uint64_t gap;      /* so many without a match from there on; else 0 */
    const uint64_t *n; /* counts, when gap is 0 */
} series_step;
typedef struct series_walk {
    const na_tally_row *row;
    int64_t at;
} series_walk;
series_walk series_start(const series *s);
/* The next period; fold: several empty ones at once. false at the end. */
bool series_next(const series *s, series_walk *w, bool fold, series_step *out);

/* The number to show of query k: a count, or per 1,000. */
double series_value(const series *s, const uint64_t *n, size_t k);
/* Undated matches of query k. */
uint64_t series_undated(const series *s, size_t k);
/* A sparkline of query k in at most so many cells. */
int series_spark(const series *s, const bars *b, size_t k, size_t cells, na_buf *out,
                 na_err *err);
/* Widths of the labels. */
size_t series_label_width(na_period p);
/* Members period and from of a row. */
void series_emit_period(const series *s, na_emit *e, int64_t at);
void series_emit_head(const series *s, na_emit *e);

#endif
