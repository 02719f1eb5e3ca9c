/* SPDX-License-Identifier: MIT */
/* The table of the text format: up to a thousand rows decide its widths; later rows that
 * are wider just stick out. */
#include "emit/emit_int.h"

static size_t width(const na_emit *e, na_str s)
{
    if (e->o.width) return e->o.width(s);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.ptr[i] & 0xC0u) != 0x80;
    return n;
}

static const char *head_of(const na_column *c) { return c->head ? c->head : c->key; }

static void blanks(na_emit *e, size_t n)
{
    while (n--) na_buf_putc(&e->out, ' ');
}

static void put_cell(na_emit *e, size_t i, na_str s, bool head)
{
    size_t w = width(e, s), room = e->wide[i] > w ? e->wide[i] - w : 0;
    if (i) blanks(e, 2);
    if (e->columns[i].right) blanks(e, room);
    if (head)
        na_style_put(&e->out, e->o.style, NA_LOOK_BOLD, s);
    else
        na_buf_str(&e->out, s);
    if (!e->columns[i].right && i + 1 < e->ncolumns) blanks(e, room);
}

static void measure(na_emit *e)
{
    for (size_t i = 0; i < e->ncolumns; i++)
        e->wide[i] = width(e, na_str_c(head_of(&e->columns[i])));
    na_rd r = na_rd_of(na_buf_get(&e->held));
    for (size_t row = 0; row < e->nheld; row++)
        for (size_t i = 0; i < e->ncolumns; i++) {
            size_t w = width(e, na_rd_bytes(&r, na_rd_u32(&r)));
            if (w > e->wide[i]) e->wide[i] = w;
        }
}

static void table_head(na_emit *e)
{
    measure(e);
    for (size_t i = 0; i < e->ncolumns; i++)
        put_cell(e, i, na_str_c(head_of(&e->columns[i])), true);
    na_buf_putc(&e->out, '\n');
    e->fixed = true;
}

void na_emit_table_rest(na_emit *e)
{
    if (e->nheld == 0) return;
    if (e->held.rc < 0) {
        if (e->out.rc == NA_OK) e->out.rc = e->held.rc;
    } else {
        if (!e->fixed) table_head(e);
        na_rd r = na_rd_of(na_buf_get(&e->held));
        for (size_t row = 0; row < e->nheld; row++) {
            for (size_t i = 0; i < e->ncolumns; i++)
                put_cell(e, i, na_rd_bytes(&r, na_rd_u32(&r)), false);
            na_buf_putc(&e->out, '\n');
        }
    }
    na_buf_reset(&e->held);
    e->nheld = 0;
}
