/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

size_t na_u8_next(na_str s, size_t at, uint32_t *cp_out)
{
    if (at >= s.len) return 0;
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at, n;
    uint32_t cp, least;
    if (p[0] < 0x80) {
        *cp_out = p[0];
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0) {
        n = 2, cp = p[0] & 0x1Fu, least = 0x80;
    } else if (p[0] >= 0xE0 && p[0] < 0xF0) {
        n = 3, cp = p[0] & 0x0Fu, least = 0x800;
    } else if (p[0] >= 0xF0 && p[0] < 0xF5) {
        n = 4, cp = p[0] & 0x07u, least = 0x10000;
    } else {
        return 0;
    }
    if (left < n) return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0u) != 0x80) return 0;
        cp = cp << 6 | (p[i] & 0x3Fu);
    }
    if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) return 0;
    *cp_out = cp;
    return n;
}

size_t na_u8_valid(na_str s)
{
    size_t at = 0, n;
    uint32_t cp;
    while (at < s.len) {
        if ((unsigned char)s.ptr[at] < 0x80) {
            at++;
            continue;
        }
        if ((n = na_u8_next(s, at, &cp)) == 0) return at;
        at += n;
    }
    return at;
}

size_t na_u8_floor(na_str s, size_t at)
{
    if (at >= s.len) return s.len;
    size_t i = at;
    while (i > 0 && at - i < 3 && ((unsigned char)s.ptr[i] & 0xC0u) == 0x80) i--;
    uint32_t cp;
    return i + na_u8_next(s, i, &cp) > at ? i : at;
}

size_t na_u8_put(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0u | cp >> 6);
        out[1] = (char)(0x80u | (cp & 0x3Fu));
        return 2;
    }
    if (cp < 0x10000) {
        if (cp >= 0xD800 && cp < 0xE000) return 0;
        out[0] = (char)(0xE0u | cp >> 12);
        out[1] = (char)(0x80u | (cp >> 6 & 0x3Fu));
        out[2] = (char)(0x80u | (cp & 0x3Fu));
        return 3;
    }
    if (cp > 0x10FFFF) return 0;
    out[0] = (char)(0xF0u | cp >> 18);
    out[1] = (char)(0x80u | (cp >> 12 & 0x3Fu));
    out[2] = (char)(0x80u | (cp >> 6 & 0x3Fu));
    out[3] = (char)(0x80u | (cp & 0x3Fu));
    return 4;
}

bool na_u8_is_control(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || cp == 0x200E ||
           cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}
