/* SPDX-License-Identifier: MIT */
/* match.c - the declarative match, which runs no Lua
 *
 * It looks at the name and at the entry's first bytes, which may end anywhere. The JSON and
 * XML scans below read no more than the outermost level and do not judge: parsing is the
 * reader's, this only says whose it may be.
 */
#include "script/manifest.h"

bool nal_glob(na_str p, na_str s)
{
    size_t i = 0, j = 0, star = SIZE_MAX, mark = 0;
    bool deep = false;
    if (na_str_chr(p, '/', 0) == (size_t)-1) { /* base names */
        for (size_t k = s.len; k-- > 0;) {
            if (s.ptr[k] != '/') continue;
            s = na_str_sub(s, k + 1, s.len);
            break;
        }
    }
    while (j < s.len) {
        if (i < p.len &&
            p.ptr[i] == '*') { /* from here on, only this star is tried again */
            deep = i + 1 < p.len && p.ptr[i + 1] == '*';
            star = i + (deep ? 2 : 1);
            if (deep && star < p.len && p.ptr[star] == '/')
                star++; /* '**' + '/' may be none */
            mark = j;
            i = star;
        } else if (i < p.len &&
                   (p.ptr[i] == s.ptr[j] || (p.ptr[i] == '?' && s.ptr[j] != '/'))) {
            i++, j++;
        } else if (star != SIZE_MAX && (deep || s.ptr[mark] != '/')) {
            i = star;
            j = ++mark;
        } else {
            return false;
        }
    }
    while (i < p.len && p.ptr[i] == '*') i++;
    return i == p.len;
}

static bool match_ext(na_strv exts, na_str name)
{
    for (size_t i = 0; i < exts.n; i++) {
        na_str e = exts.v[i];
        if (name.len > e.len && name.ptr[name.len - e.len - 1] == '.' &&
            na_str_ieq(na_str_sub(name, name.len - e.len, name.len), e))
            return true;
    }
    return false;
}

static bool match_magic(const nal_alt *a, na_str head)
{
    for (size_t i = 0; i < a->nmagic; i++) {
        const nal_magic *g = &a->magic[i];
        if (g->off <= head.len &&
            na_str_starts(na_str_sub(head, g->off, head.len), g->bytes))
            return true;
    }
    return false;
}

static size_t skip_space(na_str s, size_t i)
{
    while (i < s.len && (s.ptr[i] == ' ' || (s.ptr[i] >= '\t' && s.ptr[i] <= '\r'))) i++;
    return i;
}

static na_str without_bom(na_str s)
{
    return na_str_starts(s, NA_STR("\xef\xbb\xbf")) ? na_str_sub(s, 3, s.len) : s;
}

/* Is key a member of the outermost object, or of the first object in an outermost list? */
static bool json_has_key(na_str s, na_str key)
{
    size_t i = skip_space(s, 0), depth = 0, at;
    if (i < s.len && s.ptr[i] == '[') i = skip_space(s, i + 1);
    if (i >= s.len || s.ptr[i] != '{') return false;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']') {
            if (--depth == 0) return false;
        } else if (c == '"') {
            for (at = ++i; i < s.len && s.ptr[i] != '"'; i++)
                if (s.ptr[i] == '\\') i++;
            if (i >= s.len) return false;
            if (depth == 1 && na_str_eq(na_str_sub(s, at, i), key)) {
                size_t colon = skip_space(s, i + 1);
                if (colon < s.len && s.ptr[colon] == ':') return true;
            }
        }
    }
    return false;
}

/* The name of the first element, without its prefix. */
static na_str root_name(na_str s)
{
    size_t i = 0;
    for (;;) {
        i = skip_space(s, i);
        if (i + 1 >= s.len || s.ptr[i] != '<') return (na_str){ 0 };
        na_str rest = na_str_sub(s, i, s.len);
        const char *end = NULL;
        if (na_str_starts(rest, NA_STR("<!--")))
            end = "-->";
        else if (s.ptr[i + 1] == '?')
            end = "?>";
        else if (s.ptr[i + 1] == '!')
            end = ">";
        if (!end) break;
        size_t at = na_str_find(s, na_str_c(end), i);
        if (at == (size_t)-1) return (na_str){ 0 };
        i = at + strlen(end);
    }
    size_t from = ++i;
    while (i < s.len && !strchr(" \t\r\n/>", s.ptr[i])) {
        if (s.ptr[i] == ':') from = i + 1;
        i++;
    }
    return na_str_sub(s, from, i);
}

/* The key that does not hold, or NULL. */
static const char *alt_fails(const nal_alt *a, const na_entry_info *e)
{
    na_str head = without_bom(e->head);
    if (a->ext.n && !match_ext(a->ext, e->name)) return "ext";
    if (a->nmagic && !match_magic(a, e->head)) return "magic";
    if (a->member.n) {
        bool hit = false;
        for (size_t i = 0; i < a->member.n && !hit; i++)
            hit = nal_glob(a->member.v[i], e->name);
        if (!hit) return "member";
    }
    if (a->root.n) {
        na_str root = root_name(head);
        bool hit = false;
        for (size_t i = 0; i < a->root.n && !hit; i++) hit = na_str_ieq(a->root.v[i], root);
        if (!hit) return "root";
    }
    for (size_t i = 0; i < a->json_keys.n; i++)
        if (!json_has_key(head, a->json_keys.v[i])) return "json_keys";
    return NULL;
}

bool nal_match(const nal_manifest *m, const na_entry_info *e)
{
    return nal_match_fails(m, e) == NULL;
}

const char *nal_match_fails(const nal_manifest *m, const na_entry_info *e)
{
    const char *why = m->nalts || m->has_probe ? NULL : "match";
    for (size_t i = 0; i < m->nalts; i++) {
        const char *key = alt_fails(&m->alts[i], e);
        if (!key) return NULL;
        if (!why || strcmp(why, "ext") == 0) why = key; /* what went wrong furthest on */
    }
    return why;
}

nal_split nal_split_of(const nal_manifest *m, na_str name)
{
    char ext[16];
    nal_ext(name, ext);
    for (size_t i = 0; i < m->nsplits; i++)
        if (na_str_eqc(m->splits[i].ext, ext)) return m->splits[i].by;
    return m->split;
}
