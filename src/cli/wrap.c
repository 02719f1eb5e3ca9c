/* SPDX-License-Identifier: MIT */
#include "cli/wrap.h"
#include "base/log.h"
#include "text/unicode.h"

struct wrap {
    na_buf *out;
    size_t columns, indent, at;
    bool fresh; /* nothing in this line yet */
};

static void put_safe(na_buf *out, na_str s)
{
    size_t n = na_escape(s, false, NULL, 0);
    char *p = n ? na_buf_reserve(out, n) : NULL;

    if (p) out->len += na_escape(s, false, p, n);
}

static size_t width_of(na_str s)
{
    size_t w = 0, i = 0;
    uint32_t cp;

    while (i < s.len) {
        i += na_utf8_next(s, i, &cp);
        w += (size_t)na_cp_width(cp);
    }
    return w;
}

static void new_line(struct wrap *w)
{
    na_buf_putc(w->out, '\n');
    for (size_t i = 0; i < w->indent; i++) na_buf_putc(w->out, ' ');
    w->at = w->indent;
    w->fresh = true;
}

/* One piece that is not broken, after a blank or directly behind the last. */
static void put_piece(struct wrap *w, na_str s, bool blank)
{
    size_t wide = width_of(s);

    if (!w->fresh && w->at + blank + wide > w->columns)
        new_line(w);
    else if (!w->fresh && blank)
        na_buf_putc(w->out, ' '), w->at++;
    put_safe(w->out, s);
    w->at += wide;
    w->fresh = false;
}

static bool ends_piece(uint32_t cp) { return na_cp_width(cp) == 2; }

static void put_line(struct wrap *w, na_str s)
{
    bool blank = false;
    size_t i = 0;

    while (i < s.len) {
        size_t from = i, n;
        uint32_t cp;

        n = na_utf8_next(s, i, &cp);
        if (cp == ' ' || cp == '\t') {
            blank = true;
            i += n;
            continue;
        }
        i += n;
        /* To the next blank; a wide character stands alone, with the narrow or combining
         * ones behind it that are no letter of their own. */
        while (i < s.len) {
            bool wide = ends_piece(cp);
            uint32_t next;
            n = na_utf8_next(s, i, &next);
            if (next == ' ' || next == '\t') break;
            if (ends_piece(next)) break;
            if (wide && na_cp_width(next) > 0 && next >= 0x80) break;
            cp = wide && na_cp_width(next) == 0 ? cp : next;
            i += n;
        }
        put_piece(w, na_str_sub(s, from, i), blank);
        blank = false;
    }
}

void wrap_put(na_buf *out, na_str text, size_t columns, size_t indent, size_t at)
{
    struct wrap w = {
        .out = out, .columns = columns, .indent = indent, .at = at, .fresh = true
    };
    na_str line;
    bool first = true;

    while (na_str_line(&text, &line)) {
        if (!first && line.len == 0) na_buf_putc(out, '\n'), w.at = 0, w.fresh = true;
        if (!first && line.len > 0) new_line(&w);
        first = false;
        put_line(&w, line);
    }
    na_buf_putc(out, '\n');
}
