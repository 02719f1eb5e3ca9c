/* SPDX-License-Identifier: MIT */
#include "cli/series.h"
#include "base/time.h"
#include "cli/query_arg.h"
#include "cli/searched.h"
#include <stdlib.h>

#define FOLD 4 /* empty periods that become one line */

static int parse_all(series *s, struct cmd_ctx *cx, int argc, char **argv, bool split)
{
    int rc = NA_OK;

    s->n = split ? (size_t)argc : 1;
    s->query = calloc(s->n + 1, sizeof(na_query *));
    s->none = calloc(s->n + 1, sizeof *s->none);
    if (!s->query || !s->none) return na_fail_nomem(cx->err);
    for (size_t i = 0; rc == NA_OK && i < s->n; i++)
        rc = split ? query_arg(cx, 1, &argv[i], &s->query[i])
                   : query_arg(cx, argc, argv, &s->query[i]);
    if (rc == NA_OK && s->normal) rc = query_arg(cx, 0, NULL, &s->query[s->n]);
    return rc;
}

int series_init(series *s, struct cmd_ctx *cx, int argc, char **argv, bool split)
{
    const na_tally_row *first, *last;
    int by, rc;

    *s = (series){ .normal = opts_has(&cx->opts, "normalize") };
    if ((rc = opts_choice(&cx->opts, "by", na_period_names(), -1, &by, cx->err)) < 0)
        return rc;
    if ((rc = parse_all(s, cx, argc, argv, split)) < 0) return rc;
    rc = na_tally_new(&s->tally, cx->arc, (const na_query *const *)s->query,
                      s->n + s->normal, NA_TALLY_DAY, cx->err);
    if (rc < 0) return rc;
    s->by = by < 0 ? NA_PERIOD_MONTH : (na_period)by;
    if (na_tally_span(s->tally, s->n, &first, &last)) {
        if (by < 0) s->by = na_period_for(first->at, last->at);
        na_tally_group(s->tally, s->by);
        (void)na_tally_span(s->tally, s->n, &s->first, &s->last);
    }
    if (s->tally->n > 0 && s->tally->v[0].at == NA_TIME_NONE) s->undated = &s->tally->v[0];
    for (size_t k = 0; k < s->n; k++) s->total += s->tally->total[k];
    return NA_OK;
}

void series_release(series *s)
{
    for (size_t i = 0; s->query && i <= s->n; i++) na_query_free(s->query[i]);
    free(s->query);
    free(s->none);
    na_tally_free(s->tally);
    *s = (series){ 0 };
}

static bool is_empty(const series *s, const na_tally_row *r)
{
    for (size_t k = 0; k < s->n; k++)
        if (r->n[k] > 0) return false;
    return true;
}

series_walk series_start(const series *s)
{
    return (series_walk){ s->first, s->first ? s->first->at : 0 };
}

bool series_next(const series *s, series_walk *w, bool fold, series_step *out)
{
    const na_tally_row *r, *full;

    if (!w->row || w->at > s->last->at) return false;
    for (r = w->row; r->at < w->at;) r++;
    w->row = r;
    for (full = r; fold && is_empty(s, full);) full++;
    *out = (series_step){ .at = w->at, .n = r->at == w->at ? r->n : s->none };
    if (fold && full->at - w->at >= FOLD) out->gap = (uint64_t)(full->at - w->at);
    w->at = out->gap > 0 ? full->at : w->at + 1;
    return true;
}

double series_value(const series *s, const uint64_t *n, size_t k)
{
    if (!s->normal) return (double)n[k];
    return n[s->n] > 0 ? 1000 * (double)n[k] / (double)n[s->n] : 0;
}

uint64_t series_undated(const series *s, size_t k)
{
    return s->undated ? s->undated->n[k] : 0;
}

int series_spark(const series *s, const bars *b, size_t k, size_t cells, na_buf *out,
                 na_err *err)
{
    uint64_t span, per, n;
    double *v = NULL, *all = NULL;
    int rc = NA_OK;

    if (!s->first || cells == 0) return NA_OK;
    span = (uint64_t)(s->last->at - s->first->at) + 1;
    per = (span + cells - 1) / cells;
    n = (span + per - 1) / per;
    v = calloc((size_t)n, sizeof *v);
    all = calloc((size_t)n, sizeof *all);
    if (!v || !all) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (const na_tally_row *r = s->first; r <= s->last; r++) {
        size_t i = (size_t)((uint64_t)(r->at - s->first->at) / per);
        v[i] += (double)r->n[k];
        if (s->normal) all[i] += (double)r->n[s->n];
    }
    for (size_t i = 0; s->normal && i < n; i++) v[i] = all[i] > 0 ? v[i] / all[i] : 0;
    bars_spark(b, out, v, (size_t)n);
done:
    free(v);
    free(all);
    return rc;
}

size_t series_label_width(na_period p)
{
    return p == NA_PERIOD_YEAR    ? 4
           : p == NA_PERIOD_MONTH ? 7
           : p == NA_PERIOD_WEEK  ? 8
                                  : 10;
}

void series_emit_period(const series *s, na_emit *e, int64_t at)
{
    char label[32];

    na_period_label(s->by, at, label);
    na_emit_kv(e, "period", na_str_c(label));
    na_period_label(NA_PERIOD_DAY, na_period_start(s->by, at), label);
    na_emit_kv(e, "from", na_str_c(label));
}

void series_emit_head(const series *s, na_emit *e)
{
    na_emit_kv(e, "by", na_str_c(na_period_name(s->by)));
    searched_emit(e, &s->tally->info);
}
