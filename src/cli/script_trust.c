/* SPDX-License-Identifier: MIT */
/* script_trust.c - newsarc script trust: granting a script folders for good */
#include "base/path.h"
#include "cli/out.h"
#include "cli/script_new.h"
#include "cli/trust.h"
#include "cli/where.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const na_column columns[] = {
    { "name", NULL, false },
    { "read", NULL, false },
    { "write", NULL, false },
    { "sha256", NULL, false },
};

static void put_folders(na_emit *e, const char *key, na_strv v)
{
    na_buf b;

    na_buf_init(&b, NA_MIB);
    for (size_t i = 0; i < v.n; i++) {
        if (i > 0) na_buf_putc(&b, ' ');
        na_buf_str(&b, v.v[i]);
    }
    na_emit_kv(e, key, na_buf_get(&b));
    na_buf_release(&b);
}

static int put_one(void *ctx, const struct trust *t)
{
    na_emit *e = ctx;

    na_emit_object(e);
    na_emit_kv(e, "name", t->name);
    put_folders(e, "read", t->read);
    put_folders(e, "write", t->write);
    na_emit_kv(e, "sha256", t->sha256);
    na_emit_end(e);
    return na_emit_status(e);
}

static int list(struct cmd_ctx *cx)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_LINE |
                             1u << NA_FORMAT_JSON | 1u << NA_FORMAT_JSONL |
                             1u << NA_FORMAT_CSV;
    na_format format = out_format(cx, formats);
    na_emit *e = NULL;
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if ((rc = out_new(cx, format, &e)) < 0) return rc;
    if (na_emit_is_json(e)) {
        na_emit_object(e);
        na_emit_kv_int(e, "schema", 1);
        na_emit_key(e, "trusted");
    }
    na_emit_rows(e, columns, sizeof columns / sizeof *columns);
    rc = trust_each(put_one, e, cx->err);
    if (rc >= 0) {
        na_emit_end(e);
        if (na_emit_is_json(e)) na_emit_end(e);
    }
    return out_end(e, rc, cx->err);
}

/* What a script is called by its file: NAME.lua, or NAME/main.lua. */
static na_str name_of(const char *path)
{
    na_str base = na_str_c(na_path_base(path)), dir;

    if (!na_str_eqc(base, "main.lua"))
        return na_str_ends(base, NA_STR(".lua")) ? na_str_sub(base, 0, base.len - 4) : base;
    dir = na_str_n(path, (size_t)(base.ptr - path));
    while (dir.len > 0 && dir.ptr[dir.len - 1] == '/') dir.len--;
    for (size_t i = dir.len; i-- > 0;)
        if (dir.ptr[i] == '/') return na_str_sub(dir, i + 1, dir.len);
    return dir.len > 0 ? dir : base;
}

/* The folders of an option; one without a value is the folder at hand. */
static const char **folders(struct cmd_ctx *cx, const char *option, size_t *n)
{
    const char **v, *s;

    for (*n = 0; opts_nth(&cx->opts, option, *n);) ++*n;
    if (!(v = calloc(*n + 1, sizeof *v))) return NULL;
    for (size_t i = 0; (s = opts_nth(&cx->opts, option, i)); i++) v[i] = *s ? s : ".";
    return v;
}

static int grant(struct cmd_ctx *cx, const char *word)
{
    struct scripts s = { 0 };
    const char **read = NULL, **write = NULL;
    size_t nread = 0, nwrite = 0;
    char hex[65], name[256];
    int rc;

    if ((rc = where_script(cx, word, &s)) < 0) goto done;
    if ((rc = trust_hash(s.v[0].path.ptr, s.v[0].text, hex, cx->err)) < 0) goto done;
    (void)snprintf(name, sizeof name, "%.*s", NA_STR_ARG(name_of(s.v[0].path.ptr)));
    read = folders(cx, "allow-read", &nread);
    write = folders(cx, "allow-write", &nwrite);
    if (!read || !write) {
        rc = na_fail_nomem(cx->err);
        goto done;
    }
    rc = trust_add(hex, name, read, nread, write, nwrite, cx->err);
    if (rc == NA_OK)
        rc = out_line(cx, "%s is trusted as it is now; a change of it takes that away",
                      name);
done:
    free(read);
    free(write);
    scripts_release(&s);
    return rc;
}

int script_trust(struct cmd_ctx *cx, int argc, char **argv)
{
    bool take = opts_has(&cx->opts, "remove");
    int rc = NA_OK;

    if (argc == 0 && !take) return list(cx);
    if (argc != 1) return cmd_usage(cx, "trust which? (one NAME or file)");
    if (!take) return grant(cx, argv[0]);
    if ((rc = trust_remove(argv[0], cx->err)) < 0) return rc;
    if (rc == 0) return na_fail(cx->err, NA_EUSAGE, "%s: not trusted", argv[0]);
    return out_line(cx, "%s is not trusted any more", argv[0]);
}
