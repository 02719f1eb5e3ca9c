/* SPDX-License-Identifier: MIT */
/* cmd_diff.c - newsarc diff */
#include "cli/changes.h"
#include "cli/out.h"
#include <stdio.h>
#include <stdlib.h>

static int diff_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt diff_opts[] = {
    { "all", 0, NULL, "white space and typography too, and what is the same in full" },
    { "format", 0, "FORMAT", "text or json" },
    OUT_JSON_OPT,
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_diff = {
    .name = "diff",
    .summary = "what changed between two revisions of an article",
    .usage = "ID [REV [REV]]",
    .help = "Word by word: the last two revisions, REV and the latest, or the two REV. In "
            "colour\n"
            "on a terminal, elsewhere [-taken out-]{+put in+}. Exit status 1 when nothing\n"
            "differs.",
    .opts = diff_opts,
    .needs = CMD_READ,
    .run = diff_run,
};

/* -- text ------------------------------------------------------------------------------ */

static void put_plain(na_buf *out, na_str s)
{
    na_style_put(out, NA_STYLE_PLAIN, NA_LOOK_BOLD, s);
}

/* What is the same: of it the rest of the paragraph that something before it changed, and
 * the beginning of the one that something behind it changes. */
static void put_same(na_buf *out, na_str s, bool first, bool last, bool all)
{
    na_str gap = NA_STR("\n\n");
    size_t end = first ? 0 : na_str_find(s, gap, 0), begin = s.len, at;

    if (all || end == (size_t)-1) {
        put_plain(out, s);
        return;
    }
    if (!last) {
        begin = (size_t)-1;
        for (at = end; (at = na_str_find(s, gap, at)) != (size_t)-1; at++)
            begin = at + gap.len;
        if (begin == (size_t)-1) begin = 0; /* one paragraph that something goes on with */
    }
    put_plain(out, na_str_sub(s, 0, end));
    if (na_str_trim(na_str_sub(s, end, begin)).len > 0)
        na_buf_puts(out, first ? "...\n\n" : last ? "\n\n..." : "\n\n...\n\n");
    else
        put_plain(out, na_str_sub(s, end, begin));
    put_plain(out, na_str_sub(s, begin, s.len));
}

static void put_change(na_buf *out, na_style style, const change *c, bool all)
{
    na_style_put(out, style, NA_LOOK_BOLD, na_str_c(c->field));
    na_buf_puts(out, ":\n");
    for (size_t i = 0; i < c->diff.n; i++) {
        const na_diff_run *r = &c->diff.v[i];
        if (r->kind == NA_DIFF_SAME)
            put_same(out, r->text, i == 0, i + 1 == c->diff.n, all);
        else
            na_style_put(out, style, r->kind == NA_DIFF_OUT ? NA_LOOK_OUT : NA_LOOK_IN,
                         r->text);
    }
    na_buf_puts(out, "\n\n");
}

static int print_text(struct cmd_ctx *cx, const char *id, const uint32_t rev[2],
                      const change *c)
{
    na_style style = na_style_for(out_is_terminal());
    bool all = opts_has(&cx->opts, "all"), rough = false;
    na_buf out;
    int rc;

    na_buf_init(&out, 16 * NA_MAX_ARTICLE);
    na_buf_printf(&out, "%s  revision %lu to %lu\n\n", id, (unsigned long)rev[0],
                  (unsigned long)rev[1]);
    for (size_t i = 0; i < CHANGES_FIELDS; i++) {
        if (c[i].differs) put_change(&out, style, &c[i], all);
        rough |= c[i].diff.rough;
    }
    if (out.len > 0 && out.ptr[out.len - 1] == '\n') na_buf_cut(&out, out.len - 1);
    rc = na_buf_check(&out, "diff", cx->err);
    if (rc == NA_OK) rc = out_raw(cx, na_buf_get(&out));
    if (rough) cmd_error(cx, "they differ so much that a shorter list may exist");
    na_buf_release(&out);
    return rc;
}

/* -- JSON ------------------------------------------------------------------------------ */

static void emit_change(na_emit *e, const change *c)
{
    static const char *const names[] = { "same", "out", "in" };

    na_emit_object(e);
    na_emit_kv(e, "field", na_str_c(c->field));
    na_emit_kv_int(e, "words_out", (int64_t)c->diff.words_out);
    na_emit_kv_int(e, "words_in", (int64_t)c->diff.words_in);
    na_emit_kv_bool(e, "shortest", !c->diff.rough);
    na_emit_key(e, "runs");
    na_emit_array(e);
    for (size_t i = 0; i < c->diff.n; i++) {
        na_emit_object(e);
        na_emit_kv(e, names[c->diff.v[i].kind], c->diff.v[i].text);
        na_emit_end(e);
    }
    na_emit_end(e);
    na_emit_end(e);
}

static int print_json(struct cmd_ctx *cx, const char *id, const uint32_t rev[2],
                      const change *c)
{
    na_emit *e = NULL;
    int rc = out_new(cx, NA_FORMAT_JSON, &e);

    if (rc < 0) return rc;
    na_emit_object(e);
    na_emit_kv_int(e, "schema", 1);
    na_emit_kv(e, "id", na_str_c(id));
    na_emit_kv_int(e, "from", rev[0]);
    na_emit_kv_int(e, "to", rev[1]);
    na_emit_key(e, "fields");
    na_emit_rows(e, NULL, 0);
    for (size_t i = 0; i < CHANGES_FIELDS; i++)
        if (c[i].differs) emit_change(e, &c[i]);
    na_emit_end(e);
    na_emit_end(e);
    return out_end(e, NA_OK, cx->err);
}

/* -- which revisions ------------------------------------------------------------------- */

static bool number(const char *s, uint32_t *out)
{
    char *end;
    unsigned long v = strtoul(s, &end, 10);

    *out = (uint32_t)v;
    return *s >= '0' && *s <= '9' && *end == 0 && v >= 1 && v <= UINT32_MAX;
}

/* The two that are meant, into rev; both the same where there is but one. */
static int choose(struct cmd_ctx *cx, int argc, char **argv, const na_revision *v, size_t n,
                  uint32_t rev[2])
{
    rev[1] = v[n - 1].revision;
    rev[0] = n > 1 ? v[n - 2].revision : rev[1];
    for (int i = 1; i < argc; i++)
        if (!number(argv[i], &rev[i - 1]))
            return cmd_usage(cx, "%s is not the number of a revision", argv[i]);
    return NA_OK;
}

static int diff_run(struct cmd_ctx *cx, int argc, char **argv)
{
    na_format format = out_format(cx, 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON);
    na_arena arena = { 0 };
    change c[CHANGES_FIELDS];
    na_analyzer *an = NULL;
    na_article a, b;
    na_revision *v;
    uint32_t rev[2];
    char id[17];
    size_t n = 0;
    bool any = false;
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc < 1 || argc > 3)
        return cmd_usage(cx, argc ? "an article and two revisions" : "which article?");
    rc = na_arc_history(cx->arc, na_str_c(argv[0]), id, &v, &n, &arena, cx->err);
    if (rc < 0 || (rc = choose(cx, argc, argv, v, n, rev)) != 0) goto done;
    rc = na_arc_get(cx->arc, na_str_c(id), rev[0], &a, &arena, NULL, cx->err);
    if (rc == NA_OK)
        rc = na_arc_get(cx->arc, na_str_c(id), rev[1], &b, &arena, NULL, cx->err);
    if (rc < 0 || (rc = na_analyzer_new(&an, cx->err)) < 0) goto done;
    rc = changes_of(an, &a, &b, opts_has(&cx->opts, "all"), &arena, c, cx->err);
    if (rc < 0) goto done;
    for (size_t i = 0; i < CHANGES_FIELDS; i++) any |= c[i].differs;
    if (format == NA_FORMAT_JSON)
        rc = print_json(cx, id, rev, c);
    else if (any)
        rc = print_text(cx, id, rev, c);
    else
        cmd_error(cx, n == 1 ? "%s has one revision" : "nothing differs in %s", id);
    if (rc == NA_OK && !any) rc = NA_EXIT_NOTHING;
done:
    na_analyzer_free(an);
    na_arena_release(&arena);
    return rc;
}
