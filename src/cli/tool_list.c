/* SPDX-License-Identifier: MIT */
/* tool_list.c - newsarc script list, explain, doc: what scripts there are and what they
 * say */
#include "base/path.h"
#include "base/utf8.h"
#include "cli/tool_find.h"
#include "cli/trust.h"
#include "script/about.h"
#include <stdlib.h>
#include <string.h>

#define EXAMPLES 2 /* articles that doc shows */
#define EXAMPLE_BYTES 600u

/* -- list ------------------------------------------------------------------------------ */

struct listed {
    na_script_about about;
    bool trusted;
    na_err err;
    int rc;
};

static const na_column list_columns[] = {
    { "name", NULL, false },    { "version", NULL, false }, { "kind", NULL, false },
    { "summary", NULL, false }, { "needs", NULL, false },   { "path", NULL, false },
    { "shadows", NULL, false }, { "trusted", NULL, false }, { "error", NULL, false },
};

static bool wanted(const struct listed *l, const char *kind)
{
    return !kind || l->rc < 0 || na_str_eqc(l->about.kind, kind);
}

static bool same_script(const struct listed *a, const struct listed *b)
{
    return a->rc == NA_OK && b->rc == NA_OK && na_str_eq(a->about.kind, b->about.kind) &&
           na_str_eq(a->about.name, b->about.name);
}

static void put_one(na_emit *e, const struct listed *l, const char *path,
                    const char *shadows)
{
    const na_script_about *a = &l->about;
    na_buf needs;

    na_buf_init(&needs, 64 * NA_KIB);
    for (size_t i = 0; i < a->needs.n; i++) {
        if (i) na_buf_putc(&needs, ' ');
        na_buf_str(&needs, a->needs.v[i]);
    }
    na_emit_object(e);
    na_emit_kv(e, "name", l->rc < 0 ? na_str_c(na_path_base(path)) : a->name);
    na_emit_kv(e, "version", a->version);
    na_emit_kv(e, "kind", a->kind);
    na_emit_kv(e, "summary", a->summary);
    na_emit_kv(e, "needs", na_buf_get(&needs));
    na_emit_kv(e, "path", na_str_c(path));
    na_emit_kv(e, "shadows", na_str_c(shadows));
    na_emit_kv(e, "trusted", na_str_c(l->trusted ? "yes" : ""));
    na_emit_kv(e, "error", na_str_c(l->rc < 0 ? l->err.msg : ""));
    na_emit_end(e);
    na_buf_release(&needs);
}

/* In the order of the search; one that another shadows is named by that alone. */
static void put_all(na_emit *e, const struct scripts *s, const struct listed *l,
                    const char *kind)
{
    for (size_t i = 0; i < s->n; i++) {
        const char *shadows = "";
        bool hidden = false;
        for (size_t j = 0; j < i; j++) hidden = hidden || same_script(&l[i], &l[j]);
        for (size_t j = s->n; j-- > i + 1;)
            if (same_script(&l[i], &l[j])) shadows = s->v[j].path.ptr;
        if (!hidden && wanted(&l[i], kind)) put_one(e, &l[i], s->v[i].path.ptr, shadows);
    }
}

static bool is_trusted(const na_script_file *f)
{
    struct trust t = { 0 };
    char hex[65];
    bool yes = trust_hash(f->path.ptr, f->text, hex, NULL) == NA_OK &&
               trust_find(hex, &t, NULL) == 1;

    trust_release(&t);
    return yes;
}

int tool_list(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    static const char *const kinds[] = { "ingest",  "clean", "filter",
                                         "command", "rank",  NULL };
    na_format format = out_format(cx, formats);
    struct scripts s = { 0 };
    struct listed *l = NULL;
    na_emit *e = NULL;
    int kind, rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc > 0) return cmd_usage(cx, "list takes no %s", argv[0]);
    if ((rc = opts_choice(&cx->opts, "kind", kinds, -1, &kind, cx->err)) < 0) return rc;
    if ((rc = where_all(cx, &s)) < 0) goto done;
    if (!(l = calloc(s.n + 1, sizeof *l))) {
        rc = na_fail_nomem(cx->err);
        goto done;
    }
    for (size_t i = 0; i < s.n; i++) l[i].trusted = is_trusted(&s.v[i]);
    for (size_t i = 0; i < s.n; i++)
        l[i].rc = na_script_about_read(s.v[i].path, s.v[i].text, &l[i].about, &l[i].err);
    if ((rc = out_new(cx, format, &e)) < 0) goto done;
    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        na_emit_key(e, "scripts");
    }
    na_emit_rows(e, list_columns, sizeof list_columns / sizeof *list_columns);
    put_all(e, &s, l, kind < 0 ? NULL : kinds[kind]);
    na_emit_end(e);
    if (na_emit_is_json(e)) na_emit_end(e);
    rc = out_end(e, NA_OK, cx->err);
done:
    for (size_t i = 0; l && i < s.n; i++) na_script_about_release(&l[i].about);
    free(l);
    scripts_release(&s);
    return rc;
}

/* -- explain --------------------------------------------------------------------------- */

static const na_column explain_columns[] = {
    { "file", NULL, false },    { "reader", NULL, false }, { "score", NULL, true },
    { "priority", NULL, true }, { "wins", NULL, false },   { "why", NULL, false },
};

struct explaining {
    const na_host *host;
    na_emit *emit;
    const char *file;
    bool taken;
};

static int on_candidate(void *ctx, const na_candidate *c)
{
    struct explaining *x = ctx;
    na_emit *e = x->emit;

    x->taken = x->taken || c->wins;
    na_emit_object(e);
    na_emit_kv(e, "file", na_str_c(x->file));
    na_emit_kv(e, "reader", na_host_reader(x->host, (size_t)c->reader).name);
    na_emit_kv_int(e, "score", c->score);
    na_emit_kv_int(e, "priority", c->priority);
    na_emit_kv(e, "wins", na_str_c(c->wins ? "yes" : ""));
    na_emit_kv(e, "why", c->why);
    na_emit_end(e);
    return na_emit_status(e);
}

static int explain_one(struct cmd_ctx *cx, struct explaining *x, na_host *h)
{
    na_entry_info info = { .name = na_str_c(na_path_base(x->file)) };
    na_buf head;
    int rc;

    na_buf_init(&head, 2 * NA_HEAD_BYTES);
    rc = tool_head(x->file, NA_HEAD_BYTES, &head, &info.size, &info.mtime, cx->err);
    info.source = info.name;
    info.head = na_buf_get(&head);
    if (rc == NA_OK) rc = na_host_explain(h, &info, on_candidate, x, cx->err);
    na_buf_release(&head);
    return rc;
}

int tool_explain(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    na_format format = out_format(cx, formats);
    struct scripts s = { 0 };
    struct explaining x = { 0 };
    na_host *h = NULL;
    int rc, status = NA_EXIT_OK;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc == 0) return cmd_usage(cx, "explain which FILE?");
    if ((rc = where_readers(cx, &s)) < 0) goto done;
    if ((rc = tool_host(cx, &s, s.named, &h)) < 0) goto done;
    x.host = h;
    if ((rc = out_new(cx, format, &x.emit)) < 0) goto done;
    if (na_emit_is_json(x.emit)) {
        na_emit_object(x.emit);
        na_emit_kv_int(x.emit, "schema", 1);
        na_emit_key(x.emit, "candidates");
    }
    na_emit_rows(x.emit, explain_columns, sizeof explain_columns / sizeof *explain_columns);
    for (int i = 0; rc == NA_OK && i < argc; i++) {
        x.file = argv[i];
        x.taken = false;
        rc = explain_one(cx, &x, h);
        if (!x.taken) status = NA_EXIT_NOTHING;
    }
    if (rc == NA_OK) {
        na_emit_end(x.emit);
        if (na_emit_is_json(x.emit)) na_emit_end(x.emit);
    }
    rc = out_end(x.emit, rc, cx->err);
done:
    na_host_free(h);
    scripts_release(&s);
    return rc < 0 ? rc : status;
}

/* -- doc ------------------------------------------------------------------------------- */

static void put_option(na_buf *b, const na_script_opt *o)
{
    na_buf_printf(b, "| `--%.*s` | %.*s", NA_STR_ARG(o->name), NA_STR_ARG(o->type));
    for (size_t i = 0; i < o->values.n; i++)
        na_buf_printf(b, "%s%.*s", i ? ", " : ": ", NA_STR_ARG(o->values.v[i]));
    na_buf_printf(b, " | %.*s | %.*s |\n", NA_STR_ARG(o->deflt), NA_STR_ARG(o->help));
}

static void put_doc(na_buf *b, const na_script_about *a, const char *path)
{
    na_buf_printf(b, "# %.*s", NA_STR_ARG(a->name));
    if (a->version.len) na_buf_printf(b, " %.*s", NA_STR_ARG(a->version));
    na_buf_puts(b, "\n\n");
    if (a->summary.len) na_buf_printf(b, "%.*s.\n\n", NA_STR_ARG(a->summary));
    if (a->description.len) {
        na_buf_str(b, na_str_trim(a->description));
        na_buf_puts(b, "\n\n");
    }
    na_buf_printf(b, "- kind: %.*s\n", NA_STR_ARG(a->kind));
    if (a->takes.len) na_buf_printf(b, "- takes: %.*s\n", NA_STR_ARG(a->takes));
    for (size_t i = 0; i < a->needs.n; i++)
        na_buf_printf(b, "%s%.*s%s", i ? ", " : "- needs: ", NA_STR_ARG(a->needs.v[i]),
                      i + 1 == a->needs.n ? "\n" : "");
    if (a->author.len) na_buf_printf(b, "- author: %.*s\n", NA_STR_ARG(a->author));
    if (a->license.len) na_buf_printf(b, "- license: %.*s\n", NA_STR_ARG(a->license));
    if (a->url.len) na_buf_printf(b, "- url: %.*s\n", NA_STR_ARG(a->url));
    na_buf_printf(b, "- file: %s\n", path);
    if (a->nopts)
        na_buf_puts(b, "\n| option | type | default | |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < a->nopts; i++) put_option(b, &a->opts[i]);
}

/* What its first fixture gives, out of the expected file: a test sees that it is true. */
static int put_example(struct cmd_ctx *cx, const char *script, na_buf *b)
{
    struct found f = { 0 };
    na_buf path, text;
    int rc = tool_find(cx, script, &f);

    na_buf_init(&path, 64 * NA_KIB);
    na_buf_init(&text, NA_MAX_RECORD);
    if (rc == NA_OK) tool_found_sort(&f);
    for (size_t i = 0; rc == NA_OK && i < f.tests.n; i++) {
        const char *in = strstr(na_path_base(f.tests.v[i]), ".in.");
        if (!in) continue;
        na_buf_reset(&path);
        na_buf_str(&path, na_str_n(f.tests.v[i], (size_t)(in - f.tests.v[i])));
        na_buf_puts(&path, ".expected.jsonl");
        if (!na_path_exists(na_buf_cstr(&path))) continue;
        rc = na_path_read(na_buf_cstr(&path), NA_MAX_RECORD, &text, cx->err);
        na_str rest = na_buf_get(&text), line;
        if (rc == NA_OK)
            na_buf_printf(b, "\n## Example\n\n`%s` gives\n\n```json\n",
                          na_path_base(f.tests.v[i]));
        for (int n = 0; rc == NA_OK && n < EXAMPLES && na_str_line(&rest, &line); n++) {
            na_buf_str(b, na_str_sub(line, 0, na_u8_floor(line, EXAMPLE_BYTES)));
            na_buf_puts(b, line.len > EXAMPLE_BYTES ? "...\n" : "\n");
        }
        if (rc == NA_OK) na_buf_puts(b, rest.len > 0 ? "...\n```\n" : "```\n");
        break;
    }
    tool_found_release(&f);
    na_buf_release(&path);
    na_buf_release(&text);
    return rc;
}

int tool_doc(struct cmd_ctx *cx, int argc, char **argv)
{
    struct scripts s = { 0 };
    na_script_about a = { 0 };
    na_buf b;
    int rc;

    na_buf_init(&b, 4 * NA_MIB);
    if (argc != 1) return cmd_usage(cx, "doc of which? (one NAME or file)");
    if ((rc = where_script(cx, argv[0], &s)) < 0) goto done;
    if ((rc = na_script_about_read(s.v[0].path, s.v[0].text, &a, cx->err)) < 0) goto done;
    put_doc(&b, &a, s.v[0].path.ptr);
    if ((rc = put_example(cx, s.v[0].path.ptr, &b)) < 0) goto done;
    rc = na_buf_check(&b, "text", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&b));
done:
    na_script_about_release(&a);
    scripts_release(&s);
    na_buf_release(&b);
    return rc;
}
