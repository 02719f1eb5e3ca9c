/* SPDX-License-Identifier: MIT */
#include "text/html_blocks_int.h"

#include "base/limits.h"
#include <stdlib.h>

#define SHORT_CELL 100u
#define OWN_TRIES 16u /* nodes looked at around an element of the page's own */

/* Sorted by name. SKIP is never text; SOFT surrounds an article, and is dropped when
 * cleaning. */
static const struct {
    const char *name;
    enum tag tag;
} tags[] = {
    { "a", T_LINK },           { "address", T_BLOCK }, { "applet", T_SKIP },
    { "article", T_BLOCK },    { "aside", T_SOFT },    { "audio", T_SKIP },
    { "blockquote", T_BLOCK }, { "body", T_BLOCK },    { "br", T_BR },
    { "button", T_SKIP },      { "canvas", T_SKIP },   { "caption", T_CAPTION },
    { "center", T_BLOCK },     { "datalist", T_SKIP }, { "dd", T_BLOCK },
    { "details", T_BLOCK },    { "dialog", T_SOFT },   { "dir", T_BLOCK },
    { "div", T_BLOCK },        { "dl", T_BLOCK },      { "dt", T_BLOCK },
    { "embed", T_SKIP },       { "fieldset", T_SOFT }, { "figcaption", T_CAPTION },
    { "figure", T_BLOCK },     { "footer", T_SOFT },   { "form", T_SOFT },
    { "h1", T_HEADING },       { "h2", T_HEADING },    { "h3", T_HEADING },
    { "h4", T_HEADING },       { "h5", T_HEADING },    { "h6", T_HEADING },
    { "head", T_SKIP },        { "header", T_BLOCK },  { "hgroup", T_BLOCK },
    { "hr", T_BLOCK },         { "html", T_BLOCK },    { "iframe", T_SKIP },
    { "img", T_INLINE },       { "input", T_SKIP },    { "legend", T_BLOCK },
    { "li", T_ITEM },          { "link", T_SKIP },     { "main", T_BLOCK },
    { "map", T_SKIP },         { "math", T_INLINE },   { "menu", T_SOFT },
    { "meta", T_SKIP },        { "nav", T_SOFT },      { "noembed", T_SKIP },
    { "noframes", T_SKIP },    { "noscript", T_SKIP }, { "object", T_SKIP },
    { "ol", T_BLOCK },         { "optgroup", T_SKIP }, { "option", T_SKIP },
    { "p", T_BLOCK },          { "pre", T_PRE },       { "progress", T_SKIP },
    { "rp", T_SKIP },          { "script", T_SKIP },   { "section", T_BLOCK },
    { "select", T_SKIP },      { "style", T_SKIP },    { "summary", T_BLOCK },
    { "svg", T_SKIP },         { "table", T_BLOCK },   { "tbody", T_BLOCK },
    { "td", T_CELL },          { "template", T_SKIP }, { "textarea", T_SKIP },
    { "tfoot", T_BLOCK },      { "th", T_CELL },       { "thead", T_BLOCK },
    { "title", T_SKIP },       { "tr", T_ROW },        { "ul", T_BLOCK },
    { "video", T_SKIP },
};

static enum tag tag_of(na_str name)
{
    size_t lo = 0, hi = sizeof tags / sizeof *tags;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = na_str_cmp(name, na_str_c(tags[mid].name));
        if (c == 0) return tags[mid].tag;
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return T_INLINE;
}

static bool is_inline(enum tag t) { return t == T_INLINE || t == T_LINK; }

static bool is_own(na_str name) { return na_str_chr(name, '-', 0) != (size_t)-1; }

/* Whether text stands before or right behind n in its parent. */
static bool in_line(const na_html *doc, na_html_node n, na_html_node parent)
{
    unsigned tries = 0;

    for (na_html_node c = na_html_first(doc, parent);
         c != NA_HTML_NONE && tries < OWN_TRIES; c = na_html_next(doc, c), tries++) {
        if (na_str_trim(na_html_data(doc, c)).len) return true;
        if (c > n) break;
    }
    return false;
}

/* What a page's own elements ("story-body") are is for its scripts to say: blocks between
 * blocks, part of a line within one. */
static enum tag elem_tag(const na_html *doc, na_html_node n)
{
    enum tag t = tag_of(na_html_tag(doc, n));

    if (t != T_INLINE || !is_own(na_html_tag(doc, n))) return t;
    for (unsigned levels = 0; levels < OWN_TRIES; levels++) {
        na_html_node up = na_html_parent(doc, n);
        if (in_line(doc, n, up)) return T_INLINE;
        if (!is_own(na_html_tag(doc, up)))
            return tag_of(na_html_tag(doc, up)) == T_BLOCK && !na_html_is(doc, up, "p")
                       ? T_BLOCK
                       : T_INLINE;
        n = up;
    }
    return T_BLOCK;
}

static bool is_space(unsigned char c) { return c <= ' '; }

struct walk {
    na_blocks *b;
    const struct na_measure *m;
    const na_html_sel *extra;
    na_clean clean;
    na_html_node *open; /* stack of elements */
    enum tag *tags;
    size_t depth, cap;
    size_t links, items, pres, headings, captions;
    na_html_node table;   /* up to here it goes by rows and cells */
    na_html_node outside; /* up to here it is left out, */
    bool named;           /* for its names */
    bool gap;             /* white space is owed */
    bool cell;            /* ... and a cell's border */
    unsigned brs;         /* line breaks seen since text */
    na_para cur;
};

static void begin(struct walk *w)
{
    w->cur = (na_para){ .node = NA_HTML_NONE, .off = w->b->text.len };
    w->gap = w->cell = false;
    w->brs = 0;
}

/* Ends the paragraph under way. */
static int flush(struct walk *w, na_err *err)
{
    na_blocks *b = w->b;
    na_para *p = &w->cur;

    while (b->text.len > p->off && is_space((unsigned char)b->text.ptr[b->text.len - 1])) {
        na_buf_cut(&b->text, b->text.len - 1);
    }
    p->len = b->text.len - p->off;
    if (p->len == 0 || p->node == NA_HTML_NONE) {
        begin(w);
        return NA_OK;
    }
    if (b->n == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 128;
        na_para *v = realloc(b->v, cap * sizeof *v);
        if (!v) return na_fail_nomem(err);
        b->v = v;
        b->cap = cap;
    }
    b->v[b->n++] = *p;
    begin(w);
    return NA_OK;
}

static void put_text(struct walk *w, na_html_node n, na_str s)
{
    na_buf *out = &w->b->text;
    na_para *p = &w->cur;
    uint32_t weight;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool nbsp = c == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] == 0xA0;

        if (nbsp) i++;
        if (w->pres > 0 && (c == '\n' || c == '\t' || c == ' ')) {
            if (p->node != NA_HTML_NONE) na_buf_putc(out, (char)c);
            continue;
        }
        if (is_space(c) || nbsp) {
            w->gap = true;
            continue;
        }
        if (p->node == NA_HTML_NONE) {
            p->node = n;
            p->outside = p->cut = n < w->outside;
            p->named = p->outside && w->named;
            p->block = w->depth ? w->open[w->depth - 1] : n;
            for (size_t k = w->depth; k > 0; k--) {
                if (w->tags[k - 1] != T_INLINE && w->tags[k - 1] != T_LINK) {
                    p->block = w->open[k - 1];
                    break;
                }
            }
            p->kind = w->pres        ? NA_PARA_PRE
                      : w->headings  ? NA_PARA_HEADING
                      : w->captions  ? NA_PARA_CAPTION
                      : n < w->table ? NA_PARA_TABLE
                      : w->items     ? NA_PARA_ITEM
                                     : NA_PARA_TEXT;
        } else if (w->brs > 0) {
            na_buf_putc(out, '\n');
        } else if (w->cell) {
            na_buf_put(out, " | ", 3);
        } else if (w->gap) {
            na_buf_putc(out, ' ');
        }
        w->gap = w->cell = false;
        w->brs = 0;
        na_buf_putc(out, (char)c);
        if ((c & 0xC0) == 0x80) continue;
        weight = c >= 0xE3 && c <= 0xED ? 2 : 1; /* U+3000 to U+D7FF */
        p->chars += weight;
        if (w->links > 0) p->links += weight;
    }
}

static void count(struct walk *w, enum tag t, bool up)
{
    size_t *c = t == T_LINK      ? &w->links
                : t == T_ITEM    ? &w->items
                : t == T_PRE     ? &w->pres
                : t == T_HEADING ? &w->headings
                : t == T_CAPTION ? &w->captions
                                 : NULL;
    if (c) *c = up ? *c + 1 : *c - 1;
}

/* Ends a paragraph. In a table of data only what is no part of a row does. */
static bool breaks(const struct walk *w, na_html_node n, enum tag t)
{
    if (is_inline(t) || t == T_CELL || t == T_BR) return false;
    return n >= w->table || (t != T_ROW && t != T_BLOCK && t != T_ITEM);
}

/* Data, not a layout: rows of short cells, no table inside. */
static bool is_data(const struct walk *w, na_html_node table)
{
    const na_html *doc = w->b->doc;
    na_html_node end = na_html_end(doc, table);
    size_t rows = 0, cells = 0;

    for (na_html_node n = table + 1; n < end; n++) {
        na_str tag = na_html_tag(doc, n);
        if (na_str_eqc(tag, "table")) return false;
        if (na_str_eqc(tag, "tr")) {
            rows++;
        } else if (na_str_eqc(tag, "td") || na_str_eqc(tag, "th")) {
            cells++;
            if (na_html_text_in(doc, w->m, n) > SHORT_CELL) return false;
        }
    }
    return rows > 1 && cells >= 2 * rows;
}

/* A cell with much text is a block of a layout, a short one part of a row. */
static enum tag cell_tag(const struct walk *w, na_html_node n)
{
    return na_html_text_in(w->b->doc, w->m, n) > SHORT_CELL ? T_BLOCK : T_CELL;
}

static int enter(struct walk *w, na_html_node n, enum tag t, na_err *err)
{
    int rc = NA_OK;

    if (w->depth == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 64;
        na_html_node *o = realloc(w->open, cap * sizeof *o);
        enum tag *tg;
        if (!o) return na_fail_nomem(err);
        w->open = o;
        if (!(tg = realloc(w->tags, cap * sizeof *tg))) return na_fail_nomem(err);
        w->tags = tg;
        w->cap = cap;
    }
    if (breaks(w, n, t)) rc = flush(w, err);
    if (!is_inline(t)) w->gap = true;
    if (t == T_ROW && n < w->table) w->brs = 1;
    if (t == T_CELL && n < w->table) w->cell = true;
    if (n >= w->table && na_html_is(w->b->doc, n, "table") && is_data(w, n))
        w->table = na_html_end(w->b->doc, n);
    w->open[w->depth] = n;
    w->tags[w->depth++] = t;
    count(w, t, true);
    return rc;
}

static int leave(struct walk *w, na_err *err)
{
    enum tag t = w->tags[--w->depth];
    na_html_node n = w->open[w->depth];
    /* The table itself is no part of its rows. */
    bool ends = na_html_end(w->b->doc, n) == w->table && na_html_is(w->b->doc, n, "table");
    int rc = ends || breaks(w, n, t) ? flush(w, err) : NA_OK;

    count(w, t, false);
    if (!is_inline(t)) w->gap = true;
    return rc;
}

/* Not there at all: nobody who looked at the page has read it, or the caller wants none of
 * it. */
static bool unseen(struct walk *w, na_html_node n, enum tag t)
{
    if (t == T_SKIP)
        return w->clean != NA_CLEAN_SCRIPTLESS || !na_html_is(w->b->doc, n, "noscript");
    if (w->clean >= NA_CLEAN_SEEN && na_html_hidden(w->b->doc, n)) return true;
    return w->extra && na_html_matches(w->b->doc, n, w->extra);
}

static int walk_tree(struct walk *w, na_html_node root, na_err *err)
{
    na_blocks *b = w->b;
    na_html_node end = na_html_end(b->doc, root);
    int rc = NA_OK;

    begin(w);
    for (na_html_node i = root; rc == NA_OK && i < end;) {
        enum tag t;
        enum na_outer outer = NA_INSIDE;
        bool gone;
        while (rc == NA_OK && w->depth > 0 &&
               na_html_end(b->doc, w->open[w->depth - 1]) <= i) {
            rc = leave(w, err);
        }
        if (rc < 0) break;
        if (!na_html_is_elem(b->doc, i)) {
            if (w->cur.node != NA_HTML_NONE && w->cur.outside != (i < w->outside) &&
                (rc = flush(w, err)) < 0)
                break;
            put_text(w, i, na_html_data(b->doc, i));
            i++;
            continue;
        }
        t = elem_tag(b->doc, i);
        if (t == T_CELL) t = cell_tag(w, i);
        gone = i != root && unseen(w, i, t);
        if (!gone && i != root && i >= w->outside && w->clean &&
            (outer = na_html_surrounds(b->doc, w->m, i, t, w->clean)) != NA_INSIDE) {
            /* In the middle of a paragraph it cannot be a paragraph of its own. */
            if (!(gone = is_inline(t))) {
                if ((rc = flush(w, err)) < 0) break;
                w->outside = na_html_end(b->doc, i);
                w->named = outer == NA_NAMED;
            }
        }
        if (gone) {
            w->gap = true;
            i = na_html_end(b->doc, i);
            continue;
        }
        if (t == T_BR) {
            if (w->pres > 0) {
                put_text(w, i, NA_STR("\n"));
            } else if (++w->brs > 1) {
                rc = flush(w, err);
            }
            i++;
            continue;
        }
        rc = enter(w, i, t, err);
        i++;
    }
    while (rc == NA_OK && w->depth > 0) rc = leave(w, err);
    return rc == NA_OK ? flush(w, err) : rc;
}

int na_blocks_collect(na_blocks *b, const na_html *doc, na_html_node root, na_clean clean,
                      const na_html_sel *extra, na_err *err)
{
    size_t n = na_html_count(doc);
    na_html_node link_end = 0;
    struct na_measure m = { 0 };
    struct walk w = { .b = b, .m = &m, .extra = extra, .clean = clean };
    int rc;

    *b = (na_blocks){ .doc = doc };
    na_buf_init(&b->text, NA_MAX_RECORD);
    m.text = calloc(n + 1, sizeof *m.text);
    m.links = calloc(n + 1, sizeof *m.links);
    if (!m.text || !m.links) {
        rc = na_fail_nomem(err);
        goto done;
    }
    for (na_html_node i = 0; i < n; i++) {
        na_html_node up = na_html_parent(doc, i);
        na_str s = na_html_data(doc, i);
        uint32_t len = 0;
        /* Script and style lie in their parent alone. */
        if (s.len && tag_of(na_html_tag(doc, up)) != T_SKIP) {
            for (size_t k = 0; k < s.len; k++) len += !is_space((unsigned char)s.ptr[k]);
        }
        m.text[i + 1] = m.text[i] + len;
        if (!m.headline && na_html_is(doc, i, "h1")) m.headline = i;
        if (na_html_is(doc, i, "a")) link_end = na_html_end(doc, i);
        m.links[i + 1] = m.links[i] + (i < link_end ? len : 0);
    }
    m.all = m.text[n];
    rc = walk_tree(&w, root, err);
    if (rc == NA_OK) rc = na_buf_check(&b->text, "text of the page", err);
done:
    free(w.open);
    free(w.tags);
    free(m.text);
    free(m.links);
    return rc;
}

void na_blocks_release(na_blocks *b)
{
    free(b->v);
    na_buf_release(&b->text);
    *b = (na_blocks){ 0 };
}

na_str na_blocks_text(const na_blocks *b, const na_para *p)
{
    return na_str_sub(na_buf_get(&b->text), p->off, p->off + p->len);
}
