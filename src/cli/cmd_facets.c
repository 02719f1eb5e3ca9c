/* SPDX-License-Identifier: MIT */
/* cmd_facets.c - newsarc facets */
#include "base/nearest.h"
#include "base/time.h"
#include "cli/bars.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "cli/searched.h"
#include "cli/wrap.h"
#include "core/tally.h"
#include <stdio.h>
#include <stdlib.h>

static int facets_run(struct cmd_ctx *cx, int argc, char **argv);

#define SHOWN 20 /* values of a table, unless told */

static const struct opt facets_opts[] = {
    { "limit", 'n', "N", "the N most frequent values (20 in a table, else all; 0: all)" },
    OUT_JSON_OPTS,
    { "csv", 0, NULL, "as CSV" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_facets = {
    .name = "facets",
    .summary = "how much is found of each source, author, agency cited, tag, ...",
    .usage = "source|author|cites|lang|tag|year|month [QUERY...]",
    .help = "  newsarc facets source 'marathon after:2025'\n"
            "Without a query: everything.",
    .opts = facets_opts,
    .needs = CMD_READ | CMD_QUERY | CMD_FIELD,
    .run = facets_run,
};

static const struct field {
    const char *name;
    na_tally_field tally;
    na_period period; /* of a tally of days */
    const char *none;
} fields[] = {
    { "source", NA_TALLY_SOURCE, NA_PERIOD_DAY, "(none)" },
    { "author", NA_TALLY_AUTHOR, NA_PERIOD_DAY, "(none)" },
    { "cites", NA_TALLY_CITES, NA_PERIOD_DAY, "(none)" },
    { "lang", NA_TALLY_LANG, NA_PERIOD_DAY, "(none)" },
    { "tag", NA_TALLY_TAG, NA_PERIOD_DAY, "(none)" },
    { "year", NA_TALLY_DAY, NA_PERIOD_YEAR, "(undated)" },
    { "month", NA_TALLY_DAY, NA_PERIOD_MONTH, "(undated)" },
};

#define FIELDS "source, author, cites, lang, tag, year and month"

static const na_column columns[] = { { "value", NULL, false },
                                     { "count", NULL, true },
                                     { "share", NULL, true } };

typedef struct item {
    na_str label; /* "": none */
    uint64_t n;
    size_t place; /* in the order of values */
    bool none;
} item;

typedef struct facets {
    const struct field *field;
    na_query *query;
    na_tally *tally;
    item *v; /* to show, in order; one without a value is the last */
    size_t n;
    size_t values; /* there are, all in all */
    uint64_t more; /* articles of those that are not shown */
    na_arena arena;
} facets;

static const struct field *find_field(const char *name)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

static int wrong_field(struct cmd_ctx *cx, const char *name)
{
    na_nearest near = na_nearest_of(na_str_c(name));
    na_str best;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        na_nearest_offer(&near, na_str_c(fields[i].name));
    best = na_nearest_get(&near);
    if (best.len > 0)
        return cmd_usage(cx, "%s: no such facet (did you mean %.*s?)", name,
                         NA_STR_ARG(best));
    return cmd_usage(cx, "%s: no such facet; there are " FIELDS, name);
}

/* -- the rows ------------------------------------------------------------------------ */

static int by_count(const void *pa, const void *pb)
{
    const item *a = pa, *b = pb;

    if (a->none != b->none) return a->none ? 1 : -1;
    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static int by_place(const void *pa, const void *pb)
{
    const item *a = pa, *b = pb;

    if (a->none != b->none) return a->none ? 1 : -1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* The most frequent: in that order, or years and months in theirs. */
static void choose(facets *f, size_t limit)
{
    bool none = f->n > 0;
    size_t kept;

    if (f->n > 1) qsort(f->v, f->n, sizeof *f->v, by_count);
    none = f->n > 0 && f->v[f->n - 1].none;
    f->values = f->n - none;
    kept = f->values > limit ? limit : f->values;
    for (size_t i = kept; i < f->values; i++) f->more += f->v[i].n;
    if (none) f->v[kept] = f->v[f->n - 1];
    f->n = kept + none;
    if (f->field->tally == NA_TALLY_DAY && f->n > 1)
        qsort(f->v, f->n, sizeof *f->v, by_place);
}

static int count(facets *f, struct cmd_ctx *cx, size_t limit)
{
    bool days = f->field->tally == NA_TALLY_DAY;
    char label[32];
    int rc;

    rc = na_tally_new(&f->tally, cx->arc, (const na_query *const *)&f->query, 1,
                      f->field->tally, cx->err);
    if (rc < 0) return rc;
    if (days) na_tally_group(f->tally, f->field->period);
    f->v = calloc(f->tally->n + 1, sizeof *f->v);
    if (!f->v) return na_fail_nomem(cx->err);
    for (size_t i = 0; i < f->tally->n; i++) {
        const na_tally_row *r = &f->tally->v[i];
        item *x = &f->v[f->n++];
        *x = (item){ .label = r->value, .n = r->n[0], .place = i };
        x->none = days ? r->at == NA_TIME_NONE : r->value.len == 0;
        if (!days || x->none) continue;
        na_period_label(f->field->period, r->at, label);
        x->label = na_arena_str(&f->arena, na_str_c(label));
        if (!x->label.ptr) return na_fail_nomem(cx->err);
    }
    choose(f, limit);
    return NA_OK;
}

static double share(const facets *f, const item *x)
{
    return (double)x->n / (double)f->tally->total[0];
}

/* -- for programs -------------------------------------------------------------------- */

static int emit_all(const facets *f, na_emit *e, na_err *err)
{
    int rc;

    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_key(e, "query");
    if ((rc = searched_emit_query(e, f->query, err)) < 0) return rc;
    na_emit_kv(e, "field", na_str_c(f->field->name));
    na_emit_kv_int(e, "total", (int64_t)f->tally->total[0]);
    na_emit_kv_int(e, "values", (int64_t)f->values);
    searched_emit(e, &f->tally->info);
    na_emit_key(e, "facets");
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < f->n; i++) {
        na_emit_object(e);
        na_emit_kv_opt(e, "value", f->v[i].label);
        na_emit_kv_int(e, "count", (int64_t)f->v[i].n);
        na_emit_key(e, "share");
        searched_emit_number(e, share(f, &f->v[i]));
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_end(e);
    return NA_OK;
}

/* -- for people ---------------------------------------------------------------------- */

typedef struct sheet {
    const facets *f;
    bars b;
    size_t label, count, cells; /* widths */
    uint64_t max;
    na_buf *out;
} sheet;

static void measure(sheet *x)
{
    size_t used;
    char n[32];

    x->label = 5; /* total */
    for (size_t i = 0; i < x->f->n; i++) {
        const item *it = &x->f->v[i];
        size_t w = wrap_width(it->none ? na_str_c(x->f->field->none) : it->label);
        if (w > x->label) x->label = w;
        if (it->n > x->max) x->max = it->n;
    }
    if (x->label < 12 && x->f->more > 0) x->label = 12; /* and so many more */
    if (x->label > x->b.columns * 2 / 5) x->label = x->b.columns * 2 / 5;
    out_count(x->f->more > x->f->tally->total[0] ? x->f->more : x->f->tally->total[0], n);
    x->count = strlen(n);
    used = x->label + 2 + x->count + 2 + 2 + 7 + 1;
    x->cells = x->b.columns > used + 8 ? x->b.columns - used : 8;
}

static void put_label(sheet *x, na_look look, na_str label, uint64_t n)
{
    char digits[32];

    out_count(n, digits);
    bars_text(&x->b, x->out, look, label, x->label, false);
    na_buf_puts(x->out, "  ");
    bars_text(&x->b, x->out, look, na_str_c(digits), x->count, true);
}

static void put_sheet(sheet *x)
{
    const facets *f = x->f;
    char more[48], n[32];

    measure(x);
    for (size_t i = 0; i < f->n; i++) {
        const item *it = &f->v[i];
        put_label(x, it->none ? NA_LOOK_DIM : NA_LOOK_HIT,
                  it->none ? na_str_c(f->field->none) : it->label, it->n);
        na_buf_puts(x->out, "  ");
        bars_put(&x->b, x->out, (double)it->n, (double)x->max, x->cells, true);
        na_buf_printf(x->out, "  %5.1f %%\n", 100 * share(f, it));
    }
    if (f->more > 0) {
        out_count(f->values - (f->n - (f->v[f->n - 1].none ? 1 : 0)), n);
        (void)snprintf(more, sizeof more, "(%s more)", n);
        put_label(x, NA_LOOK_DIM, na_str_c(more), f->more);
        na_buf_putc(x->out, '\n');
    }
    put_label(x, NA_LOOK_BOLD, NA_STR("total"), f->tally->total[0]);
    na_buf_putc(x->out, '\n');
}

static int print_all(struct cmd_ctx *cx, const facets *f)
{
    na_buf out;
    sheet x = { .f = f, .b = bars_init(), .out = &out };
    int rc;

    if (f->n == 0) return NA_OK;
    na_buf_init(&out, 256 * NA_MIB);
    put_sheet(&x);
    rc = na_buf_check(&out, "facets", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&out));
    na_buf_release(&out);
    return rc;
}

static int facets_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON |
                             1u << NA_FORMAT_JSONL | 1u << NA_FORMAT_CSV;
    facets f = { 0 };
    na_format format;
    na_emit *e = NULL;
    long long limit = 0;
    int rc, status = NA_EXIT_OK;

    if (argc == 0) return cmd_usage(cx, "of what? there are " FIELDS);
    if (!(f.field = find_field(argv[0]))) return wrong_field(cx, argv[0]);
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if (format == NA_FORMAT_TEXT && f.field->tally != NA_TALLY_DAY) limit = SHOWN;
    if ((rc = opts_number(&cx->opts, "limit", 0, INT32_MAX, &limit, cx->err)) < 0)
        return rc;
    if ((rc = query_arg(cx, argc - 1, argv + 1, &f.query)) < 0) goto done;
    if ((rc = count(&f, cx, limit > 0 ? (size_t)limit : SIZE_MAX)) < 0) goto done;
    if (format == NA_FORMAT_TEXT) {
        rc = print_all(cx, &f);
    } else if ((rc = out_new(cx, format, &e)) == NA_OK) {
        rc = emit_all(&f, e, cx->err);
        rc = out_end(e, rc, cx->err);
    }
    if (rc < 0) goto done;
    searched_remarks(cx, &f.tally->info, f.tally->total[0] > 0);
    status = searched_status(&f.tally->info, f.tally->total[0]);
done:
    free(f.v);
    na_arena_release(&f.arena);
    na_tally_free(f.tally);
    na_query_free(f.query);
    return rc < 0 ? rc : status;
}
