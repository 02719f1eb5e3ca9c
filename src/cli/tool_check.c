/* SPDX-License-Identifier: MIT */
/* tool_check.c - newsarc script check */
#include "base/path.h"
#include "cli/tool.h"
#include "script/check.h"

struct checking {
    na_emit *emit;
    const char *file;
    unsigned found;
};

static const na_column columns[] = {
    { "file", NULL, false }, { "line", NULL, true },     { "level", NULL, false },
    { "code", NULL, false }, { "message", NULL, false },
};

static int on_finding(void *ctx, const na_finding *f)
{
    struct checking *x = ctx;
    na_emit *e = x->emit;

    x->found++;
    if (na_emit_format(e) == NA_FORMAT_TEXT) {
        na_buf line;
        na_buf_init(&line, 64 * NA_KIB);
        na_buf_puts(&line, x->file);
        if (f->line > 0) na_buf_printf(&line, ":%u", f->line);
        na_buf_printf(&line, ": %s: ", f->error ? "error" : "warning");
        na_buf_str(&line, f->message);
        na_buf_printf(&line, " [%s]\n", f->code);
        na_emit_text(e, na_buf_get(&line));
        na_buf_release(&line);
        return na_emit_status(e);
    }
    na_emit_object(e);
    na_emit_kv(e, "file", na_str_c(x->file));
    na_emit_kv_int(e, "line", f->line);
    na_emit_kv(e, "level", na_str_c(f->error ? "error" : "warning"));
    na_emit_kv(e, "code", na_str_c(f->code));
    na_emit_kv(e, "message", f->message);
    na_emit_end(e);
    return na_emit_status(e);
}

static int check_one(struct cmd_ctx *cx, struct checking *x)
{
    struct scripts s = { 0 };
    int rc = where_script(cx, x->file, &s);

    if (rc == NA_OK) rc = na_script_check(s.v[0].path, s.v[0].text, on_finding, x, cx->err);
    scripts_release(&s);
    return rc;
}

int tool_check(struct cmd_ctx *cx, int argc, char **argv)
{
    const unsigned formats = 1u << NA_FORMAT_TEXT | 1u << NA_FORMAT_JSON |
                             1u << NA_FORMAT_JSONL | 1u << NA_FORMAT_CSV;
    na_format format = out_format(cx, formats);
    struct checking x = { 0 };
    int rc;

    if (format == NA_FORMAT_NONE) return NA_EUSAGE;
    if (argc == 0) return cmd_usage(cx, "check which FILE?");
    if ((rc = out_new(cx, format, &x.emit)) < 0) return rc;
    if (na_emit_is_json(x.emit)) {
        na_emit_object(x.emit);
        na_emit_kv_int(x.emit, "schema", 1);
        na_emit_key(x.emit, "findings");
    }
    if (format != NA_FORMAT_TEXT)
        na_emit_rows(x.emit, columns, sizeof columns / sizeof *columns);
    for (int i = 0; rc == NA_OK && i < argc; i++) {
        x.file = argv[i];
        rc = check_one(cx, &x);
    }
    if (rc == NA_OK && format != NA_FORMAT_TEXT) na_emit_end(x.emit);
    if (rc == NA_OK && na_emit_is_json(x.emit)) na_emit_end(x.emit);
    rc = out_end(x.emit, rc, cx->err);
    return rc < 0 ? rc : x.found > 0 ? NA_EXIT_NOTHING : NA_EXIT_OK;
}
