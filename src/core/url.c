/* SPDX-License-Identifier: MIT */
/* url.c - URL canonicalisation, version 1 (doc/formats/identity.md lists it; frozen)
 *
 * The syntax-based normalisation of RFC 3986, section 6.2.2, and of 6.2.3 what holds for
 * http and https: scheme and host in lower case, no default port, no empty path, dot
 * segments removed, percent-encodings in upper case and those of unreserved characters
 * decoded. The fragment is dropped. Nothing else: what tracking parameters or mobile hosts
 * mean is a matter of later rules, which group articles and never rename them.
 */
#include "base/limits.h"
#include "core/identity.h"

static bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool unreserved(unsigned char c)
{
    return is_alpha((char)c) || is_digit((char)c) || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

/* One component: percent-encodings normalised, blanks and bytes above ASCII encoded. */
static void put_component(na_buf *out, na_str s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        int hi = -1, lo = -1;
        if (c == '%' && i + 2 < s.len)
            hi = na_char_hex(s.ptr[i + 1]), lo = na_char_hex(s.ptr[i + 2]);
        if (hi >= 0 && lo >= 0) {
            c = (unsigned char)(hi << 4 | lo);
            i += 2;
            if (unreserved(c)) {
                na_buf_putc(out, (char)c);
                continue;
            }
        } else if (c > ' ' && c < 0x7f) {
            na_buf_putc(out, (char)c);
            continue;
        }
        na_buf_putc(out, '%');
        na_buf_putc(out, hex[c >> 4]);
        na_buf_putc(out, hex[c & 15]);
    }
}

/* RFC 3986, 5.2.4, over a path that begins with '/'; start is where it begins in out. */
static void put_path(na_buf *out, na_str path)
{
    size_t start = out->len, i = 0;

    while (i < path.len) {
        size_t end = na_str_chr(path, '/', i + 1);
        if (end == (size_t)-1) end = path.len;
        na_str seg = na_str_sub(path, i, end); /* "/segment" */
        bool last = end == path.len;
        if (na_str_eqc(seg, "/.")) {
            if (last) na_buf_putc(out, '/');
        } else if (na_str_eqc(seg, "/..")) {
            size_t cut = out->len;
            while (cut > start && out->ptr[cut - 1] != '/') cut--;
            na_buf_cut(out, cut > start ? cut - 1 : start);
            if (last) na_buf_putc(out, '/');
        } else {
            na_buf_str(out, seg);
        }
        i = end;
    }
    if (out->len == start) na_buf_putc(out, '/');
}

/* host[:port] without its user part. */
static void put_authority(na_buf *out, na_str auth, bool https)
{
    size_t at = na_str_chr(auth, '@', 0), colon;
    na_str host, port = { 0 };

    if (at != (size_t)-1) auth = na_str_sub(auth, at + 1, auth.len);
    colon = auth.len;
    while (colon > 0 && is_digit(auth.ptr[colon - 1])) colon--;
    if (colon > 0 && auth.ptr[colon - 1] == ':') {
        port = na_str_sub(auth, colon, auth.len);
        host = na_str_sub(auth, 0, colon - 1);
    } else {
        host = auth;
    }
    if (host.len > 0 && host.ptr[host.len - 1] == '.') host.len--;
    for (size_t i = 0; i < host.len; i++) na_buf_putc(out, na_char_lower(host.ptr[i]));
    if (port.len > 0 && !na_str_eqc(port, https ? "443" : "80")) {
        na_buf_putc(out, ':');
        na_buf_str(out, port);
    }
}

int na_url_canonical(na_str url, na_buf *out, na_err *err)
{
    na_buf clean;
    na_str rest, auth, path, query = { 0 };
    bool https, has_query;
    size_t end;

    na_buf_reset(out);
    url = na_str_trim(url);
    https = url.len > 8 && na_str_ieq(na_str_sub(url, 0, 8), NA_STR("https://"));
    if (!https && !(url.len > 7 && na_str_ieq(na_str_sub(url, 0, 7), NA_STR("http://"))))
        return NA_OK;
    rest = na_str_sub(url, https ? 8 : 7, url.len);
    if ((end = na_str_chr(rest, '#', 0)) != (size_t)-1) rest.len = end;
    end = na_str_chr(rest, '?', 0);
    has_query = end != (size_t)-1;
    if (has_query) {
        query = na_str_sub(rest, end + 1, rest.len);
        rest.len = end;
    }
    end = na_str_chr(rest, '/', 0);
    auth = end == (size_t)-1 ? rest : na_str_sub(rest, 0, end);
    path = end == (size_t)-1 ? na_str_c("/") : na_str_sub(rest, end, rest.len);
    if (auth.len == 0) return NA_OK;

    na_buf_init(&clean, 4 * NA_MAX_FIELD);
    na_buf_puts(out, https ? "https://" : "http://");
    put_authority(out, auth, https);
    put_component(&clean, path);
    if (clean.rc == NA_OK) put_path(out, na_buf_get(&clean));
    if (has_query) {
        na_buf_putc(out, '?');
        put_component(out, query);
    }
    int rc =
        clean.rc < 0 ? na_buf_check(&clean, "url", err) : na_buf_check(out, "url", err);
    na_buf_release(&clean);
    return rc;
}
