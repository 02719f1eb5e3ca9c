/* SPDX-License-Identifier: MIT */
/* bench_newsarc search ARCHIVE QUERIES [--new] - times queries over an open archive (bench.h)
 *
 * --new: what is kept of words from search to search is forgotten behind each. */
#include "base/buf.h"
#include "base/time.h"
#include "bench.h"
#include "core/kept.h"
#include "core/recall.h"
#include "core/search.h"

struct driver {
    na_arc *arc;
    na_buf text;
    bool forgets;
};

/* What somebody would type for it: each word as it stands, unless the query is free
 * text. */
static void put_query(na_buf *b, const struct bench_query *q)
{
    const char *between = " ", *mark = "=";
    char from[32], to[32];

    if (strcmp(q->op, "text") == 0) mark = "";
    if (strcmp(q->op, "or") == 0) between = " OR ";
    if (strcmp(q->op, "not") == 0) between = " -=", mark = "";
    if (strcmp(q->op, "near") == 0) between = " NEAR/10 ";
    na_buf_reset(b);
    if (strcmp(q->op, "phrase") == 0) {
        na_buf_printf(b, "\"%s\"", q->words);
    } else if (strcmp(q->op, "prefix") == 0) {
        na_buf_printf(b, "%s*", q->words);
    } else {
        if (strcmp(q->op, "not") == 0) na_buf_putc(b, '=');
        for (size_t i = 0; i < q->n; i++)
            na_buf_printf(b, "%s%s%s", i ? between : "", mark, q->word[i]);
    }
    if (strcmp(q->op, "range") == 0) {
        na_rfc3339_utc(q->from, from);
        na_rfc3339_utc(q->to, to);
        na_buf_printf(b, " after:%s before:%s", from, to);
    }
}

static int run(void *ctx, const struct bench_query *q, uint64_t *total)
{
    struct driver *d = ctx;
    na_search_opts o = { .limit = BENCH_TOP,
                         .sort = q->newest ? NA_SORT_NEWEST : NA_SORT_RELEVANCE,
                         .count_only = total != NULL,
                         .count_to = 1 }; /* by date nothing is counted, as by nobody else */
    na_query *query = NULL;
    na_hits *hits = NULL;
    na_err err = { 0 };
    int rc;

    put_query(&d->text, q);
    if ((rc = na_query_parse(&query, na_buf_get(&d->text), 0, NULL, &err)) < 0) goto done;
    if ((rc = na_search(d->arc, query, &o, &hits, &err)) < 0) goto done;
    if (total) *total = na_hits_info(hits)->total;
done:
    if (rc < 0) fprintf(stderr, "bench_newsarc: %s: %s\n", na_buf_cstr(&d->text), err.msg);
    na_hits_free(hits);
    na_query_free(query);
    if (d->forgets) {
        na_kept_forget(d->arc);
        na_recall_forget(d->arc);
    }
    return rc < 0 ? BENCH_FAILED : BENCH_OK;
}

/* One snapshot for all the queries, as the others have: it is held as long as these
 * hits. */
static int hold(struct driver *d, na_hits **out, na_err *err)
{
    na_search_opts o = { .limit = 1 };
    na_query *q = NULL;
    int rc = na_query_parse(&q, NA_STR("sort:newest"), 0, NULL, err);

    if (rc == NA_OK) rc = na_search(d->arc, q, &o, out, err);
    na_query_free(q);
    return rc;
}

int main(int argc, char **argv)
{
    struct driver d = { 0 };
    na_hits *held = NULL;
    na_err err = { 0 };
    int status = 1;

    d.forgets = argc == 5 && strcmp(argv[4], "--new") == 0;
    if (argc != 4 && !d.forgets) {
        fprintf(stderr, "usage: bench_newsarc search ARCHIVE QUERIES [--new]\n");
        return 2;
    }
    na_buf_init(&d.text, 64 << 10);
    if (na_arc_open(&d.arc, argv[2], NA_ARC_READ, &err) < 0 || hold(&d, &held, &err) < 0)
        fprintf(stderr, "bench_newsarc: %s\n", err.msg);
    else
        status = bench_all(argv[3], run, &d);
    na_hits_free(held);
    na_arc_close(d.arc);
    na_buf_release(&d.text);
    return status;
}
