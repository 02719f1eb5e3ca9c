/* SPDX-License-Identifier: MIT */
/* cmd_quarantine.c - newsarc quarantine: records that gave no article */
#include "base/log.h"
#include "cli/import_opts.h"
#include "cli/out.h"
#include "ingest/retry.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int quarantine_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt quarantine_opts[] = {
    { "format", 0, "FORMAT", "of list: text, line, json, jsonl or csv" },
    OUT_JSON_OPTS,
    { "raw", 0, NULL, "show: the bytes of the record and nothing else" },
    { "all", 0, NULL, "retry or drop all of them" },
    IMPORT_OPTS,
    { "wait", 0, "S", "seconds to wait for another writer" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_quarantine = {
    .name = "quarantine",
    .summary = "records that gave no article: list, show, retry, drop",
    .usage = "list | show ID... | retry [ID...] | drop ID...",
    .help =
        "  list    which, and why\n"
        "  show    one in full: reason, script and line, first bytes (--raw: the bytes)\n"
        "  retry   once more, say after a script was mended; without ID all of them.\n"
        "          Needs no bundle: the bytes were kept. --script NAME: those of this "
        "reader,\n"
        "          --script FILE.lua: with this reader, too\n"
        "  drop    forget them (--all: every one)",
    .opts = quarantine_opts,
    .needs = CMD_NONE | CMD_POLLS,
    .run = quarantine_run,
};

#define PREVIEW 600u

static const na_column columns[] = {
    { "id", NULL, true },     { "code", NULL, false },  { "bundle", NULL, false },
    { "entry", NULL, false }, { "record", NULL, true }, { "script", NULL, false },
    { "file", NULL, false },  { "line", NULL, true },   { "message", NULL, false },
};

static void put_members(na_emit *e, const na_quarantined *q)
{
    na_emit_kv_int(e, "id", (int64_t)q->id);
    na_emit_kv(e, "code", q->code);
    na_emit_kv(e, "message", q->message);
    na_emit_kv(e, "bundle", q->bundle);
    na_emit_kv(e, "entry", q->entry);
    na_emit_kv_int(e, "entry_index", (int64_t)q->entry_index);
    na_emit_kv_int(e, "record", (int64_t)q->record);
    na_emit_kv_int(e, "offset", (int64_t)q->offset);
    na_emit_kv_int(e, "length", (int64_t)q->length);
    na_emit_kv_opt(e, "sha256", q->sha256);
    na_emit_kv_opt(e, "script", q->script);
    na_emit_kv_opt(e, "file", q->file);
    if (q->line > 0) na_emit_kv_int(e, "line", (int64_t)q->line);
    na_emit_kv_opt(e, "trace", q->trace);
    na_emit_kv_bool(e, "bytes_kept", q->bytes_kept);
    na_emit_kv_int(e, "attempts", (int64_t)q->attempts);
    na_emit_kv_opt(e, "first_seen", q->first_seen);
    na_emit_kv_opt(e, "last_seen", q->last_seen);
}

static int put_row(void *ctx, const na_quarantined *q)
{
    na_emit *e = ctx;

    na_emit_object(e);
    put_members(e, q);
    na_emit_end(e);
    return na_emit_status(e);
}

static int list(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    na_format format = out_format(cx, formats);
    na_emit *e = NULL;
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc > 0) return cmd_usage(cx, "list takes no ID, show does: %s", argv[0]);
    if ((rc = cmd_open(cx, CMD_READ)) < 0) return rc;
    if ((rc = out_new(cx, format, &e)) < 0) return rc;
    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        na_emit_key(e, "quarantined");
    }
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    rc = na_arc_quarantine_each(cx->arc, 0, false, put_row, e, cx->err);
    if (rc >= 0) {
        na_emit_end(e);
        if (na_emit_is_json(e)) na_emit_end(e);
    }
    return out_end(e, rc, cx->err);
}

/* -- show ------------------------------------------------------------------------------ */

struct showing {
    struct cmd_ctx *cx;
    bool found;
};

static int put_labelled(struct cmd_ctx *cx, const char *label, na_str s)
{
    return s.len > 0 ? out_line(cx, "%-10s %.*s", label, NA_STR_ARG(s)) : NA_OK;
}

/* Lines of their own, escaped. */
static int put_block(struct cmd_ctx *cx, na_str s)
{
    size_t n = na_escape(s, true, NULL, 0);
    na_buf b;
    char *p;
    int rc;

    na_buf_init(&b, 4 * NA_MIB);
    na_buf_putc(&b, '\n');
    if ((p = na_buf_reserve(&b, n + 1))) b.len += na_escape(s, true, p, n);
    if (b.len > 0 && b.ptr[b.len - 1] != '\n') na_buf_putc(&b, '\n');
    rc = na_buf_check(&b, "record", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&b));
    na_buf_release(&b);
    return rc;
}

static int show_text(struct cmd_ctx *cx, const na_quarantined *q)
{
    int rc;

    rc = out_line(cx, "%-10s %llu", "id", (unsigned long long)q->id);
    if (rc == NA_OK) rc = put_labelled(cx, "code", q->code);
    if (rc == NA_OK) rc = put_labelled(cx, "reason", q->message);
    if (rc == NA_OK && q->file.len > 0 && q->line > 0)
        rc = out_line(cx, "%-10s %.*s:%llu", "script", NA_STR_ARG(q->file),
                      (unsigned long long)q->line);
    else if (rc == NA_OK)
        rc = put_labelled(cx, "script", q->file.len > 0 ? q->file : q->script);
    if (rc == NA_OK) rc = put_labelled(cx, "bundle", q->bundle);
    if (rc == NA_OK) rc = put_labelled(cx, "entry", q->entry);
    if (rc == NA_OK)
        rc = out_line(cx, "%-10s %llu, bytes %llu to %llu of the entry", "record",
                      (unsigned long long)q->record, (unsigned long long)q->offset,
                      (unsigned long long)(q->offset + q->length));
    if (rc == NA_OK) rc = put_labelled(cx, "sha256", q->sha256);
    if (rc == NA_OK)
        rc = out_line(cx, "%-10s %llu, first %.*s, last %.*s", "attempts",
                      (unsigned long long)q->attempts, NA_STR_ARG(q->first_seen),
                      NA_STR_ARG(q->last_seen));
    if (rc == NA_OK && q->trace.len > 0) rc = put_block(cx, q->trace);
    if (rc == NA_OK && !q->bytes_kept) rc = out_line(cx, "\nits bytes were not kept");
    if (rc == NA_OK && q->bytes.len > 0)
        rc = put_block(cx, na_str_sub(q->bytes, 0, PREVIEW));
    if (rc == NA_OK && q->bytes.len > PREVIEW)
        rc = out_line(cx, "... (%zu bytes more; --raw prints all)", q->bytes.len - PREVIEW);
    return rc;
}

static int show_json(struct cmd_ctx *cx, const na_quarantined *q)
{
    na_emit *e;
    int rc;

    if ((rc = out_new(cx, NA_FORMAT_JSON, &e)) < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    put_members(e, q);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

static int show_one(void *ctx, const na_quarantined *q)
{
    struct showing *x = ctx;

    x->found = true;
    if (opts_has(&x->cx->opts, "json")) return show_json(x->cx, q);
    if (!opts_has(&x->cx->opts, "raw")) return show_text(x->cx, q);
    if (!q->bytes_kept) return na_fail(x->cx->err, NA_ENOENT, "its bytes were not kept");
    return out_raw(x->cx, q->bytes);
}

static int read_id(struct cmd_ctx *cx, const char *s, uint64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoull(s, &end, 10);
    if (*s < '0' || *s > '9' || *end || errno || *out == 0)
        return na_fail(cx->err, NA_EUSAGE, "\"%s\" is no number of the list", s);
    return NA_OK;
}

static int show(struct cmd_ctx *cx, int argc, char **argv)
{
    uint64_t id;
    int rc;

    if (argc == 0) return cmd_usage(cx, "show which? (`newsarc quarantine list`)");
    if ((rc = cmd_open(cx, CMD_READ)) < 0) return rc;
    for (int i = 0; rc == NA_OK && i < argc; i++) {
        struct showing x = { .cx = cx };
        if ((rc = read_id(cx, argv[i], &id)) < 0) break;
        rc = na_arc_quarantine_each(cx->arc, id, true, show_one, &x, cx->err);
        if (rc == NA_OK && !x.found)
            rc = na_fail(cx->err, NA_ENOENT, "%s: not in quarantine", argv[i]);
    }
    return rc;
}

/* -- retry, drop ----------------------------------------------------------------------- */

static void sum(na_import_counts *to, const na_import_counts *c)
{
    to->entries += c->entries, to->records += c->records, to->added += c->added;
    to->updated += c->updated, to->duplicates += c->duplicates;
    to->skipped += c->skipped, to->quarantined += c->quarantined;
}

static int retry(struct cmd_ctx *cx, int argc, char **argv)
{
    struct import_opts in = { 0 };
    struct import_talk talk = { .cx = cx, .progress = progress_new() };
    na_import_events ev = import_events(&talk);
    na_import_counts total = { 0 };
    const char *script = NULL, *s;
    na_buf line;
    int rc;

    na_buf_init(&line, NA_KIB);
    for (size_t i = 0; (s = opts_nth(&cx->opts, "script", i)); i++)
        if (!where_is_file(s)) script = s;
    if ((rc = import_opts_read(cx, &in)) < 0) goto done;
    if ((rc = cmd_open(cx, CMD_WRITE)) < 0) goto done;
    for (int i = 0; rc == NA_OK && i < (argc > 0 ? argc : 1); i++) {
        na_import_counts c = { 0 };
        uint64_t id = 0;
        if (argc > 0 && (rc = read_id(cx, argv[i], &id)) < 0) break;
        rc = na_import_retry(cx->arc, id, na_str_c(script), &in.o, &ev, &c, cx->err);
        sum(&total, &c);
    }
    progress_clear(&talk.progress);
    if (rc < 0 && total.records == 0) goto done;
    import_counts_put(&line, &total);
    int prc = out_line(cx, "%s", na_buf_cstr(&line));
    if (rc == NA_OK) rc = prc;
done:
    na_buf_release(&line);
    import_opts_release(&in);
    if (rc < 0) return rc;
    return total.quarantined > 0 ? NA_EXIT_PARTLY : NA_EXIT_OK;
}

static int drop(struct cmd_ctx *cx, int argc, char **argv)
{
    bool all = opts_has(&cx->opts, "all");
    uint64_t dropped = 0;
    int rc;

    if (argc == 0 && !all) return cmd_usage(cx, "drop which? (an ID, or --all)");
    if (argc > 0 && all) return cmd_usage(cx, "drop an ID, or --all; not both");
    if ((rc = cmd_open(cx, CMD_WRITE)) < 0) return rc;
    if ((rc = na_arc_begin(cx->arc, cx->err)) < 0) return rc;
    for (int i = 0; rc == NA_OK && i < (all ? 1 : argc); i++) {
        uint64_t id = 0, n = 0;
        if (!all && (rc = read_id(cx, argv[i], &id)) < 0) break;
        rc = na_arc_quarantine_drop(cx->arc, id, &n, cx->err);
        if (rc == NA_OK && n == 0 && !all)
            rc = na_fail(cx->err, NA_ENOENT, "%s: not in quarantine; nothing dropped",
                         argv[i]);
        dropped += n;
    }
    if (rc == NA_OK)
        rc = na_arc_commit(cx->arc, cx->err);
    else
        na_arc_rollback(cx->arc);
    return rc < 0 ? rc : out_line(cx, "%llu dropped", (unsigned long long)dropped);
}

static int quarantine_run(struct cmd_ctx *cx, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct cmd_ctx *cx, int argc, char **argv);
    } verbs[] = {
        { "list", list }, { "show", show }, { "retry", retry }, { "drop", drop }
    };

    if (argc == 0) return list(cx, 0, argv);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, argv[0]) == 0)
            return verbs[i].run(cx, argc - 1, argv + 1);
    return cmd_usage(cx, "%s: none of list, show, retry, drop", argv[0]);
}
