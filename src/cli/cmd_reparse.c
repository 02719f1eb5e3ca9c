/* SPDX-License-Identifier: MIT */
/* cmd_reparse.c - newsarc reparse: a better reader over the records that were kept */
#include "cli/import_opts.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "core/search.h"
#include "ingest/reparse.h"
#include <stdio.h>
#include <stdlib.h>

static int reparse_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt reparse_opts[] = {
    { "dry-run", 0, NULL, "tell what would change, and change nothing" },
    { "replace", 0, NULL,
      "remove what is given under another identity now; marks go over" },
    IMPORT_OPTS,
    { "wait", 0, "S", "seconds to wait for another writer" },
    { "format", 0, "FORMAT", "text or json" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_reparse = {
    .name = "reparse",
    .summary = "read kept originals again, with the readers of today",
    .usage = "[QUERY...]",
    .help =
        "The articles that match, where import --keep-originals kept their records: each\n"
        "record is read again, as its import read it. What comes out otherwise, in any\n"
        "field, becomes a new revision. Prints:\n"
        "  N records gave R: N added, N updated, N unchanged, N skipped, N failed\n"
        "R is the sum. What fails, or is given no longer, stays as it is. With --replace "
        "an\n"
        "article that its record gives under another identity now (another address or "
        "key,\n"
        "the same text) is removed, and your marks of it go over to the new one.",
    .opts = reparse_opts,
    .needs = CMD_WRITE | CMD_QUERY | CMD_POLLS,
    .run = reparse_run,
};

struct found {
    na_reparse_item *v;
    size_t n, cap;
    size_t unnamed; /* articles whose provenance names no record */
};

static int add(struct found *f, const na_article *a, na_err *err)
{
    const na_str hash = na_str_sub(a->prov.record_sha256, 0, 32);
    na_reparse_item *item;

    if (hash.len < 32) {
        f->unnamed++;
        return NA_OK;
    }
    if (f->n == f->cap) {
        const size_t cap = f->cap ? 2 * f->cap : 256;
        na_reparse_item *v = realloc(f->v, cap * sizeof *v);

        if (!v) return na_fail_nomem(err);
        f->v = v;
        f->cap = cap;
    }
    item = &f->v[f->n++];
    item->import = a->prov.import;
    (void)snprintf(item->record, sizeof item->record, "%.32s", hash.ptr);
    (void)snprintf(item->id, sizeof item->id, "%.16s", a->id.ptr);
    return NA_OK;
}

/* All that match; the hits go before anything is written. */
static int find(struct cmd_ctx *cx, const na_query *q, struct found *f, bool *damaged)
{
    const na_search_opts o = { .limit = SIZE_MAX, .sort = NA_SORT_OLDEST };
    na_hits *hits = NULL;
    int rc = na_search(cx->arc, q, &o, &hits, cx->err);

    for (size_t i = 0; rc == NA_OK && i < na_hits_n(hits); i++) {
        const na_article *a;
        na_err e = { 0 };

        rc = na_hit_article(hits, i, &a, &e);
        if (rc == NA_ECORRUPT) {
            if (!*damaged) cmd_error(cx, "%s", e.msg);
            *damaged = true;
            rc = NA_OK;
            continue;
        }
        rc = rc < 0 ? na_fail(cx->err, rc, "%s", e.msg) : add(f, a, cx->err);
    }
    if (rc == NA_OK && na_hits_info(hits)->damaged > 0) {
        cmd_error(cx, "volumes that could not be read: %llu: %s",
                  (unsigned long long)na_hits_info(hits)->damaged,
                  na_hits_info(hits)->damage);
        *damaged = true;
    }
    na_hits_free(hits);
    return rc;
}

/* Articles that are given no longer, in JSON; a few are named to people. */
struct gone {
    na_buf left, replaced;
    size_t nleft;
};
#define NAMED 5u

static void on_gone(void *ctx, const char *id, const char *by)
{
    struct gone *g = ctx;

    if (by)
        na_buf_printf(&g->replaced, "%s %s\n", id, by);
    else
        na_buf_printf(&g->left, "%s\n", id);
    g->nleft += !by;
}

static void put_gone(na_emit *e, const struct gone *g)
{
    na_str all = na_buf_get(&g->left), line;

    na_emit_key(e, "left_ids");
    na_emit_array(e);
    while (na_str_line(&all, &line)) na_emit_str(e, line);
    na_emit_end(e);
    na_emit_key(e, "replaced_ids");
    na_emit_array(e);
    for (all = na_buf_get(&g->replaced); na_str_line(&all, &line);) {
        na_emit_object(e);
        na_emit_kv(e, "id", na_str_sub(line, 0, 16));
        na_emit_kv(e, "by", na_str_sub(line, 17, line.len));
        na_emit_end(e);
    }
    na_emit_end(e);
}

static int print(struct cmd_ctx *cx, na_format format, const na_reparse_counts *c,
                 const struct gone *g)
{
    na_emit *e = NULL;
    int rc;

    if (format == NA_FORMAT_TEXT)
        return out_line(cx,
                        "%llu records gave %llu: %llu added, %llu updated, %llu unchanged, "
                        "%llu skipped, %llu failed",
                        (unsigned long long)c->records, (unsigned long long)c->articles,
                        (unsigned long long)c->added, (unsigned long long)c->updated,
                        (unsigned long long)c->unchanged, (unsigned long long)c->skipped,
                        (unsigned long long)c->failed);
    if ((rc = out_new(cx, format, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv_int(e, "records", (int64_t)c->records);
    na_emit_kv_int(e, "missing", (int64_t)c->missing);
    na_emit_kv_int(e, "articles", (int64_t)c->articles);
    na_emit_kv_int(e, "added", (int64_t)c->added);
    na_emit_kv_int(e, "updated", (int64_t)c->updated);
    na_emit_kv_int(e, "unchanged", (int64_t)c->unchanged);
    na_emit_kv_int(e, "skipped", (int64_t)c->skipped);
    na_emit_kv_int(e, "failed", (int64_t)c->failed);
    na_emit_kv_int(e, "left", (int64_t)c->left);
    na_emit_kv_int(e, "replaced", (int64_t)c->replaced);
    put_gone(e, g);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

static void tell_left(struct cmd_ctx *cx, const struct gone *g)
{
    na_str all = na_buf_get(&g->left), line;
    na_buf some;
    size_t n = 0;

    na_buf_init(&some, 4096);
    while (n < NAMED && na_str_line(&all, &line)) {
        na_buf_printf(&some, "%s%.*s", n ? ", " : "", NA_STR_ARG(line));
        n++;
    }
    if (g->nleft > n) na_buf_printf(&some, " and %zu more (--json)", g->nleft - n);
    cmd_error(cx, "newsarc remove takes away what nobody wants: %s", na_buf_cstr(&some));
    na_buf_release(&some);
}

static int report(struct cmd_ctx *cx, na_format format, const struct found *f,
                  const na_reparse_counts *c, const struct gone *g)
{
    const bool replace = opts_has(&cx->opts, "replace");
    const bool dry = opts_has(&cx->opts, "dry-run");
    const uint64_t missing = c->missing + f->unnamed;
    char n[48];

    if (missing > 0 && c->records == 0) {
        (void)na_fail(
            cx->err, NA_ENOENT,
            "no original of the %zu articles is kept: import --keep-originals keeps "
            "them, also of what is imported again",
            f->n + f->unnamed);
        return NA_ENOENT;
    }
    if (missing > 0) {
        out_things(missing, "record", n);
        cmd_error(cx, "%s without a kept original; their articles stay as they are", n);
    }
    if (c->left > 0) {
        out_things(c->left, "article", n);
        cmd_error(cx, "%s that their records give no longer; left as they are%s", n,
                  replace ? "" : " (--replace: see newsarc help reparse)");
        tell_left(cx, g);
    }
    if (c->replaced > 0) {
        out_things(c->replaced, "article", n);
        cmd_error(cx, "%s %s by what their records give now, with their marks", n,
                  dry ? "would be replaced" : "replaced");
    }
    return print(cx, format, c, g);
}

static int reparse_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const na_format format = out_format(cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON);
    struct import_talk talk = { .cx = cx };
    struct import_opts in = { 0 };
    na_import_events ev;
    na_reparse_counts c = { 0 };
    struct found f = { 0 };
    struct gone g = { .nleft = 0 };
    const na_reparse_opts r = { .replace = opts_has(&cx->opts, "replace"),
                                .gone = on_gone,
                                .ctx = &g };
    na_query *q = NULL;
    bool damaged = false;
    int rc, status = NA_EXIT_OK;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    na_buf_init(&g.left, 512 * NA_MIB);
    na_buf_init(&g.replaced, 512 * NA_MIB);
    if ((rc = import_opts_read(cx, &in)) < 0) goto done;
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    if ((rc = find(cx, q, &f, &damaged)) < 0) goto done;
    if (f.n + f.unnamed == 0) {
        status = damaged ? NA_EXIT_PARTLY : NA_EXIT_NOTHING;
        goto done;
    }
    in.o.dry_run = opts_has(&cx->opts, "dry-run");
    talk.progress = progress_new();
    ev = import_events(&talk);
    rc = na_import_reparse(cx->arc, f.v, f.n, &in.o, &r, &ev, &c, cx->err);
    progress_clear(&talk.progress);
    if (rc == NA_OK) rc = report(cx, format, &f, &c, &g);
    if (c.failed > 0 || damaged) status = NA_EXIT_PARTLY;
done:
    free(f.v);
    na_buf_release(&g.left);
    na_buf_release(&g.replaced);
    na_query_free(q);
    import_opts_release(&in);
    return rc < 0 ? rc : status;
}
