/* SPDX-License-Identifier: MIT */
/* The bytes between which a query is cut: white space, quotation marks, words. */
#include "base/utf8.h"
#include "query/query_int.h"
#include "text/unicode.h"

/* ASCII is decided without decoding: every word is looked at several times over. */
static bool is_ascii(na_str s, size_t at) { return at < s.len && !(s.ptr[at] & 0x80); }

/* Can it be nothing but a part of a word? */
static bool is_letter(na_str s, size_t at)
{
    return (s.ptr[at] >= 'a' && s.ptr[at] <= 'z') || (s.ptr[at] >= 'A' && s.ptr[at] <= 'Z');
}

size_t na_qlex_space(na_str s, size_t at)
{
    uint32_t cp;
    if (is_ascii(s, at)) return s.ptr[at] <= 0x20 || s.ptr[at] == 0x7F;
    size_t n = na_u8_next(s, at, &cp);
    return n && (cp <= 0x20 || cp == 0x7F || na_cp_space(cp)) ? n : 0;
}

size_t na_qlex_quote(na_str s, size_t at)
{
    uint32_t cp;
    if (is_ascii(s, at)) return s.ptr[at] == '"';
    size_t n = na_u8_next(s, at, &cp);
    bool is = cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB ||
              cp == 0xBB;
    return n && is ? n : 0;
}

size_t na_qlex_word_end(na_str s, size_t at)
{
    while (at < s.len) {
        uint32_t cp;
        if (is_letter(s, at)) {
            at++;
            continue;
        }
        if (s.ptr[at] == '(' || s.ptr[at] == ')' || na_qlex_space(s, at) ||
            na_qlex_quote(s, at))
            break;
        at += is_ascii(s, at) ? 1 : na_u8_next(s, at, &cp);
    }
    return at;
}

na_str na_qlex_quoted(na_str s, size_t *at)
{
    bool plain = s.ptr[*at] == '"';
    size_t n = na_qlex_quote(s, *at), from = *at + n;
    *at = from;
    while (*at < s.len) {
        n = na_qlex_quote(s, *at);
        if (n && (!plain || s.ptr[*at] == '"')) {
            na_str text = na_str_sub(s, from, *at);
            *at += n;
            return text;
        }
        uint32_t cp;
        *at += n ? n : na_u8_next(s, *at, &cp);
    }
    return na_str_sub(s, from, *at);
}
