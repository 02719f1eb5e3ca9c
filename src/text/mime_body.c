/* SPDX-License-Identifier: MIT */
/* mime_body.c - transfer encodings, and text that was broken into lines to be sent */
#include "base/limits.h"
#include "text/mime.h"

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

void na_mime_base64(na_str s, na_buf *out)
{
    uint32_t bits = 0;
    unsigned n = 0;

    for (size_t i = 0; i < s.len; i++) {
        int v = base64_value(s.ptr[i]);
        if (v < 0) {
            if (s.ptr[i] == '=')
                n = 0; /* several, put together, go on behind their padding */
            continue;
        }
        bits = bits << 6 | (uint32_t)v;
        if (++n == 1) continue;
        na_buf_putc(out, (char)(bits >> ((4 - n) * 2)));
        if (n == 4) n = 0;
    }
}

void na_mime_quoted(na_str s, bool header, na_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        int hi = -1, lo = -1;

        if (c == '=' && i + 2 < s.len)
            hi = na_char_hex(s.ptr[i + 1]), lo = na_char_hex(s.ptr[i + 2]);
        if (hi >= 0 && lo >= 0) {
            na_buf_putc(out, (char)(hi << 4 | lo));
            i += 2;
        } else if (c == '=' && !header) { /* blanks and a line's end: not there */
            size_t k = i + 1;
            while (k < s.len && (s.ptr[k] == ' ' || s.ptr[k] == '\t')) k++;
            if (k < s.len && s.ptr[k] == '\r') k++;
            if (k < s.len && s.ptr[k] == '\n') k++;
            if (k == s.len || s.ptr[k - 1] == '\n' || s.ptr[k - 1] == '\r')
                i = k - 1;
            else
                na_buf_putc(out, c);
        } else if ((c == ' ' || c == '\t') &&
                   !header) { /* those before a line's end neither */
            size_t k = i;
            while (k < s.len && (s.ptr[k] == ' ' || s.ptr[k] == '\t')) k++;
            if (k == s.len || (s.ptr[k] != '\n' && s.ptr[k] != '\r'))
                na_buf_put(out, s.ptr + i, k - i);
            i = k - 1;
        } else {
            na_buf_putc(out, header && c == '_' ? ' ' : c);
        }
    }
}

/* begin 644 name, lines, end */
static void uuencoded(na_str s, na_buf *out)
{
    na_str line;
    bool inside = false;

    while (na_str_line(&s, &line)) {
        size_t n, k = 1;
        if (!inside) {
            inside = na_str_starts(line, NA_STR("begin "));
            continue;
        }
        if (line.len == 0 || na_str_eqc(line, "end")) return;
        n = (size_t)((line.ptr[0] - ' ') & 63);
        for (; n > 0 && k < line.len; k += 4) {
            unsigned char q[4] = { 0 };
            unsigned char b[3];
            for (size_t i = 0; i < 4; i++)
                q[i] = k + i < line.len ? (unsigned char)((line.ptr[k + i] - ' ') & 63) : 0;
            b[0] = (unsigned char)(q[0] << 2 | q[1] >> 4);
            b[1] = (unsigned char)(q[1] << 4 | q[2] >> 2);
            b[2] = (unsigned char)(q[2] << 6 | q[3]);
            na_buf_put(out, b, n < 3 ? n : 3);
            n -= n < 3 ? n : 3;
        }
    }
}

int na_mime_bytes(const na_mime_part *p, na_buf *out, na_err *err)
{
    if (na_str_eqc(p->encoding, "base64"))
        na_mime_base64(p->body, out);
    else if (na_str_eqc(p->encoding, "quoted-printable"))
        na_mime_quoted(p->body, false, out);
    else if (na_str_eqc(p->encoding, "x-uuencode") || na_str_eqc(p->encoding, "uuencode"))
        uuencoded(p->body, out);
    else
        na_buf_str(out, p->body);
    return na_buf_check(out, "a part of a mail", err);
}

/* RFC 3676: a line that ends in a blank goes on in the next one of the same depth of
 * quotes; "-- " never does. */
void na_mime_flowed(na_str s, bool delsp, na_buf *out)
{
    na_str line;
    size_t depth = 0;
    bool open = false;

    while (na_str_line(&s, &line)) {
        size_t d = 0;
        bool flows, mark;

        while (d < line.len && line.ptr[d] == '>') d++;
        line = na_str_sub(line, d, line.len);
        if (line.len && line.ptr[0] == ' ') line = na_str_sub(line, 1, line.len);
        mark = na_str_eqc(line, "-- ");
        if (open && (d != depth || mark)) {
            na_buf_putc(out, '\n');
            open = false;
        }
        if (!open) {
            for (size_t i = 0; i < d; i++) na_buf_putc(out, '>');
            if (d) na_buf_putc(out, ' ');
        }
        depth = d;
        flows = line.len && line.ptr[line.len - 1] == ' ' && !mark;
        na_buf_put(out, line.ptr, line.len - (flows && delsp ? 1 : 0));
        if (!flows) na_buf_putc(out, '\n');
        open = flows;
    }
    if (open) na_buf_putc(out, '\n');
}

int na_mime_text(na_charset *cs, const na_mime_part *p, na_buf *out, na_charset_info *info,
                 na_err *err)
{
    const bool html = na_str_eqc(p->type, "text/html"),
               flowed = p->flowed && na_str_eqc(p->type, "text/plain");
    na_buf bytes, text;
    na_str label = { 0 };
    int rc;

    na_buf_init(&bytes, NA_MAX_RECORD);
    na_buf_init(&text, 2 * NA_MAX_RECORD);
    if ((rc = na_mime_bytes(p, &bytes, err)) < 0) goto done;
    if (html) label = na_html_charset_label(na_buf_get(&bytes));
    if ((rc = na_charset_decode(cs, na_buf_get(&bytes), p->charset, label,
                                flowed ? &text : out, info, err)) < 0)
        goto done;
    if (flowed) {
        na_mime_flowed(na_buf_get(&text), p->delsp, out);
        rc = na_buf_check(out, "a part of a mail", err);
    }
done:
    na_buf_release(&bytes);
    na_buf_release(&text);
    return rc;
}
