/* SPDX-License-Identifier: MIT */
/* cmd_search.c - newsarc search */
#include "cli/explain.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "cli/run.h"
#include "cli/searched.h"
#include "cli/show_hits.h"
#include "core/suggest.h"
#include <stdio.h>
#include <stdlib.h>

static int search_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt search_opts[] = {
    { "limit", 'n', "N", "hits to show (10; 0: all)" },
    { "offset", 0, "N", "hits to pass over first" },
    { "any", 0, NULL, "any of the words; the best first: for questions" },
    { "sort", 0, "ORDER", "relevance, newest or oldest" },
    { "rank", 0, "NAME", "the best hits in the order of the script rank/NAME.lua" },
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
    if (show_hits_n(x) + similar + offset < info->total && out_is_terminal()) {
        out_count(info->total, total);
        cmd_error(cx, "shown: %zu to %zu of %s%s (-n 0 shows all)", offset + 1,
                  offset + show_hits_n(x), info->total_is_exact ? "" : "at least ", total);
    }
}

static int print_count(struct show *x, na_format format)
{
    const na_search_info *info = na_hits_info(x->hits);
    char line[32];

    if (format == NA_FORMAT_JSON || format == NA_FORMAT_JSONL) {
        na_emit_object(x->emit);
        na_emit_kv_int(x->emit, "total", (int64_t)info->total);
        show_hits_info(x);
        na_emit_end(x->emit);
    } else {
        int n = snprintf(line, sizeof line, "%llu\n", (unsigned long long)info->total);
        na_emit_raw(x->emit, na_str_n(line, (size_t)n));
    }
    return na_emit_status(x->emit);
}

#define COUNT_TO 10000 /* --count counts all */

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

/* On few hits: is there a query that finds far more? Said on standard error, never used. */
static int suggest(struct cmd_ctx *cx, struct show *x, const na_query *q, int argc,
                   char **argv, na_buf *out)
{
    const na_search_info *info = na_hits_info(x->hits);
    char count[32];
    uint64_t total;
    na_buf text;
    int rc;

    if (info->total > NA_SUGGEST_FEW || opts_has(&cx->opts, "any")) return NA_OK;
    na_buf_init(&text, 16 * NA_MIB);
    for (int i = 0; i < argc; i++) {
        if (i > 0) na_buf_putc(&text, ' ');
        na_buf_puts(&text, argv[i]);
    }
    rc = na_suggest(cx->arc, q, na_buf_get(&text), info->total, out, &total, cx->err);
    if (rc == NA_OK && out->len > 0) {
        x->suggestion = na_buf_get(out);
        out_count(total, count);
        cmd_error(cx, "did you mean: %.*s (%s)", NA_STR_ARG(x->suggestion), count);
    }
    na_buf_release(&text);
    return rc;
}

/* What --rank means for the search: as many hits as are looked at again. */
static int open_rank(struct cmd_ctx *cx, na_search_opts *o, run_rank **out)
{
    const char *name = opts_get(&cx->opts, "rank", NULL);
    size_t top, to;
    int rc;

    if (!name) return NA_OK;
    if (o->count_only || o->sort > NA_SORT_RELEVANCE)
        return na_fail(cx->err, NA_EUSAGE,
                       "--rank is an order of its own: no --sort or --count with it");
    if ((rc = run_rank_open(cx, name, out, &top)) < 0) return rc;
    if (!na_add_ok(o->offset, o->limit, &to)) to = SIZE_MAX;
    o->limit = to < top ? top : to;
    o->offset = 0;
    return NA_OK;
}

/* The hits in their new order, those that were asked for. */
static int apply_rank(struct show *x, run_rank *rank, size_t offset, size_t limit,
                      na_ranked **order)
{
    size_t n = na_hits_n(x->hits);
    int rc = run_rank_apply(rank, x->hits, x->query, order, x->err);

    if (rc < 0) return rc;
    x->order = *order;
    x->from = offset < n ? offset : n;
    x->to = n - x->from < limit ? n : x->from + limit;
    return NA_OK;
}

static int search_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV | 1u << NA_FORMAT_IDS;
    na_query *q = NULL;
    na_search_opts o = { 0 };
    struct show x = { .arc = cx->arc,
                      .err = cx->err,
                      .columns = out_is_terminal() ? out_columns() : 0 };
    na_buf canonical, better;
    na_ranked *order = NULL;
    run_rank *rank = NULL;
    na_format format;
    int rc, status = NA_EXIT_OK;

    na_buf_init(&canonical, 4 * NA_MIB);
    na_buf_init(&better, 4 * NA_MIB);
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
    const na_search_opts asked = o;
    if ((rc = open_rank(cx, &o, &rank)) < 0) goto done;
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
    if ((rc = suggest(cx, &x, q, argc, argv, &better)) < 0) goto done;
    if ((rc = na_query_print(q, &canonical)) < 0) goto done;
    x.query = q;
    if (rank && (rc = apply_rank(&x, rank, asked.offset, asked.limit, &order)) < 0)
        goto done;
    x.asked = na_buf_get(&canonical);
    if (x.explain && format == NA_FORMAT_TEXT &&
        (rc = explain_print(x.emit, x.explain, q, x.asked, cx->err)) < 0)
        goto done;
    rc = o.count_only ? print_count(&x, format) : show_hits(&x, format);
    rc = out_end(x.emit, rc, cx->err);
    x.emit = NULL;
    if (rc < 0) goto done;
    remarks(cx, &x, asked.offset);
    status = searched_status(na_hits_info(x.hits), na_hits_info(x.hits)->total);
    if (x.unreadable.code) status = NA_EXIT_PARTLY;
done:
    if (x.emit) na_emit_free(x.emit);
    na_explain_free(x.explain);
    free(order);
    run_rank_close(rank);
    na_hits_free(x.hits);
    na_query_free(q);
    na_buf_release(&canonical);
    na_buf_release(&better);
    return rc < 0 ? rc : status;
}
