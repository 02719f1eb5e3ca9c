/* SPDX-License-Identifier: MIT */
#include "text/url.h"
#include "base/limits.h"
#include <libxml/uri.h>

/* s as libxml2 takes it: NUL-terminated, and encoded where it must be. */
static int escaped(na_str s, xmlChar **out, na_err *err)
{
    char *plain;
    s = na_str_trim(s);
    if (s.len > NA_MAX_FIELD)
        return na_fail(err, NA_ELIMIT, "an address of more than %zu bytes",
                       (size_t)NA_MAX_FIELD);
    if (na_str_chr(s, '\0', 0) != (size_t)-1)
        return na_fail(err, NA_ECORRUPT, "an address with a NUL byte");
    if (!(plain = xmlMalloc(s.len + 1))) return na_fail_nomem(err);
    if (s.len) memcpy(plain, s.ptr, s.len);
    plain[s.len] = '\0';
    *out = xmlURIEscapeStr((xmlChar *)plain, (const xmlChar *)":/?#[]@!$&'()*+,;=%-._~");
    xmlFree(plain);
    return *out ? NA_OK : na_fail_nomem(err);
}

static bool keep(na_arena *arena, const char *s, na_str *out)
{
    *out = (na_str){ 0 };
    if (!s) return true;
    *out = na_arena_str(arena, na_str_c(s));
    return out->ptr != NULL;
}

int na_url_parse(na_str s, na_arena *arena, na_url *out, na_err *err)
{
    xmlChar *text = NULL;
    xmlURIPtr u = NULL;
    int rc = escaped(s, &text, err);
    if (rc < 0) goto done;
    u = xmlParseURIRaw((const char *)text, 1);
    if (!u) {
        rc = na_fail(err, NA_ECORRUPT, "not an address");
        goto done;
    }
    *out = (na_url){ .port = u->port > 0 && u->port < 65536 ? u->port : 0 };
    if (!keep(arena, u->scheme, &out->scheme) || !keep(arena, u->user, &out->user) ||
        !keep(arena, u->server, &out->host) ||
        !keep(arena, u->opaque ? u->opaque : u->path, &out->path) ||
        !keep(arena, u->query_raw, &out->query) ||
        !keep(arena, u->fragment, &out->fragment))
        rc = na_fail_nomem(err);
done:
    xmlFreeURI(u);
    xmlFree(text);
    return rc;
}

int na_url_join(na_str base, na_str ref, na_arena *arena, na_str *out, na_err *err)
{
    xmlChar *b = NULL, *r = NULL, *joined = NULL;
    int rc = escaped(base, &b, err);
    if (rc == NA_OK) rc = escaped(ref, &r, err);
    if (rc < 0) goto done;
    joined = xmlBuildURI(r, b);
    if (!joined)
        rc = na_fail(err, NA_ECORRUPT, "not an address");
    else if (!keep(arena, (const char *)joined, out))
        rc = na_fail_nomem(err);
done:
    xmlFree(joined);
    xmlFree(r);
    xmlFree(b);
    return rc;
}

void na_url_decode(na_str s, bool form, na_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        int hi = -1, lo = -1;
        if (s.ptr[i] == '%' && i + 2 < s.len)
            hi = na_char_hex(s.ptr[i + 1]), lo = na_char_hex(s.ptr[i + 2]);
        if (hi >= 0 && lo >= 0) {
            na_buf_putc(out, (char)(hi << 4 | lo));
            i += 2;
        } else {
            na_buf_putc(out, form && s.ptr[i] == '+' ? ' ' : s.ptr[i]);
        }
    }
}

bool na_url_param(na_str *rest, na_str *param, na_str *name, na_str *value)
{
    while (rest->len) {
        size_t end = na_str_chr(*rest, '&', 0);
        *param = na_str_sub(*rest, 0, end == (size_t)-1 ? rest->len : end);
        *rest = na_str_sub(*rest, end == (size_t)-1 ? rest->len : end + 1, rest->len);
        if (!param->len) continue;
        size_t eq = na_str_chr(*param, '=', 0);
        *name = na_str_sub(*param, 0, eq == (size_t)-1 ? param->len : eq);
        *value = na_str_sub(*param, eq == (size_t)-1 ? param->len : eq + 1, param->len);
        return true;
    }
    return false;
}
