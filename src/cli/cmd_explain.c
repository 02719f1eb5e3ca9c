/* SPDX-License-Identifier: MIT */
/* cmd_explain.c - newsarc explain: why an article is what it is, and what search sees of
 * it */
#include "cli/origin.h"
#include "cli/out.h"
#include "core/identity.h"
#include <stdio.h>

static int explain_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt explain_opts[] = {
    OUT_JSON_OPT,
    { "revision", 0, "N", "this one instead of the newest" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_explain = {
    .name = "explain",
    .summary = "say why an article is what it is",
    .usage = "ID",
    .help =
        "What its id was made of, where it is stored, which part of the record gave each\n"
        "field, what cleaning left out, and which paragraphs no search finds because they\n"
        "recur in the other articles of its source. How a query is understood:\n"
        "newsarc search --explain.",
    .opts = explain_opts,
    .needs = CMD_READ,
    .run = explain_run,
};

#define SHOWN 60u /* characters of a paragraph, as text */

struct explained {
    na_article art;
    na_str volume;
    na_identity identity;
};

static void put_identity(na_emit *e, const struct explained *x)
{
    const na_article *a = &x->art;

    na_emit_key(e, "identity");
    na_emit_object(e);
    switch (x->identity.kind) {
    case 'k':
        na_emit_kv(e, "of", NA_STR("source and key"));
        na_emit_kv_opt(e, "source", a->source);
        na_emit_kv(e, "key", a->key);
        break;
    case 'u':
        na_emit_kv(e, "of", NA_STR("its own address"));
        na_emit_kv(e, "url", a->url);
        break;
    default:
        na_emit_kv(e, "of", NA_STR("source, title, date and text"));
        break;
    }
    na_emit_end(e);
}

static void put_origin(na_emit *e, const na_provenance *p)
{
    na_emit_key(e, "provenance");
    na_emit_object(e);
    na_emit_kv_opt(e, "bundle", p->bundle);
    na_emit_kv_opt(e, "bundle_sha256", p->bundle_sha256);
    na_emit_kv_opt(e, "entry", p->entry);
    if (p->record > 0) na_emit_kv_int(e, "record", (int64_t)p->record);
    na_emit_kv_opt(e, "record_sha256", p->record_sha256);
    na_emit_kv_opt(e, "reader", p->reader);
    na_emit_kv_opt(e, "reader_version", p->reader_version);
    na_emit_kv_opt(e, "imported", p->imported);
    na_emit_end(e);
    if (p->nfields == 0) return;
    na_emit_key(e, "fields");
    na_emit_object(e);
    for (size_t i = 0; i < p->nfields; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", NA_STR_ARG(p->fields[i].field));
        na_emit_kv(e, name, p->fields[i].value);
    }
    na_emit_end(e);
}

/* The beginning, where a table is to hold it. */
static na_str shown(const na_emit *e, na_str paragraph)
{
    size_t n = 0, at = 0;

    if (na_emit_is_json(e)) return paragraph;
    while (at < paragraph.len && n < SHOWN) {
        do at++;
        while (at < paragraph.len && ((unsigned char)paragraph.ptr[at] & 0xc0) == 0x80);
        n++;
    }
    return na_str_sub(paragraph, 0, at);
}

static int put_boilerplate(struct cmd_ctx *cx, na_emit *e, const na_article *a)
{
    static const na_column columns[] = { { "paragraph", NULL, true },
                                         { "articles", NULL, true },
                                         { "of", NULL, true },
                                         { "text", "not indexed, for it recurs", false } };
    uint32_t n = 0, in, of;
    size_t at = 0, next = 0;
    na_str p;
    int rc;

    if (a->nboilerplate == 0) return NA_OK;
    na_emit_key(e, "boilerplate");
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    while (next < a->nboilerplate && na_article_paragraph(a->body, &at, &p)) {
        if (++n != a->boilerplate[next]) continue;
        next++;
        if ((rc = na_arc_recurs(cx->arc, a, p, &in, &of, cx->err)) < 0) return rc;
        na_emit_object(e);
        na_emit_kv_int(e, "paragraph", n);
        na_emit_kv_int(e, "articles", in);
        na_emit_kv_int(e, "of", of);
        na_emit_kv(e, "text", shown(e, p));
        na_emit_end(e);
    }
    na_emit_end(e);
    return NA_OK;
}

static int put(struct cmd_ctx *cx, na_emit *e, const struct explained *x)
{
    const na_article *a = &x->art;
    int rc;

    na_emit_object(e);
    if (na_emit_is_json(e)) na_emit_kv_int(e, "schema", 1);
    na_emit_kv(e, "id", a->id);
    na_emit_kv_int(e, "revision", a->revision);
    na_emit_kv_opt(e, "title", a->title);
    na_emit_kv(e, "volume", x->volume);
    put_identity(e, x);
    put_origin(e, &a->prov);
    na_emit_kv_opt(e, "removed", na_article_meta(a, "removed"));
    rc = put_boilerplate(cx, e, a);
    if (rc == NA_OK) na_emit_end(e);
    return rc;
}

static int explain_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_format format = out_format(cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON);
    struct explained x = { 0 };
    struct origin origin = { 0 };
    long long revision = 0;
    na_arena arena = { 0 };
    na_emit *e = NULL;
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc != 1) return cmd_usage(cx, argc ? "one article at a time" : "which article?");
    if ((rc = opts_number(&cx->opts, "revision", 1, UINT32_MAX, &revision, cx->err)) < 0)
        return rc;
    rc = na_arc_get(cx->arc, na_str_c(argv[0]), (uint32_t)revision, &x.art, &arena,
                    &x.volume, cx->err);
    if (rc == NA_OK && x.art.overlay.len > 0) /* as it came: its id follows from that */
        rc = na_arc_get(cx->arc, x.art.id, x.art.revision, &x.art, &arena, &x.volume,
                        cx->err);
    if (rc == NA_OK) rc = origin_join(&origin, cx->arc, &x.art, cx->err);
    if (rc == NA_OK) rc = na_identity_stored(&x.art, &x.identity, cx->err);
    if (rc == NA_OK) rc = out_new(cx, format, &e);
    if (rc == NA_OK) rc = put(cx, e, &x);
    if (rc < 0)
        na_emit_free(e);
    else
        rc = out_end(e, NA_OK, cx->err);
    origin_release(&origin);
    na_arena_release(&arena);
    return rc;
}
