/* SPDX-License-Identifier: MIT */
/* cmd_export.c - newsarc export */
#include "base/path.h"
#include "cli/export.h"
#include "cli/out.h"
#include "cli/query_arg.h"
#include "core/identity.h"

static int export_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt export_opts[] = {
    { "format", 0, "FORMAT", "jsonl (as unless told) or another of those below" },
    { "jsonl", 0, NULL, "an article a line, as JSON" },
    { "output", 'o', "FILE|DIR", "there instead of standard output" },
    { "csv-safe", 0, NULL, "csv: ' before what a spreadsheet would run as a formula" },
    { "evidence", 0, "ID", "one article with all that speaks for it, as a tar" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_export = {
    .name = "export",
    .summary = "write out whole articles",
    .usage = "[QUERY...]",
    .help = "The newest revision of all that match, oldest first, the undated last.\n"
            "Without a query: everything. FORMAT:\n"
            "  jsonl ninjs csv           articles\n"
            "  bibtex ris csl            citations\n"
            "  mbox warc                 ... and for mail readers and web archives\n"
            "  markdown eml              a folder with a file an article (-o DIR)\n"
            "  tar.zst                   articles.jsonl and the originals that are kept\n"
            "  narc                      a volume of just these articles (-o FILE)",
    .opts = export_opts,
    .needs = CMD_READ | CMD_QUERY | CMD_POLLS,
    .run = export_run,
};

static const struct export_format *const formats[] = {
    &export_jsonl, &export_ninjs,    &export_csv, &export_bibtex, &export_ris,  &export_csl,
    &export_mbox,  &export_markdown, &export_eml, &export_warc,   &export_narc, &export_tar,
};
#define FORMATS (sizeof formats / sizeof *formats)

/* What some are called elsewhere. */
static const struct synonym {
    const char *name;
    const struct export_format *format;
} synonyms[] = {
    { "bib", &export_bibtex },
    { "csl-json", &export_csl },
    { "md", &export_markdown },
};
#define SYNONYMS (sizeof synonyms / sizeof *synonyms)

static int put(struct exporting *x, const na_article *found)
{
    na_article a = *found;
    na_identity id;
    int rc;

    na_arena_reset(&x->arena);
    if ((rc = origin_join(&x->origin, x->cx->arc, &a, x->cx->err)) < 0) return rc;
    if ((rc = na_identity_stored(&a, &id, x->cx->err)) < 0) return rc;
    a.permalink = id.kind != 'c';
    if ((rc = x->format->put(x, &a)) < 0) return rc;
    x->n++;
    return NA_OK;
}

static int put_all(struct exporting *x)
{
    struct progress progress = progress_new();
    const size_t n = na_hits_n(x->hits);
    int rc = NA_OK;

    if (!x->path && out_is_terminal())
        progress.on = false; /* the articles are to be seen */
    for (size_t i = 0; rc >= 0 && i < n; i++) {
        const na_article *a;
        na_err e = { 0 };

        if (cmd_cancelled) {
            rc = na_fail(x->cx->err, NA_ECANCELLED, "interrupted; nothing was written");
            break;
        }
        if (i % 64 == 0) (void)progress_step(&progress, "exporting", i, n);
        rc = na_hit_article(x->hits, i, &a, &e);
        if (rc == NA_ECORRUPT) {
            /* The others are worth having. */
            if (!x->unreadable) cmd_error(x->cx, "%s", e.msg);
            x->unreadable = true;
            rc = NA_OK;
            continue;
        }
        rc = rc < 0 ? na_fail(x->cx->err, rc, "%s", e.msg) : put(x, a);
    }
    progress_clear(&progress);
    return rc;
}

/* Where it goes, and may it go there? */
static int choose(struct exporting *x)
{
    const char *names[FORMATS + SYNONYMS + 1] = { NULL };
    struct cmd_ctx *cx = x->cx;
    int at, rc;

    for (size_t i = 0; i < FORMATS; i++) names[i] = formats[i]->name;
    for (size_t i = 0; i < SYNONYMS; i++) names[FORMATS + i] = synonyms[i].name;
    if ((rc = opts_choice(&cx->opts, "format", names, 0, &at, cx->err)) < 0) return rc;
    x->format = (size_t)at < FORMATS ? formats[at] : synonyms[(size_t)at - FORMATS].format;
    x->path = opts_get(&cx->opts, "output", NULL);
    if (x->path && strcmp(x->path, "-") == 0) x->path = NULL;
    if (x->path && !*x->path) return na_fail(cx->err, NA_EUSAGE, "-o needs a name");
    if (!x->path && x->format->to == EXPORT_FOLDER)
        return na_fail(cx->err, NA_EUSAGE,
                       "%s is a folder of files, which standard output cannot be; -o DIR",
                       x->format->name);
    if (!x->path && x->format->to == EXPORT_FILE)
        return na_fail(cx->err, NA_EUSAGE, "%s is not written to standard output; -o FILE",
                       x->format->name);
    if (!x->path && x->format->to == EXPORT_BINARY && out_is_terminal())
        return na_fail(cx->err, NA_EUSAGE, "%s is nothing for a terminal; -o FILE",
                       x->format->name);
    if (opts_has(&cx->opts, "csv-safe") && x->format != &export_csv)
        return na_fail(cx->err, NA_EUSAGE, "--csv-safe is for --format csv");
    if (x->format->to == EXPORT_FOLDER && na_path_exists(x->path) &&
        !na_path_is_dir(x->path))
        return na_fail(cx->err, NA_EUSAGE, "%s: is no folder", x->path);
    return NA_OK;
}

static int report(struct exporting *x)
{
    char n[48], bytes[24];

    if (!x->path) return NA_OK;
    out_things(x->n, "article", n);
    out_bytes(x->out.bytes, bytes);
    return out_line(x->cx, "%s, %s: %s", n, bytes, x->path);
}

static int export_query(struct exporting *x, const na_query *q)
{
    const bool stream = x->format->to == EXPORT_STREAM || x->format->to == EXPORT_BINARY;
    na_search_opts o = { .limit = SIZE_MAX };
    struct cmd_ctx *cx = x->cx;
    int rc;

    if (na_query_sort(q) == NA_SORT_DEFAULT) o.sort = NA_SORT_OLDEST;
    if ((rc = na_search(cx->arc, q, &o, &x->hits, cx->err)) < 0) return rc;
    if (stream && (rc = export_file_open(&x->out, cx, x->path)) < 0) return rc;
    if (x->format->begin && (rc = x->format->begin(x)) < 0) return rc;
    if ((rc = put_all(x)) < 0) return rc;
    if (x->format->end && (rc = x->format->end(x)) < 0) return rc;
    if (stream && (rc = export_file_commit(&x->out)) < 0) return rc;
    return report(x);
}

static int export_run(struct cmd_ctx *cx, int argc, char **argv)
{
    struct exporting x = { .cx = cx, .out = { .fd = -1 } };
    const na_search_info *info;
    na_query *q = NULL;
    int rc, status = NA_EXIT_OK;

    if (opts_has(&cx->opts, "evidence")) {
        if (argc > 0) return cmd_usage(cx, "--evidence takes no query: %s", argv[0]);
        return export_evidence(cx, opts_get(&cx->opts, "evidence", ""),
                               opts_get(&cx->opts, "output", NULL));
    }
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "-o") != 0) continue;
        return cmd_usage(cx,
                         "-o behind the query is one of its words; before it, or --output");
    }
    na_buf_init(&x.item, 8 * NA_MAX_ARTICLE);
    na_buf_init(&x.scratch, 8 * NA_MAX_ARTICLE);
    if ((rc = choose(&x)) < 0) goto done;
    if ((rc = query_arg(cx, argc, argv, &q)) < 0) goto done;
    if ((rc = export_query(&x, q)) < 0) goto done;
    info = na_hits_info(x.hits);
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
    if (x.format && x.format->release) x.format->release(&x);
    export_file_close(&x.out);
    na_buf_release(&x.item);
    na_buf_release(&x.scratch);
    na_arena_release(&x.arena);
    origin_release(&x.origin);
    na_hits_free(x.hits);
    na_query_free(q);
    return rc < 0 ? rc : status;
}
