/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/unicode.h"

#define COLUMNS 72
#define BEFORE 48 /* columns kept before the place, when the query is cut */

/* One character as it may be shown: what would move the cursor becomes a blank or '?'. */
static size_t shown(na_str s, size_t at, char out[4], size_t *out_len, size_t *width)
{
    uint32_t cp = 0;
    size_t n = na_u8_next(s, at, &cp);
    if (n == 0) {
        cp = '?';
        n = 1;
    } else if (na_u8_is_control(cp)) {
        cp = cp < 0x20 ? ' ' : '?';
    } else if (cp == 0x2028 || cp == 0x2029) {
        cp = ' ';
    }
    int w = na_cp_width(cp);
    *out_len = na_u8_put(cp, out);
    *width = w > 0 ? (size_t)w : 0;
    return n;
}

static size_t columns(na_str s, size_t to)
{
    size_t sum = 0, len, width;
    char c[4];
    for (size_t at = 0; at < to && at < s.len; sum += width)
        at += shown(s, at, c, &len, &width);
    return sum;
}

int na_query_caret(na_str text, size_t at, na_buf *out)
{
    at = na_u8_floor(text, at);
    size_t total = columns(text, text.len), place = columns(text, at), from = 0;
    if (total > COLUMNS && place > BEFORE) {
        from = place - BEFORE;
        if (total - from < COLUMNS) from = total - COLUMNS;
    }
    bool cut = total - from > COLUMNS;
    size_t to = cut ? from + COLUMNS - 3 : total; /* room for the dots */
    size_t col = 0, written = 0, caret = 0, n;
    if (from) {
        na_buf_puts(out, "...");
        written = 3;
    }
    for (size_t i = 0; i < text.len; i += n) {
        char c[4];
        size_t len, width;
        n = shown(text, i, c, &len, &width);
        if (i == at) caret = written;
        if (col + width > to) break;
        col += width;
        if (from && col < from + 3 + width) continue; /* begins under the dots */
        /* A wide character that began there leaves a column empty. */
        for (; written + from + width < col; written++) na_buf_putc(out, ' ');
        na_buf_put(out, c, len);
        written += width;
    }
    if (at >= text.len) caret = written;
    if (cut) na_buf_puts(out, "...");
    na_buf_putc(out, '\n');
    for (size_t i = 0; i < caret; i++) na_buf_putc(out, ' ');
    na_buf_puts(out, "^\n");
    return out->rc;
}
