/* SPDX-License-Identifier: MIT */
/* All but json and jsonl: a row is gathered cell by cell, because its keys come in any
 * order, and written when it ends. What is outside the rows appears in text only. */
#include "base/log.h"
#include "emit/emit_int.h"

static bool is_csv(const na_emit *e) { return e->o.format == NA_FORMAT_CSV; }
static bool is_text(const na_emit *e) { return e->o.format == NA_FORMAT_TEXT; }

void na_emit_escaped(na_buf *out, na_str s, bool keep_nl)
{
    size_t n = na_escape(s, keep_nl, NULL, 0);
    char *p = n ? na_buf_reserve(out, n) : NULL;
    if (p) out->len += na_escape(s, keep_nl, p, n);
}

/* RFC 4180. A cell that begins or ends with a blank is quoted too: some readers trim. */
static void put_csv(na_emit *e, na_str s)
{
    bool quote = s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == '"' || s.ptr[i] == ',' || s.ptr[i] == '\n' || s.ptr[i] == '\r';
    if (!quote) {
        na_buf_str(&e->out, s);
        return;
    }
    na_buf_putc(&e->out, '"');
    for (size_t from = 0; from < s.len;) {
        size_t q = na_str_chr(s, '"', from);
        size_t to = q == (size_t)-1 ? s.len : q + 1;
        na_buf_str(&e->out, na_str_sub(s, from, to));
        if (q != (size_t)-1) na_buf_putc(&e->out, '"');
        from = to;
    }
    na_buf_putc(&e->out, '"');
}

static void write_row(na_emit *e)
{
    if (na_emit_is_markup(e)) {
        na_emit_markup_row(e);
        return;
    }
    if (is_text(e)) {
        for (size_t i = 0; i < e->ncolumns; i++) {
            na_buf_u32(&e->held, (uint32_t)e->cell[i].len);
            na_buf_str(&e->held, na_buf_get(&e->cell[i]));
        }
        e->nheld++;
        if (e->nheld >= 1000 || e->fixed) na_emit_table_rest(e);
        return;
    }
    if (e->o.format == NA_FORMAT_IDS) {
        if (e->cell[0].len) {
            na_buf_str(&e->out, na_buf_get(&e->cell[0]));
            na_buf_putc(&e->out, '\n');
        }
        return;
    }
    for (size_t i = 0; i < e->ncolumns; i++) {
        if (i) na_buf_putc(&e->out, is_csv(e) ? ',' : '\t');
        if (is_csv(e))
            put_csv(e, na_buf_get(&e->cell[i]));
        else
            na_buf_str(&e->out, na_buf_get(&e->cell[i]));
    }
    na_buf_puts(&e->out, is_csv(e) ? "\r\n" : "\n");
}

static void indent(na_emit *e)
{
    for (size_t i = 1; i < e->depth; i++) na_buf_puts(&e->out, "  ");
}

static void rows_open(na_emit *e, char kind)
{
    if (kind == 'R') {
        if (is_csv(e)) {
            for (size_t i = 0; i < e->ncolumns; i++) {
                if (i) na_buf_putc(&e->out, ',');
                put_csv(e, na_str_c(e->columns[i].key));
            }
            na_buf_puts(&e->out, "\r\n");
        }
        if (na_emit_is_markup(e)) na_emit_markup_head(e);
        struct na_emit_level *l = e->depth > 1 ? &e->level[e->depth - 2] : NULL;
        if (is_text(e) && l && l->kind == '{') na_buf_putc(&e->out, '\n');
        e->nheld = 0;
        e->fixed = false;
        return;
    }
    if (na_emit_in_rows(e)) {
        if (e->depth == e->rows_at + 1)
            for (size_t i = 0; i < NA_EMIT_COLUMNS; i++) na_buf_reset(&e->cell[i]);
        return;
    }
    if (is_text(e) && kind == '{' && e->depth > 1) na_buf_putc(&e->out, '\n');
}

static void rows_close(na_emit *e, char kind)
{
    if (kind == 'R') {
        if (is_text(e)) na_emit_table_rest(e);
        if (na_emit_is_markup(e)) na_emit_markup_foot(e);
        return;
    }
    if (na_emit_in_rows(e)) {
        if (e->depth == e->rows_at) write_row(e);
        return;
    }
    if (is_text(e) && kind == '[') na_buf_putc(&e->out, '\n');
}

/* The place of the row's key among the columns; -1 when it is not shown. */
static int column_of(const na_emit *e, const char *key)
{
    if (e->o.format == NA_FORMAT_IDS) return strcmp(key, "id") == 0 ? 0 : -1;
    for (size_t i = 0; i < e->ncolumns; i++)
        if (strcmp(e->columns[i].key, key) == 0) return (int)i;
    return -1;
}

static void rows_key(na_emit *e, const char *key)
{
    struct na_emit_level *l = na_emit_top(e);
    na_assert(l && l->kind == '{');
    if (na_emit_in_rows(e)) {
        /* An object within a cell: none of its keys is a column. */
        e->column = e->depth == e->rows_at + 1 ? column_of(e, key) : -1;
        return;
    }
    if (!is_text(e)) return;
    indent(e);
    na_buf_printf(&e->out, "%s:", key);
}

static void rows_value(na_emit *e, na_emit_what what, na_str s)
{
    (void)what;
    if (na_emit_in_rows(e)) {
        struct na_emit_level *l = na_emit_top(e);
        if (e->column < 0 || e->depth <= e->rows_at) return;
        na_buf *cell = &e->cell[e->column];
        if (l->kind == '[' && l->n++) na_buf_puts(cell, "; ");
        if (is_csv(e) && !e->o.terminal)
            na_buf_str(cell, s);
        else
            na_emit_escaped(cell, s, is_csv(e) || na_emit_is_markup(e));
        if (cell->rc < 0 && e->out.rc == NA_OK) e->out.rc = cell->rc;
        return;
    }
    if (!is_text(e)) return;
    struct na_emit_level *l = na_emit_top(e);
    if (l && l->kind == '[') na_buf_puts(&e->out, l->n++ ? ", " : " ");
    if (l && l->kind == '{') na_buf_putc(&e->out, ' ');
    na_emit_escaped(&e->out, s, true);
    if (!l || l->kind == '{') na_buf_putc(&e->out, '\n');
}

const struct na_emit_ops na_emit_rows_ops = { rows_open, rows_close, rows_key, rows_value };
