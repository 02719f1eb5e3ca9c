/* SPDX-License-Identifier: MIT */
#include "text/warc.h"
#include "base/limits.h"
#include <inttypes.h>

#define HEAD_MAX (256 * NA_KIB) /* no record has headers longer than that */

/* -- records --------------------------------------------------------------------------- */

/* The next field of the line, cut at one blank. */
static bool field(na_str *rest, na_str *out)
{
    size_t sp;

    if (!rest->len) return false;
    sp = na_str_chr(*rest, ' ', 0);
    if (sp == (size_t)-1) sp = rest->len;
    *out = na_str_sub(*rest, 0, sp);
    *rest = na_str_sub(*rest, sp + 1, rest->len);
    return true;
}

static bool digits(na_str s, size_t n)
{
    if (s.len != n) return false;
    for (size_t i = 0; i < n; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

/* URLs with blanks in them were written as they were: the date says where the others
 * stand. */
bool na_arc_line(na_str line, na_warc *out)
{
    na_str rest = line, f, last = { 0 }, before = { 0 };
    size_t behind = 0; /* fields behind the date */

    *out = (na_warc){ .arc = true };
    if (na_str_starts(line,
                      NA_STR("filedesc:"))) { /* the file's own; its fields may be "-" */
        while (field(&rest, &f)) {
            if (!out->url.len) out->url = f;
            if (!out->date.len && digits(f, 14)) out->date = f;
            last = f;
        }
        if (last.len && last.ptr[last.len - 1] == '\r') last.len--;
        return na_header_number(last, &out->length);
    }
    while (field(&rest, &f)) {
        if (out->date.len) {
            if (behind++ == 0) out->type = f;
            last = f;
        } else if (before.len && digits(f, 14)) { /* URL, address, date */
            const size_t url = (size_t)(before.ptr - line.ptr);

            if (url > 1) out->url = na_str_sub(line, 0, url - 1);
            out->date = f;
        }
        before = f;
    }
    if (last.len && last.ptr[last.len - 1] == '\r') last.len--;
    return (behind == 2 || behind == 7) && na_str_chr(out->url, ':', 0) != (size_t)-1 &&
           na_header_number(last, &out->length);
}

static int arc_head(na_str s, na_warc *out, na_err *err)
{
    const size_t nl = na_str_chr(s, '\n', 0);

    if (nl == (size_t)-1 && s.len < HEAD_MAX) return 0;
    if (nl == (size_t)-1 || !na_arc_line(na_str_sub(s, 0, nl), out))
        return na_fail(err, NA_ECORRUPT, "no WARC record begins here");
    out->body = na_str_sub(s, nl + 1, s.len);
    return 1;
}

/* Behind the empty line that ends the headers; 0 when there is none. */
static size_t head_end(na_str s)
{
    size_t nl = 0;

    while ((nl = na_str_chr(s, '\n', nl)) != (size_t)-1) {
        const na_str t = na_str_sub(s, ++nl, s.len);

        if (na_str_starts(t, NA_STR("\n"))) return nl + 1;
        if (na_str_starts(t, NA_STR("\r\n"))) return nl + 2;
    }
    return 0;
}

int na_warc_head(na_str s, na_warc *out, na_err *err)
{
    const na_str magic = na_str_sub(s, 0, 5);
    na_str after;
    na_header h;
    size_t end;
    bool said = false;

    *out = (na_warc){ 0 };
    if (!na_str_ieq(magic, na_str_sub(NA_STR("WARC/"), 0, magic.len)))
        return arc_head(s, out, err);
    end = s.len < 5 ? 0 : head_end(na_str_sub(s, 0, HEAD_MAX));
    if (!end) {
        if (s.len < HEAD_MAX) return 0;
        return na_fail(err, NA_ECORRUPT, "a record's headers do not end");
    }
    after = na_str_sub(s, 0, end);
    na_str_line(&after, &out->version);
    out->headers = after;
    while (na_header_next(&after, &h))
        if (na_str_ieq(h.name, NA_STR("content-length")))
            said = na_header_number(h.value, &out->length);
    if (!said) return na_fail(err, NA_ECORRUPT, "a record without a length");
    out->body = na_str_sub(s, end, s.len);
    return 1;
}

int na_warc_next(na_str *rest, uint64_t at, na_warc *out, na_err *err)
{
    size_t from = 0;
    na_err why = { 0 };
    na_str s;
    int rc;

    while (from < rest->len && (rest->ptr[from] == '\r' || rest->ptr[from] == '\n')) from++;
    if (from == rest->len) return *rest = (na_str){ rest->ptr + from, 0 }, 0;
    at += from;
    s = na_str_sub(*rest, from, rest->len);
    rc = na_warc_head(s, out, &why);
    if (rc == 0) rc = na_fail(&why, NA_ECORRUPT, "a record's headers do not end");
    if (rc < 0) return na_fail(err, rc, "byte %" PRIu64 ": %s", at, why.msg);
    if (out->length > out->body.len)
        return na_fail(err, NA_ECORRUPT,
                       "byte %" PRIu64 ": a record of %" PRIu64 " bytes is cut short", at,
                       out->length);
    out->body = na_str_sub(out->body, 0, (size_t)out->length);
    out->whole = na_str_n(s.ptr, (size_t)(out->body.ptr - s.ptr) + out->body.len);
    *rest = na_str_sub(s, out->whole.len, s.len);
    return 1;
}

/* -- HTTP ------------------------------------------------------------------------------ */

/* The next chunk of *rest; 0 is the last. False when it is none. */
static bool chunk(na_str *rest, na_str *out)
{
    na_str line;
    uint64_t n = 0;
    size_t i = 0;
    if (!na_str_line(rest, &line)) return false;
    for (; i < line.len && i < 15; i++) {
        int d = na_char_hex(line.ptr[i]);
        if (d < 0) break;
        n = n * 16 + (uint64_t)d;
    }
    if (i == 0 || (i < line.len && !strchr("; \t", line.ptr[i])) || n > rest->len)
        return false;
    *out = na_str_sub(*rest, 0, (size_t)n);
    *rest = na_str_sub(*rest, (size_t)n, rest->len);
    if (!n) return true;
    if (rest->len && rest->ptr[0] == '\r') *rest = na_str_sub(*rest, 1, rest->len);
    if (!rest->len || rest->ptr[0] != '\n') return false;
    *rest = na_str_sub(*rest, 1, rest->len);
    return true;
}

static bool is_chunked(na_str body)
{
    na_str one;
    while (chunk(&body, &one))
        if (!one.len) return true;
    return false;
}

void na_http_join(na_str chunked, na_buf *out)
{
    na_str one;
    while (chunk(&chunked, &one) && one.len) na_buf_str(out, one);
}

/* The next word of *rest. */
static na_str word(na_str *rest)
{
    size_t sp = na_str_chr(*rest, ' ', 0);
    na_str w = na_str_sub(*rest, 0, sp == (size_t)-1 ? rest->len : sp);
    *rest = na_str_trim(na_str_sub(*rest, w.len, rest->len));
    return w;
}

int na_http_parse(na_str s, na_http *out, na_err *err)
{
    na_str line = { 0 }, first, value, rest = s;
    na_header h;
    uint64_t code = 0;
    *out = (na_http){ 0 };
    na_str_line(&rest, &line);
    first = word(&line);
    if (na_str_starts(first, NA_STR("HTTP/"))) {
        value = word(&line);
        if (value.len != 3 || !na_header_number(value, &code))
            return na_fail(err, NA_ECORRUPT, "an HTTP answer without a status");
        out->status = (int)code;
        out->reason = line;
    } else {
        out->method = first;
        out->target = word(&line);
        if (!na_str_starts(line, NA_STR("HTTP/")))
            return na_fail(err, NA_ECORRUPT, "not an HTTP message");
    }
    out->headers = rest;
    while (na_header_next(&rest, &h)) {
        if (na_str_ieq(h.name, NA_STR("transfer-encoding")) &&
            na_str_ends(h.value, NA_STR("chunked")))
            out->chunked = true;
    }
    out->headers.len = (size_t)(rest.ptr - out->headers.ptr);
    out->body = rest;
    out->chunked = out->chunked && is_chunked(rest);
    return NA_OK;
}
