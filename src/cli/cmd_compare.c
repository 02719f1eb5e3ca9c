/* SPDX-License-Identifier: MIT */
/* cmd_compare.c - newsarc compare */
#include "cli/out.h"
#include "cli/searched.h"
#include "cli/series.h"
#include "cli/wrap.h"
#include <stdio.h>
#include <stdlib.h>

static int compare_run(struct cmd_ctx *cx, int argc, char **argv);

#define MAX_QUERIES 12 /* columns of CSV: two and two each, below NA_EMIT_COLUMNS */

static const struct opt compare_opts[] = {
    SERIES_OPTS,
    OUT_JSON_OPTS,
    { "csv", 0, NULL, "as CSV" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_compare = {
    .name = "compare",
    .summary = "several queries side by side over time",
    .usage = "QUERY QUERY...",
    .help = "Each operand is one query:\n"
            "  newsarc compare oil 'gold -silver' 'title:wheat' --by month\n"
            "Each sparkline has its own scale. Days are those of UTC.",
    .opts = compare_opts,
    .needs = CMD_READ | CMD_QUERY,
    .run = compare_run,
};

/* -- for programs -------------------------------------------------------------------- */

/* What the columns of query k are called; the same query twice has a number. */
static void name_column(char *const *text, size_t k, const char *what, na_buf *out)
{
    size_t same = 1;

    for (size_t i = 0; i < k; i++) same += strcmp(text[i], text[k]) == 0;
    na_buf_puts(out, text[k][0] ? text[k] : "*");
    if (same > 1) na_buf_printf(out, " (%zu)", same);
    na_buf_puts(out, what);
}

static int make_columns(const series *s, char *const *text, na_column *cols, na_buf *names,
                        size_t *n_out, na_err *err)
{
    size_t at[2 * MAX_QUERIES], n = 0;

    for (size_t half = 0; half < 1u + s->normal; half++)
        for (size_t k = 0; k < s->n; k++) {
            at[n++] = names->len;
            name_column(text, k, half ? ", per 1,000" : "", names);
            na_buf_putc(names, 0);
        }
    cols[0] = (na_column){ "period", NULL, false };
    cols[1] = (na_column){ "from", NULL, false };
    for (size_t i = 0; names->rc == NA_OK && i < n; i++)
        cols[2 + i] = (na_column){ names->ptr + at[i], NULL, true };
    *n_out = 2 + n;
    return na_buf_check(names, "queries", err);
}

static void emit_step(const series *s, na_emit *e, const na_column *cols,
                      const series_step *p)
{
    bool cells = na_emit_format(e) == NA_FORMAT_CSV;

    na_emit_object(e);
    series_emit_period(s, e, p->at);
    for (size_t k = 0; cells && k < s->n; k++) {
        na_emit_kv_int(e, cols[2 + k].key, (int64_t)p->n[k]);
        if (!s->normal) continue;
        na_emit_key(e, cols[2 + s->n + k].key);
        searched_emit_number(e, series_value(s, p->n, k));
    }
    if (!cells) {
        na_emit_key(e, "counts");
        na_emit_array(e);
        for (size_t k = 0; k < s->n; k++) na_emit_int(e, (int64_t)p->n[k]);
        na_emit_end(e);
    }
    if (!cells && s->normal) {
        na_emit_kv_int(e, "archive", (int64_t)p->n[s->n]);
        na_emit_key(e, "per_1000");
        na_emit_array(e);
        for (size_t k = 0; k < s->n; k++) searched_emit_number(e, series_value(s, p->n, k));
        na_emit_end(e);
    }
    na_emit_end(e);
}

static int emit_queries(const series *s, na_emit *e, na_err *err)
{
    int rc = NA_OK;

    na_emit_key(e, "queries");
    na_emit_array(e);
    for (size_t k = 0; rc == NA_OK && k < s->n; k++) {
        na_emit_object(e);
        na_emit_key(e, "query");
        if ((rc = searched_emit_query(e, s->query[k], err)) < 0) break;
        na_emit_kv_int(e, "total", (int64_t)s->tally->total[k]);
        na_emit_kv_int(e, "undated", (int64_t)series_undated(s, k));
        na_emit_end(e);
    }
    if (rc == NA_OK) na_emit_end(e);
    return rc;
}

static int emit_all(const series *s, char *const *text, na_emit *e, na_err *err)
{
    na_column cols[2 + 2 * MAX_QUERIES];
    series_walk w = series_start(s);
    series_step p;
    na_buf names;
    size_t n;
    int rc;

    na_buf_init(&names, 32 * NA_MIB);
    if ((rc = make_columns(s, text, cols, &names, &n, err)) < 0) goto done;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    if ((rc = emit_queries(s, e, err)) < 0) goto done;
    series_emit_head(s, e);
    na_emit_key(e, "periods");
    na_emit_rows(e, cols, n);
    while (na_emit_status(e) == NA_OK && series_next(s, &w, false, &p))
        emit_step(s, e, cols, &p);
    na_emit_end(e);
    na_emit_end(e);
done:
    na_buf_release(&names);
    return rc;
}

/* -- for people ---------------------------------------------------------------------- */

typedef struct sheet {
    const series *s;
    char *const *text;
    bars b;
    size_t label, cell[MAX_QUERIES]; /* widths */
    na_buf *out;
} sheet;

static na_str head_of(const sheet *x, size_t k)
{
    return x->text[k][0] ? na_str_c(x->text[k]) : NA_STR("*");
}

/* As wide as the query, but no wider than its part of the line. */
static void measure(sheet *x)
{
    size_t part;
    char n[32];

    x->label = series_label_width(x->s->by);
    if (x->label < 7) x->label = 7; /* undated */
    part = x->b.columns > x->label ? (x->b.columns - x->label) / x->s->n : 0;
    for (size_t k = 0; k < x->s->n; k++) {
        size_t least, want = wrap_width(head_of(x, k));
        out_count(x->s->tally->total[k], n);
        least = strlen(n) > 6 ? strlen(n) : 6;
        if (want > part - 2 || part < 2) want = part < 2 ? 0 : part - 2;
        x->cell[k] = want > least ? want : least;
    }
}

static void put_cell(sheet *x, na_look look, size_t k, const char *text)
{
    na_buf_puts(x->out, "  ");
    bars_text(&x->b, x->out, look, na_str_c(text), x->cell[k], true);
}

static void put_step(sheet *x, const series_step *p)
{
    char text[64];

    if (p->gap > 0) {
        (void)snprintf(text, sizeof text, "%s  %llu %ss without\n",
                       x->b.ascii ? "..." : "…", (unsigned long long)p->gap,
                       na_period_name(x->s->by));
        na_style_put(x->out, x->b.style, NA_LOOK_DIM, na_str_c(text));
        return;
    }
    na_period_label(x->s->by, p->at, text);
    bars_text(&x->b, x->out, NA_LOOK_HIT, na_str_c(text), x->label, false);
    for (size_t k = 0; k < x->s->n; k++) {
        if (x->s->normal)
            (void)snprintf(text, sizeof text, "%.1f", series_value(x->s, p->n, k));
        else
            out_count(p->n[k], text);
        put_cell(x, NA_LOOK_HIT, k, text);
    }
    na_buf_putc(x->out, '\n');
}

static void put_sums(sheet *x, na_look look, const char *label, bool undated)
{
    char n[32];

    bars_text(&x->b, x->out, look, na_str_c(label), x->label, false);
    for (size_t k = 0; k < x->s->n; k++) {
        out_count(undated ? series_undated(x->s, k) : x->s->tally->total[k], n);
        put_cell(x, look, k, n);
    }
    na_buf_putc(x->out, '\n');
}

static int put_sparks(sheet *x, na_err *err)
{
    size_t wide = 0, cells;
    int rc = NA_OK;

    if (!x->s->first) return NA_OK;
    for (size_t k = 0; k < x->s->n; k++)
        if (wrap_width(head_of(x, k)) > wide) wide = wrap_width(head_of(x, k));
    if (wide > x->b.columns * 2 / 5) wide = x->b.columns * 2 / 5;
    cells = x->b.columns > wide + 13 ? x->b.columns - wide - 3 : 10;
    na_buf_putc(x->out, '\n');
    for (size_t k = 0; rc == NA_OK && k < x->s->n; k++) {
        bars_text(&x->b, x->out, NA_LOOK_BOLD, head_of(x, k), wide, false);
        na_buf_puts(x->out, "  ");
        rc = series_spark(x->s, &x->b, k, cells, x->out, err);
        na_buf_putc(x->out, '\n');
    }
    return rc;
}

static int put_sheet(sheet *x, na_err *err)
{
    series_walk w = series_start(x->s);
    series_step p;
    bool undated = false;

    measure(x);
    bars_text(&x->b, x->out, NA_LOOK_BOLD, na_str_c(na_period_name(x->s->by)), x->label,
              false);
    for (size_t k = 0; k < x->s->n; k++) {
        na_buf_puts(x->out, "  ");
        bars_text(&x->b, x->out, NA_LOOK_BOLD, head_of(x, k), x->cell[k], true);
        undated |= series_undated(x->s, k) > 0;
    }
    na_buf_putc(x->out, '\n');
    while (series_next(x->s, &w, true, &p)) put_step(x, &p);
    if (undated) put_sums(x, NA_LOOK_DIM, "undated", true);
    put_sums(x, NA_LOOK_BOLD, "total", false);
    if (x->s->normal)
        na_buf_puts(x->out,
                    "\nPer 1,000 articles of the archive; the totals are articles.\n");
    return put_sparks(x, err);
}

static int print_all(struct cmd_ctx *cx, const series *s, char *const *text)
{
    na_buf out;
    sheet x = { .s = s, .text = text, .b = bars_init(), .out = &out };
    int rc;

    if (s->total == 0) return NA_OK;
    na_buf_init(&out, 64 * NA_MIB);
    rc = put_sheet(&x, cx->err);
    if (rc == NA_OK) rc = na_buf_check(&out, "comparison", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&out));
    na_buf_release(&out);
    return rc;
}

static int compare_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON |
                             1u << NA_FORMAT_JSONL | 1u << NA_FORMAT_CSV;
    series s = { 0 };
    na_format format;
    na_emit *e = NULL;
    int rc, status = NA_EXIT_OK;

    if (argc < 2 || argc > MAX_QUERIES)
        return cmd_usage(cx, "two to %d queries, each one operand; here are %d",
                         MAX_QUERIES, argc);
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = series_init(&s, cx, argc, argv, true)) < 0) goto done;
    if (format == NA_FORMAT_TEXT) {
        rc = print_all(cx, &s, argv);
    } else if ((rc = out_new(cx, format, &e)) == NA_OK) {
        rc = emit_all(&s, argv, e, cx->err);
        rc = out_end(e, rc, cx->err);
    }
    if (rc < 0) goto done;
    searched_remarks(cx, &s.tally->info, s.total > 0);
    status = searched_status(&s.tally->info, s.total);
done:
    series_release(&s);
    return rc < 0 ? rc : status;
}
