/* SPDX-License-Identifier: MIT */
#include "text/json_scan.h"

/* White space, what separates values, the record separator of RFC 7464. */
static bool between(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == 0x1e;
}

static na_str skip(na_str s)
{
    size_t i = 0;

    while (i < s.len && between(s.ptr[i])) i++;
    return na_str_sub(s, i, s.len);
}

/* Behind the string that begins at i, a quote. */
static size_t string_end(na_str s, size_t i)
{
    for (i++; i < s.len && s.ptr[i] != '"'; i++)
        if (s.ptr[i] == '\\') i++;
    return i < s.len ? i + 1 : s.len;
}

/* Behind the value that s begins with; at least one byte. */
static size_t value_end(na_str s)
{
    size_t depth = 0, i = 0;

    do {
        switch (s.ptr[i]) {
        case '"':
            i = string_end(s, i);
            break;
        case '{':
        case '[':
            depth++, i++;
            break;
        case '}':
        case ']':
            i++;
            if (depth > 0) depth--;
            break;
        default:
            if (depth > 0) {
                i++;
                break;
            }
            while (i < s.len && !between(s.ptr[i]) && !strchr("{}[]\"", s.ptr[i])) i++;
            if (!i) i++; /* a NUL, which strchr finds */
        }
    } while (depth > 0 && i < s.len);
    return i;
}

static na_str begin(na_str text)
{
    if (na_str_starts(text, NA_STR("\xEF\xBB\xBF"))) text = na_str_sub(text, 3, text.len);
    return skip(text);
}

na_json_scan na_json_scan_items(na_str text)
{
    na_str s = begin(text);

    if (s.len && s.ptr[0] == '[')
        return (na_json_scan){ na_str_sub(s, 1, s.len), false, false };
    return (na_json_scan){ s, false, false };
}

na_json_scan na_json_scan_members(na_str text)
{
    na_str s = begin(text);

    if (!s.len || s.ptr[0] != '{') return (na_json_scan){ .done = true, .object = true };
    return (na_json_scan){ na_str_sub(s, 1, s.len), true, false };
}

bool na_json_scan_next(na_json_scan *s, na_str *key_out, na_str *value_out)
{
    na_str rest = skip(s->rest);
    size_t n;

    *key_out = (na_str){ "", 0 };
    if (s->done || !rest.len) return false;
    if (rest.ptr[0] == ']' || rest.ptr[0] == '}') { /* what follows the end is not ours */
        s->done = true;
        return false;
    }
    if (s->object) {
        if (rest.ptr[0] != '"') return s->done = true, false;
        n = string_end(rest, 0);
        *key_out = na_str_sub(rest, 1, n > 1 ? n - 1 : n);
        rest = skip(na_str_sub(rest, n, rest.len));
        if (!rest.len || rest.ptr[0] != ':') return s->done = true, false;
        rest = skip(na_str_sub(rest, 1, rest.len));
        if (!rest.len || rest.ptr[0] == '}') return s->done = true, false;
    }
    n = value_end(rest);
    *value_out = na_str_sub(rest, 0, n);
    s->rest = na_str_sub(rest, n, rest.len);
    return true;
}
