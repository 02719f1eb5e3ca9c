/* SPDX-License-Identifier: MIT */
/* cmd_import.c - newsarc import */
#include "base/log.h"
#include "cli/import_opts.h"
#include "cli/import_out.h"
#include "cli/out.h"
#include "core/marks.h"
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static int import_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt import_opts[] = {
    IMPORT_OPTS,
    { "set", 0, "FIELD=VALUE",
      "where the reader found none: source, lang, published, ..." },
    { "force", 0, "FIELD=VALUE", "in place of what the reader found" },
    { "date-from", 0, "WHAT",
      "undated articles take: mtime, the time of their file; captured, the day of "
      "capture" },
    { "marks", 0, NULL, "of volumes (.narc) that you made yourself: your marks, too" },
    { "keep-originals", 0, NULL, "the records as they came, too: show, reparse, export" },
    { "seal", 0, NULL, "make volumes of the whole head at the end" },
    { "no-seal", 0, NULL, "never seal (else when the head is large)" },
    { "name", 0, "NAME", "of standard input: readers may go by its end (.json)" },
    { "since", 0, "DATE", "skip what was published before; undated articles are taken" },
    { "dry-run", 0, NULL,
      "show what each reader would make of it; looks at no archive and writes nothing" },
    { "jobs", 0, "N", "parsers at once (else one for each core)" },
    { "stats", 0, NULL, "show time and memory, by what they went into" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    { "format", 0, "FORMAT", "text, json or jsonl (jsonl: of a dry run)" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_import = {
    .name = "import",
    .summary = "read bundles, files and folders into the archive",
    .usage = "FILE|DIR|-...",
    .help =
        "Bundles: tar, zip and 7z, under gzip, zstd, xz, bzip2, too. - is standard input.\n"
        "In them, or bare: web pages, WARC, MHTML, feeds, mail, JSON, tables, text, PDF,\n"
        "DOCX, OpenDocument, RTF, agency formats; newsarc script list --kind ingest.\n"
        "Makes the archive where there is none. Prints for each input:\n"
        "  E entries, R records: N added, N updated, N duplicates, N skipped, N "
        "quarantined",
    .opts = import_opts,
    .needs = CMD_NONE | CMD_POLLS,
    .run = import_run,
};

static const na_column input_columns[] = {
    { "input", NULL, false },  { "entries", NULL, true },     { "records", NULL, true },
    { "added", NULL, true },   { "updated", NULL, true },     { "duplicates", NULL, true },
    { "skipped", NULL, true }, { "quarantined", NULL, true },
};

struct importing {
    struct cmd_ctx *cx;
    struct import_talk talk;
    struct import_opts in;
    na_emit *emit;
    struct dry found; /* by a dry run */
    na_import_stats stats;
    bool dry, quarantined, show_stats;
    int status;
};

static void worse(struct importing *x, int status)
{
    if (status > x->status) x->status = status;
}

static void on_dry(void *ctx, const na_import_dry *d)
{
    struct importing *x =
        (struct importing *)((char *)ctx - offsetof(struct importing, talk));

    progress_clear(&x->talk.progress);
    dry_note(&x->found, x->emit, d);
}

static int print_counts(struct importing *x, const char *input, const na_import_counts *c,
                        bool cut_short)
{
    na_emit *e = x->emit;
    na_buf line;
    int rc;

    if (na_emit_format(e) != NA_FORMAT_TEXT) {
        if (x->dry) return NA_OK;
        na_emit_object(e);
        na_emit_kv(e, "input", na_str_c(input));
        na_emit_kv_int(e, "entries", (int64_t)c->entries);
        na_emit_kv_int(e, "records", (int64_t)c->records);
        na_emit_kv_int(e, "added", (int64_t)c->added);
        na_emit_kv_int(e, "updated", (int64_t)c->updated);
        na_emit_kv_int(e, "duplicates", (int64_t)c->duplicates);
        na_emit_kv_int(e, "skipped", (int64_t)c->skipped);
        na_emit_kv_int(e, "quarantined", (int64_t)c->quarantined);
        if (x->in.o.since) {
            na_emit_kv_int(e, "older", (int64_t)c->older);
            na_emit_kv_int(e, "undated", (int64_t)c->undated);
        }
        na_emit_kv_bool(e, "cut_short", cut_short);
        if (x->show_stats) stats_put(e, &x->stats, c);
        na_emit_end(e);
        return na_emit_status(e);
    }
    na_buf_init(&line, NA_KIB);
    import_counts_put(&line, c);
    na_buf_putc(&line, '\n');
    if (x->dry)
        na_log_raw(na_buf_get(&line));
    else
        na_emit_raw(e, na_buf_get(&line));
    rc = na_buf_check(&line, "counts", x->cx->err);
    na_buf_release(&line);
    if (x->in.o.since)
        cmd_error(x->cx, "--since %s: %llu older skipped, %llu undated taken",
                  x->in.o.since, (unsigned long long)c->older,
                  (unsigned long long)c->undated);
    if (x->show_stats && !x->dry) stats_put(e, &x->stats, c);
    return rc;
}

/* A failure that ends only this input: the others may be read. */
static bool only_this(int rc)
{
    return rc == NA_ENOENT || rc == NA_ELIMIT || rc == NA_ECORRUPT || rc == NA_EIO;
}

/* The marks of a volume, when its articles are there. */
static int take_marks(struct importing *x, const char *input)
{
    size_t n = strlen(input);
    uint64_t taken = 0;
    char some[48];
    int rc;

    if (!opts_has(&x->cx->opts, "marks") || x->dry || n < 5 ||
        strcmp(input + n - 5, ".narc") != 0)
        return NA_OK;
    if ((rc = na_arc_marks_take(x->cx->arc, input, &taken, x->cx->err)) < 0) return rc;
    out_things(taken, "mark", some);
    cmd_error(x->cx, "%s: %s", input, some);
    return NA_OK;
}

static int import_one(struct importing *x, const char *input)
{
    na_import_events ev = import_events(&x->talk);
    na_import_counts c = { 0 };
    bool cut_short = false;
    na_err err = { 0 };
    int rc, prc;

    if (strcmp(input, "-") != 0 && access(input, R_OK) != 0) {
        cmd_error(x->cx, "%s: %s", input, strerror(errno));
        worse(x, NA_EXIT_USAGE);
        return NA_OK;
    }
    if (!x->cx->arc && !x->dry && (rc = cmd_open(x->cx, CMD_WRITE | CMD_CREATE)) < 0)
        return rc;
    if (x->dry) ev.dry = on_dry;
    x->talk.progress = progress_new();
    rc = na_import_file(x->cx->arc, input, &x->in.o, &ev, &c, &cut_short, &err);
    progress_clear(&x->talk.progress);
    prc =
        rc == NA_EUSAGE || rc == NA_ESCRIPT ? NA_OK : print_counts(x, input, &c, cut_short);
    if (c.quarantined > 0 && !x->dry) x->quarantined = true;
    if (c.quarantined > 0 || cut_short) worse(x, NA_EXIT_PARTLY);
    if (rc < 0 && only_this(rc)) {
        cmd_error(x->cx, "%s: %s", input, err.msg);
        /* The input is there: what is not is the worker. */
        worse(x, rc == NA_ENOENT ? NA_EXIT_FAILED : cmd_exit_of(rc));
        rc = NA_OK;
    }
    if (rc == NA_ECANCELLED)
        return na_fail(x->cx->err, rc, "%s: interrupted; import it again to go on", input);
    if (rc < 0) return na_fail(x->cx->err, rc, "%s", err.msg);
    return prc < 0 ? prc : take_marks(x, input);
}

static bool has_stdin(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "-") == 0) return true;
    return false;
}

/* The frame around inputs or, in a dry run, records. A text has rows only in a dry run. */
static void begin(struct importing *x)
{
    na_emit *e = x->emit;

    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        if (!x->dry) na_emit_key(e, "inputs");
    }
    if (x->dry)
        dry_begin(e);
    else if (na_emit_format(e) != NA_FORMAT_TEXT)
        na_emit_rows(e, input_columns, sizeof input_columns / sizeof *input_columns);
}

static void end(struct importing *x)
{
    if (x->dry)
        dry_end(&x->found, x->emit);
    else if (na_emit_format(x->emit) != NA_FORMAT_TEXT)
        na_emit_end(x->emit);
    if (na_emit_is_json(x->emit)) na_emit_end(x->emit);
}

static int read_opts(struct importing *x)
{
    static const char *const sources[] = { "mtime", "captured", NULL };
    struct cmd_ctx *cx = x->cx;
    long long jobs = 0;
    int from, rc;

    if ((rc = import_opts_read(cx, &x->in)) < 0) return rc;
    if ((rc = opts_choice(&cx->opts, "date-from", sources, -1, &from, cx->err)) < 0)
        return rc;
    if (opts_has(&cx->opts, "seal") && opts_has(&cx->opts, "no-seal"))
        return na_fail(cx->err, NA_EUSAGE, "--seal and --no-seal: one of them");
    x->in.o.name = opts_get(&cx->opts, "name", NULL);
    x->in.o.date_from_mtime = from == 0;
    x->in.o.date_from_captured = from == 1;
    x->in.o.since = opts_get(&cx->opts, "since", NULL);
    if ((rc = opts_number(&cx->opts, "jobs", 1, 64, &jobs, cx->err)) < 0) return rc;
    x->in.o.jobs = (unsigned)jobs;
    x->show_stats = opts_has(&cx->opts, "stats");
    if (x->show_stats) x->in.o.stats = &x->stats;
    x->in.o.dry_run = x->dry = x->talk.debug = opts_has(&cx->opts, "dry-run");
    x->in.o.keep_originals = opts_has(&cx->opts, "keep-originals");
    if (opts_has(&cx->opts, "seal")) x->in.o.seal = 1;
    if (opts_has(&cx->opts, "no-seal")) x->in.o.seal = 0;
    return NA_OK;
}

static int import_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats =
        1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL;
    struct importing x = { .cx = cx, .talk = { .cx = cx } };
    na_format format;
    int rc;

    if (argc == 0) return cmd_usage(cx, "what? (FILE, DIR, or - for standard input)");
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = read_opts(&x)) < 0) goto done;
    if (x.in.o.name && !has_stdin(argc, argv)) {
        rc = na_fail(cx->err, NA_EUSAGE, "--name is for standard input (-)");
        goto done;
    }
    if ((rc = out_new(cx, format, &x.emit)) < 0) goto done;
    begin(&x);
    for (int i = 0; rc >= 0 && i < argc; i++) rc = import_one(&x, argv[i]);
    end(&x);
    if (out_end(x.emit, NA_OK, cx->err) < 0 && rc >= 0) rc = NA_EIO;
    if (x.quarantined)
        cmd_error(cx, "why records were quarantined: newsarc quarantine list");
done:
    dry_release(&x.found);
    import_opts_release(&x.in);
    return rc < 0 ? rc : x.status;
}
