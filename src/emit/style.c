/* SPDX-License-Identifier: MIT */
#include "emit/style.h"
#include "base/log.h"
#include <stdlib.h>

na_style na_style_for(bool terminal)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (!terminal || (no && *no) || (term && strcmp(term, "dumb") == 0))
        return NA_STYLE_PLAIN;
    return NA_STYLE_COLOR;
}

static void put_escaped(na_buf *out, na_str s)
{
    size_t n = na_escape(s, true, NULL, 0);
    char *p = n ? na_buf_reserve(out, n) : NULL;
    if (p) out->len += na_escape(s, true, p, n);
}

void na_style_put(na_buf *out, na_style style, na_look look, na_str s)
{
    static const char *const begin[] = { "\x1b[1m", "\x1b[1;31m", "\x1b[2m", "\x1b[9;31m",
                                         "\x1b[32m" };
    const char *before = "", *after = "";
    if (s.len == 0) return;
    if (style == NA_STYLE_COLOR) {
        before = begin[look];
        after = "\x1b[0m";
    } else if (look == NA_LOOK_OUT || look == NA_LOOK_IN) {
        before = look == NA_LOOK_OUT ? "[-" : "{+";
        after = look == NA_LOOK_OUT ? "-]" : "+}";
    } else if (style == NA_STYLE_MARKS && look == NA_LOOK_HIT) {
        before = after = "**";
    }
    na_buf_puts(out, before);
    put_escaped(out, s);
    na_buf_puts(out, after);
}

void na_style_hits(na_buf *out, na_style style, na_str s, const na_span *spans, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t from = spans[i].start < at ? at : spans[i].start;
        if (from >= s.len || spans[i].end <= from) continue;
        put_escaped(out, na_str_sub(s, at, from));
        na_style_put(out, style, NA_LOOK_HIT, na_str_sub(s, from, spans[i].end));
        at = spans[i].end < s.len ? spans[i].end : s.len;
    }
    put_escaped(out, na_str_sub(s, at, s.len));
}
