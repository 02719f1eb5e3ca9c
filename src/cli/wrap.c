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

/* Wide, and of a script without blanks: Hangul has them. */
static bool breaks(uint32_t cp)
{
    bool hangul = (cp >= 0x1100 && cp < 0x1200) || (cp >= 0x3130 && cp < 0x3190) ||
                  (cp >= 0xAC00 && cp < 0xD7B0);

    return na_cp_width(cp) == 2 && !hangul;
}

/* What may not begin a line, and what may not end one. */
static bool closes(uint32_t cp)
{
    return cp == 0x3001 || cp == 0x3002 || cp == 0x300D || cp == 0x300F || cp == 0x3009 ||
           cp == 0x300B || cp == 0x3011 || cp == 0x30FC || cp == 0xFF01 || cp == 0xFF09 ||
           cp == 0xFF0C || cp == 0xFF0E || cp == 0xFF1F || cp == ',' || cp == '.' ||
           cp == ')' || cp == 0x201D || cp == 0x2019;
}

static bool opens(uint32_t cp)
{
    return cp == 0x300C || cp == 0x300E || cp == 0x3008 || cp == 0x300A || cp == 0x3010 ||
           cp == 0xFF08 || cp == '(' || cp == 0x201C || cp == 0x2018;
}

static bool may_break(uint32_t before, uint32_t after)
{
    return (breaks(before) || breaks(after)) && na_cp_width(after) > 0 && !closes(after) &&
           !opens(before);
}

static void put_line(struct wrap *w, na_str s)
{
    size_t from = 0, i = 0;
    bool blank = false;
    uint32_t before = ' ';

    while (i < s.len) {
        uint32_t cp;
        size_t n = na_utf8_next(s, i, &cp);
        bool space = cp == ' ' || cp == '\t';
        if (i > from && (space || may_break(before, cp))) {
            put_piece(w, na_str_sub(s, from, i), blank);
            blank = false;
            from = i;
        }
        i += n;
        if (space) blank = true, from = i;
        before = cp;
    }
    if (i > from) put_piece(w, na_str_sub(s, from, i), blank);
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
