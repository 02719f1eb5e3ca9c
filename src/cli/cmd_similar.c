/* SPDX-License-Identifier: MIT */
/* cmd_similar.c - newsarc similar */
#include "cli/out.h"
#include "cli/searched.h"
#include "cli/show_hits.h"
#include "core/similar.h"

static int similar_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt similar_opts[] = {
    { "limit", 'n', "N", "articles to show (10; 0: all)" },
    { "format", 0, "FORMAT", "text, line, json, jsonl, csv or ids" },
    OUT_JSON_OPTS,
    { "no-snippet", 0, NULL, "no sentences below the titles" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_similar = {
    .name = "similar",
    .summary = "find what resembles an article",
    .usage = "ID",
    .help = "First nearly the same texts, then those with its most telling words.",
    .opts = similar_opts,
    .needs = CMD_READ,
    .run = similar_run,
};

static int similar_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV | 1u << NA_FORMAT_IDS;
    struct show x = { .arc = cx->arc,
                      .err = cx->err,
                      .similar = true,
                      .scored = true,
                      .columns = out_is_terminal() ? out_columns() : 0 };
    na_format format;
    long long n = 10;
    char id[17];
    int rc, status = NA_EXIT_OK;

    if (argc != 1) return cmd_usage(cx, argc ? "one article" : "which article?");
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = opts_number(&cx->opts, "limit", 0, INT32_MAX, &n, cx->err)) < 0) return rc;
    rc = na_similar(cx->arc, na_str_c(argv[0]), n > 0 ? (size_t)n : SIZE_MAX, id, &x.hits,
                    cx->err);
    if (rc < 0 || (rc = out_new(cx, format, &x.emit)) < 0) goto done;
    x.snippet = !opts_has(&cx->opts, "no-snippet") && format != NA_FORMAT_LINE &&
                format != NA_FORMAT_IDS;
    x.asked = na_str_c(id);
    rc = show_hits(&x, format);
    rc = out_end(x.emit, rc, cx->err);
    x.emit = NULL;
    if (rc < 0) goto done;
    searched_remarks(cx, na_hits_info(x.hits), na_hits_n(x.hits) > 0);
    status = searched_status(na_hits_info(x.hits), na_hits_n(x.hits));
    if (x.unreadable.code) {
        cmd_error(cx, "not every article could be read (newsarc verify tells more): %s",
                  x.unreadable.msg);
        status = NA_EXIT_PARTLY;
    }
done:
    if (x.emit) na_emit_free(x.emit);
    na_hits_free(x.hits);
    return rc < 0 ? rc : status;
}
