/* SPDX-License-Identifier: MIT */
/* sentence.c - the rules of doc/formats/analyzer.md, section 7
 *
 * next_sentence() leaps from one byte that may matter to the next (a table; most lead bytes
 * of CJK and Hangul do not), so that finding bounds costs little beside cutting tokens. It
 * looks back only over the word before a full stop, and forward only over what it then
 * passes, so its time is linear.
 */
#include "text/sentence.h"
#include "base/utf8.h"
#include "text/analyzer_int.h"
#include "text/fold.h"
#include "text/unicode.h"
#include <stdlib.h>
#include <utf8proc.h>

/* Words that a full stop follows within a sentence; in strcmp's order. */
static const char *const abbreviations[] = {
    "Adm",  "Ala",   "Amb",  "Apr",  "Ariz", "Assn", "Aug",  "Ave",  "Blvd", "Brig",
    "Bros", "Calif", "Capt", "Cie",  "Cmdr", "Co",   "Col",  "Colo", "Conn", "Corp",
    "Cos",  "Cpl",   "Dec",  "Del",  "Dept", "Det",  "Dist", "Dr",   "Feb",  "Fig",
    "Fla",  "Fr",    "Ft",   "Gen",  "Gov",  "Hon",  "Hr",   "Inc",  "Jan",  "Jr",
    "Jul",  "Jun",   "Lt",   "Ltd",  "Maj",  "Mar",  "Mass", "Md",   "Mich", "Minn",
    "Mlle", "Mme",   "Mr",   "Mrs",  "Ms",   "Mt",   "Nev",  "No",   "Nos",  "Nov",
    "Nr",   "Oct",   "Okla", "Ore",  "Pa",   "Plc",  "Pres", "Prof", "Pvt",  "Rep",
    "Reps", "Rev",   "Sen",  "Sens", "Sep",  "Sept", "Sgt",  "Sr",   "Sra",  "St",
    "Str",  "Supt",  "Tenn", "Univ", "Va",   "Vol",  "Wash", "Wis",  "al",   "approx",
    "bzgl", "bzw",   "ca",   "cf",   "evtl", "inkl", "pp",   "sog",  "usw",  "vgl",
    "vol",  "vs",
};

static int compare(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

/* Bytes that may begin a line end or the end of a sentence. */
static const bool stops[256] = {
    ['\n'] = true, ['!'] = true,  ['.'] = true,  ['?'] = true,
    [0xD6] = true, [0xD8] = true, [0xDB] = true, [0xE0] = true,
    [0xE1] = true, [0xE2] = true, [0xE3] = true, [0xEF] = true,
};

/* Ends a sentence before white space; at once, if direct. */
static bool terminator(uint32_t cp, bool *direct)
{
    switch (cp) {
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0xFF61:
        *direct = true;
        return true;
    case '.':
    case '!':
    case '?':
    case 0x0589:
    case 0x061F:
    case 0x06D4:
    case 0x0964:
    case 0x0965:
    case 0x104B:
    case 0x17D4:
    case 0x2026:
    case 0xFF0E:
        return true;
    default:
        return false;
    }
}

static bool closer(uint32_t cp)
{
    if (cp < 0x80) return cp == '"' || cp == '\'' || cp == ')' || cp == ']' || cp == '}';
    utf8proc_category_t cat = utf8proc_category((int32_t)cp);
    return cat == UTF8PROC_CATEGORY_PE || cat == UTF8PROC_CATEGORY_PF ||
           cat == UTF8PROC_CATEGORY_PI;
}

static bool opens_sentence(uint32_t cp)
{
    if (cp == '"' || cp == '\'' || cp == 0xA1 || cp == 0xBF) return true;
    switch (utf8proc_category((int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_SC:
        return true;
    default:
        return na_cp_class(cp) == NA_CP_WORD && na_cp_unspaced(cp);
    }
}

/* Behind the white space from at; *paragraph when a blank line is in it. */
static size_t skip_space(na_str s, size_t at, bool *paragraph)
{
    unsigned lines = 0;
    while (at < s.len) {
        uint32_t cp;
        size_t n = na_utf8_next(s, at, &cp);
        if (!na_cp_space(cp)) break;
        lines += cp == 0x2029 ? 2 : cp == '\n';
        if (lines >= 2) *paragraph = true;
        at += n;
    }
    return at;
}

/* The code point that ends before at; NUL at the start. */
static uint32_t cp_before(na_str s, size_t from, size_t at, size_t *start)
{
    uint32_t cp = 0;
    if (at <= from) return *start = at, 0;
    *start = na_u8_floor(s, at - 1);
    if (*start < from) *start = at - 1;
    (void)na_utf8_next(s, *start, &cp);
    return cp;
}

static bool letter(uint32_t cp) { return cp > 0x20 && na_cp_class(cp) >= NA_CP_MARK; }

/* The full stop at dot belongs to the word before it. */
static bool abbreviated(na_str s, size_t from, size_t dot)
{
    char word[8];
    size_t start, before, i = dot;

    while (i > from && dot - i <= 3 && s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9') i--;
    if (i < dot) return i == from && dot - i <= 3; /* the number of a list's item */

    /* A single letter: J. K. Rowling, U.S., p.m. */
    if (!letter(cp_before(s, from, dot, &start))) return false;
    if (!letter(cp_before(s, from, start, &before))) return true;

    for (i = dot; i > from && dot - i < sizeof word; i--)
        if ((unsigned char)((s.ptr[i - 1] | 0x20) - 'a') > 'z' - 'a') break;
    if (dot - i >= sizeof word || letter(cp_before(s, from, i, &before))) return false;
    memcpy(word, s.ptr + i, dot - i);
    word[dot - i] = 0;
    return bsearch(word, abbreviations, sizeof abbreviations / sizeof *abbreviations,
                   sizeof *abbreviations, compare) != NULL;
}

/* Looks at the terminator at *at of the sentence that began at from. True: the next
 * sentence begins at *at. False: the search goes on at *at. */
static bool ends_at(na_str s, size_t from, size_t *at, bool *paragraph)
{
    size_t i = *at, n = 0, marks = 0, space; /* marks: of the group */
    uint32_t cp = 0;
    bool direct = false, stop;

    for (; i < s.len; i += n) {
        n = na_utf8_next(s, i, &cp);
        stop = terminator(cp, &direct);
        if (!stop && !(marks > 0 && closer(cp))) break;
        marks++;
    }
    if (marks == 0) { /* a lead byte that matters, but another character */
        *at = i + n;
        return false;
    }
    space = skip_space(s, i, paragraph);
    if (space < s.len && space > i && !*paragraph) {
        /* French sets a blank before its closing quote. */
        n = na_utf8_next(s, space, &cp);
        size_t behind = space + n, next = skip_space(s, behind, paragraph);
        if ((cp == 0xBB || cp == 0x203A) && (next > behind || next == s.len)) {
            space = next;
            marks++;
        } else {
            *paragraph = false;
        }
    }
    if (space == s.len || *paragraph) return *at = space, true;
    if (space == i) return *at = i, direct;
    if (!direct) {
        (void)na_utf8_next(s, space, &cp);
        if (!opens_sentence(cp) ||
            (marks == 1 && s.ptr[*at] == '.' && abbreviated(s, from, *at)))
            return *at = space, false;
    }
    return *at = space, true;
}

/* Where the sentence that begins at from ends and the next begins, at most s.len. */
static size_t next_sentence(na_str s, size_t from, bool *paragraph)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = from;

    *paragraph = false;
    for (;;) {
        while (i < s.len && !stops[p[i]]) i++;
        if (i >= s.len) return s.len;
        if (p[i] == '\n' ||
            (p[i] == 0xE2 && s.len - i >= 3 && p[i + 1] == 0x80 && p[i + 2] == 0xA9)) {
            i = skip_space(s, i, paragraph);
            if (*paragraph) return i;
        } else if (ends_at(s, from, &i, paragraph)) {
            return i;
        }
    }
}

static void put_bound(na_buf *bounds, size_t pos, size_t start, bool paragraph)
{
    na_bound b;
    memset(&b, 0, sizeof b); /* the padding too: the bytes are copied */
    b.pos = (uint32_t)pos;
    b.start = start;
    b.paragraph = paragraph;
    na_buf_put(bounds, &b, sizeof b);
}

int na_sentences(na_str body, na_buf *bounds, na_err *err)
{
    bool paragraph = true, next;
    size_t at = skip_space(body, 0, &paragraph);

    while (at < body.len && bounds->rc == NA_OK) {
        put_bound(bounds, 0, at, paragraph);
        at = next_sentence(body, at, &next);
        paragraph = next;
    }
    return na_buf_check(bounds, "sentence bounds", err);
}

int na_analyze_body(na_analyzer *a, na_str body, na_buf *tokens, uint32_t *n_out,
                    na_buf *bounds, na_err *err)
{
    bool paragraph = true, next;
    size_t at = skip_space(body, 0, &paragraph);

    if (body.len >= UINT32_MAX)
        return na_fail(err, NA_ELIMIT, "a body of %zu bytes is too long", body.len);
    na_analyzer_to_blank(a, tokens);
    while (at < body.len && tokens->rc == NA_OK && bounds->rc == NA_OK) {
        size_t end = next_sentence(body, at, &next);
        uint32_t first = a->pos;
        (void)na_analyzer_piece(a, na_str_sub(body, at, end)); /* fails by tokens alone */
        if (a->pos > first) {
            put_bound(bounds, first, at, paragraph);
            paragraph = false;
        }
        paragraph = paragraph || next;
        at = end;
    }
    *n_out = a->pos;
    int rc = na_buf_check(tokens, "tokens", err);
    return rc < 0 ? rc : na_buf_check(bounds, "sentence bounds", err);
}
