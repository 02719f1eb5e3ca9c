/* SPDX-License-Identifier: MIT */
/* feed_cut.c - where the items of a long feed begin and end, without parsing it
 *
 * XML is looked through for the tags of items (outside of comments and CDATA); one that is
 * not closed ends where the next begins. In JSON the members of the outermost "items" are
 * told apart by their braces.
 */
#include "text/feed.h"

#include "base/limits.h"

typedef struct cutter {
    na_feed_pieces *out;
    na_arena *arena;
    size_t items, max, cap;
    size_t in;           /* items of the piece at hand */
    size_t from, behind; /* where it begins; where its last whole item ends */
    int rc;
} cutter;

static void push(cutter *c, size_t end)
{
    na_feed_pieces *p = c->out;

    if (p->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 64;
        size_t *v = na_arena_array(c->arena, cap, sizeof *v);
        if (!v) {
            c->rc = NA_ENOMEM;
            return;
        }
        if (p->n) memcpy(v, p->ends, p->n * sizeof *v);
        p->ends = v;
        c->cap = cap;
    }
    p->ends[p->n++] = end;
    c->from = end;
    c->in = 0;
}

/* An item is [.., end): into the piece at hand, or, when that is full, into the next. */
static void add(cutter *c, size_t end)
{
    if (c->in > 0 && (c->in == c->items || end - c->from > c->max)) push(c, c->behind);
    c->in++;
    c->behind = end;
}

/* -- XML ------------------------------------------------------------------------------- */

static bool ends_name(char c)
{
    return c == '>' || c == '/' || (c && strchr(" \t\r\n", c));
}

/* The local name of the tag at s ("<item ", "</a:entry>") is `name`. */
static bool tag_is(na_str s, const char *name)
{
    const size_t n = strlen(name);
    size_t i = s.len > 1 && s.ptr[1] == '/' ? 2 : 1, from = i;

    for (; i < s.len && !ends_name(s.ptr[i]); i++) {
        if (i - from > 100 || s.ptr[i] == '<') return false;
        if (s.ptr[i] == ':') from = i + 1;
    }
    return i < s.len && i - from == n && na_str_ieq(na_str_sub(s, from, i), na_str_c(name));
}

/* Behind the end of the comment or section at i, if there is one. */
static size_t past(na_str s, size_t i, const char *end, bool *none)
{
    const size_t at = *none ? (size_t)-1 : na_str_find(s, na_str_c(end), i);

    *none = at == (size_t)-1;
    return *none ? i + 1 : at + strlen(end);
}

static void cut_xml(cutter *c, na_str s)
{
    static const char *const names[] = { "item", "entry" };
    const char *name = NULL;
    bool no_comment = false, no_cdata = false, open = false;
    size_t i = 0, last = 0, gt = 0; /* gt: the first '>' behind the last that was sought */

    while (c->rc == NA_OK && (i = na_str_chr(s, '<', i)) != (size_t)-1) {
        const na_str at = na_str_sub(s, i, s.len);

        if (na_str_starts(at, NA_STR("<!--"))) {
            i = past(s, i, "-->", &no_comment);
            continue;
        }
        if (na_str_starts(at, NA_STR("<![CDATA["))) {
            i = past(s, i, "]]>", &no_cdata);
            continue;
        }
        for (size_t k = 0; !name && k < 2; k++)
            if (at.len > 1 && at.ptr[1] != '/' && tag_is(at, names[k])) name = names[k];
        if (name && tag_is(at, name)) {
            if (at.ptr[1] == '/') {
                if (gt < i) gt = na_str_chr(s, '>', i);
                open = false;
                last = gt == (size_t)-1 ? s.len : gt + 1;
            } else {
                if (!c->out->head) c->out->head = c->from = i;
                if (i > c->out->head) add(c, i);
                open = true;
            }
        }
        i++;
    }
    if (!c->out->head) return;
    c->out->tail = open || last <= c->behind ? s.len : last;
    add(c, c->out->tail);
}

/* -- JSON ------------------------------------------------------------------------------ */

static size_t skip_blank(na_str s, size_t i)
{
    while (i < s.len && strchr(" \t\r\n", s.ptr[i])) i++;
    return i;
}

/* Behind the string at i. */
static size_t past_string(na_str s, size_t i)
{
    for (i++; i < s.len && s.ptr[i] != '"'; i++)
        if (s.ptr[i] == '\\') i++;
    return i < s.len ? i + 1 : s.len;
}

/* Behind the '[' of the outermost "items"; 0 when there is none. */
static size_t find_items(na_str s)
{
    size_t depth = 0;

    for (size_t i = 0; i < s.len;) {
        const char ch = s.ptr[i];
        if (ch == '"') {
            const size_t to = past_string(s, i);
            const size_t colon = skip_blank(s, to);
            if (depth == 1 && na_str_eqc(na_str_sub(s, i, to), "\"items\"") &&
                colon < s.len && s.ptr[colon] == ':') {
                const size_t list = skip_blank(s, colon + 1);
                return list < s.len && s.ptr[list] == '[' ? list + 1 : 0;
            }
            i = to;
            continue;
        }
        if (ch == '{' || ch == '[') depth++;
        if ((ch == '}' || ch == ']') && depth > 0) depth--;
        i++;
    }
    return 0;
}

static void cut_json(cutter *c, na_str s)
{
    size_t i = find_items(s), depth = 0;

    if (!i) return;
    c->out->head = c->out->tail = c->from = c->behind = i;
    while (i < s.len && c->rc == NA_OK) {
        const char ch = s.ptr[i];
        if (ch == '"') {
            i = past_string(s, i);
            continue;
        }
        i++;
        if (ch == '{' || ch == '[') depth++;
        if (ch != '}' && ch != ']') continue;
        if (depth == 0) break; /* the list's own end */
        if (--depth > 0) continue;
        add(c, i);
        c->out->tail = i;
    }
}

int na_feed_cut(na_str bytes, size_t items, size_t max, na_arena *arena,
                na_feed_pieces *out, na_err *err)
{
    cutter c = { .out = out, .arena = arena, .items = items ? items : 1, .max = max };
    size_t i = na_str_starts(bytes, NA_STR("\xEF\xBB\xBF")) ? 3 : 0;

    *out = (na_feed_pieces){ 0 };
    i = skip_blank(bytes, i);
    if (i < bytes.len && bytes.ptr[i] == '{')
        cut_json(&c, bytes);
    else
        cut_xml(&c, bytes);
    if (c.in > 0) push(&c, c.behind);
    return c.rc < 0 ? na_fail_nomem(err) : NA_OK;
}
