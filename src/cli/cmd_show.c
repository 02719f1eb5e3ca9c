/* SPDX-License-Identifier: MIT */
/* cmd_show.c - newsarc show */
#include "base/jsonw.h"
#include "base/log.h"
#include "cli/origin.h"
#include "cli/out.h"
#include "cli/wrap.h"
#include "core/marks.h"
#include "text/article_json.h"
#include <stdio.h>
#include <string.h>

static int show_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt show_opts[] = {
    { "format", 0, "FORMAT", "text, json or original" },
    OUT_JSON_OPT,
    { "revision", 0, "N", "this one instead of the newest" },
    { "removed", 0, NULL, "with what cleaning left out of the body" },
    { "provenance", 0, NULL, "with where it came from" },
    { "original", 0, NULL, "the bytes of its record, where import kept them" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_show = {
    .name = "show",
    .summary = "print articles",
    .usage = "ID...",
    .help = "An ID is any unique beginning of an article's, of 4 digits or more.\n"
            "As JSON: the article as export prints it, one a line.",
    .opts = show_opts,
    .needs = CMD_READ,
    .run = show_run,
};

#define WIDEST 100u /* longer lines are hard to read */
#define LABEL 12u

struct showing {
    struct cmd_ctx *cx;
    struct origin origin;
    na_style style;
    size_t columns;
    uint32_t revision;
    bool json, original, first;
};

static void field(const struct showing *x, na_buf *out, const char *name, na_str value)
{
    if (value.len == 0) return;
    size_t from = out->len;
    na_buf_printf(out, "%s:", name);
    while (out->rc == NA_OK && out->len - from < LABEL) na_buf_putc(out, ' ');
    wrap_put(out, value, x->columns, LABEL, LABEL);
}

static void list(const struct showing *x, na_buf *out, const char *name, na_strv v)
{
    na_buf joined;

    na_buf_init(&joined, NA_MIB);
    for (size_t i = 0; i < v.n; i++) {
        if (i > 0) na_buf_puts(&joined, "; ");
        na_buf_str(&joined, v.v[i]);
    }
    field(x, out, name, na_buf_get(&joined));
    na_buf_release(&joined);
}

static void number(const struct showing *x, na_buf *out, const char *name, uint64_t v)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    if (v > 0) field(x, out, name, na_str_c(text));
}

/* "title of og:title; published of json-ld" */
static void put_fields(const struct showing *x, na_buf *out, const na_provenance *p)
{
    na_buf joined;

    na_buf_init(&joined, NA_MIB);
    for (size_t i = 0; i < p->nfields; i++) {
        if (i > 0) na_buf_puts(&joined, "; ");
        na_buf_printf(&joined, "%.*s of %.*s", NA_STR_ARG(p->fields[i].field),
                      NA_STR_ARG(p->fields[i].value));
    }
    field(x, out, "fields", na_buf_get(&joined));
    na_buf_release(&joined);
}

static void put_provenance(const struct showing *x, na_buf *out, const na_article *a,
                           na_str volume)
{
    const na_provenance *p = &a->prov;

    na_buf_putc(out, '\n');
    field(x, out, "bundle", p->bundle);
    field(x, out, "sha256", p->bundle_sha256);
    field(x, out, "entry", p->entry);
    number(x, out, "record", p->record);
    field(x, out, "hash", p->record_sha256);
    field(x, out, "reader", p->reader);
    field(x, out, "version", p->reader_version);
    field(x, out, "imported", p->imported);
    put_fields(x, out, p);
    field(x, out, "volume", volume);
}

/* The first of a list stands for it. */
static na_str first_of(na_strv v) { return v.n > 0 ? v.v[0] : (na_str){ 0 }; }

/* "edited: title, was ..." */
static void change_back(const struct showing *x, na_buf *out, na_str f,
                        const na_article *raw)
{
    const struct {
        const char *name;
        na_str value;
    } was[] = {
        { "title", raw->title },
        { "deck", raw->deck },
        { "source", raw->source },
        { "published", raw->published },
        { "modified", raw->modified },
        { "section", raw->section },
        { "lang", raw->lang },
        { "url", raw->url },
        { "authors", first_of(raw->authors) },
        { "tags", first_of(raw->tags) },
    };
    na_buf line;

    na_buf_init(&line, NA_MIB);
    na_buf_str(&line, f);
    for (size_t i = 0; i < sizeof was / sizeof *was; i++) {
        if (!na_str_eqc(f, was[i].name)) continue;
        na_buf_puts(&line, was[i].value.len > 0 ? ", was " : ", was empty");
        na_buf_str(&line, was[i].value);
    }
    field(x, out, "edited", na_buf_get(&line));
    na_buf_release(&line);
}

/* What the user's marks changed, with what the article says itself. */
static int put_marks(struct showing *x, na_buf *out, const na_article *a, na_arena *arena)
{
    na_article raw;
    na_mark *v;
    size_t n;
    char line[160];
    int rc = na_arc_marks(x->cx->arc, a->id, &v, &n, arena, x->cx->err);

    if (rc == NA_OK && n > 0)
        rc = na_arc_get(x->cx->arc, a->id, a->revision, &raw, arena, NULL, x->cx->err);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        na_str f = v[i].field, tag = NA_STR("tag/");
        if (na_str_eqc(f, "note")) {
            field(x, out, "note", v[i].value);
        } else if (na_str_starts(f, tag)) {
            (void)snprintf(line, sizeof line, "tag %.*s put %s",
                           NA_STR_ARG(na_str_sub(f, tag.len, f.len > 84 ? 84 : f.len)),
                           na_str_eqc(v[i].value, "+") ? "on" : "off");
            field(x, out, "marked", na_str_c(line));
        } else {
            change_back(x, out, f, &raw);
        }
    }
    return rc;
}

/* Articles of the same page under other addresses. */
static int put_page(struct showing *x, na_buf *out, const na_article *a, na_arena *arena)
{
    na_strv others;
    int rc = na_arc_same_page(x->cx->arc, a->id, &others, arena, x->cx->err);

    if (rc == NA_OK) list(x, out, "same page", others);
    return rc;
}

/* The same behind the article's own members. */
static int add_page(struct showing *x, na_buf *out, const na_article *a, na_arena *arena)
{
    na_strv others;
    int rc = na_arc_same_page(x->cx->arc, a->id, &others, arena, x->cx->err);

    if (rc < 0 || others.n == 0 || out->len == 0) return rc;
    na_buf_cut(out, out->len - 1); /* its brace */
    na_buf_puts(out, ",\"same_page\":[");
    for (size_t i = 0; i < others.n; i++) {
        if (i > 0) na_buf_putc(out, ',');
        na_json_quote(out, others.v[i]);
    }
    na_buf_puts(out, "]}");
    return NA_OK;
}

static int put_text(struct showing *x, na_buf *out, const na_article *a, na_arena *arena,
                    na_str volume)
{
    int rc = NA_OK;
    na_buf title;
    char date[64];

    na_buf_init(&title, NA_MIB);
    if (!x->first) na_buf_puts(out, "\n\n");
    /* Wrapped first: the look's own bytes take no columns. */
    wrap_put(&title, a->title.len > 0 ? a->title : NA_STR("(no title)"), x->columns, 0, 0);
    na_style_put(out, x->style, NA_LOOK_BOLD, na_buf_get(&title));
    if (a->deck.len > 0) wrap_put(out, a->deck, x->columns, 0, 0);
    na_buf_putc(out, '\n');
    list(x, out, "by", a->authors);
    out_date(a, date);
    if (na_str_eqc(na_article_from(a, "published"), "captured") &&
        na_str_starts(na_article_meta(a, "captured"), a->published)) /* and not edited */
        (void)snprintf(date + strlen(date), sizeof date - strlen(date), " (of capture)");
    field(x, out, "date", na_str_c(date));
    out_time(a->modified, date);
    field(x, out, "modified", na_str_c(date));
    out_time(na_article_meta(a, "captured"), date);
    field(x, out, "captured", na_str_c(date));
    field(x, out, "source", a->source);
    field(x, out, "section", a->section);
    list(x, out, "tags", a->tags);
    field(x, out, "lang", a->lang);
    field(x, out, "url", a->url);
    field(x, out, "id", a->id);
    number(x, out, "revision", a->revision);
    rc = put_page(x, out, a, arena);
    if (rc == NA_OK && a->overlay.len > 0) rc = put_marks(x, out, a, arena);
    if (opts_has(&x->cx->opts, "provenance")) put_provenance(x, out, a, volume);
    if (a->body.len > 0) {
        na_buf_putc(out, '\n');
        wrap_put(out, a->body, x->columns, 0, 0);
    }
    if (opts_has(&x->cx->opts, "removed") && na_article_meta(a, "removed").len > 0) {
        na_buf_puts(out, "\n[left out]\n");
        wrap_put(out, na_article_meta(a, "removed"), x->columns, 0, 0);
    }
    na_buf_release(&title);
    return rc;
}

/* The record's bytes and nothing else; to a terminal only what cannot harm it. */
static int show_original(struct showing *x, const na_article *a)
{
    struct cmd_ctx *cx = x->cx;
    na_arena arena = { 0 };
    na_original o = { 0 };
    na_buf bytes, safe;
    char *p;
    int rc;

    na_buf_init(&bytes, NA_MAX_RECORD + 1);
    na_buf_init(&safe, 8 * NA_MAX_RECORD);
    rc = na_arc_original_get(cx->arc, a->prov.record_sha256, &o, &bytes, &arena, cx->err);
    if (rc == NA_ENOENT) {
        na_err_clear(cx->err);
        (void)na_fail(cx->err, rc,
                      "%.*s: the original of revision %u is not kept (import "
                      "--keep-originals keeps them; --revision N shows another's)",
                      NA_STR_ARG(a->id), (unsigned)a->revision);
    }
    if (rc < 0) goto done;
    if (!out_is_terminal()) {
        rc = out_raw(cx, o.bytes);
        goto done;
    }
    const size_t n = na_escape(o.bytes, true, NULL, 0);
    if ((p = na_buf_reserve(&safe, n + 1))) safe.len = na_escape(o.bytes, true, p, n);
    if ((rc = na_buf_check(&safe, "record", cx->err)) == NA_OK)
        rc = out_raw(cx, na_buf_get(&safe));
done:
    na_buf_release(&bytes);
    na_buf_release(&safe);
    na_arena_release(&arena);
    return rc;
}

static int show_one(struct showing *x, const char *id)
{
    na_arena arena = { 0 };
    na_article a = { 0 };
    na_str volume = { 0 };
    na_buf out;
    int rc;

    na_buf_init(&out, 8 * NA_MAX_ARTICLE);
    rc = na_arc_get(x->cx->arc, na_str_c(id), x->revision, &a, &arena, &volume, x->cx->err);
    if (rc == NA_OK) rc = origin_join(&x->origin, x->cx->arc, &a, x->cx->err);
    if (rc < 0) goto done;
    if (x->original) {
        rc = show_original(x, &a);
        goto done;
    }
    if (x->json) {
        if ((rc = na_article_to_json(&a, &out, x->cx->err)) < 0) goto done;
        if ((rc = add_page(x, &out, &a, &arena)) < 0) goto done;
        na_buf_putc(&out, '\n');
    } else {
        if ((rc = put_text(x, &out, &a, &arena, volume)) < 0) goto done;
    }
    if ((rc = na_buf_check(&out, "article", x->cx->err)) < 0) goto done;
    rc = out_raw(x->cx, na_buf_get(&out));
    x->first = false;
done:
    na_buf_release(&out);
    na_arena_release(&arena);
    return rc;
}

static int show_run(struct cmd_ctx *cx, int argc, char **argv)
{
    struct showing x = { .cx = cx, .first = true, .columns = out_columns() };
    const bool original = strcmp(opts_get(&cx->opts, "format", ""), "original") == 0;
    na_format format = original
                           ? NA_FORMAT_TEXT
                           : out_format(cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON);
    long long revision = 0;
    int rc, status = NA_EXIT_OK;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc == 0) return cmd_usage(cx, "which article?");
    if ((rc = opts_number(&cx->opts, "revision", 1, UINT32_MAX, &revision, cx->err)) < 0)
        return rc;
    if (x.columns > WIDEST) x.columns = WIDEST;
    x.json = format == NA_FORMAT_JSON;
    x.original = original || opts_has(&cx->opts, "original");
    x.style = na_style_for(out_is_terminal());
    x.revision = (uint32_t)revision;
    for (int i = 0; i < argc; i++) {
        rc = show_one(&x, argv[i]);
        if (rc != NA_ENOENT && rc != NA_EUSAGE) {
            if (rc < 0) break;
            continue;
        }
        cmd_error(cx, "%s", cx->err->msg);
        na_err_clear(cx->err);
        /* No such article weighs more than one that is named badly. */
        if (cmd_exit_of(rc) > status) status = cmd_exit_of(rc);
        rc = NA_OK;
    }
    origin_release(&x.origin);
    return rc < 0 ? rc : status;
}
