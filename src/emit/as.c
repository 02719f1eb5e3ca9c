/* SPDX-License-Identifier: MIT */
/* as.c - what the formats share */
#include "emit/as.h"
#include "base/utf8.h"

void na_as_line(na_str s, na_buf *out)
{
    bool gap = false, any = false;

    for (size_t at = 0; at < s.len;) {
        uint32_t cp = 0;
        const size_t n = na_u8_next(s, at, &cp);
        const na_str c = n ? na_str_sub(s, at, at + n) : NA_STR("\xEF\xBF\xBD");

        at += n ? n : 1;
        if (cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x2028 ||
            cp == 0x2029) {
            gap = any;
            continue;
        }
        if (n && na_u8_is_control(cp)) continue;
        if (gap) na_buf_putc(out, ' ');
        na_buf_str(out, c);
        gap = false;
        any = true;
    }
}

/* Four hex digits; -1: they are none. */
static long four(na_str s)
{
    long v = 0;

    if (s.len < 4) return -1;
    for (size_t i = 0; i < 4; i++) {
        const char c = s.ptr[i];
        const int d = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
        if (d < 0) return -1;
        v = v << 4 | d;
    }
    return v;
}

/* The overlay is JSON of our own making (doc/json.md): within a text its quotes would be
 * escaped, and what na_json_quote() escapes is below U+0080. */
void na_as_note(const na_article *a, na_buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const na_str member = NA_STR(",\"note\":\"");
    size_t i = na_str_find(a->overlay, member, 0);

    if (i == (size_t)-1) return;
    for (i += member.len; i < a->overlay.len && a->overlay.ptr[i] != '"'; i++) {
        char c = a->overlay.ptr[i];
        const char *known;
        if (c == '\\' && ++i < a->overlay.len) {
            c = a->overlay.ptr[i];
            if (c == 'u') {
                const long v = four(na_str_sub(a->overlay, i + 1, a->overlay.len));
                if (v < 0) return;
                char utf8[4];
                na_buf_str(out, na_str_n(utf8, na_u8_put((uint32_t)v, utf8)));
                i += 4;
                continue;
            }
            if ((known = memchr(from, c, sizeof from - 1))) c = to[known - from];
        }
        na_buf_putc(out, c);
    }
}

void na_as_names(na_strv names, const char *between, na_buf *out)
{
    for (size_t i = 0; i < names.n; i++) {
        if (i > 0) na_buf_puts(out, between);
        na_as_line(names.v[i], out);
    }
}

static int digits(na_str s, size_t from, size_t n)
{
    int v = 0;

    for (size_t i = from; i < from + n; i++) {
        if (i >= s.len || s.ptr[i] < '0' || s.ptr[i] > '9') return 0;
        v = v * 10 + (s.ptr[i] - '0');
    }
    return v;
}

bool na_as_date(const na_article *a, int *y, int *m, int *d)
{
    const na_precision p = a->published_precision;

    *y = *m = *d = 0;
    if (p == NA_PREC_NONE) return false;
    *y = digits(a->published, 0, 4);
    if (p >= NA_PREC_MONTH) *m = digits(a->published, 5, 2);
    if (p >= NA_PREC_DAY) *d = digits(a->published, 8, 2);
    return *y > 0;
}

void na_as_uri(na_str s, na_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        const unsigned char c = (unsigned char)s.ptr[i];
        const bool bad = c <= ' ' || c > '~' || strchr("<>\"{}|\\^`", c) != NULL;

        if (bad)
            na_buf_printf(out, "%%%02X", c);
        else
            na_buf_putc(out, (char)c);
    }
}
