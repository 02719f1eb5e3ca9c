/* SPDX-License-Identifier: MIT */
#include "text/csv.h"

na_csv na_csv_of(na_str text, char sep, char quote)
{
    if (na_str_starts(text, NA_STR("\xEF\xBB\xBF"))) text = na_str_sub(text, 3, text.len);
    return (na_csv){ text, sep ? sep : ',', quote ? quote : '"', 1, 1 };
}

static bool ends_line(char c) { return c == '\n' || c == '\r'; }

/* Where the field that begins at `at` ends when it is not quoted. */
static size_t bare_end(const na_csv *c, size_t at)
{
    while (at < c->rest.len && c->rest.ptr[at] != c->sep && !ends_line(c->rest.ptr[at]))
        at++;
    return at;
}

/* The quoted field at `at`, a quote; *at_io moves to what follows it. */
static int quoted(na_csv *c, size_t *at_io, size_t *lines, na_csv_field *f, na_err *err)
{
    size_t from = *at_io + 1, at = from, close;
    na_str s = c->rest;
    for (;; at = close + 2) {
        close = na_str_chr(s, c->quote, at);
        if (close == (size_t)-1)
            return na_fail(err, NA_ECORRUPT, "line %zu: a quote is never closed", c->line);
        if (close + 1 >= s.len || s.ptr[close + 1] != c->quote) break;
        f->doubled = true;
    }
    for (size_t nl = na_str_chr(s, '\n', from); nl < close;
         nl = na_str_chr(s, '\n', nl + 1))
        ++*lines;
    *at_io = bare_end(c, close + 1);
    if (*at_io > close + 1) { /* "a" b: kept as it stands */
        *f = (na_csv_field){ na_str_sub(s, from - 1, *at_io), false };
        return NA_OK;
    }
    f->s = na_str_sub(s, from, close);
    return NA_OK;
}

int na_csv_next(na_csv *c, na_csv_field *fields, size_t max, size_t *n_out, na_err *err)
{
    size_t at = 0, n = 0, lines = 1;
    while (at < c->rest.len && ends_line(c->rest.ptr[at]))
        c->line += c->rest.ptr[at++] == '\n';
    c->rest = na_str_sub(c->rest, at, c->rest.len);
    if (!c->rest.len) return 0;
    for (at = 0;; at++) { /* at is where a field begins */
        if (n == max)
            return na_fail(err, NA_ELIMIT, "line %zu: more than %zu fields", c->line, max);
        na_csv_field *f = &fields[n++];
        *f = (na_csv_field){ 0 };
        if (at < c->rest.len && c->rest.ptr[at] == c->quote) {
            int rc = quoted(c, &at, &lines, f, err);
            if (rc < 0) return rc;
        } else {
            size_t end = bare_end(c, at);
            f->s = na_str_sub(c->rest, at, end);
            at = end;
        }
        if (at >= c->rest.len || c->rest.ptr[at] != c->sep) break;
    }
    if (at < c->rest.len && c->rest.ptr[at] == '\r') at++;
    if (at < c->rest.len && c->rest.ptr[at] == '\n') at++;
    c->rest = na_str_sub(c->rest, at, c->rest.len);
    c->row_line = c->line;
    c->line += lines;
    *n_out = n;
    return 1;
}

na_str na_csv_plain(const na_csv_field *f, char quote, na_buf *buf)
{
    if (!f->doubled) return f->s;
    na_buf_reset(buf);
    for (size_t at = 0; at < f->s.len;) {
        size_t q = na_str_chr(f->s, quote, at);
        size_t to = q == (size_t)-1 ? f->s.len : q + 1;
        na_buf_str(buf, na_str_sub(f->s, at, to));
        at = q == (size_t)-1 ? to : q + 2;
    }
    return na_buf_get(buf);
}

void na_csv_put(na_buf *out, na_str s, char sep, char quote)
{
    bool must = s.len && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
    for (size_t i = 0; i < s.len && !must; i++)
        must = s.ptr[i] == sep || s.ptr[i] == quote || ends_line(s.ptr[i]);
    if (!must) {
        na_buf_str(out, s);
        return;
    }
    na_buf_putc(out, quote);
    for (size_t at = 0; at < s.len;) {
        size_t q = na_str_chr(s, quote, at);
        size_t to = q == (size_t)-1 ? s.len : q + 1;
        na_buf_str(out, na_str_sub(s, at, to));
        if (q != (size_t)-1) na_buf_putc(out, quote);
        at = to;
    }
    na_buf_putc(out, quote);
}
