/* SPDX-License-Identifier: MIT */
/* export_text.c - formats that are one stream: an item behind the other */
#include "base/jsonw.h"
#include "cli/export.h"
#include "cli/out.h"
#include "emit/as.h"
#include "text/article_json.h"
#include <stdio.h>
#include <stdlib.h>

static int put_item(struct exporting *x)
{
    int rc = na_buf_check(&x->item, "article", x->cx->err);

    return rc < 0 ? rc : export_file_put(&x->out, na_buf_get(&x->item));
}

/* One whose items stand for themselves. */
static int put_as(struct exporting *x, const na_article *a,
                  void (*as)(const na_article *a, na_buf *out))
{
    na_buf_reset(&x->item);
    as(a, &x->item);
    return put_item(x);
}

static int put_jsonl(struct exporting *x, const na_article *a)
{
    int rc;

    na_buf_reset(&x->item);
    if ((rc = na_article_to_json(a, &x->item, x->cx->err)) < 0) return rc;
    na_buf_putc(&x->item, '\n');
    return put_item(x);
}

static void as_ninjs_line(const na_article *a, na_buf *out)
{
    na_as_ninjs(a, out);
    na_buf_putc(out, '\n');
}

static int put_ninjs(struct exporting *x, const na_article *a)
{
    return put_as(x, a, as_ninjs_line);
}

static int put_bibtex(struct exporting *x, const na_article *a)
{
    return put_as(x, a, na_as_bibtex);
}

static int put_ris(struct exporting *x, const na_article *a)
{
    return put_as(x, a, na_as_ris);
}

static int put_mbox(struct exporting *x, const na_article *a)
{
    return put_as(x, a, na_as_mbox);
}

/* -- CSL-JSON: one array --------------------------------------------------------------- */

static int put_csl(struct exporting *x, const na_article *a)
{
    na_buf_reset(&x->item);
    na_buf_puts(&x->item, x->n > 0 ? ",\n" : "[\n");
    na_as_csl(a, &x->item);
    return put_item(x);
}

static int end_csl(struct exporting *x)
{
    return export_file_put(&x->out, x->n > 0 ? NA_STR("\n]\n") : NA_STR("[]\n"));
}

/* -- CSV ------------------------------------------------------------------------------- */

static const na_column columns[] = {
    { "id", NULL, false },        { "revision", NULL, true },
    { "published", NULL, false }, { "published_precision", NULL, false },
    { "modified", NULL, false },  { "source", NULL, false },
    { "section", NULL, false },   { "lang", NULL, false },
    { "title", NULL, false },     { "deck", NULL, false },
    { "authors", NULL, false },   { "tags", NULL, false },
    { "url", NULL, false },       { "body", NULL, false },
    { "bundle", NULL, false },    { "entry", NULL, false },
    { "note", NULL, false },
};

static int write_csv(void *ctx, const char *p, size_t n, na_err *err)
{
    struct exporting *x = ctx;
    const int rc = export_file_put(&x->out, na_str_n(p, n));

    return rc < 0 ? na_fail(err, rc, "%s", x->cx->err->msg) : NA_OK;
}

static int begin_csv(struct exporting *x)
{
    const na_emit_opts o = { .format = NA_FORMAT_CSV,
                             .write = write_csv,
                             .ctx = x,
                             .terminal = !x->path && out_is_terminal() };
    int rc = na_emit_new(&x->csv, &o, x->cx->err);

    if (rc == NA_OK) na_emit_rows(x->csv, columns, sizeof columns / sizeof *columns);
    return rc;
}

/* A spreadsheet takes a cell that begins like this for a formula, and runs it. */
static na_str guarded(struct exporting *x, na_str s)
{
    if (!opts_has(&x->cx->opts, "csv-safe") || s.len == 0 || !strchr("=+-@\t\r", s.ptr[0]))
        return s;
    na_buf_reset(&x->scratch);
    na_buf_putc(&x->scratch, '\'');
    na_buf_str(&x->scratch, s);
    return na_buf_get(&x->scratch);
}

static void list_csv(struct exporting *x, const char *key, na_strv v)
{
    na_emit_key(x->csv, key);
    na_emit_array(x->csv);
    for (size_t i = 0; i < v.n; i++)
        na_emit_str(x->csv, i == 0 ? guarded(x, v.v[i]) : v.v[i]);
    na_emit_end(x->csv);
}

static int put_csv(struct exporting *x, const na_article *a)
{
    na_emit *e = x->csv;
    na_buf note;

    na_emit_object(e);
    na_emit_kv(e, "id", a->id);
    na_emit_kv_int(e, "revision", a->revision);
    na_emit_kv(e, "published", a->published);
    na_emit_kv(e, "published_precision",
               na_str_c(na_precision_name(a->published_precision)));
    na_emit_kv(e, "modified", a->modified);
    na_emit_kv(e, "source", guarded(x, a->source));
    na_emit_kv(e, "section", guarded(x, a->section));
    na_emit_kv(e, "lang", guarded(x, a->lang));
    na_emit_kv(e, "title", guarded(x, a->title));
    na_emit_kv(e, "deck", guarded(x, a->deck));
    list_csv(x, "authors", a->authors);
    list_csv(x, "tags", a->tags);
    na_emit_kv(e, "url", guarded(x, a->url));
    na_emit_kv(e, "body", guarded(x, a->body));
    na_emit_kv(e, "bundle", guarded(x, a->prov.bundle));
    na_emit_kv(e, "entry", guarded(x, a->prov.entry));
    na_buf_init(&note, NA_MIB);
    na_as_note(a, &note);
    na_emit_kv(e, "note", guarded(x, na_buf_get(&note)));
    na_buf_release(&note);
    na_emit_end(e);
    return na_emit_status(e);
}

static int end_csv(struct exporting *x)
{
    na_emit_end(x->csv);
    return na_emit_finish(x->csv, x->cx->err);
}

static void release_csv(struct exporting *x)
{
    na_emit_free(x->csv);
    x->csv = NULL;
}

/* -- WARC: the article as JSON, and before it the record it came from ------------------ */

struct warc {
    na_buf bytes, out;
    struct export_seen seen;
};

static int begin_warc(struct exporting *x)
{
    struct warc *w = calloc(1, sizeof *w);

    if (!w) return na_fail_nomem(x->cx->err);
    x->own = w;
    na_buf_init(&w->bytes, NA_MAX_RECORD + 1);
    na_buf_init(&w->out, 2 * NA_MAX_RECORD);
    return NA_OK;
}

static na_str media_type(na_str entry, na_str bytes)
{
    static const struct {
        const char *end, *type;
    } by_name[] = {
        { ".html", "text/html" },
        { ".htm", "text/html" },
        { ".xhtml", "text/html" },
        { ".json", "application/json" },
        { ".jsonl", "application/json" },
        { ".ndjson", "application/json" },
        { ".xml", "application/xml" },
        { ".rss", "application/rss+xml" },
        { ".atom", "application/atom+xml" },
        { ".eml", "message/rfc822" },
        { ".pdf", "application/pdf" },
        { ".txt", "text/plain" },
        { ".md", "text/markdown" },
        { ".csv", "text/csv" },
        { ".rtf", "application/rtf" },
    };
    const na_str head = na_str_trim(na_str_sub(bytes, 0, 256));

    for (size_t i = 0; i < sizeof by_name / sizeof *by_name; i++)
        if (na_str_ends(entry, na_str_c(by_name[i].end))) return na_str_c(by_name[i].type);
    if (na_str_starts(head, NA_STR("{"))) return NA_STR("application/json");
    if (na_str_starts(head, NA_STR("<?xml"))) return NA_STR("application/xml");
    if (na_str_starts(head, NA_STR("<"))) return NA_STR("text/html");
    return NA_STR("application/octet-stream");
}

static void record_id(struct exporting *x, const char *kind, na_str of, unsigned rev,
                      char out[33])
{
    na_buf_reset(&x->scratch);
    na_buf_printf(&x->scratch, "%s:%.*s:%u", kind, NA_STR_ARG(of), rev);
    na_warc_id(na_buf_get(&x->scratch), out);
}

static bool is_url(na_str s)
{
    return na_str_starts(s, NA_STR("http://")) || na_str_starts(s, NA_STR("https://"));
}

/* The original, once; *id_out names its record, "" where it is not kept. */
static int warc_original(struct exporting *x, const na_article *a, char id_out[33])
{
    struct warc *w = x->own;
    na_warc_item item = { 0 };
    na_original o;
    na_buf uri;
    bool again = false;
    int rc;

    id_out[0] = '\0';
    rc = export_original(x, a, &o, &w->bytes);
    if (rc == NA_ENOENT) return NA_OK;
    if (rc < 0) return rc;
    record_id(x, "original", a->prov.record_sha256, 0, id_out);
    if ((rc = export_seen_note(&w->seen, a->prov.record_sha256, &again, x->cx->err)) < 0)
        return rc;
    if (again) return NA_OK;
    na_buf_init(&uri, NA_MAX_FIELD);
    na_buf_printf(&uri, "urn:newsarc:record:%.*s", NA_STR_ARG(a->prov.record_sha256));
    item =
        (na_warc_item){ .id = na_str_c(id_out),
                        .uri = a->permalink && is_url(a->url) ? a->url : na_buf_get(&uri),
                        .type = media_type(a->prov.entry, o.bytes),
                        .date = a->prov.imported,
                        .block = o.bytes };
    na_buf_reset(&w->out);
    na_as_warc(&item, &w->out);
    rc = na_buf_check(&w->out, "record", x->cx->err);
    if (rc == NA_OK) rc = export_file_put(&x->out, na_buf_get(&w->out));
    na_buf_release(&uri);
    return rc;
}

static int put_warc(struct exporting *x, const na_article *a)
{
    struct warc *w = x->own;
    char id[33], with[33];
    na_warc_item item;
    na_buf uri;
    int rc;

    na_buf_init(&uri, NA_KIB);
    na_buf_reset(&w->out);
    if (x->n == 0) {
        na_as_warcinfo(a->prov.imported, NA_STR("newsarc " NEWSARC_VERSION), &w->out);
        if ((rc = export_file_put(&x->out, na_buf_get(&w->out))) < 0) goto done;
    }
    if ((rc = warc_original(x, a, with)) < 0) goto done;
    na_buf_reset(&x->item);
    if ((rc = na_article_to_json(a, &x->item, x->cx->err)) < 0) goto done;
    record_id(x, "article", a->id, (unsigned)a->revision, id);
    na_buf_printf(&uri, "urn:newsarc:%.*s:%u", NA_STR_ARG(a->id), (unsigned)a->revision);
    item = (na_warc_item){ .id = na_str_c(id),
                           .with = na_str_c(with),
                           .uri = na_buf_get(&uri),
                           .type = NA_STR("application/json"),
                           .date = a->prov.imported,
                           .block = na_buf_get(&x->item) };
    na_buf_reset(&w->out);
    na_as_warc(&item, &w->out);
    rc = na_buf_check(&w->out, "record", x->cx->err);
    if (rc == NA_OK) rc = export_file_put(&x->out, na_buf_get(&w->out));
done:
    na_buf_release(&uri);
    return rc;
}

static void release_warc(struct exporting *x)
{
    struct warc *w = x->own;

    if (!w) return;
    na_buf_release(&w->bytes);
    na_buf_release(&w->out);
    free(w->seen.v);
    free(w);
    x->own = NULL;
}

const struct export_format export_jsonl = { .name = "jsonl", .put = put_jsonl };
const struct export_format export_ninjs = { .name = "ninjs", .put = put_ninjs };
const struct export_format export_bibtex = { .name = "bibtex", .put = put_bibtex };
const struct export_format export_ris = { .name = "ris", .put = put_ris };
const struct export_format export_mbox = { .name = "mbox", .put = put_mbox };
const struct export_format export_csl = { .name = "csl", .put = put_csl, .end = end_csl };
const struct export_format export_csv = { .name = "csv",
                                          .begin = begin_csv,
                                          .put = put_csv,
                                          .end = end_csv,
                                          .release = release_csv };
const struct export_format export_warc = { .name = "warc",
                                           .to = EXPORT_BINARY,
                                           .begin = begin_warc,
                                           .put = put_warc,
                                           .release = release_warc };
