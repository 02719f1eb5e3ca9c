/* SPDX-License-Identifier: MIT */
#include "base/jsonw.h"
#include "base/limits.h"
#include "emit/emit_int.h"
#include <stdio.h>
#include <stdlib.h>

#define FLUSH_AT (64 * NA_KIB)

static const char *const formats[] = { "",    "text", "line", "json", "jsonl",
                                       "csv", "ids",  "md",   "html" };

na_format na_format_of(na_str name)
{
    for (int i = NA_FORMAT_TEXT; i <= NA_FORMAT_LAST; i++)
        if (na_str_eqc(name, formats[i])) return (na_format)i;
    return NA_FORMAT_NONE;
}

const char *na_format_name(na_format f)
{
    return (unsigned)f < sizeof formats / sizeof *formats ? formats[f] : "";
}

int na_emit_new(na_emit **out, const na_emit_opts *opts, na_err *err)
{
    na_emit *e = calloc(1, sizeof *e);
    *out = NULL;
    if (!e) return na_fail_nomem(err);
    e->o = *opts;
    bool json = opts->format == NA_FORMAT_JSON || opts->format == NA_FORMAT_JSONL;
    e->ops = json ? &na_emit_json_ops : &na_emit_rows_ops;
    e->column = -1;
    na_buf_init(&e->out, 256 * NA_MIB);
    na_buf_init(&e->held, 256 * NA_MIB);
    for (size_t i = 0; i < NA_EMIT_COLUMNS; i++) na_buf_init(&e->cell[i], 64 * NA_MIB);
    *out = e;
    return NA_OK;
}

void na_emit_free(na_emit *e)
{
    if (!e) return;
    na_buf_release(&e->out);
    na_buf_release(&e->held);
    for (size_t i = 0; i < NA_EMIT_COLUMNS; i++) na_buf_release(&e->cell[i]);
    free(e);
}

void na_emit_flush(na_emit *e, bool all)
{
    if (e->err.code < 0 || (!all && e->out.len < FLUSH_AT && e->out.rc == NA_OK)) return;
    int rc = na_buf_check(&e->out, "output", &e->err);
    if (rc == NA_OK && e->out.len)
        rc = e->o.write(e->o.ctx, e->out.ptr, e->out.len, &e->err);
    if (rc < 0) na_fail(&e->err, rc, "output: cannot be written");
    na_buf_reset(&e->out);
    e->out.rc = e->err.code; /* from now on everything put is dropped */
}

int na_emit_finish(na_emit *e, na_err *err)
{
    na_assert(e->depth == 0 || e->err.code < 0);
    if (na_emit_is_markup(e)) na_emit_markup_end(e);
    na_emit_flush(e, true);
    return e->err.code < 0 ? na_fail(err, e->err.code, "%s", e->err.msg) : NA_OK;
}

int na_emit_status(const na_emit *e) { return e->err.code; }
na_format na_emit_format(const na_emit *e) { return e->o.format; }
bool na_emit_is_json(const na_emit *e) { return e->o.format == NA_FORMAT_JSON; }

struct na_emit_level *na_emit_top(na_emit *e)
{
    return e->depth ? &e->level[e->depth - 1] : NULL;
}

bool na_emit_in_rows(const na_emit *e) { return e->rows_at && e->depth >= e->rows_at; }

static void open_level(na_emit *e, char kind)
{
    na_assert(e->depth < NA_EMIT_DEPTH);
    e->level[e->depth++] = (struct na_emit_level){ .kind = kind };
    if (kind == 'R') e->rows_at = e->depth;
    e->ops->open(e, kind);
}

void na_emit_object(na_emit *e) { open_level(e, '{'); }
void na_emit_array(na_emit *e) { open_level(e, '['); }

void na_emit_rows(na_emit *e, const na_column *columns, size_t n)
{
    na_assert(e->rows_at == 0 && n <= NA_EMIT_COLUMNS);
    e->columns = columns;
    e->ncolumns = n;
    open_level(e, 'R');
}

void na_emit_end(na_emit *e)
{
    na_assert(e->depth > 0);
    char kind = e->level[--e->depth].kind;
    e->ops->close(e, kind);
    if (kind == 'R') e->rows_at = 0;
    na_emit_flush(e, false);
}

void na_emit_key(na_emit *e, const char *key) { e->ops->key(e, key); }
void na_emit_str(na_emit *e, na_str s) { e->ops->value(e, NA_EMIT_STR, s); }

void na_emit_int(na_emit *e, int64_t v)
{
    char s[24];
    snprintf(s, sizeof s, "%lld", (long long)v);
    e->ops->value(e, NA_EMIT_NUM, na_str_c(s));
}

void na_emit_dbl(na_emit *e, double v)
{
    na_buf b;
    na_buf_init(&b, 64);
    na_json_dbl(&b, v);
    bool number = b.len && b.ptr[0] != 'n'; /* not a number is null */
    e->ops->value(e, number ? NA_EMIT_NUM : NA_EMIT_NULL, na_buf_get(&b));
    na_buf_release(&b);
}

void na_emit_bool(na_emit *e, bool v)
{
    e->ops->value(e, NA_EMIT_BOOL, v ? NA_STR("true") : NA_STR("false"));
}

void na_emit_null(na_emit *e) { e->ops->value(e, NA_EMIT_NULL, NA_STR("")); }

void na_emit_kv(na_emit *e, const char *key, na_str s)
{
    na_emit_key(e, key);
    na_emit_str(e, s);
}

void na_emit_kv_opt(na_emit *e, const char *key, na_str s)
{
    if (s.len) na_emit_kv(e, key, s);
}

void na_emit_kv_int(na_emit *e, const char *key, int64_t v)
{
    na_emit_key(e, key);
    na_emit_int(e, v);
}

void na_emit_kv_dbl(na_emit *e, const char *key, double v)
{
    na_emit_key(e, key);
    na_emit_dbl(e, v);
}

void na_emit_kv_bool(na_emit *e, const char *key, bool v)
{
    na_emit_key(e, key);
    na_emit_bool(e, v);
}

void na_emit_kv_list(na_emit *e, const char *key, na_strv v)
{
    na_emit_key(e, key);
    na_emit_array(e);
    for (size_t i = 0; i < v.n; i++) na_emit_str(e, v.v[i]);
    na_emit_end(e);
}

static bool is_text(const na_emit *e)
{
    return e->o.format == NA_FORMAT_TEXT || e->o.format == NA_FORMAT_LINE;
}

void na_emit_heading(na_emit *e, na_str s)
{
    na_assert(!na_emit_in_rows(e));
    if (na_emit_is_markup(e)) na_emit_markup_heading(e, s);
    if (is_text(e)) {
        na_style_put(&e->out,
                     e->o.style == NA_STYLE_COLOR ? NA_STYLE_COLOR : NA_STYLE_PLAIN,
                     NA_LOOK_BOLD, s);
        na_buf_putc(&e->out, '\n');
    }
    na_emit_flush(e, e->o.terminal);
}

void na_emit_text(na_emit *e, na_str s)
{
    if (na_emit_is_markup(e)) na_emit_markup_text(e, s);
    if (is_text(e)) na_emit_escaped(&e->out, s, true);
    na_emit_flush(e, e->o.terminal); /* somebody is waiting for it */
}

void na_emit_raw(na_emit *e, na_str s)
{
    if (is_text(e)) na_buf_str(&e->out, s);
    na_emit_flush(e, false);
}
