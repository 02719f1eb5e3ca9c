/* SPDX-License-Identifier: MIT */
/* cmd_export.c - newsarc export */
#include "cli/origin.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "core/search.h"
#include "text/article_json.h"

static int export_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt export_opts[] = {
    { "format", 0, "FORMAT", "jsonl (as unless told) or csv" },
    { "jsonl", 0, NULL, "an article a line, as JSON" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_export = {
    .name = "export",
    .summary = "write out whole articles",
    .usage = "[QUERY...]",
    .help =
        "The newest revision of all that match, oldest first, the undated before them.\n"
        "Without a query: everything.",
    .opts = export_opts,
    .needs = CMD_READ | CMD_QUERY,
    .run = export_run,
};

static const na_column columns[] = {
    { "id", NULL, false },        { "revision", NULL, true },
    { "published", NULL, false }, { "published_precision", NULL, false },
    { "modified", NULL, false },  { "source", NULL, false },
    { "section", NULL, false },   { "lang", NULL, false },
    { "title", NULL, false },     { "deck", NULL, false },
    { "authors", NULL, false },   { "tags", NULL, false },
    { "url", NULL, false },       { "body", NULL, false },
    { "bundle", NULL, false },    { "entry", NULL, false },
};

struct exporting {
    struct cmd_ctx *cx;
    struct origin origin;
    na_buf line;
    na_emit *csv; /* NULL: JSON lines */
    bool unreadable;
};

static int put_csv(na_emit *e, const na_article *a)
{
    na_emit_object(e);
    na_emit_kv(e, "id", a->id);
    na_emit_kv_int(e, "revision", a->revision);
    na_emit_kv(e, "published", a->published);
    na_emit_kv(e, "published_precision",
               na_str_c(na_precision_name(a->published_precision)));
    na_emit_kv(e, "modified", a->modified);
    na_emit_kv(e, "source", a->source);
    na_emit_kv(e, "section", a->section);
    na_emit_kv(e, "lang", a->lang);
    na_emit_kv(e, "title", a->title);
    na_emit_kv(e, "deck", a->deck);
    na_emit_kv_list(e, "authors", a->authors);
    na_emit_kv_list(e, "tags", a->tags);
    na_emit_kv(e, "url", a->url);
    na_emit_kv(e, "body", a->body);
    na_emit_kv(e, "bundle", a->prov.bundle);
    na_emit_kv(e, "entry", a->prov.entry);
    na_emit_end(e);
    return na_emit_status(e);
}

static int put(struct exporting *x, const na_article *found)
{
    na_article a = *found;
    int rc;

    if ((rc = origin_join(&x->origin, x->cx->arc, &a, x->cx->err)) < 0) return rc;
    if (x->csv) return put_csv(x->csv, &a);
    na_buf_reset(&x->line);
    if ((rc = na_article_to_json(&a, &x->line, x->cx->err)) < 0) return rc;
    na_buf_putc(&x->line, '\n');
    if ((rc = na_buf_check(&x->line, "article", x->cx->err)) < 0) return rc;
    return out_raw(x->cx, na_buf_get(&x->line));
}

static int put_all(struct exporting *x, na_hits *hits)
{
    int rc = NA_OK;

    if (x->csv) na_emit_rows(x->csv, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; rc >= 0 && i < na_hits_n(hits); i++) {
        const na_article *a;
        na_err e = { 0 };
        rc = na_hit_article(hits, i, &a, &e);
        if (rc == NA_ECORRUPT) {
            /* The others are worth having. */
            if (!x->unreadable) cmd_error(x->cx, "%s", e.msg);
            x->unreadable = true;
            rc = NA_OK;
            continue;
        }
        rc = rc < 0 ? na_fail(x->cx->err, rc, "%s", e.msg) : put(x, a);
    }
    if (x->csv) na_emit_end(x->csv);
    return rc;
}

static int export_run(struct cmd_ctx *cx, int argc, char **argv)
{
    static const char *const formats[] = { "jsonl", "csv", NULL };
    struct exporting x = { .cx = cx };
    na_search_opts o = { .limit = SIZE_MAX };
    const na_search_info *info;
    na_query *q = NULL;
    na_hits *hits = NULL;
    int rc, format, status = NA_EXIT_OK;

    na_buf_init(&x.line, 8 * NA_MAX_ARTICLE);
    if ((rc = opts_choice(&cx->opts, "format", formats, 0, &format, cx->err)) < 0)
        goto done;
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    if (na_query_sort(q) == NA_SORT_DEFAULT) o.sort = NA_SORT_OLDEST;
    if ((rc = na_search(cx->arc, q, &o, &hits, cx->err)) < 0) goto done;
    if (format == 1 && (rc = out_new(cx, NA_FORMAT_CSV, &x.csv)) < 0) goto done;
    rc = put_all(&x, hits);
    if (x.csv) rc = out_end(x.csv, rc, cx->err);
    if (rc < 0) goto done;
    info = na_hits_info(hits);
    if (info->damaged > 0) {
        cmd_error(cx, "volumes that could not be read and are missing here: %llu: %s",
                  (unsigned long long)info->damaged, info->damage);
        status = NA_EXIT_PARTLY;
    } else if (x.unreadable) {
        status = NA_EXIT_PARTLY;
    } else if (info->total == 0) {
        status = NA_EXIT_NOTHING;
    }
done:
    na_buf_release(&x.line);
    origin_release(&x.origin);
    na_hits_free(hits);
    na_query_free(q);
    return rc < 0 ? rc : status;
}
