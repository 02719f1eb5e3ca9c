/* SPDX-License-Identifier: MIT */
#include "base/jsonw.h"
#include "base/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void escape_one(na_buf *out, uint32_t cp)
{
    switch (cp) {
    case '"':
        na_buf_puts(out, "\\\"");
        break;
    case '\\':
        na_buf_puts(out, "\\\\");
        break;
    case '\b':
        na_buf_puts(out, "\\b");
        break;
    case '\f':
        na_buf_puts(out, "\\f");
        break;
    case '\n':
        na_buf_puts(out, "\\n");
        break;
    case '\r':
        na_buf_puts(out, "\\r");
        break;
    case '\t':
        na_buf_puts(out, "\\t");
        break;
    default:
        na_buf_printf(out, "\\u%04x", (unsigned)cp);
        break;
    }
}

void na_json_escape(na_buf *out, na_str s)
{
    size_t plain = 0, at = 0; /* [plain, at): not yet written, needs no escape */
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            at++;
            continue;
        }
        uint32_t cp = 0;
        size_t n = na_u8_next(s, at, &cp);
        if (n > 1 && !na_u8_is_control(cp)) {
            at += n;
            continue;
        }
        na_buf_put(out, s.ptr + plain, at - plain);
        if (n == 0) {
            na_buf_puts(out, "\xEF\xBF\xBD");
            n = 1;
        } else {
            escape_one(out, cp);
        }
        at += n;
        plain = at;
    }
    if (at > plain) na_buf_put(out, s.ptr + plain, at - plain);
}

void na_json_quote(na_buf *out, na_str s)
{
    na_buf_putc(out, '"');
    na_json_escape(out, s);
    na_buf_putc(out, '"');
}

void na_json_dbl(na_buf *out, double v)
{
    if (!isfinite(v)) {
        na_buf_puts(out, "null");
        return;
    }
    char s[40] = "";
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(s, sizeof s, "%.*g", digits, v);
        /* Read back in the same locale, so that its decimal mark does not matter yet. */
        double back = strtod(s, NULL);
        if (memcmp(&back, &v, sizeof v) == 0) break;
    }
    /* A decimal mark is whatever is neither digit, sign nor exponent; it may be several
     * bytes long. */
    for (const char *p = s; *p;) {
        if ((*p >= '0' && *p <= '9') || *p == '-' || *p == '+' || *p == 'e') {
            na_buf_putc(out, *p++);
            continue;
        }
        na_buf_putc(out, '.');
        while (*p && !((*p >= '0' && *p <= '9') || *p == 'e')) p++;
    }
}
