/* SPDX-License-Identifier: MIT */
/* pattern.c - matching by backtracking
 *
 * The pattern is read as it stands, item by item; here() goes on until it matches, fails or
 * must try something that can be taken back, for which it calls itself: one more optional
 * item, a repetition, a capture. So the depth is bounded by the items of the pattern, and
 * NAL_PAT_DEPTH bounds those. Every item costs a step; so do four bytes that a repetition
 * runs over, and eight bytes of a set that is looked through.
 * A search skips to where a literal at the pattern's beginning stands.
 */
#include "script/pattern.h"
#include <string.h>

/* What an item leads to, beside a negative error. */
enum { NO = 0, YES = 1, ON = 2 };

/* One character's worth of pattern: "x", ".", "%a" or "[...]". */
typedef struct one {
    const char *at, *end;
    char kind;       /* '.', '%', '[', or 0: the byte itself */
    unsigned char c; /* that byte */
    bool in;         /* of a class: whether those with the bit are meant */
    uint16_t bit;
} one;

static int here(nal_pat *m, const char *s, const char *p);

static inline unsigned char byte(const char *p) { return (unsigned char)*p; }

/* The pattern's byte at p, 0 behind its end. */
static inline char peek(const nal_pat *m, const char *p)
{
    return p < m->pattern_end ? *p : 0;
}

static void report(nal_pat *m)
{
    uint64_t n = nal_pat_unspent(m);
    if (m->spend) m->spend(m->ctx, n);
}

uint64_t nal_pat_unspent(nal_pat *m)
{
    uint64_t n = (uint64_t)(NAL_PAT_BATCH - m->left);
    m->left = NAL_PAT_BATCH;
    return n;
}

/* -- single characters ----------------------------------------------------------------- */

/* The classes of ASCII's bytes, a bit each: a c d g l p s u w x z. */
static const uint16_t classes[256] = {
    0x402, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x042, 0x042, 0x042,
    0x042, 0x042, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002,
    0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x002, 0x040, 0x028, 0x028, 0x028,
    0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028, 0x028,
    0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x30c, 0x028, 0x028,
    0x028, 0x028, 0x028, 0x028, 0x028, 0x389, 0x389, 0x389, 0x389, 0x389, 0x389, 0x189,
    0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189,
    0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x189, 0x028, 0x028, 0x028, 0x028, 0x028,
    0x028, 0x319, 0x319, 0x319, 0x319, 0x319, 0x319, 0x119, 0x119, 0x119, 0x119, 0x119,
    0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119, 0x119,
    0x119, 0x119, 0x119, 0x028, 0x028, 0x028, 0x028, 0x002,
};

/* The bit of a class's letter, 0 for what is no class. */
static uint16_t class_bit(unsigned char cls)
{
    static const uint8_t at[26] = { 1, 0, 2, 3, 0, 0, 4, 0, 0, 0, 0,  5, 0,
                                    0, 0, 6, 0, 0, 7, 0, 8, 0, 9, 10, 0, 11 };
    unsigned char letter = (unsigned char)((cls | 32) - 'a');
    if (letter >= 26 || !at[letter]) return 0;
    return (uint16_t)(1u << (at[letter] - 1));
}

static inline bool in_class(unsigned char c, unsigned char cls)
{
    uint16_t bit = class_bit(cls);
    if (!bit) return c == cls;
    return ((classes[c] & bit) != 0) == ((cls & 32) != 0); /* a capital means the others */
}

/* p: behind the '['; end: at the ']'. */
static bool in_set(unsigned char c, const char *p, const char *end)
{
    bool found = *p != '^';
    if (!found) p++;
    while (p < end) {
        if (*p == '%') {
            if (in_class(c, byte(p + 1))) return found;
            p += 2;
        } else if (end - p > 2 && p[1] == '-') {
            if (byte(p) <= c && c <= byte(p + 2)) return found;
            p += 3;
        } else {
            if (byte(p) == c) return found;
            p++;
        }
    }
    return !found;
}

/* The end of the set whose '[' is at p: behind its ']', or NULL. A ']' that comes first, or
 * behind a '%', does not close it. */
static const char *set_end(const nal_pat *m, const char *p)
{
    const char *end = m->pattern_end;
    p++;
    if (peek(m, p) == '^') p++;
    do {
        if (p == end) return NULL;
        if (*p++ == '%' && p < end) p++;
    } while (peek(m, p) != ']');
    return p + 1;
}

static int read_one(nal_pat *m, const char *p, one *out)
{
    out->at = p;
    out->end = p + 1;
    out->kind = 0;
    out->c = byte(p);
    switch (*p) {
    case '.':
        out->kind = '.';
        break;
    case '%':
        if (p + 1 == m->pattern_end)
            return na_fail(m->err, NA_ESCRIPT, "malformed pattern (ends with '%%')");
        out->end++;
        out->c = byte(p + 1);
        out->bit = class_bit(out->c);
        out->in = (out->c & 32) != 0;
        if (out->bit) out->kind = '%';
        break;
    case '[':
        out->kind = '[';
        out->end = set_end(m, p);
        if (!out->end)
            return na_fail(m->err, NA_ESCRIPT, "malformed pattern (missing ']')");
        break;
    }
    return NA_OK;
}

static inline bool takes(nal_pat *m, const one *o, unsigned char c)
{
    switch (o->kind) {
    case '.':
        return true;
    case '%':
        return ((classes[c] & o->bit) != 0) == o->in;
    case '[':
        m->left -= (o->end - o->at) / 8;
        return in_set(c, o->at + 1, o->end - 1);
    default:
        return o->c == c;
    }
}

/* -- repetitions ----------------------------------------------------------------------- */

/* How far the item goes on from s. */
static const char *run(nal_pat *m, const one *o, const char *s)
{
    switch (o->kind) {
    case '.':
        return m->end;
    case '%':
        while (s < m->end && ((classes[byte(s)] & o->bit) != 0) == o->in) s++;
        return s;
    case '[':
        for (; s < m->end && takes(m, o, byte(s)); s++)
            if (m->left < 0) report(m);
        return s;
    default:
        while (s < m->end && o->c == byte(s)) s++;
        return s;
    }
}

/* The longest run first. */
static int longest(nal_pat *m, const one *o, const char *from)
{
    const char *s = run(m, o, from);
    m->left -= (s - from) / 4;
    for (;; s--) {
        int rc = here(m, s, o->end + 1);
        if (rc != NO || s == from) return rc;
    }
}

static int shortest(nal_pat *m, const one *o, const char *s)
{
    for (;; s++) {
        int rc = here(m, s, o->end + 1);
        if (rc != NO) return rc;
        if (s == m->end || !takes(m, o, byte(s))) return NO;
    }
}

static int simple(nal_pat *m, const char **s, const char **p)
{
    one o = { 0 };
    int rc = read_one(m, *p, &o);
    if (rc < 0) return rc;
    bool fits = *s < m->end && takes(m, &o, byte(*s));
    switch (peek(m, o.end)) {
    case '?':
        if (fits && (rc = here(m, *s + 1, o.end + 1)) != NO) return rc;
        break;
    case '*':
        if (fits) return longest(m, &o, *s);
        break;
    case '-':
        if (fits) return shortest(m, &o, *s);
        break;
    case '+':
        return fits ? longest(m, &o, *s + 1) : NO;
    default:
        if (!fits) return NO;
        ++*s;
        *p = o.end;
        return ON;
    }
    *p = o.end + 1; /* without it */
    return ON;
}

/* -- captures, %b, %f ------------------------------------------------------------------ */

static int open_capture(nal_pat *m, const char *s, const char *p)
{
    bool position = peek(m, p) == ')';
    if (m->captures == NAL_PAT_CAPTURES)
        return na_fail(m->err, NA_ESCRIPT, "too many captures");
    m->capture[m->captures++] =
        (nal_capture){ s, position ? NAL_PAT_POSITION : NAL_PAT_OPEN };
    int rc = here(m, s, p + position);
    if (rc == NO) m->captures--;
    return rc;
}

static int close_capture(nal_pat *m, const char *s, const char *p)
{
    int i = m->captures - 1;
    while (i >= 0 && m->capture[i].len != NAL_PAT_OPEN) i--;
    if (i < 0) return na_fail(m->err, NA_ESCRIPT, "invalid pattern capture");
    m->capture[i].len = s - m->capture[i].at;
    int rc = here(m, s, p);
    if (rc == NO) m->capture[i].len = NAL_PAT_OPEN;
    return rc;
}

/* "%1": what the capture took, once more. A position is no text and never comes again. */
static int again(nal_pat *m, const char **s, const char **p)
{
    int i = (*p)[1] - '1';
    if (i < 0 || i >= m->captures || m->capture[i].len == NAL_PAT_OPEN)
        return na_fail(m->err, NA_ESCRIPT, "invalid capture index %%%d", i + 1);
    const nal_capture *c = &m->capture[i];
    if (c->len < 0 || m->end - *s < c->len) return NO;
    m->left -= c->len / 64;
    if (memcmp(c->at, *s, (size_t)c->len) != 0) return NO;
    *s += c->len;
    *p += 2;
    return ON;
}

static int balanced(nal_pat *m, const char **sp, const char **p)
{
    const char *s = *sp;
    size_t open = 1;
    if (m->pattern_end - *p < 4)
        return na_fail(m->err, NA_ESCRIPT,
                       "malformed pattern (missing arguments to '%%b')");
    char first = (*p)[2], last = (*p)[3];
    if (s == m->end || *s != first) return NO;
    while (open && ++s < m->end) {
        if (*s == last)
            open--;
        else if (*s == first)
            open++;
    }
    m->left -= (s - *sp) / 4;
    if (open) return NO;
    *sp = s + 1;
    *p += 4;
    return ON;
}

/* Both ends of the subject count as a zero byte. */
static int frontier(nal_pat *m, const char *s, const char **p)
{
    one o;
    if (peek(m, *p + 2) != '[')
        return na_fail(m->err, NA_ESCRIPT, "missing '[' after '%%f' in pattern");
    int rc = read_one(m, *p + 2, &o);
    if (rc < 0) return rc;
    if (takes(m, &o, s == m->subject ? 0 : byte(s - 1)) ||
        !takes(m, &o, s == m->end ? 0 : byte(s)))
        return NO;
    *p = o.end;
    return ON;
}

/* -- the pattern from p on, at s ------------------------------------------------------- */

static inline int item(nal_pat *m, const char **s, const char **p)
{
    if (--m->left < 0) report(m);
    if (*p == m->pattern_end || (**p == '$' && *p + 1 == m->pattern_end)) {
        if (*p != m->pattern_end && *s != m->end) return NO;
        m->to = *s;
        return YES;
    }
    switch (**p) {
    case '(':
        return open_capture(m, *s, *p + 1);
    case ')':
        return close_capture(m, *s, *p + 1);
    case '%':
        switch (peek(m, *p + 1)) {
        case 'b':
            return balanced(m, s, p);
        case 'f':
            return frontier(m, *s, p);
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9':
            return again(m, s, p);
        }
    }
    return simple(m, s, p);
}

static int here(nal_pat *m, const char *s, const char *p)
{
    int rc;
    if (m->depth == NAL_PAT_DEPTH)
        return na_fail(m->err, NA_ESCRIPT, "pattern too complex");
    m->depth++;
    do rc = item(m, &s, &p);
    while (rc == ON);
    m->depth--;
    return rc;
}

/* -- searching ------------------------------------------------------------------------- */

static bool special(char c)
{
    switch (c) {
    case '^':
    case '$':
    case '*':
    case '+':
    case '?':
    case '.':
    case '(':
    case ')':
    case '[':
    case '%':
    case '-':
        return true;
    default:
        return false;
    }
}

bool nal_pat_plain(na_str pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (pattern.ptr[i] != ')' && special(pattern.ptr[i])) return false;
    return true;
}

void nal_pat_init(nal_pat *m, na_str subject, na_str pattern, bool anchors, na_err *err)
{
    m->subject = subject.ptr ? subject.ptr : "";
    m->end = m->subject + subject.len;
    m->pattern = pattern.ptr ? pattern.ptr : "";
    m->pattern_end = m->pattern + pattern.len;
    m->anchored = anchors && peek(m, m->pattern) == '^';
    if (m->anchored) m->pattern++;
    m->from = NULL;
    m->to = NULL;
    m->captures = 0;
    m->depth = 0;
    m->left = NAL_PAT_BATCH;
    m->spend = NULL;
    m->ctx = NULL;
    m->err = err;
}

/* The byte every match begins with, or -1. */
static int first_byte(const nal_pat *m)
{
    char c = peek(m, m->pattern),
         next = m->pattern < m->pattern_end ? peek(m, m->pattern + 1) : 0;
    if (m->pattern == m->pattern_end || special(c)) return -1;
    return next == '*' || next == '?' || next == '-' ? -1 : (unsigned char)c;
}

int nal_pat_find(nal_pat *m, const char *from, const char *not_end)
{
    int first = m->anchored ? -1 : first_byte(m);
    for (const char *s = from; s <= m->end; s++) {
        if (first >= 0) {
            const char *at = s < m->end ? memchr(s, first, (size_t)(m->end - s)) : NULL;
            m->left -= ((at ? at : m->end) - s) / 64;
            if (!at) return 0;
            s = at;
        }
        m->captures = 0;
        m->depth = 0;
        int rc = here(m, s, m->pattern);
        if (rc < 0) return rc;
        if (rc == YES && m->to != not_end) {
            m->from = s;
            return 1;
        }
        if (m->anchored) break;
    }
    return 0;
}
