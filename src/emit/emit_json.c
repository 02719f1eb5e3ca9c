/* SPDX-License-Identifier: MIT */
/* json and jsonl. jsonl is json of which only the rows are written, without line breaks. */
#include "base/jsonw.h"
#include "emit/emit_int.h"

/* Whether this place is written at all. */
static bool shown(const na_emit *e, size_t depth)
{
    return e->o.format == NA_FORMAT_JSON || (e->rows_at && depth > e->rows_at);
}

/* Commas and line breaks before a member of the level l, which is NULL at the top. */
static void separate(na_emit *e, struct na_emit_level *l, bool object)
{
    bool row = e->o.format == NA_FORMAT_JSONL && l && l->kind == 'R';
    if (!l || l->kind == '{' || row) return; /* an object's are written with its keys */
    if (l->n++) na_buf_putc(&e->out, ',');
    if (object && e->o.format == NA_FORMAT_JSON) {
        na_buf_putc(&e->out, '\n');
        l->lines = true;
    }
}

static void json_open(na_emit *e, char kind)
{
    if (!shown(e, e->depth)) return;
    separate(e, e->depth > 1 ? &e->level[e->depth - 2] : NULL, kind == '{');
    na_buf_putc(&e->out, kind == '{' ? '{' : '[');
}

static void json_close(na_emit *e, char kind)
{
    if (!shown(e, e->depth + 1)) return;
    if (e->level[e->depth].lines) na_buf_putc(&e->out, '\n');
    na_buf_putc(&e->out, kind == '{' ? '}' : ']');
    bool row = e->o.format == NA_FORMAT_JSONL && e->depth == e->rows_at;
    if (e->depth == 0 || row) na_buf_putc(&e->out, '\n');
}

static void json_key(na_emit *e, const char *key)
{
    struct na_emit_level *l = na_emit_top(e);
    na_assert(l && l->kind == '{');
    if (!shown(e, e->depth)) return;
    if (l->n++) na_buf_putc(&e->out, ',');
    na_json_quote(&e->out, na_str_c(key));
    na_buf_putc(&e->out, ':');
}

static void json_value(na_emit *e, na_emit_what what, na_str s)
{
    if (!shown(e, e->depth + 1)) return;
    separate(e, na_emit_top(e), false);
    if (what == NA_EMIT_STR)
        na_json_quote(&e->out, s);
    else if (what == NA_EMIT_NULL)
        na_buf_puts(&e->out, "null");
    else
        na_buf_str(&e->out, s);
    bool row = e->o.format == NA_FORMAT_JSONL && e->depth == e->rows_at;
    if (e->depth == 0 || row) na_buf_putc(&e->out, '\n');
}

const struct na_emit_ops na_emit_json_ops = { json_open, json_close, json_key, json_value };
