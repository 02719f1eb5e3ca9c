/* SPDX-License-Identifier: MIT */
#include "text/warc.h"
#include <inttypes.h>

int na_warc_next(na_str *rest, uint64_t at, na_warc *out, na_err *err)
{
    size_t from = 0;
    na_str s, value = { 0 }, after;
    na_header h;
    uint64_t len = 0;
    while (from < rest->len && strchr("\r\n", rest->ptr[from]) && rest->ptr[from]) from++;
    if (from == rest->len) return *rest = (na_str){ rest->ptr + from, 0 }, 0;
    at += from;
    s = na_str_sub(*rest, from, rest->len);
    if (!na_str_ieq(na_str_sub(s, 0, 5), NA_STR("WARC/")))
        return na_fail(err, NA_ECORRUPT, "byte %" PRIu64 ": no WARC record begins here",
                       at);
    after = s;
    na_str_line(&after, &out->version);
    out->headers = after;
    while (na_header_next(&after, &h)) {
        if (na_str_ieq(h.name, NA_STR("content-length"))) value = h.value;
    }
    out->headers.len = (size_t)(after.ptr - out->headers.ptr);
    if (!na_header_number(value, &len))
        return na_fail(err, NA_ECORRUPT, "byte %" PRIu64 ": a record without a length", at);
    if (len > after.len)
        return na_fail(err, NA_ECORRUPT,
                       "byte %" PRIu64 ": a record of %" PRIu64 " bytes is cut short", at,
                       len);
    out->body = na_str_sub(after, 0, (size_t)len);
    out->whole = na_str_n(s.ptr, (size_t)(after.ptr - s.ptr) + (size_t)len);
    *rest = na_str_sub(after, (size_t)len, after.len);
    return 1;
}

/* -- HTTP -------------------------------------------------------------------------------------- */

/* The next chunk of *rest; 0 is the last. False when it is none. */
static bool chunk(na_str *rest, na_str *out)
{
    na_str line;
    uint64_t n = 0;
    size_t i = 0;
    if (!na_str_line(rest, &line)) return false;
    for (; i < line.len && i < 15; i++) {
        char c = line.ptr[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
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
