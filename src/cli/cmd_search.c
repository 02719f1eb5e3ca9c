/* SPDX-License-Identifier: MIT */
/* cmd_search.c - newsarc search */
#include "cli/explain.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "cli/searched.h"
#include "cli/wrap.h"
#include "core/search.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int search_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt search_opts[] = {
    { "limit", 'n', "N", "hits to show (10; 0: all)" },
    { "offset", 0, "N", "hits to pass over first" },
    { "any", 0, NULL, "any of the words; the best first: for questions" },
    { "sort", 0, "ORDER", "relevance, newest or oldest" },
    { "format", 0, "FORMAT", "text, line, json, jsonl, csv or ids" },
    OUT_JSON_OPTS,
    { "expand", 0, NULL, "near-duplicates one by one, too" },
    { "no-snippet", 0, NULL, "no sentences below the titles" },
    { "count", 0, NULL, "the number of hits alone" },
    { "explain", 0, NULL, "how the query was understood, and what its terms cost" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_search = {
    .name = "search",
    .summary = "find articles",
    .usage = "QUERY...",
    .help = "Behind the first word -word excludes; options in full (--limit) may stand "
            "anywhere,\n"
            "-- ends them.\n"
            "  newsarc search 'marathon \"north korea\" after:2025-01 -china'\n"
            "The query language: newsarc help query",
    .opts = search_opts,
    .needs = CMD_READ | CMD_QUERY,
    .run = search_run,
};

static const na_column columns[] = {
    { "id", NULL, false },     { "revision", NULL, true }, { "published", NULL, false },
    { "source", NULL, false }, { "lang", NULL, false },    { "title", NULL, false },
    { "url", NULL, false },    { "score", NULL, true },    { "snippet", NULL, false },
    { "volume", NULL, false },
};
/* A line is for eyes and cut(1): no snippet, no place. */
static const na_column line_columns[] = {
    { "id", NULL, false },
    { "published", NULL, false },
    { "source", NULL, false },
    { "title", NULL, false },
};

#define SNIPPET_BYTES 320
#define AHEAD 32 /* hits whose articles are read together */

#define HURT 64u /* volumes told apart when counting those with damaged articles */

struct show {
    na_hits *hits;
    na_explain *explain; /* NULL: not asked for */
    na_emit *emit;
    bool snippet, scored, collapsed;
    size_t columns;          /* of the terminal; 0: there is none */
    na_err *err, unreadable; /* the first article that is damaged */
    const char *hurt[HURT];
    size_t nhurt;
};

/* A hit whose article cannot be read is still one, and the others are worth having. */
static int passed_over(struct show *x, size_t i, int rc, const na_err *e)
{
    const char *volume;
    size_t k = 0;

    if (rc != NA_ECORRUPT) return rc < 0 ? na_fail(x->err, rc, "%s", e->msg) : rc;
    na_fail(&x->unreadable, rc, "%s", e->msg);
    volume = na_hit_volume(x->hits, i);
    while (k < x->nhurt && strcmp(x->hurt[k], volume) != 0) k++;
    if (k == x->nhurt && k < HURT) x->hurt[x->nhurt++] = volume;
    return NA_OK;
}

static void emit_highlights(na_emit *e, const na_snippet *s)
{
    na_emit_key(e, "highlights");
    na_emit_array(e);
    for (size_t i = 0; i < s->nhl; i++) {
        na_emit_array(e);
        na_emit_int(e, (int64_t)s->hl[i][0]);
        na_emit_int(e, (int64_t)s->hl[i][1]);
        na_emit_end(e);
    }
    na_emit_end(e);
}

/* The hit without its article: the id is known from the index. */
static void emit_unreadable(struct show *x, size_t i, const char *why)
{
    char id[17] = "";

    na_emit_object(x->emit);
    if (na_hit_id(x->hits, i, id, NULL) == NA_OK) na_emit_kv(x->emit, "id", na_str_c(id));
    if (x->scored) na_emit_kv_dbl(x->emit, "score", na_hit_score(x->hits, i));
    na_emit_kv(x->emit, "volume", na_str_c(na_hit_volume(x->hits, i)));
    na_emit_kv(x->emit, "unreadable", na_str_c(why));
    na_emit_end(x->emit);
}

static void print_unreadable(struct show *x, size_t i, const char *why)
{
    char id[17] = "";
    na_buf out;

    na_buf_init(&out, NA_MIB);
    (void)na_hit_id(x->hits, i, id, NULL);
    na_buf_printf(&out, "%s  (cannot be read: %s)\n%s", id, why, x->snippet ? "\n" : "");
    na_emit_raw(x->emit, na_buf_get(&out));
    na_buf_release(&out);
}

static int emit_hit(struct show *x, size_t i, na_err *err)
{
    na_emit *e = x->emit;
    const na_article *a;
    na_snippet s = { 0 };
    int rc;

    if ((rc = na_hit_article(x->hits, i, &a, err)) < 0) return rc;
    if (x->snippet && (rc = na_hit_snippet(x->hits, i, SNIPPET_BYTES, &s, err)) < 0)
        return rc;
    na_emit_object(e);
    na_emit_kv(e, "id", a->id);
    na_emit_kv_int(e, "revision", a->revision);
    na_emit_kv(e, "title", a->title);
    na_emit_kv_opt(e, "url", a->url);
    na_emit_kv_opt(e, "source", a->source);
    na_emit_kv_opt(e, "published", a->published);
    na_emit_kv_opt(e, "published_precision",
                   na_str_c(na_precision_name(a->published_precision)));
    na_emit_kv_opt(e, "lang", a->lang);
    na_emit_kv_list(e, "authors", a->authors);
    if (x->scored) na_emit_kv_dbl(e, "score", na_hit_score(x->hits, i));
    if (x->snippet) {
        na_emit_kv(e, "snippet", s.text);
        emit_highlights(e, &s);
    }
    na_emit_kv(e, "volume", na_str_c(na_hit_volume(x->hits, i)));
    if (x->collapsed) na_emit_kv_int(e, "similar", (int64_t)na_hit_similar(x->hits, i));
    na_emit_end(e);
    return na_emit_status(e);
}

#define INDENT 4u

static void put_snippet(struct show *x, na_buf *out, na_style style, const na_snippet *s,
                        na_span *spans)
{
    size_t n = s->nhl;

    for (size_t k = 0; k < n; k++) spans[k] = (na_span){ s->hl[k][0], s->hl[k][1] };
    if (x->columns > 0) {
        wrap_hits(out, style, s->text, spans, n, x->columns, INDENT);
        return;
    }
    na_buf_puts(out, "    ");
    na_style_hits(out, style, s->text, spans, n);
    na_buf_putc(out, '\n');
}

/* id  date  outlet  title, and the sentence below. */
static int print_hit(struct show *x, size_t i, na_style style, na_err *err)
{
    const na_article *a;
    na_snippet s = { 0 };
    na_span *spans = NULL;
    na_str source = NA_STR("—"), heading = NA_STR("(no title)");
    na_buf out, title;
    char date[32];
    int rc;

    na_buf_init(&out, 4 * NA_MIB);
    na_buf_init(&title, NA_MIB);
    if ((rc = na_hit_article(x->hits, i, &a, err)) < 0) goto done;
    out_date(a, date);
    if (a->source.len > 0) source = a->source;
    if (a->title.len > 0) heading = a->title;
    na_style_put(&out, style, NA_LOOK_DIM, a->id);
    na_buf_printf(&out, "  %s  ", date);
    na_style_put(&out, NA_STYLE_PLAIN, NA_LOOK_DIM, source);
    na_buf_puts(&out, "  ");
    if (x->columns > 0) /* wrapped first: the look's own bytes take no columns */
        wrap_put(&title, heading, x->columns, INDENT,
                 a->id.len + strlen(date) + wrap_width(source) + 6);
    na_style_put(&out, style == NA_STYLE_COLOR ? style : NA_STYLE_PLAIN, NA_LOOK_BOLD,
                 title.len > 0 ? na_buf_get(&title) : heading);
    if (title.len == 0) na_buf_putc(&out, '\n');
    if (x->snippet) {
        if ((rc = na_hit_snippet(x->hits, i, SNIPPET_BYTES, &s, err)) < 0) goto done;
        spans = calloc(s.nhl + 1, sizeof *spans);
        if (!spans) {
            rc = na_fail_nomem(err);
            goto done;
        }
        if (s.text.len > 0) put_snippet(x, &out, style, &s, spans);
    }
    if (na_hit_similar(x->hits, i) > 0)
        na_buf_printf(&out, "    and %llu similar\n",
                      (unsigned long long)na_hit_similar(x->hits, i));
    if (x->snippet) na_buf_putc(&out, '\n');
    na_emit_raw(x->emit, na_buf_get(&out));
    rc = na_buf_check(&out, "hit", err);
done:
    free(spans);
    na_buf_release(&title);
    na_buf_release(&out);
    return rc;
}

/* Behind the hits: only then it is known whether all could be read. */
static void emit_info(const struct show *x)
{
    na_search_info info = *na_hits_info(x->hits);

    info.damaged += x->nhurt;
    na_emit_kv_bool(x->emit, "total_is_exact", info.total_is_exact && !x->unreadable.code);
    searched_emit(x->emit, &info);
}

/* On standard error: what the hits alone do not say. */
static void remarks(struct cmd_ctx *cx, const struct show *x, size_t offset)
{
    const na_hits *h = x->hits;
    const na_search_info *info = na_hits_info(h);
    uint64_t similar = 0;
    char total[32];

    searched_remarks(cx, info, info->total > 0 || opts_has(&cx->opts, "count"));
    if (x->unreadable.code)
        cmd_error(cx, "not every hit could be read (newsarc verify tells more): %s",
                  x->unreadable.msg);
    for (size_t i = 0; i < na_hits_n(h); i++) similar += na_hit_similar(h, i);
    if (na_hits_n(h) + similar + offset < info->total && out_is_terminal()) {
        out_count(info->total, total);
        cmd_error(cx, "shown: %zu to %zu of %s%s (-n 0 shows all)", offset + 1,
                  offset + na_hits_n(h), info->total_is_exact ? "" : "more than ", total);
    }
}

static int emit_all(struct show *x, const na_query *q, na_format format)
{
    const na_column *cols = format == NA_FORMAT_LINE ? line_columns : columns;
    size_t n = format == NA_FORMAT_LINE ? sizeof line_columns / sizeof *line_columns
                                        : sizeof columns / sizeof *columns;
    na_buf canonical;
    int rc;

    na_buf_init(&canonical, 4 * NA_MIB);
    if ((rc = na_query_print(q, &canonical)) < 0) goto done;
    na_emit_object(x->emit);
    na_emit_kv_int(x->emit, "schema", 1);
    na_emit_kv(x->emit, "query", na_buf_get(&canonical));
    na_emit_kv_int(x->emit, "total", (int64_t)na_hits_info(x->hits)->total);
    if (x->explain) {
        na_emit_key(x->emit, "explain");
        explain_emit(x->emit, x->explain, q, na_buf_get(&canonical));
    }
    na_emit_key(x->emit, "hits");
    na_emit_rows(x->emit, cols, n);
    for (size_t i = 0; rc >= 0 && i < na_hits_n(x->hits); i++) {
        if (format != NA_FORMAT_IDS) {
            na_err e = { 0 };
            if (i % AHEAD == 0) na_hits_ahead(x->hits, i, AHEAD);
            rc = emit_hit(x, i, &e);
            if (rc == NA_ECORRUPT) emit_unreadable(x, i, e.msg);
            rc = passed_over(x, i, rc, &e);
            continue;
        }
        char id[17];
        if ((rc = na_hit_id(x->hits, i, id, x->err)) < 0) break;
        na_emit_object(x->emit);
        na_emit_kv(x->emit, "id", na_str_c(id));
        na_emit_end(x->emit);
    }
    if (rc >= 0) {
        na_emit_end(x->emit);
        emit_info(x);
        na_emit_end(x->emit);
    }
done:
    na_buf_release(&canonical);
    return rc;
}

static int print_all(struct show *x, const na_query *q, na_format format)
{
    na_style style = na_style_for(out_is_terminal());
    int rc = NA_OK;

    if (format != NA_FORMAT_TEXT) return emit_all(x, q, format);
    if (style == NA_STYLE_PLAIN) style = NA_STYLE_MARKS;
    for (size_t i = 0; rc >= 0 && i < na_hits_n(x->hits); i++) {
        na_err e = { 0 };
        if (i % AHEAD == 0) na_hits_ahead(x->hits, i, AHEAD);
        rc = print_hit(x, i, style, &e);
        if (rc == NA_ECORRUPT) print_unreadable(x, i, e.msg);
        rc = passed_over(x, i, rc, &e);
    }
    return rc;
}

static int print_explained(struct show *x, const na_query *q)
{
    na_buf canonical;
    int rc;

    na_buf_init(&canonical, 4 * NA_MIB);
    rc = na_query_print(q, &canonical);
    if (rc == NA_OK)
        rc = explain_print(x->emit, x->explain, q, na_buf_get(&canonical), x->err);
    na_buf_release(&canonical);
    return rc;
}

static int print_count(struct show *x, na_format format)
{
    const na_search_info *info = na_hits_info(x->hits);
    char line[32];

    if (format == NA_FORMAT_JSON || format == NA_FORMAT_JSONL) {
        na_emit_object(x->emit);
        na_emit_kv_int(x->emit, "total", (int64_t)info->total);
        emit_info(x);
        na_emit_end(x->emit);
    } else {
        int n = snprintf(line, sizeof line, "%llu\n", (unsigned long long)info->total);
        na_emit_raw(x->emit, na_str_n(line, (size_t)n));
    }
    return na_emit_status(x->emit);
}

#define COUNT_TO 10000 /* by date; --count counts all */

static int read_opts(struct cmd_ctx *cx, na_search_opts *o)
{
    static const char *const orders[] = { "relevance", "newest", "oldest", NULL };
    long long n = 10, offset = 0;
    int order, rc;

    if ((rc = opts_number(&cx->opts, "limit", 0, INT32_MAX, &n, cx->err)) < 0) return rc;
    if ((rc = opts_number(&cx->opts, "offset", 0, INT32_MAX, &offset, cx->err)) < 0)
        return rc;
    if ((rc = opts_choice(&cx->opts, "sort", orders, -1, &order, cx->err)) < 0) return rc;
    o->limit = n > 0 ? (size_t)n : SIZE_MAX;
    o->offset = (size_t)offset;
    o->sort = order < 0 ? NA_SORT_DEFAULT : order + NA_SORT_RELEVANCE;
    o->count_only = opts_has(&cx->opts, "count");
    o->count_to = COUNT_TO;
    return NA_OK;
}

static int search_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV | 1u << NA_FORMAT_IDS;
    na_query *q = NULL;
    na_search_opts o = { 0 };
    struct show x = { .err = cx->err, .columns = out_is_terminal() ? out_columns() : 0 };
    na_format format;
    int rc, status = NA_EXIT_OK;

    if (argc == 0 && !opts_has(&cx->opts, "count")) return cmd_usage(cx, "what for?");
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = read_opts(cx, &o)) < 0) return rc;
    if (opts_has(&cx->opts, "explain") && format != NA_FORMAT_TEXT &&
        (format != NA_FORMAT_JSON || o.count_only))
        return cmd_usage(
            cx, "--explain goes with hits as text or JSON, and with --count as text");
    /* Where it is shown how many stand behind a hit; lists are of all articles. */
    o.collapse = x.collapsed =
        !opts_has(&cx->opts, "expand") &&
        (format == NA_FORMAT_TEXT || format == NA_FORMAT_JSON || format == NA_FORMAT_JSONL);
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    if (opts_has(&cx->opts, "any") && (rc = na_query_any(q, cx->err)) < 0) goto done;
    if ((rc = na_search(cx->arc, q, &o, &x.hits, cx->err)) < 0) goto done;
    if (opts_has(&cx->opts, "explain") &&
        (rc = na_explain_new(&x.explain, cx->arc, q, cx->err)) < 0)
        goto done;
    if ((rc = out_new(cx, format, &x.emit)) < 0) goto done;
    x.scored = o.sort == NA_SORT_RELEVANCE ||
               (o.sort == NA_SORT_DEFAULT && na_query_sort(q) <= NA_SORT_RELEVANCE);
    x.snippet = !opts_has(&cx->opts, "no-snippet") && format != NA_FORMAT_LINE &&
                format != NA_FORMAT_IDS;
    if (x.explain && format == NA_FORMAT_TEXT && (rc = print_explained(&x, q)) < 0)
        goto done;
    rc = o.count_only ? print_count(&x, format) : print_all(&x, q, format);
    rc = out_end(x.emit, rc, cx->err);
    x.emit = NULL;
    if (rc < 0) goto done;
    remarks(cx, &x, o.offset);
    status = searched_status(na_hits_info(x.hits), na_hits_info(x.hits)->total);
    if (x.unreadable.code) status = NA_EXIT_PARTLY;
done:
    if (x.emit) na_emit_free(x.emit);
    na_explain_free(x.explain);
    na_hits_free(x.hits);
    na_query_free(q);
    return rc < 0 ? rc : status;
}
