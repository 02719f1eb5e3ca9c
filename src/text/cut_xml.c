/* SPDX-License-Identifier: MIT */
/* cut_xml.c - the elements of given names in XML of any size, well-formed or not
 *
 * A lexer of tags, comments, CDATA, instructions and the document type that can stop at any
 * byte; nothing is decoded, so any charset that has ASCII in it will do. An element inside
 * another of its own name belongs to it. One that is still open at the end was perhaps
 * never closed: then it costs what lies before the next that begins inside it, RESYNCS
 * times.
 */
#include "base/limits.h"
#include "text/cut_int.h"

#define NAME_MAX_LEN 256u
#define RESYNCS 64u

enum { TEXT, COMMENT, CDATA, PI, DOCTYPE, TAG };

static bool name_char(char b)
{
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
           b == '_' || b == '-' || b == '.' || b == ':' || (unsigned char)b >= 0x80;
}

static bool name_start(char b)
{
    return name_char(b) && !(b >= '0' && b <= '9') && b != '-' && b != '.';
}

/* Is it one of the names, whatever its prefix? */
static bool is_ours(const na_cutter *c, na_str name)
{
    const size_t colon = na_str_chr(name, ':', 0);
    na_str names = na_str_c(c->names);

    if (colon != (size_t)-1) name = na_str_sub(name, colon + 1, name.len);
    while (names.len) {
        size_t bar = na_str_chr(names, '|', 0);

        if (bar == (size_t)-1) bar = names.len;
        if (na_str_eq(na_str_sub(names, 0, bar), name)) return true;
        names = na_str_sub(names, bar + 1, names.len);
    }
    return false;
}

/* Looks at the '<' at i: the state to be in behind *i_io, or -1 when more must be seen. */
static int open_tag(na_cutter *c, na_str s, bool end, size_t *i_io)
{
    const size_t i = *i_io;
    const na_str t = na_str_sub(s, i, s.len);
    size_t n = 1;

    if (na_str_starts(t, NA_STR("<!--"))) return *i_io = i + 4, COMMENT;
    if (na_str_starts(t, NA_STR("<![CDATA["))) return *i_io = i + 9, CDATA;
    if (t.len < 9 && !end) return -1;
    if (na_str_starts(t, NA_STR("<?"))) return *i_io = i + 2, PI;
    c->quote = 0;
    if (na_str_starts(t, NA_STR("<!"))) return *i_io = i + 2, DOCTYPE;
    c->closes = t.len > 1 && t.ptr[1] == '/';
    if (c->closes) n = 2;
    if (n >= t.len || !name_start(t.ptr[n])) return *i_io = i + 1, TEXT; /* a < b */
    while (n < t.len && n < NAME_MAX_LEN && name_char(t.ptr[n])) n++;
    if (n == t.len && !end) return -1;
    c->ours = is_ours(c, na_str_sub(t, c->closes ? 2 : 1, n));
    *i_io = i + n;
    return TAG;
}

/* Passes to what ends a comment and its like; false when it is not there yet. */
static bool pass(na_cutter *c, na_str s, size_t *i_io, na_str ending)
{
    const size_t at = na_str_find(s, ending, *i_io);

    if (at == (size_t)-1) { /* the ending may be half there */
        if (s.len > *i_io + ending.len) *i_io = s.len - ending.len;
        return false;
    }
    *i_io = at + ending.len;
    c->state = TEXT;
    return true;
}

/* The document type, with what is declared inside it, to its '>'. */
static void doctype(na_cutter *c, na_str s, size_t *i_io)
{
    size_t i = *i_io;

    for (; i < s.len && c->state == DOCTYPE; i++) {
        const char b = s.ptr[i];

        if (c->quote)
            c->quote = b == c->quote ? 0 : c->quote;
        else if (!c->depth && (b == '"' || b == '\''))
            c->quote = b;
        else if (b == '[')
            c->depth++;
        else if (b == ']' && c->depth)
            c->depth--;
        else if (b == '>' && !c->depth)
            c->state = TEXT;
    }
    *i_io = i;
}

enum { CUT_SHORT, WHOLE, BROKEN };

/* To the '>' of a tag. *empty: it closes itself. A '<' ends a tag that has none. */
static int tag(na_cutter *c, na_str s, size_t *i_io, bool *empty)
{
    size_t i = *i_io;

    for (; i < s.len && s.ptr[i] != '<'; i++) {
        const char b = s.ptr[i];

        if (c->quote) {
            if (b == c->quote) c->quote = 0;
        } else if (b == '"' || b == '\'') {
            c->quote = b;
        } else if (b == '>') {
            *empty = s.ptr[i - 1] == '/';
            *i_io = i + 1;
            return WHOLE;
        }
    }
    *i_io = i;
    return i < s.len ? BROKEN : CUT_SHORT;
}

static bool inside(const na_cutter *c) { return c->start || c->over; }

/* A whole tag of ours lies behind i: does the record end there? */
static bool count(na_cutter *c, size_t from, bool empty)
{
    if (!c->closes) {
        if (!inside(c)) {
            c->start = from + 1;
            c->depth = 0;
        } else if (!c->again) {
            c->again = from + 1;
        }
        c->depth += !empty;
        return c->depth == 0 && inside(c);
    }
    if (!inside(c)) return false;
    if (c->depth) c->depth--;
    return c->depth == 0;
}

static int give(na_cutter *c, size_t to, na_piece *out)
{
    const size_t from = c->start ? c->start - 1 : 0;

    c->start = c->again = 0;
    c->depth = 0;
    c->state = TEXT;
    return na_cut_give(c, out, from, to - from);
}

static int at_end(na_cutter *c, na_str s, na_piece *out)
{
    const size_t from = c->start ? c->start - 1 : 0;
    size_t to = s.len;

    if (!inside(c)) {
        *out = (na_piece){ .skip = s.len };
        return 0;
    }
    if (c->again && c->tries++ < RESYNCS) to = c->again - 1;
    give(c, to, out);
    out->skip = from;
    out->len = to - from;
    out->code = "truncated";
    out->message = "an element is never closed";
    return 1;
}

/* UTF-16 has no ASCII in it: one record then. */
static bool is_wide(na_str s)
{
    return na_str_starts(s, NA_STR("\xff\xfe")) || na_str_starts(s, NA_STR("\xfe\xff")) ||
           (s.len > 1 && s.ptr[0] == '<' && s.ptr[1] == 0) ||
           (s.len > 1 && s.ptr[0] == 0 && s.ptr[1] == '<');
}

int na_cut_xml(na_cutter *c, na_str s, bool end, na_piece *out)
{
    size_t i = c->seen;

    if (!c->begun && !c->wide && !c->over) {
        if (s.len < 2 && !end) return NA_CUT_MORE;
        c->wide = is_wide(s);
    }
    if (c->lines) { /* given up, and the next begins here */
        c->lines = false;
        return give(c, 0, out);
    }
    if (c->wide) {
        c->seen = s.len;
        if (!end) return NA_CUT_MORE;
        return s.len || c->over ? na_cut_give(c, out, 0, s.len) : 0;
    }
    while (i < s.len) {
        bool empty = false;
        size_t at = i;
        int state;

        switch (c->state) {
        case TEXT:
            at = na_str_chr(s, '<', i);
            if (at == (size_t)-1) {
                i = s.len;
                continue;
            }
            i = at;
            state = open_tag(c, s, end, &i);
            if (state == DOCTYPE) {
                if (inside(c)) /* none can be here */
                    state = TEXT;
                else
                    c->depth = 0;
            }
            if (state < 0) goto more;
            c->state = (unsigned)state;
            if (state != TAG) break;
            c->state = TEXT;
            state = tag(c, s, &i, &empty);
            if (state == WHOLE && c->ours && count(c, at, empty)) return give(c, i, out);
            if (state == CUT_SHORT && !end && i - at < NA_MIB) { /* no tag is longer */
                i = at;
                goto more;
            }
            break;
        case COMMENT:
            if (!pass(c, s, &i, NA_STR("-->"))) goto more;
            break;
        case CDATA:
            if (!pass(c, s, &i, NA_STR("]]>"))) goto more;
            break;
        case PI:
            if (!pass(c, s, &i, NA_STR("?>"))) goto more;
            break;
        default:
            doctype(c, s, &i);
        }
    }
more:
    c->seen = i;
    if (end) return at_end(c, s, out);
    if (!inside(c) && i) /* nobody needs what lies between records */
        return na_cut_give(c, out, i, 0);
    return NA_CUT_MORE;
}

size_t na_cut_xml_drop(na_cutter *c, na_str s)
{
    size_t n = c->seen ? c->seen : s.len;

    if (c->again > 1 && c->tries++ < RESYNCS) { /* perhaps it was never closed */
        n = c->again - 1;
        c->seen = n;
        c->lines = true;
    }
    c->seen -= c->seen < n ? c->seen : n;
    c->start = c->again = 0;
    return n;
}
