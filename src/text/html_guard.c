/* SPDX-License-Identifier: MIT */
/* html_guard.c - a look at markup before gumbo parses it
 *
 * Gumbo walks its stack of open elements for most tags, and an attribute list for each
 * attribute; a page of 100,000 nested <div> or 1,000,000 attributes takes it hours. This
 * scan estimates the stack: start tags less end tags of the same name, elements that close
 * themselves left out. Names are counted by hash, so that it needs no memory. A page
 * written to fool the estimate still meets the memory bound in html.c, which is exact.
 */
#include "text/html_int.h"

#include "base/limits.h"
#include <string.h>

#define MAX_ATTRS 2048u
#define MAX_WORK 1000000000u
#define BUCKETS 1024u

struct scan {
    const char *p, *end;
    unsigned open[BUCKETS];
    size_t depth, shared_attrs; /* of <html> and <body>, which gumbo merges */
    uint64_t work;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool in_list(na_str name, const char *const *list)
{
    for (; *list; list++) {
        if (na_str_ieq(name, na_str_c(*list))) return true;
    }
    return false;
}

/* Void elements, and those that a sibling's start tag closes. */
static bool closes_itself(na_str name)
{
    static const char *const list[] = {
        "p",        "li",     "a",        "td",     "tr",   "th",   "br",    "img",
        "dt",       "dd",     "hr",       "option", "link", "meta", "input", "tbody",
        "thead",    "tfoot",  "area",     "base",   "col",  "wbr",  "embed", "source",
        "track",    "param",  "optgroup", "rt",     "rp",   "html", "head",  "body",
        "colgroup", "button", "nobr",     NULL
    };
    return in_list(name, list);
}

static bool is_raw(na_str name)
{
    static const char *const list[] = { "script", "style",   "textarea", "title", "xmp",
                                        "iframe", "noembed", "noframes", NULL };
    return in_list(name, list);
}

static bool is_html_container(na_str name)
{
    static const char *const list[] = { "div", "span",    "b",          "i",     "font",
                                        "em",  "strong",  "u",          "table", "ul",
                                        "ol",  "section", "center",     "form",  "small",
                                        "big", "dl",      "blockquote", NULL };
    return in_list(name, list);
}

static unsigned bucket(na_str name)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < name.len; i++) {
        h = (h ^ ((uint32_t)(unsigned char)name.ptr[i] | 0x20u)) * 16777619u;
    }
    return (h ^ (h >> 16)) % BUCKETS;
}

static na_str tag_name(struct scan *s)
{
    const char *from = s->p;
    while (s->p < s->end && !is_space(*s->p) && *s->p != '/' && *s->p != '>') s->p++;
    return na_str_n(from, (size_t)(s->p - from));
}

/* Over the attributes and the '>'; counts them. */
static size_t skip_attrs(struct scan *s, bool *self_closing)
{
    size_t n = 0;

    *self_closing = false;
    while (s->p < s->end && *s->p != '>') {
        if (is_space(*s->p) || *s->p == '/') {
            *self_closing = *s->p == '/';
            s->p++;
            continue;
        }
        *self_closing = false;
        n++;
        if (*s->p == '=') s->p++;
        while (s->p < s->end && !is_space(*s->p) && *s->p != '/' && *s->p != '>' &&
               *s->p != '=') {
            s->p++;
        }
        while (s->p < s->end && is_space(*s->p)) s->p++;
        if (s->p == s->end || *s->p != '=') continue;
        s->p++;
        while (s->p < s->end && is_space(*s->p)) s->p++;
        if (s->p < s->end && (*s->p == '"' || *s->p == '\'')) {
            const char *q = memchr(s->p + 1, *s->p, (size_t)(s->end - s->p - 1));
            s->p = q ? q + 1 : s->end;
        } else {
            while (s->p < s->end && !is_space(*s->p) && *s->p != '>') s->p++;
        }
    }
    if (s->p < s->end) s->p++;
    return n;
}

static void skip_to(struct scan *s, na_str what)
{
    size_t at = na_str_find(na_str_n(s->p, (size_t)(s->end - s->p)), what, 0);
    s->p = at == (size_t)-1 ? s->end : s->p + at + what.len;
}

/* Over raw text, to its end tag. */
static void skip_raw(struct scan *s, na_str name)
{
    while (s->p < s->end) {
        skip_to(s, NA_STR("</"));
        if ((size_t)(s->end - s->p) >= name.len &&
            na_str_ieq(na_str_n(s->p, name.len), name)) {
            return;
        }
    }
}

static int start_tag(struct scan *s, size_t max_depth, na_err *err)
{
    bool self_closing;
    na_str name = tag_name(s);
    size_t attrs = skip_attrs(s, &self_closing);

    if (na_str_ieq(name, NA_STR("html")) || na_str_ieq(name, NA_STR("body"))) {
        s->shared_attrs += attrs;
        attrs = s->shared_attrs;
    }
    if (attrs > MAX_ATTRS) {
        return na_fail(err, NA_ELIMIT, "html: a tag with more than %u attributes",
                       MAX_ATTRS);
    }
    s->work += s->depth + 1;
    if (s->work > MAX_WORK) return na_fail(err, NA_ELIMIT, "html: too many nested tags");
    if (na_str_ieq(name, NA_STR("plaintext"))) s->p = s->end;
    if (is_raw(name)) {
        skip_raw(s, name);
    } else if (!closes_itself(name) && (!self_closing || is_html_container(name))) {
        s->open[bucket(name)]++;
        if (++s->depth > max_depth) {
            return na_fail(err, NA_ELIMIT, "html: more than %zu elements inside each other",
                           max_depth);
        }
    }
    return NA_OK;
}

static void end_tag(struct scan *s)
{
    bool self_closing;
    unsigned b = bucket(tag_name(s));

    skip_attrs(s, &self_closing);
    s->work += s->depth + 1;
    if (s->open[b] > 0) {
        s->open[b]--;
        s->depth--;
    }
}

int na_html_guard(na_str utf8, size_t max_depth, na_err *err)
{
    struct scan s = { .p = utf8.ptr, .end = utf8.ptr + utf8.len };
    int rc = NA_OK;

    while (rc == NA_OK && s.p < s.end) {
        const char *lt = memchr(s.p, '<', (size_t)(s.end - s.p));
        if (!lt || s.end - lt < 2) break;
        s.p = lt + 1;
        if (is_alpha(*s.p)) {
            rc = start_tag(&s, max_depth, err);
        } else if (*s.p == '/' && s.end - s.p > 1 && is_alpha(s.p[1])) {
            s.p++;
            end_tag(&s);
        } else if (na_str_starts(na_str_n(s.p, (size_t)(s.end - s.p)), NA_STR("!--"))) {
            s.p += 1; /* "<!-->" is a whole comment */
            skip_to(&s, s.end - s.p > 2 && s.p[2] == '>' ? NA_STR("->") : NA_STR("-->"));
        } else if (*s.p == '!' || *s.p == '?' || *s.p == '/') {
            skip_to(&s, NA_STR(">"));
        }
    }
    return rc;
}
