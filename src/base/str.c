/* SPDX-License-Identifier: MIT */
#include "base/str.h"

static bool space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool na_str_eqc(na_str a, const char *b) { return na_str_eq(a, na_str_c(b)); }

bool na_str_ieq(na_str a, na_str b)
{
    if (a.len != b.len) return false;
    for (size_t i = 0; i < a.len; i++)
        if (na_char_lower(a.ptr[i]) != na_char_lower(b.ptr[i])) return false;
    return true;
}

bool na_str_starts(na_str s, na_str prefix)
{
    return s.len >= prefix.len && na_str_eq(na_str_n(s.ptr, prefix.len), prefix);
}

bool na_str_ends(na_str s, na_str suffix)
{
    return s.len >= suffix.len &&
           na_str_eq(na_str_sub(s, s.len - suffix.len, s.len), suffix);
}

int na_str_cmp(na_str a, na_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

size_t na_str_find(na_str s, na_str needle, size_t from)
{
    if (from > s.len) return (size_t)-1;
    if (needle.len == 0) return from;
    if (s.len - from < needle.len) return (size_t)-1;
    if (s.len - from < 64) { /* memmem makes tables first */
        const char *at = s.ptr + from, *last = s.ptr + s.len - needle.len;
        while (at <= last && (at = memchr(at, needle.ptr[0], (size_t)(last - at) + 1))) {
            if (memcmp(at, needle.ptr, needle.len) == 0) return (size_t)(at - s.ptr);
            at++;
        }
        return (size_t)-1;
    }
    const char *p = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return p ? (size_t)(p - s.ptr) : (size_t)-1;
}

size_t na_str_chr(na_str s, char c, size_t from)
{
    if (from >= s.len) return (size_t)-1;
    const char *p = memchr(s.ptr + from, c, s.len - from);
    return p ? (size_t)(p - s.ptr) : (size_t)-1;
}

na_str na_str_trim(na_str s)
{
    while (s.len && space(s.ptr[0])) s.ptr++, s.len--;
    while (s.len && space(s.ptr[s.len - 1])) s.len--;
    return s;
}

na_str na_str_sub(na_str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return s.ptr ? (na_str){ s.ptr + from, to - from } : (na_str){ 0 };
}

bool na_str_line(na_str *rest, na_str *line)
{
    if (rest->len == 0) return false;
    size_t nl = na_str_chr(*rest, '\n', 0);
    size_t end = nl == (size_t)-1 ? rest->len : nl;
    *line = na_str_sub(*rest, 0, end);
    if (nl != (size_t)-1 && line->len && line->ptr[line->len - 1] == '\r') line->len--;
    *rest = na_str_sub(*rest, nl == (size_t)-1 ? end : end + 1, rest->len);
    return true;
}
