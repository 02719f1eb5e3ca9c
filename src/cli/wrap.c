/* SPDX-License-Identifier: MIT */
#include "cli/wrap.h"
#include "base/log.h"
#include "text/unicode.h"

struct wrap {
    na_buf *out;
    size_t columns, indent, at;
    bool fresh; /* nothing in this line yet */
    na_style style;
    const char *text; /* what the spans count from */
    const na_span *span, *end;
};

static void put_safe(na_buf *out, na_str s)
{
    size_t n = na_escape(s, false, NULL, 0);
    char *p = n ? na_buf_reserve(out, n) : NULL;

    if (p) out->len += na_escape(s, false, p, n);
}

size_t wrap_width(na_str s)
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

/* A span that ends within or behind s begins here or earlier: shows what of it is in s. */
static void put_looks(struct wrap *w, na_str s)
{
    size_t from = w->span < w->end ? (size_t)(s.ptr - w->text) : 0, to = from + s.len;

    for (; w->span < w->end && w->span->start < to; w->span++) {
        size_t a = w->span->start > from ? w->span->start - from : 0;
        size_t b = w->span->end < to ? w->span->end - from : s.len;
        const na_span in = { a, b };
        if (w->span->end <= from) continue;
        na_style_hits(w->out, w->style, na_str_sub(s, 0, b), &in, 1);
        s = na_str_sub(s, b, s.len);
        from += b;
        if (w->span->end > to) return; /* goes on in the next piece */
    }
    put_safe(w->out, s);
}

/* What the marks around its hits will add to a piece. */
static size_t marks_in(const struct wrap *w, na_str s)
{
    size_t n = 0, from = w->span < w->end ? (size_t)(s.ptr - w->text) : 0;

    if (w->style != NA_STYLE_MARKS) return 0;
    for (const na_span *p = w->span; p < w->end && p->start < from + s.len; p++)
        n += p->end > from ? 4 : 0;
    return n;
}

/* One piece that is not broken, after a blank or directly behind the last. */
static void put_piece(struct wrap *w, na_str s, bool blank)
{
    size_t wide = wrap_width(s) + marks_in(w, s);

    if (!w->fresh && w->at + blank + wide > w->columns)
        new_line(w);
    else if (!w->fresh && blank)
        na_buf_putc(w->out, ' '), w->at++;
    put_looks(w, s);
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

static void put_text(struct wrap *w, na_str text)
{
    na_str line;
    bool first = true;

    while (na_str_line(&text, &line)) {
        if (!first && line.len == 0) na_buf_putc(w->out, '\n'), w->at = 0, w->fresh = true;
        if (!first && line.len > 0) new_line(w);
        first = false;
        put_line(w, line);
    }
    na_buf_putc(w->out, '\n');
}

void wrap_put(na_buf *out, na_str text, size_t columns, size_t indent, size_t at)
{
    struct wrap w = {
        .out = out, .columns = columns, .indent = indent, .at = at, .fresh = at <= indent
    };
    put_text(&w, text);
}

void wrap_hits(na_buf *out, na_style style, na_str text, const na_span *spans, size_t n,
               size_t columns, size_t indent)
{
    struct wrap w = { .out = out,
                      .columns = columns,
                      .indent = indent,
                      .at = indent,
                      .fresh = true,
                      .style = style,
                      .text = text.ptr,
                      .span = spans,
                      .end = spans + n };
    for (size_t i = 0; i < indent; i++) na_buf_putc(out, ' ');
    put_text(&w, text);
}
