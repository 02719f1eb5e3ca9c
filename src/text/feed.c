/* SPDX-License-Identifier: MIT */
/* feed.c - what both families of feeds need, and which one a text is of */
#include "text/feed_int.h"

#include "base/limits.h"
#include "text/url.h"

static const na_str none = { "", 0 };

na_str na_feed_keep(na_feeding *r, na_str s)
{
    na_str out = na_arena_str(r->arena, na_str_trim(s));
    if (out.ptr) return out;
    r->rc = NA_ENOMEM;
    return none;
}

na_str na_feed_keep_tmp(na_feeding *r)
{
    if (r->tmp.rc < 0) r->rc = r->tmp.rc;
    return na_feed_keep(r, na_buf_get(&r->tmp));
}

/* Room in a list of n for one more: in steps of powers of two from 4 on. */
static void *grown(na_feeding *r, void *v, size_t n, size_t size)
{
    void *more;

    if (n != 0 && (n < 4 || (n & (n - 1)) != 0)) return v;
    if (!(more = na_arena_array(r->arena, n ? 2 * n : 4, size))) {
        r->rc = NA_ENOMEM;
        return NULL;
    }
    if (n) memcpy(more, v, n * size);
    return more;
}

void na_feed_push(na_feeding *r, na_strv *list, na_str s)
{
    na_str *v;

    s = na_str_trim(s);
    if (!s.len || list->n == NA_FEED_NAMES) return;
    for (size_t i = 0; i < list->n; i++)
        if (na_str_eq(list->v[i], s)) return;
    if (!(v = grown(r, list->v, list->n, sizeof *v))) return;
    list->v = v;
    list->v[list->n++] = na_feed_keep(r, s);
}

void na_feed_person_add(na_feeding *r, na_feed_people *to, na_feed_person p)
{
    na_feed_person *v;

    p.name = na_str_trim(p.name);
    p.email = na_str_trim(p.email);
    p.url = na_str_trim(p.url);
    if (!(p.name.len || p.email.len || p.url.len) || to->n == NA_FEED_NAMES) return;
    if (!(v = grown(r, to->v, to->n, sizeof *v))) return;
    to->v = v;
    to->v[to->n++] = (na_feed_person){ na_feed_keep(r, p.name), na_feed_keep(r, p.email),
                                       na_feed_keep(r, p.url) };
}

/* -- people ---------------------------------------------------------------------------- */

static bool mail_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || (c && strchr(".-_+%'=~", c));
}

na_feed_person na_feed_person_of(na_str s)
{
    na_feed_person p = { none, none, none };
    size_t at, from, to;
    char open, close;

    s = na_str_trim(s);
    p.name = s;
    at = na_str_chr(s, '@', 0);
    if (at == (size_t)-1) return p;
    for (from = at; from > 0 && mail_char(s.ptr[from - 1]);) from--;
    for (to = at + 1; to < s.len && mail_char(s.ptr[to]);) to++;
    if (from == at || to == at + 1) return p;
    p.email = na_str_sub(s, from, to);
    if (from >= 7 && na_str_ieq(na_str_sub(s, from - 7, from), NA_STR("mailto:")))
        from -= 7;
    /* What is left of it, without the brackets of either. */
    open = from > 0 ? s.ptr[from - 1] : '\0';
    close = to < s.len ? s.ptr[to] : '\0';
    if ((open == '(' && close == ')') || (open == '<' && close == '>') ||
        (open == '[' && close == ']'))
        from--, to++;
    p.name = na_str_trim(na_str_sub(s, 0, from));
    if (!p.name.len) p.name = na_str_trim(na_str_sub(s, to, s.len));
    while (p.name.len && strchr(",;:-", p.name.ptr[p.name.len - 1])) {
        p.name.len--;
        p.name = na_str_trim(p.name);
    }
    if (p.name.len >= 2 && ((p.name.ptr[0] == '(' && p.name.ptr[p.name.len - 1] == ')') ||
                            (p.name.ptr[0] == '"' && p.name.ptr[p.name.len - 1] == '"')))
        p.name = na_str_trim(na_str_sub(p.name, 1, p.name.len - 1));
    return p;
}

/* -- addresses ------------------------------------------------------------------------- */

/* The length of "scheme", or 0. */
static size_t scheme_of(na_str s)
{
    size_t i = 0;

    while (i < s.len &&
           ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') ||
            (i > 0 && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || s.ptr[i] == '+' ||
                       s.ptr[i] == '-' || s.ptr[i] == '.'))))
        i++;
    return i > 0 && i < s.len && s.ptr[i] == ':' ? i : 0;
}

na_str na_feed_url(na_feeding *r, na_str base, na_str ref)
{
    static const char *const scripts[] = { "javascript", "vbscript", "data" };
    na_str out = none;
    size_t n;

    ref = na_str_trim(ref);
    if (!ref.len || ref.len > NA_MAX_FIELD) return none;
    n = scheme_of(ref);
    for (size_t i = 0; n && i < sizeof scripts / sizeof *scripts; i++)
        if (na_str_ieq(na_str_sub(ref, 0, n), na_str_c(scripts[i]))) return none;
    if (n || !na_feed_web(base)) return na_feed_keep(r, ref);
    if (na_url_join(base, ref, r->arena, &out, NULL) < 0) return na_feed_keep(r, ref);
    return out;
}

/* -- markup ---------------------------------------------------------------------------- */

static bool tag_at(na_str s, size_t i, const char *name)
{
    const size_t n = strlen(name);
    const na_str rest = na_str_sub(s, i, s.len);

    return rest.len > n && na_str_ieq(na_str_sub(rest, 0, n), na_str_n(name, n)) &&
           strchr(" \t\r\n/>", rest.ptr[n]) && rest.ptr[n];
}

/* Where "</name" begins, from i on. */
static size_t closing(na_str s, size_t i, const char *name)
{
    while ((i = na_str_find(s, NA_STR("</"), i)) != (size_t)-1 && !tag_at(s, i + 2, name))
        i++;
    return i;
}

na_str na_feed_defuse(na_feeding *r, na_str html)
{
    static const char *const names[] = { "iframe", "object", "noframes", "noembed" };
    size_t close[4] = { 0 }; /* where the next end tag is, as far as it was looked for */
    size_t from = 0, i = 0;

    na_buf_reset(&r->tmp);
    for (; (i = na_str_chr(html, '<', i)) != (size_t)-1; i++) {
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            size_t to;
            if (!tag_at(html, i + 1, names[k])) continue;
            if ((to = na_str_chr(html, '>', i)) == (size_t)-1) break;
            if (close[k] < to) close[k] = closing(html, to, names[k]);
            if (close[k] != (size_t)-1 && html.ptr[to - 1] != '/') break;
            na_buf_str(&r->tmp, na_str_sub(html, from, i));
            from = to + 1;
            i = to;
            break;
        }
    }
    if (!from) return html;
    na_buf_str(&r->tmp, na_str_sub(html, from, html.len));
    return na_feed_keep_tmp(r);
}

/* -- items ----------------------------------------------------------------------------- */

int na_feed_room(na_feeding *r, na_feed *f, size_t n, na_err *err)
{
    if (n > NA_FEED_ITEMS)
        return na_fail(err, NA_ELIMIT, "feed: %zu items, at most %u are read", n,
                       NA_FEED_ITEMS);
    f->items = na_arena_array(r->arena, n ? n : 1, sizeof *f->items);
    return f->items ? NA_OK : na_fail_nomem(err);
}

static na_str escaped(na_feeding *r, na_str s)
{
    if (!s.len) return s;
    na_buf_reset(&r->tmp);
    na_buf_markup(&r->tmp, s);
    return na_feed_keep_tmp(r);
}

void na_feed_settle(na_feeding *r, na_feed_item *it, bool summary_html, bool content_html)
{
    it->html = (summary_html && it->summary.len) || (content_html && it->content.len);
    if (!it->html) return;
    if (!summary_html) it->summary = escaped(r, it->summary);
    if (!content_html) it->content = escaped(r, it->content);
}

/* What stands before the feed (a warning of the program that made it) is passed over. */
static na_str without_junk(na_str text)
{
    static const char *const begin[] = { "<?xml", "<rss", "<feed", "<rdf:RDF", "<channel" };
    const na_str head = na_str_sub(text, 0, NA_HEAD_BYTES);
    size_t first = (size_t)-1;

    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        const size_t at = na_str_find(head, na_str_c(begin[i]), 0);
        if (at < first) first = at;
    }
    return first == (size_t)-1 ? text : na_str_sub(text, first, text.len);
}

int na_feed_parse(na_str text, na_str base, na_arena *arena, na_feed *out, na_err *err)
{
    na_feeding r = { .arena = arena, .base = na_feed_web(base) ? base : none };
    int rc;

    if (na_str_starts(text, NA_STR("\xEF\xBB\xBF"))) text = na_str_sub(text, 3, text.len);
    while (text.len && strchr(" \t\r\n", text.ptr[0])) text = na_str_sub(text, 1, text.len);
    *out = (na_feed){ .kind = "",
                      .id = none,
                      .title = none,
                      .url = none,
                      .description = none,
                      .published = none,
                      .modified = none,
                      .lang = none };
    na_buf_init(&r.tmp, NA_MAX_RECORD);
    if (text.len && text.ptr[0] == '{') {
        rc = na_feed_json(&r, text, out, err);
    } else {
        const na_str rest = without_junk(text);
        na_err why = { 0 };
        rc = na_feed_xml(&r, text, out, &why);
        if (rc == NA_ECORRUPT && rest.len < text.len) rc = na_feed_xml(&r, rest, out, NULL);
        if (rc < 0) na_fail(err, rc, "%s", why.msg);
    }
    if (rc == NA_OK && r.rc < 0) rc = na_fail(err, r.rc, "feed: no memory for its items");
    na_buf_release(&r.tmp);
    return rc;
}
