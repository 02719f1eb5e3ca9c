/* SPDX-License-Identifier: MIT */
/* feed.c - one reader for each family, over xml.c and json.c */
#include "text/feed.h"
#include "base/limits.h"
#include "text/json.h"
#include "text/xml.h"

struct reading {
    const na_xml *doc;
    na_arena *arena;
    na_buf tmp;
    int rc;
};

static na_str kept(struct reading *r, na_str s)
{
    na_str out = na_arena_str(r->arena, na_str_trim(s));
    if (out.ptr) return out;
    r->rc = NA_ENOMEM;
    return (na_str){ "", 0 };
}

static void push(struct reading *r, na_strv *list, size_t max, na_str s)
{
    s = kept(r, s);
    if (!s.len || list->n == max) return;
    if (list->n == 0 || (list->n >= 4 && (list->n & (list->n - 1)) == 0)) {
        na_str *v = na_arena_array(r->arena, list->n ? 2 * list->n : 4, sizeof *v);
        if (!v) {
            r->rc = NA_ENOMEM;
            return;
        }
        if (list->n) memcpy(v, list->v, list->n * sizeof *v);
        list->v = v;
    }
    list->v[list->n++] = s;
}

static int items_new(struct reading *r, na_feed *f, size_t n, na_err *err)
{
    if (n > NA_FEED_ITEMS)
        return na_fail(err, NA_ELIMIT, "feed: %zu items, at most %u are read", n,
                       NA_FEED_ITEMS);
    f->items = na_arena_array(r->arena, n ? n : 1, sizeof *f->items);
    return f->items ? NA_OK : na_fail_nomem(err);
}

/* -- XML ------------------------------------------------------------------------------------- */

enum { MAX_NAMES = 50 }; /* authors, tags, enclosures of an item */

static na_str text_of(struct reading *r, na_xml_node n)
{
    if (n == NA_XML_NONE) return (na_str){ "", 0 };
    na_buf_reset(&r->tmp);
    na_xml_text(r->doc, n, &r->tmp);
    if (r->tmp.rc < 0) r->rc = r->tmp.rc;
    return kept(r, na_buf_get(&r->tmp));
}

/* Is n an element of the vocabulary that its parent is of, with this name? */
static bool own(struct reading *r, na_xml_node n, const char *name)
{
    na_xml_node up = na_xml_parent(r->doc, n);
    if (!na_str_eqc(na_xml_name(r->doc, n), name)) return false;
    return na_str_eq(na_xml_prefix(r->doc, n), na_xml_prefix(r->doc, up)) &&
           na_str_eq(na_xml_ns(r->doc, n), na_xml_ns(r->doc, up));
}

/* The first child of the feed's own vocabulary with this name. */
static na_xml_node child(struct reading *r, na_xml_node n, const char *name)
{
    na_xml_node c = na_xml_first_elem(r->doc, n);
    while (c != NA_XML_NONE && !own(r, c, name)) c = na_xml_next_elem(r->doc, c);
    return c;
}

/* The first child with this prefix and name, as "dc:date". */
static na_xml_node foreign(struct reading *r, na_xml_node n, const char *prefix,
                           const char *name)
{
    na_xml_node c = na_xml_first_elem(r->doc, n);
    while (c != NA_XML_NONE && !(na_str_eqc(na_xml_prefix(r->doc, c), prefix) &&
                                 na_str_eqc(na_xml_name(r->doc, c), name)))
        c = na_xml_next_elem(r->doc, c);
    return c;
}

static na_str markup_of(struct reading *r, na_xml_node n)
{
    na_buf_reset(&r->tmp);
    na_xml_inner(r->doc, n, &r->tmp);
    if (r->tmp.rc < 0) r->rc = r->tmp.rc;
    return kept(r, na_buf_get(&r->tmp));
}

/* Text, or the markup that somebody forgot to escape. */
static na_str rich_text(struct reading *r, na_xml_node n)
{
    if (na_xml_first_elem(r->doc, n) == NA_XML_NONE) return text_of(r, n);
    return markup_of(r, n);
}

static na_str own_text(struct reading *r, na_xml_node n, const char *name)
{
    return text_of(r, child(r, n, name));
}

static na_str attr(struct reading *r, na_xml_node n, const char *name)
{
    na_str v = { "", 0 };
    if (n != NA_XML_NONE) na_xml_attr(r->doc, n, name, &v);
    return v;
}

static na_str either(na_str a, na_str b) { return a.len ? a : b; }

static bool is_address(na_str s)
{
    return na_str_starts(s, NA_STR("http://")) || na_str_starts(s, NA_STR("https://"));
}

static void rss_item(struct reading *r, na_xml_node n, na_feed_item *it)
{
    na_xml_node guid = child(r, n, "guid");
    it->html = true;
    it->title = either(own_text(r, n, "title"), text_of(r, foreign(r, n, "dc", "title")));
    it->url = own_text(r, n, "link");
    it->id = either(text_of(r, guid), kept(r, attr(r, n, "about")));
    if (guid != NA_XML_NONE && !na_str_ieq(attr(r, guid, "isPermaLink"), NA_STR("false")) &&
        is_address(it->id)) {
        it->permalink = !it->url.len || na_str_eq(it->url, it->id);
        it->url = either(it->url, it->id);
    }
    it->summary = either(rich_text(r, child(r, n, "description")),
                         text_of(r, foreign(r, n, "dc", "description")));
    it->content = text_of(r, foreign(r, n, "content", "encoded"));
    if (!it->content.len) it->content = rich_text(r, na_xml_child(r->doc, n, "body"));
    it->published =
        either(own_text(r, n, "pubDate"), text_of(r, foreign(r, n, "dc", "date")));
    it->modified = either(text_of(r, foreign(r, n, "dcterms", "modified")),
                          text_of(r, foreign(r, n, "atom", "updated")));
    it->lang = text_of(r, foreign(r, n, "dc", "language"));
    for (na_xml_node c = na_xml_first_elem(r->doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(r->doc, c)) {
        bool dc = na_str_eqc(na_xml_prefix(r->doc, c), "dc");
        if (own(r, c, "author") || (dc && na_str_eqc(na_xml_name(r->doc, c), "creator")))
            push(r, &it->authors, MAX_NAMES, text_of(r, c));
        else if (own(r, c, "category") ||
                 (dc && na_str_eqc(na_xml_name(r->doc, c), "subject")))
            push(r, &it->tags, MAX_NAMES, text_of(r, c));
        else if (own(r, c, "enclosure"))
            push(r, &it->enclosures, MAX_NAMES, attr(r, c, "url"));
    }
}

/* An Atom text: its words, or the markup below it. *html: it is markup. */
static na_str atom_text(struct reading *r, na_xml_node n, bool *html)
{
    na_str type = attr(r, n, "type");
    if (n == NA_XML_NONE) return (na_str){ "", 0 };
    if (na_str_ieq(type, NA_STR("xhtml")) ||
        na_str_ieq(attr(r, n, "mode"), NA_STR("xml"))) {
        *html = true;
        return markup_of(r, n);
    }
    if (na_str_ieq(type, NA_STR("html")) || na_str_ieq(type, NA_STR("text/html")))
        *html = true;
    return text_of(r, n);
}

/* The link that leads to the page; links to enclosures go into list (may be NULL). */
static na_str atom_link(struct reading *r, na_xml_node n, na_strv *list)
{
    na_str best = { "", 0 };
    for (na_xml_node c = na_xml_first_elem(r->doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(r->doc, c)) {
        if (!own(r, c, "link")) continue;
        na_str rel = attr(r, c, "rel"), href = attr(r, c, "href");
        if (list && na_str_eqc(rel, "enclosure")) push(r, list, MAX_NAMES, href);
        if (!best.len && (!rel.len || na_str_eqc(rel, "alternate"))) best = href;
    }
    return kept(r, best);
}

static void atom_item(struct reading *r, na_xml_node n, na_feed_item *it)
{
    it->id = own_text(r, n, "id");
    it->title = own_text(r, n, "title");
    it->url = atom_link(r, n, &it->enclosures);
    it->permalink = it->url.len > 0 && na_str_eq(it->url, it->id);
    it->summary = atom_text(r, child(r, n, "summary"), &it->html);
    it->content = atom_text(r, child(r, n, "content"), &it->html);
    it->published = either(own_text(r, n, "published"), own_text(r, n, "issued"));
    it->modified = either(own_text(r, n, "updated"), own_text(r, n, "modified"));
    it->lang = kept(r, attr(r, n, "lang"));
    for (na_xml_node c = na_xml_first_elem(r->doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(r->doc, c)) {
        if (own(r, c, "author"))
            push(r, &it->authors, MAX_NAMES, own_text(r, c, "name"));
        else if (own(r, c, "category"))
            push(r, &it->tags, MAX_NAMES, attr(r, c, "term"));
    }
}

static int items(struct reading *r, na_feed *f, na_xml_node above, const char *name,
                 void (*read)(struct reading *, na_xml_node, na_feed_item *), na_err *err)
{
    size_t n = 0;
    na_xml_node c;
    for (c = na_xml_first_elem(r->doc, above); c != NA_XML_NONE;
         c = na_xml_next_elem(r->doc, c))
        n += na_str_eqc(na_xml_name(r->doc, c), name);
    int rc = items_new(r, f, n, err);
    for (c = na_xml_first_elem(r->doc, above); rc == NA_OK && c != NA_XML_NONE;
         c = na_xml_next_elem(r->doc, c)) {
        if (!na_str_eqc(na_xml_name(r->doc, c), name)) continue;
        read(r, c, &f->items[f->n++]);
        if (r->rc < 0) rc = na_fail(err, r->rc, "feed: no memory for its items");
    }
    return rc;
}

static int parse_xml(na_str text, struct reading *r, na_feed *f, na_err *err)
{
    na_xml *doc = NULL;
    bool ignored = false;
    int rc = na_xml_parse(NULL, text, (na_str){ 0 }, NULL, &doc, err);
    if (rc < 0) return rc;
    r->doc = doc;
    na_xml_node root = na_xml_root(doc), top = root;
    na_str name = na_xml_name(doc, root);
    if (na_str_eqc(name, "rss") || na_str_eqc(name, "RDF")) {
        bool rdf = na_str_eqc(name, "RDF");
        f->kind = rdf ? "rdf" : "rss";
        top = na_xml_child(doc, root, "channel");
        f->title = own_text(r, top, "title");
        f->url = own_text(r, top, "link");
        f->description = own_text(r, top, "description");
        f->lang = either(own_text(r, top, "language"),
                         text_of(r, foreign(r, top, "dc", "language")));
        f->modified =
            either(own_text(r, top, "lastBuildDate"), own_text(r, top, "pubDate"));
        rc = top == NA_XML_NONE ? na_fail(err, NA_ECORRUPT, "feed: no channel")
                                : items(r, f, rdf ? root : top, "item", rss_item, err);
    } else if (na_str_eqc(name, "feed")) {
        f->kind = "atom";
        f->title = own_text(r, root, "title");
        f->url = atom_link(r, root, NULL);
        f->description = atom_text(r, child(r, root, "subtitle"), &ignored);
        f->lang = kept(r, attr(r, root, "lang"));
        f->modified = either(own_text(r, root, "updated"), own_text(r, root, "modified"));
        rc = items(r, f, root, "entry", atom_item, err);
    } else {
        rc = na_fail(err, NA_ECORRUPT, "not a feed: the root is <%.*s>",
                     (int)(name.len > 60 ? 60 : name.len), name.ptr);
    }
    na_xml_free(doc);
    return rc;
}

/* -- JSON ------------------------------------------------------------------------------------ */

static na_str member(struct reading *r, const na_json_node *o, const char *name)
{
    const na_json_node *v = na_json_find(o, name);
    if (!na_json_is_num(v)) return kept(r, na_json_str(v));
    na_buf_reset(&r->tmp); /* ids that are numbers occur */
    na_json_num_put(&r->tmp, v);
    return kept(r, na_buf_get(&r->tmp));
}

static void json_item(struct reading *r, const na_json_node *o, na_feed_item *it)
{
    const na_json_node *list = na_json_find(o, "authors");
    it->id = member(r, o, "id");
    it->url = either(member(r, o, "url"), member(r, o, "external_url"));
    it->permalink = it->url.len > 0 && na_str_eq(it->url, it->id);
    it->title = member(r, o, "title");
    it->summary = member(r, o, "summary");
    it->content = member(r, o, "content_html");
    it->html = it->content.len > 0;
    it->content = either(it->content, member(r, o, "content_text"));
    it->published = member(r, o, "date_published");
    it->modified = member(r, o, "date_modified");
    it->lang = member(r, o, "language");
    for (size_t i = 0; i < na_json_len(list); i++)
        push(r, &it->authors, MAX_NAMES, na_json_find_str(na_json_at(list, i), "name"));
    if (!it->authors.n) /* version 1 */
        push(r, &it->authors, MAX_NAMES,
             na_json_find_str(na_json_find(o, "author"), "name"));
    list = na_json_find(o, "tags");
    for (size_t i = 0; i < na_json_len(list); i++)
        push(r, &it->tags, MAX_NAMES, na_json_str(na_json_at(list, i)));
    list = na_json_find(o, "attachments");
    for (size_t i = 0; i < na_json_len(list); i++)
        push(r, &it->enclosures, MAX_NAMES, na_json_find_str(na_json_at(list, i), "url"));
}

static int parse_json(na_str text, struct reading *r, na_feed *f, na_err *err)
{
    na_json *doc = NULL;
    int rc = na_json_parse(text, NULL, &doc, err);
    if (rc < 0) return rc;
    const na_json_node *o = na_json_root(doc), *list = na_json_find(o, "items");
    na_str version = na_json_find_str(o, "version");
    if (na_str_find(version, NA_STR("jsonfeed.org/version/"), 0) == (size_t)-1) {
        rc = na_fail(err, NA_ECORRUPT, "not a feed: JSON without the version of JSON Feed");
        goto done;
    }
    f->kind = "json";
    f->title = member(r, o, "title");
    f->url = member(r, o, "home_page_url");
    f->description = member(r, o, "description");
    f->lang = member(r, o, "language");
    rc = items_new(r, f, na_json_len(list), err);
    for (size_t i = 0; rc == NA_OK && i < na_json_len(list); i++) {
        json_item(r, na_json_at(list, i), &f->items[f->n++]);
        if (r->rc < 0) rc = na_fail(err, r->rc, "feed: no memory for its items");
    }
done:
    na_json_free(doc);
    return rc;
}

int na_feed_parse(na_str text, na_arena *arena, na_feed *out, na_err *err)
{
    static const na_str none = { "", 0 };
    struct reading r = { .arena = arena };
    na_str lead = na_str_trim(na_str_sub(text, 0, 4096));
    if (na_str_starts(lead, NA_STR("\xEF\xBB\xBF"))) lead = na_str_sub(lead, 3, lead.len);
    *out = (na_feed){ "", none, none, none, none, none, NULL, 0 };
    na_buf_init(&r.tmp, NA_MAX_RECORD);
    int rc = lead.len && lead.ptr[0] == '{' ? parse_json(text, &r, out, err)
                                            : parse_xml(text, &r, out, err);
    na_buf_release(&r.tmp);
    return rc;
}
