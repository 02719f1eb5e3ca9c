/* SPDX-License-Identifier: MIT */
/* cmd_timeline.c - newsarc timeline */
#include "cli/out.h"
#include "cli/searched.h"
#include "cli/series.h"
#include <stdio.h>

static int timeline_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt timeline_opts[] = {
    SERIES_OPTS,
    { "spark", 0, NULL, "all of it in one line" },
    OUT_JSON_OPTS,
    { "csv", 0, NULL, "as CSV" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_timeline = {
    .name = "timeline",
    .summary = "how much is found of each year, month, week or day",
    .usage = "[QUERY...]",
    .help = "  newsarc timeline 'marathon lang:ko' --by month\n"
            "Without a query: everything. Days are those of UTC.",
    .opts = timeline_opts,
    .needs = CMD_READ | CMD_QUERY,
    .run = timeline_run,
};

static const na_column columns[] = { { "period", NULL, false },
                                     { "from", NULL, false },
                                     { "count", NULL, true } };
static const na_column normal_columns[] = { { "period", NULL, false },
                                            { "from", NULL, false },
                                            { "count", NULL, true },
                                            { "archive", NULL, true },
                                            { "per_1000", NULL, true } };

/* -- for programs -------------------------------------------------------------------- */

static void emit_step(const series *s, na_emit *e, const series_step *p)
{
    na_emit_object(e);
    series_emit_period(s, e, p->at);
    na_emit_kv_int(e, "count", (int64_t)p->n[0]);
    if (s->normal) {
        na_emit_kv_int(e, "archive", (int64_t)p->n[1]);
        na_emit_key(e, "per_1000");
        searched_emit_number(e, series_value(s, p->n, 0));
    }
    na_emit_end(e);
}

static int emit_all(const series *s, na_emit *e, na_err *err)
{
    series_walk w = series_start(s);
    series_step p;
    int rc;

    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_key(e, "query");
    if ((rc = searched_emit_query(e, s->query[0], err)) < 0) return rc;
    na_emit_kv_int(e, "total", (int64_t)s->tally->total[0]);
    na_emit_kv_int(e, "undated", (int64_t)series_undated(s, 0));
    series_emit_head(s, e);
    na_emit_key(e, "periods");
    na_emit_rows(e, s->normal ? normal_columns : columns, s->normal ? 5 : 3);
    while (na_emit_status(e) == NA_OK && series_next(s, &w, false, &p)) emit_step(s, e, &p);
    na_emit_end(e);
    na_emit_end(e);
    return NA_OK;
}

/* -- for people ---------------------------------------------------------------------- */

typedef struct sheet {
    const series *s;
    bars b;
    size_t label, count, cells; /* widths */
    double max;
    na_buf *out;
} sheet;

static void measure(sheet *x)
{
    series_walk w = series_start(x->s);
    uint64_t most = x->s->tally->total[0];
    series_step p;
    char n[32];

    while (series_next(x->s, &w, true, &p)) {
        double v = p.gap ? 0 : series_value(x->s, p.n, 0);
        if (v > x->max) x->max = v;
    }
    out_count(most, n);
    x->count = strlen(n);
    x->label = series_label_width(x->s->by);
    if (x->label < 7) x->label = 7; /* undated */
    size_t used = x->label + 2 + x->count + 2 + (x->s->normal ? 9 : 0);
    x->cells = x->b.columns > used + 10 ? x->b.columns - used - 1 : 10;
}

static void put_label(sheet *x, na_look look, const char *label, uint64_t n)
{
    char count[32];

    out_count(n, count);
    bars_text(&x->b, x->out, look, na_str_c(label), x->label, false);
    na_buf_puts(x->out, "  ");
    bars_text(&x->b, x->out, look, na_str_c(count), x->count, true);
}

static void put_step(sheet *x, const series_step *p)
{
    char text[64];

    if (p->gap > 0) {
        (void)snprintf(text, sizeof text, "%s  %llu %ss without", x->b.ascii ? "..." : "…",
                       (unsigned long long)p->gap, na_period_name(x->s->by));
        na_style_put(x->out, x->b.style, NA_LOOK_DIM, na_str_c(text));
        na_buf_putc(x->out, '\n');
        return;
    }
    na_period_label(x->s->by, p->at, text);
    put_label(x, NA_LOOK_HIT, text, p->n[0]);
    if (x->s->normal) na_buf_printf(x->out, "  %7.1f", series_value(x->s, p->n, 0));
    if (p->n[0] > 0) {
        na_buf_puts(x->out, "  ");
        bars_put(&x->b, x->out, series_value(x->s, p->n, 0), x->max, x->cells, false);
    }
    na_buf_putc(x->out, '\n');
}

static void put_sheet(sheet *x)
{
    series_walk w = series_start(x->s);
    series_step p;

    measure(x);
    if (x->s->normal) {
        bars_text(&x->b, x->out, NA_LOOK_BOLD, na_str_c(na_period_name(x->s->by)), x->label,
                  false);
        na_buf_puts(x->out, "  ");
        bars_text(&x->b, x->out, NA_LOOK_BOLD, NA_STR(""), x->count, true);
        na_buf_puts(x->out, "  ");
        na_style_put(x->out, x->b.style, NA_LOOK_BOLD, NA_STR("in 1000"));
        na_buf_putc(x->out, '\n');
    }
    while (series_next(x->s, &w, true, &p)) put_step(x, &p);
    if (x->s->undated && series_undated(x->s, 0) > 0) {
        put_label(x, NA_LOOK_DIM, "undated", series_undated(x->s, 0));
        na_buf_putc(x->out, '\n');
    }
    put_label(x, NA_LOOK_BOLD, "total", x->s->tally->total[0]);
    na_buf_putc(x->out, '\n');
}

/* 1987-02 ▂▅█ 1987-10  568 by month, 3 undated */
static int put_spark(sheet *x, na_err *err)
{
    const series *s = x->s;
    char from[32] = "", to[32] = "", count[32], tail[128], undated[64] = "";
    size_t used;
    int rc;

    if (s->first) {
        na_period_label(s->by, s->first->at, from);
        na_period_label(s->by, s->last->at, to);
    }
    out_count(series_undated(s, 0), count);
    if (series_undated(s, 0) > 0)
        (void)snprintf(undated, sizeof undated, ", %s undated", count);
    out_count(s->tally->total[0], count);
    (void)snprintf(tail, sizeof tail, "  %s by %s%s%s", count, na_period_name(s->by),
                   s->normal ? ", normalized" : "", undated);
    used = strlen(from) + strlen(to) + strlen(tail) + 2;
    if (s->first) na_buf_printf(x->out, "%s ", from);
    rc = series_spark(s, &x->b, 0, x->b.columns > used + 11 ? x->b.columns - used - 1 : 10,
                      x->out, err);
    if (s->first) na_buf_printf(x->out, " %s", to);
    na_buf_printf(x->out, "%s\n", s->first ? tail : tail + 2);
    return rc;
}

static int print_all(struct cmd_ctx *cx, const series *s)
{
    na_buf out;
    sheet x = { .s = s, .b = bars_init(), .out = &out };
    int rc = NA_OK;

    if (s->total == 0) return NA_OK;
    na_buf_init(&out, 64 * NA_MIB);
    if (opts_has(&cx->opts, "spark"))
        rc = put_spark(&x, cx->err);
    else
        put_sheet(&x);
    if (rc == NA_OK) rc = na_buf_check(&out, "timeline", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&out));
    na_buf_release(&out);
    return rc;
}

static int timeline_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON |
                             1u << NA_FORMAT_JSONL | 1u << NA_FORMAT_CSV;
    series s = { 0 };
    na_format format;
    na_emit *e = NULL;
    int rc, status = NA_EXIT_OK;

    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = series_init(&s, cx, argc, argv, false)) < 0) goto done;
    if (format == NA_FORMAT_TEXT) {
        rc = print_all(cx, &s);
    } else if ((rc = out_new(cx, format, &e)) == NA_OK) {
        rc = emit_all(&s, e, cx->err);
        rc = out_end(e, rc, cx->err);
    }
    if (rc < 0) goto done;
    searched_remarks(cx, &s.tally->info, s.total > 0);
    status = searched_status(&s.tally->info, s.total);
done:
    series_release(&s);
    return rc < 0 ? rc : status;
}
