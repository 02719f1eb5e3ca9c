/* SPDX-License-Identifier: MIT */
/* cmd_history.c - newsarc history */
#include "base/utf8.h"
#include "cli/changes.h"
#include "cli/out.h"
#include "core/marks.h"
#include <stdio.h>
#include <stdlib.h>

static int history_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt history_opts[] = {
    { "format", 0, "FORMAT", "text, line, json, jsonl or csv" },
    OUT_JSON_OPTS,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_history = {
    .name = "history",
    .summary = "the revisions of an article",
    .usage = "ID",
    .help =
        "Oldest first: when it was imported and from what, how many words it has, and how\n"
        "many were taken out and put in. newsarc diff shows which.",
    .opts = history_opts,
    .needs = CMD_READ,
    .run = history_run,
};

/* captured stands at the end: people see it only where a revision has it. */
static const na_column columns[] = {
    { "revision", "rev", true },  { "imported", NULL, false }, { "bundle", NULL, false },
    { "published", NULL, false }, { "words", NULL, true },     { "out", NULL, true },
    { "in", NULL, true },         { "changed", NULL, false },  { "volume", NULL, false },
    { "captured", NULL, false },
};

struct counting {
    uint64_t n;
};

static int count_word(void *ctx, const na_token *t)
{
    (void)t;
    ((struct counting *)ctx)->n++;
    return 0;
}

/* The fields by which the revision differs from the one before it; of the first none. */
static int put_changes(na_emit *e, na_analyzer *an, const na_article *before,
                       const na_article *a, na_err *err)
{
    change c[CHANGES_FIELDS];
    na_arena arena = { 0 };
    size_t out = 0, in = 0;
    int rc = changes_of(an, before, a, false, &arena, c, err);

    for (size_t i = 0; rc == NA_OK && i < CHANGES_FIELDS; i++)
        out += c[i].diff.words_out, in += c[i].diff.words_in;
    if (rc == NA_OK) {
        na_emit_kv_int(e, "out", (int64_t)out);
        na_emit_kv_int(e, "in", (int64_t)in);
        na_emit_key(e, "changed");
        na_emit_array(e);
        for (size_t i = 0; i < CHANGES_FIELDS; i++)
            if (c[i].differs) na_emit_str(e, na_str_c(c[i].field));
        na_emit_end(e);
    }
    na_arena_release(&arena);
    return rc;
}

static int put_revision(na_emit *e, na_analyzer *an, const na_revision *r,
                        const na_article *before, const na_article *a, na_err *err)
{
    struct counting words = { 0 };
    int rc = na_analyze(an, a->body, count_word, &words, err);

    if (rc < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "revision", r->revision);
    na_emit_kv_bool(e, "latest", r->latest);
    na_emit_kv_opt(e, "imported", a->prov.imported);
    na_emit_kv_opt(e, "bundle", a->prov.bundle);
    na_emit_kv_opt(e, "entry", a->prov.entry);
    if (a->prov.record > 0) na_emit_kv_int(e, "record", (int64_t)a->prov.record);
    na_emit_kv_opt(e, "record_sha256", a->prov.record_sha256);
    na_emit_kv_opt(e, "reader", a->prov.reader);
    na_emit_kv_opt(e, "published", a->published);
    na_emit_kv_opt(e, "modified", a->modified);
    na_emit_kv_opt(e, "captured", na_article_meta(a, "captured"));
    na_emit_kv_opt(e, "title", a->title);
    na_emit_kv_int(e, "words", (int64_t)words.n);
    na_emit_kv_int(e, "bytes", (int64_t)(a->title.len + a->deck.len + a->body.len));
    if (before) rc = put_changes(e, an, before, a, err);
    na_emit_kv(e, "volume", r->volume);
    na_emit_end(e);
    return rc;
}

static int put_all(struct cmd_ctx *cx, na_emit *e, na_analyzer *an, const char *id,
                   const na_revision *v, size_t n)
{
    na_arena arena[2] = { { 0 }, { 0 } };
    na_article a[2];
    int rc = NA_OK;

    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        na_article *now = &a[i % 2];
        na_arena_reset(&arena[i % 2]);
        rc = na_arc_get(cx->arc, na_str_c(id), v[i].revision, now, &arena[i % 2], NULL,
                        cx->err);
        if (rc == NA_OK)
            rc = put_revision(e, an, &v[i], i > 0 ? &a[(i + 1) % 2] : NULL, now, cx->err);
        if (rc == NA_OK) rc = na_emit_status(e);
    }
    na_arena_release(&arena[0]);
    na_arena_release(&arena[1]);
    return rc;
}

/* Does a revision know when it was captured? */
static int any_captured(struct cmd_ctx *cx, const char *id, const na_revision *v, size_t n,
                        bool *out)
{
    na_arena arena = { 0 };
    na_article a;
    int rc = NA_OK;

    *out = false;
    for (size_t i = 0; rc == NA_OK && !*out && i < n; i++) {
        na_arena_reset(&arena);
        rc = na_arc_get(cx->arc, na_str_c(id), v[i].revision, &a, &arena, NULL, cx->err);
        *out = rc == NA_OK && na_article_meta(&a, "captured").len > 0;
    }
    na_arena_release(&arena);
    return rc;
}

/* The user's marks, which lie over the latest revision. */
static int put_marks(struct cmd_ctx *cx, na_emit *e, const char *id, na_arena *arena)
{
    na_mark *v;
    size_t n;
    int rc = na_arc_marks(cx->arc, na_str_c(id), &v, &n, arena, cx->err);

    if (rc < 0 || n == 0) return rc;
    na_emit_key(e, "marks");
    na_emit_array(e);
    for (size_t i = 0; i < n; i++) {
        char at[32];
        na_rfc3339_utc(v[i].at / 1000000, at);
        na_emit_object(e);
        na_emit_kv(e, "field", v[i].field);
        na_emit_kv(e, "value", v[i].value);
        na_emit_kv(e, "at", na_str_c(at));
        na_emit_end(e);
    }
    na_emit_end(e);
    return NA_OK;
}

static int by_time(const void *pa, const void *pb)
{
    const na_mark *a = pa, *b = pb;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* "title Boat", "authors A. One; B. Two", "deck emptied" */
static int tell_field(struct cmd_ctx *cx, const char *at, const na_mark *m)
{
    na_str all = na_str_sub(m->value, 0, na_u8_floor(m->value, 200)), line;
    na_buf b;
    int rc;

    na_buf_init(&b, 4096);
    while (na_str_line(&all, &line)) {
        if ((line = na_str_trim(line)).len == 0) continue;
        if (b.len > 0) na_buf_puts(&b, na_str_eqc(m->field, "note") ? " " : "; ");
        na_buf_str(&b, line);
    }
    rc = b.len > 0 ? out_line(cx, "%s  %.*s %s", at, NA_STR_ARG(m->field), na_buf_cstr(&b))
                   : out_line(cx, "%s  %.*s emptied", at, NA_STR_ARG(m->field));
    na_buf_release(&b);
    return rc;
}

/* Below the table, for people, in their order. */
static int tell_marks(struct cmd_ctx *cx, const char *id, na_arena *arena)
{
    na_mark *v;
    size_t n;
    int rc = na_arc_marks(cx->arc, na_str_c(id), &v, &n, arena, cx->err);

    if (rc == NA_OK && n > 1) qsort(v, n, sizeof *v, by_time);
    for (size_t i = 0; rc == NA_OK && i < n; i++) {
        na_str f = v[i].field, tag = NA_STR("tag/");
        char at[32];
        na_rfc3339_utc(v[i].at / 1000000, at);
        if (na_str_starts(f, tag)) /* as show says it */
            rc = out_line(cx, "%s  tag %.*s put %s", at,
                          NA_STR_ARG(na_str_sub(f, tag.len, f.len)),
                          na_str_eqc(v[i].value, "+") ? "on" : "off");
        else
            rc = tell_field(cx, at, &v[i]);
    }
    return rc;
}

static int history_run(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    na_analyzer *an = NULL;
    na_arena arena = { 0 };
    na_revision *v;
    na_emit *e = NULL;
    na_format format;
    char id[17];
    size_t n = 0;
    bool captured = true;
    int rc;

    if (argc != 1) return cmd_usage(cx, argc ? "one article" : "which article?");
    if ((format = out_format(cx, formats)) == NA_FORMAT_NONE) return NA_EUSAGE;
    rc = na_arc_history(cx->arc, na_str_c(argv[0]), id, &v, &n, &arena, cx->err);
    if (rc < 0 || (rc = na_analyzer_new(&an, cx->err)) < 0) goto done;
    if (format == NA_FORMAT_TEXT || format == NA_FORMAT_LINE)
        rc = any_captured(cx, id, v, n, &captured);
    if (rc < 0 || (rc = out_new(cx, format, &e)) < 0) goto done;
    na_emit_object(e);
    if (na_emit_is_json(e)) {
        na_emit_kv_int(e, "schema", 1);
        na_emit_kv(e, "id", na_str_c(id));
    }
    na_emit_key(e, "revisions");
    na_emit_rows(e, columns, sizeof columns / sizeof *columns - !captured);
    rc = put_all(cx, e, an, id, v, n);
    na_emit_end(e);
    if (rc == NA_OK && na_emit_is_json(e)) rc = put_marks(cx, e, id, &arena);
    na_emit_end(e);
    rc = out_end(e, rc, cx->err);
    if (rc == NA_OK && format == NA_FORMAT_TEXT) rc = tell_marks(cx, id, &arena);
done:
    na_analyzer_free(an);
    na_arena_release(&arena);
    return rc;
}
