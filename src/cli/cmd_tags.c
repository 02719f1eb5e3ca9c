/* SPDX-License-Identifier: MIT */
/* cmd_tags.c - newsarc tags */
#include "cli/out.h"
#include "cli/query_arg.h"
#include "cli/searched.h"
#include "core/marks.h"
#include "core/tally.h"

static int tags_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt tags_opts[] = {
    { "mine", 0, NULL, "only those that you put on an article" },
    { "format", 0, "FORMAT", "text, line, json, jsonl or csv" },
    OUT_JSON_OPTS,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_tags = {
    .name = "tags",
    .summary = "the tags there are, and on how many articles",
    .usage = "[QUERY...]",
    .help = "In their order, of all articles or of those that match; yours: on how many of "
            "all\n"
            "articles it is a mark of yours (newsarc tag). By number: newsarc facets tag.",
    .opts = tags_opts,
    .needs = CMD_READ | CMD_QUERY,
    .run = tags_run,
};

static const na_column columns[] = { { "tag", NULL, false },
                                     { "articles", NULL, true },
                                     { "yours", NULL, true } };

static uint64_t yours(const na_marked_tag *v, size_t n, na_str tag)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (na_str_cmp(v[mid].tag, tag) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && na_str_eq(v[lo].tag, tag) ? v[lo].articles : 0;
}

static int put_all(struct cmd_ctx *cx, na_emit *e, const na_tally *t,
                   const na_marked_tag *mine, size_t nmine, size_t *shown)
{
    const bool only = opts_has(&cx->opts, "mine");
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < t->n; i++) {
        const na_tally_row *r = &t->v[i];
        uint64_t own;
        if (r->value.len == 0 || r->n[0] == 0) continue; /* without a tag */
        own = yours(mine, nmine, r->value);
        if (only && own == 0) continue;
        na_emit_object(e);
        na_emit_kv(e, "tag", r->value);
        na_emit_kv_int(e, "articles", (int64_t)r->n[0]);
        na_emit_kv_int(e, "yours", (int64_t)own);
        na_emit_end(e);
        ++*shown;
        rc = na_emit_status(e);
    }
    return rc;
}

static int tags_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const na_format format =
        out_format(cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE | 1u << NA_FORMAT_JSON |
                           1u << NA_FORMAT_JSONL | 1u << NA_FORMAT_CSV);
    na_arena arena = { 0 };
    na_marked_tag *mine;
    na_query *q = NULL;
    na_tally *t = NULL;
    na_emit *e = NULL;
    size_t nmine, shown = 0;
    int rc, status = NA_EXIT_OK;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    rc = na_tally_new(&t, cx->arc, (const na_query *const *)&q, 1, NA_TALLY_TAG, cx->err);
    if (rc == NA_OK) rc = na_arc_marked_tags(cx->arc, &mine, &nmine, &arena, cx->err);
    if (rc < 0 || (rc = out_new(cx, format, &e)) < 0) goto done;
    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        na_emit_kv_int(e, "total", (int64_t)t->total[0]);
        na_emit_key(e, "tags");
    }
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    rc = put_all(cx, e, t, mine, nmine, &shown);
    na_emit_end(e);
    if (na_emit_is_json(e)) na_emit_end(e);
    rc = out_end(e, rc, cx->err);
    searched_remarks(cx, &t->info, shown > 0);
    status = searched_status(&t->info, shown);
done:
    na_tally_free(t);
    na_query_free(q);
    na_arena_release(&arena);
    return rc < 0 ? rc : status;
}
