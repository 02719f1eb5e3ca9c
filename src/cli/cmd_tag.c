/* SPDX-License-Identifier: MIT */
/* cmd_tag.c - newsarc tag */
#include "cli/out.h"
#include "cli/query_arg.h"
#include "cli/searched.h"
#include "core/marks.h"
#include "core/search.h"
#include <stdlib.h>
#include <string.h>

static int tag_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt tag_opts[] = {
    { "dry-run", 0, NULL, "only count" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_tag = {
    .name = "tag",
    .summary = "put tags on articles, or take them off",
    .usage = "+TAG|-TAG... [--] QUERY...",
    .help =
        "All articles that match ('*': all there are). The articles stay what they are:\n"
        "it is a mark of yours, that searches, show and export take account of.",
    .opts = tag_opts,
    .needs = CMD_WRITE | CMD_DRY | CMD_TAGS,
    .run = tag_run,
};

#define MOST_TAGS 100u

typedef struct id {
    char hex[17];
} id;

/* All that match, before the first is marked. */
static int find(struct cmd_ctx *cx, na_query *q, id **out, size_t *n_out, int *status)
{
    const na_search_opts o = { .limit = SIZE_MAX, .sort = NA_SORT_OLDEST };
    na_hits *h = NULL;
    id *v = NULL;
    size_t n = 0;
    int rc = na_search(cx->arc, q, &o, &h, cx->err);

    if (rc < 0) goto done;
    n = na_hits_n(h);
    if (!(v = calloc(n + 1, sizeof *v))) rc = na_fail_nomem(cx->err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) rc = na_hit_id(h, i, v[i].hex, cx->err);
    if (rc < 0) goto done;
    searched_remarks(cx, na_hits_info(h), n > 0);
    *status = searched_status(na_hits_info(h), n);
done:
    na_hits_free(h);
    *out = v;
    *n_out = n;
    return rc;
}

static int mark_all(struct cmd_ctx *cx, const id *v, size_t n, const na_mark *m, size_t nm,
                    uint64_t *changed)
{
    int rc = na_arc_begin(cx->arc, cx->err);

    if (rc < 0) return rc;
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        bool yes;
        rc = na_arc_mark(cx->arc, na_str_n(v[i].hex, 16), m, nm, &yes, cx->err);
        if (rc == NA_OK) *changed += yes;
    }
    if (rc == NA_OK) return na_arc_commit(cx->arc, cx->err);
    na_arc_rollback(cx->arc);
    return rc;
}

static int report(struct cmd_ctx *cx, size_t n, uint64_t changed)
{
    char all[48], some[32];

    out_things(n, "article", all);
    if (opts_has(&cx->opts, "dry-run")) return out_line(cx, "%s", all);
    out_count(changed, some);
    return out_line(cx, "%s, %s changed", all, some);
}

/* +TAG and -TAG: "tag/NAME" and its sign. */
static int read_tags(struct cmd_ctx *cx, int argc, char **argv, na_mark *m, na_buf names[],
                     int *n_out)
{
    int n = 0;

    for (; n < argc && (argv[n][0] == '+' || argv[n][0] == '-') && strcmp(argv[n], "--");
         n++) {
        na_str name = na_str_trim(na_str_c(argv[n] + 1));
        if (n == MOST_TAGS) return cmd_usage(cx, "more than %u tags", MOST_TAGS);
        if (name.len == 0) return cmd_usage(cx, "%s: a tag without a name", argv[n]);
        na_buf_puts(&names[n], "tag/");
        na_buf_str(&names[n], name);
        m[n] = (na_mark){ .field = na_buf_get(&names[n]), .value = na_str_n(argv[n], 1) };
        if (na_mark_check(&m[n], cx->err) < 0) return NA_EUSAGE;
    }
    *n_out = n;
    return NA_OK;
}

static int tag_run(struct cmd_ctx *cx, int argc, char **argv)
{
    char nothing[] = "", *everything[] = { nothing, NULL };
    na_mark m[MOST_TAGS];
    na_buf names[MOST_TAGS];
    na_query *q = NULL;
    id *v = NULL;
    size_t n = 0;
    uint64_t changed = 0;
    int rc, tags = 0, status = NA_EXIT_OK;

    for (unsigned i = 0; i < MOST_TAGS; i++) na_buf_init(&names[i], 8 * NA_KIB);
    if ((rc = read_tags(cx, argc, argv, m, names, &tags)) != NA_OK) goto done;
    argc -= tags, argv += tags;
    if (argc > 0 && strcmp(argv[0], "--") == 0) argc--, argv++;
    if (tags == 0 || argc == 0) {
        rc = cmd_usage(cx, tags ? "which articles?" : "which tag? +TAG or -TAG");
        goto done;
    }
    if (argc == 1 && strcmp(argv[0], "*") == 0) argv = everything;
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    if ((rc = find(cx, q, &v, &n, &status)) < 0) goto done;
    if (n > 0 && !opts_has(&cx->opts, "dry-run"))
        rc = mark_all(cx, v, n, m, (size_t)tags, &changed);
    if (rc == NA_OK) rc = report(cx, n, changed);
done:
    for (unsigned i = 0; i < MOST_TAGS; i++) na_buf_release(&names[i]);
    na_query_free(q);
    free(v);
    return rc != NA_OK ? rc : status;
}
