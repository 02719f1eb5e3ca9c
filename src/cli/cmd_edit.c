/* SPDX-License-Identifier: MIT */
/* cmd_edit.c - newsarc edit */
#include "cli/out.h"
#include "core/marks.h"
#include <stdlib.h>
#include <string.h>

static int edit_run(struct cmd_ctx *cx, int argc, char **argv);

static const struct opt edit_opts[] = {
    { "set", 0, "FIELD=VALUE", "what the field is; repeatable" },
    { "unset", 0, "FIELD", "what the article says holds again; repeatable" },
    { "wait", 0, "S", "seconds to wait for another writer" },
    { NULL, 0, NULL, NULL },
};

const struct cmd cmd_edit = {
    .name = "edit",
    .summary = "correct the fields of articles",
    .usage = "--set FIELD=VALUE... ID...",
    .help =
        "Fields: title, deck, authors, source, published, modified, section, tags, lang,\n"
        "url; of authors and tags the elements stand between semicolons. The article "
        "stays\n"
        "what it is: show and history tell what it said. --set section= empties a field.",
    .opts = edit_opts,
    .needs = CMD_WRITE,
    .run = edit_run,
};

#define MOST 64u

struct editing {
    na_mark m[MOST];
    size_t n;
    na_buf values;
};

/* Elements of a list between semicolons are lines in a mark. */
static na_str value_of(struct editing *x, na_str field, na_str value)
{
    size_t from = x->values.len;
    bool list = na_str_eqc(field, "authors") || na_str_eqc(field, "tags");

    value = na_str_trim(value);
    na_buf_str(&x->values, value);
    for (size_t i = from; list && i < x->values.len; i++)
        if (x->values.ptr[i] == ';') x->values.ptr[i] = '\n';
    return na_str_n(x->values.ptr + from, x->values.len - from);
}

/* What a mark may say, and hardly anybody means. */
static int doubt(struct cmd_ctx *cx, const na_mark *m)
{
    size_t n = 0;

    if (m->value.len == 0) return NA_OK;
    if (na_str_eqc(m->field, "lang")) {
        while (n < m->value.len &&
               ((m->value.ptr[n] | 32) >= 'a' && (m->value.ptr[n] | 32) <= 'z'))
            n++;
        if (n < 2 || n > 3 || (n < m->value.len && m->value.ptr[n] != '-'))
            return cmd_usage(cx, "lang: \"%.*s\" is no language tag, as en, ko or pt-BR",
                             NA_STR_ARG(m->value));
    }
    if (na_str_eqc(m->field, "url") && na_str_find(m->value, NA_STR(":"), 0) == (size_t)-1)
        return cmd_usage(cx, "url: \"%.*s\" is no address, as https://example.org/1",
                         NA_STR_ARG(m->value));
    return NA_OK;
}

static int read_marks(struct cmd_ctx *cx, struct editing *x)
{
    const char *s;
    int rc = NA_OK;

    /* It must not move while values point into it. */
    if (!na_buf_reserve(&x->values, 2 * NA_MIB)) return na_fail_nomem(cx->err);
    for (size_t i = 0; rc == NA_OK && (s = opts_nth(&cx->opts, "set", i)); i++) {
        const char *eq = strchr(s, '=');
        if (!eq) return cmd_usage(cx, "--set %s: FIELD=VALUE", s);
        if (x->n == MOST || x->values.len + strlen(eq) > NA_MIB)
            return cmd_usage(cx, "too much at once");
        na_mark *m = &x->m[x->n++];
        *m = (na_mark){ .field = na_str_n(s, (size_t)(eq - s)) };
        m->value = value_of(x, m->field, na_str_c(eq + 1));
        rc = na_mark_check(m, cx->err);
        if (rc == NA_OK) rc = doubt(cx, m);
    }
    for (size_t i = 0; rc == NA_OK && (s = opts_nth(&cx->opts, "unset", i)); i++) {
        if (x->n == MOST) return cmd_usage(cx, "too much at once");
        x->m[x->n] = (na_mark){ .field = na_str_c(s), .drop = true };
        rc = na_mark_check(&x->m[x->n++], cx->err);
    }
    return rc;
}

static int edit_run(struct cmd_ctx *cx, int argc, char **argv)
{
    struct editing x = { .n = 0 };
    na_arena arena = { 0 };
    uint64_t changed = 0;
    char all[48], some[32];
    int rc;

    na_buf_init(&x.values, 4 * NA_MIB);
    if ((rc = read_marks(cx, &x)) != NA_OK) goto done;
    if (argc == 0 || x.n == 0) {
        rc = cmd_usage(cx, argc ? "what shall be changed? --set FIELD=VALUE"
                                : "which article?");
        goto done;
    }
    if ((rc = na_arc_begin(cx->arc, cx->err)) < 0) goto done;
    for (int i = 0; rc == NA_OK && i < argc; i++) {
        na_article a;
        bool yes;
        na_arena_reset(&arena);
        rc = na_arc_get(cx->arc, na_str_c(argv[i]), 0, &a, &arena, NULL, cx->err);
        if (rc == NA_OK) rc = na_arc_mark(cx->arc, a.id, x.m, x.n, &yes, cx->err);
        if (rc == NA_OK) changed += yes;
    }
    if (rc == NA_OK)
        rc = na_arc_commit(cx->arc, cx->err);
    else
        na_arc_rollback(cx->arc);
    out_things((uint64_t)argc, "article", all);
    out_count(changed, some);
    if (rc == NA_OK) rc = out_line(cx, "%s, %s changed", all, some);
done:
    na_arena_release(&arena);
    na_buf_release(&x.values);
    return rc;
}
