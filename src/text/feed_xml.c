/* SPDX-License-Identifier: MIT */
/* feed_xml.c - RSS, RDF, CDF and Atom out of an XML tree
 *
 * The formats were mixed from the beginning: RSS with Dublin Core's dates, Atom's links and
 * iTunes' authors, names in capitals, vocabularies that nobody declared. So there is one
 * reader: every element is of a vocabulary (na_fx_voc) and each field is looked for under
 * all its names, best first. What the format's name decides is the rules of a text alone.
 */
#include "text/feed_xml_int.h"
#include "text/xml_mend.h"

#include "base/limits.h"

static const na_str none = { "", 0 };

static const alias titles[] = {
    { V_OWN, "title" }, { V_DC, "title" }, { V_MEDIA, "title" }, { V_ITUNES, "title" }
};
static const alias ids[] = { { V_OWN, "guid" }, { V_OWN, "id" }, { V_ATOM, "id" } };
static const alias published[] = {
    { V_OWN, "pubDate" },     { V_OWN, "published" },  { V_OWN, "issued" },
    { V_DCTERMS, "issued" },  { V_ATOM, "published" }, { V_DC, "date" },
    { V_DCTERMS, "created" }, { V_OWN, "created" },    { V_DCTERMS, "date" },
    { V_OWN, "date" },
};
static const alias modified[] = {
    { V_OWN, "updated" },  { V_OWN, "modified" },      { V_DCTERMS, "modified" },
    { V_ATOM, "updated" }, { V_OWN, "lastBuildDate" }, { V_OWN, "lastmod" },
};
static const alias langs[] = { { V_OWN, "language" }, { V_DC, "language" } };
static const alias contents[] = { { V_CONTENT, "encoded" }, { V_OWN, "content" },
                                  { V_OWN, "fullitem" },    { V_XHTML, "body" },
                                  { V_OWN, "body" },        { V_ATOM, "content" },
                                  { V_XHTML, "div" } };
static const alias foreign[] = { { V_DC, "description" },    { V_ITUNES, "summary" },
                                 { V_MEDIA, "description" }, { V_ATOM, "summary" },
                                 { V_ITUNES, "subtitle" },   { V_DCTERMS, "abstract" } };

static bool describes(const xml_feed *x, na_xml_node c)
{
    static const char *const names[] = { "description", "summary", "abstract", "tagline",
                                         "subtitle" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (na_fx_is(x, c, V_OWN, names[i])) return true;
    return false;
}

/* The first of the feed's own descriptions, or the next behind `after`. */
static na_xml_node own_summary(const xml_feed *x, na_xml_node n, na_xml_node after)
{
    for (na_xml_node c = after == NA_XML_NONE ? na_xml_first_elem(x->doc, n)
                                              : na_xml_next_elem(x->doc, after);
         c != NA_XML_NONE; c = na_xml_next_elem(x->doc, c))
        if (describes(x, c) && na_fx_filled(x, c)) return c;
    return NA_XML_NONE;
}

/* -- people, tags, enclosures ---------------------------------------------------------- */

static void add_person(const xml_feed *x, na_xml_node n, na_feed_people *to)
{
    static const alias names[] = { { V_OWN, "name" },
                                   { V_ATOM, "name" },
                                   { V_ITUNES, "name" } };
    static const alias mails[] = { { V_OWN, "email" },
                                   { V_ATOM, "email" },
                                   { V_ITUNES, "email" } };
    static const alias urls[] = {
        { V_OWN, "uri" }, { V_OWN, "url" }, { V_OWN, "homepage" }, { V_ATOM, "uri" }
    };
    na_feed_person p;

    if (na_xml_first_elem(x->doc, n) == NA_XML_NONE) {
        na_feed_person_add(x->r, to, na_feed_person_of(na_fx_text(x, n)));
        return;
    }
    p.name = na_fx_text(x, FIND(x, n, names));
    p.email = na_fx_text(x, FIND(x, n, mails));
    p.url = na_fx_address(x, n, na_fx_text(x, FIND(x, n, urls)));
    if (p.name.len && !p.email.len) {
        const na_feed_person both = na_feed_person_of(p.name);
        p.name = both.name;
        p.email = both.email;
    }
    na_feed_person_add(x->r, to, p);
}

/* Those that the feed names itself, else those of the first vocabulary that names any. */
static void authors(const xml_feed *x, na_xml_node n, na_feed_people *to)
{
    static const alias of[] = { { V_OWN, "author" },        { V_DC, "creator" },
                                { V_DC, "author" },         { V_DCTERMS, "creator" },
                                { V_ATOM, "author" },       { V_ITUNES, "author" },
                                { V_OWN, "managingEditor" } };

    for (size_t i = 0; i < sizeof of / sizeof *of && to->n == 0; i++)
        for (na_xml_node c = na_xml_first_elem(x->doc, n); c != NA_XML_NONE;
             c = na_xml_next_elem(x->doc, c))
            if (na_fx_is(x, c, of[i].v, of[i].name)) add_person(x, c, to);
}

/* "one, two" */
static void split(const xml_feed *x, na_str s, na_strv *to)
{
    while (s.len) {
        size_t comma = na_str_chr(s, ',', 0);
        if (comma == (size_t)-1) comma = s.len;
        na_feed_push(x->r, to, na_str_sub(s, 0, comma));
        s = na_str_sub(s, comma + 1, s.len);
    }
}

static void tags(const xml_feed *x, na_xml_node n, na_strv *to, unsigned depth)
{
    for (na_xml_node c = na_xml_first_elem(x->doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(x->doc, c)) {
        const voc v = na_fx_voc(x, c);
        const na_str name = na_xml_name(x->doc, c);
        const bool category = na_str_ieq(name, NA_STR("category"));

        if (v == V_ITUNES && category) {
            na_feed_push(x->r, to, na_fx_attr(x, c, "text"));
            if (depth < 3) tags(x, c, to, depth + 1);
        } else if (v == V_ITUNES && na_str_ieq(name, NA_STR("keywords"))) {
            split(x, na_fx_text(x, c), to);
        } else if ((v == V_OWN || v == V_ATOM || v == V_MEDIA) && category) {
            const na_str term = na_fx_attr(x, c, "term");
            na_feed_push(x->r, to, term.len ? term : na_fx_text(x, c));
        } else if ((v == V_DC || v == V_DCTERMS) && na_str_ieq(name, NA_STR("subject"))) {
            na_feed_push(x->r, to, na_fx_text(x, c));
        } else if (v == V_OWN && na_str_ieq(name, NA_STR("tags"))) {
            if (na_xml_first_elem(x->doc, c) == NA_XML_NONE) split(x, na_fx_text(x, c), to);
            for (na_xml_node t = na_xml_first_elem(x->doc, c); t != NA_XML_NONE;
                 t = na_xml_next_elem(x->doc, t))
                na_feed_push(x->r, to, na_fx_text(x, t));
        }
    }
}

static void enclosures(const xml_feed *x, na_xml_node n, na_strv *to, unsigned depth)
{
    for (na_xml_node c = na_xml_first_elem(x->doc, n); c != NA_XML_NONE;
         c = na_xml_next_elem(x->doc, c)) {
        const bool link = na_fx_is(x, c, V_OWN, "link") || na_fx_is(x, c, V_ATOM, "link");

        if (link && na_str_ieq(na_fx_attr(x, c, "rel"), NA_STR("enclosure")))
            na_feed_push(
                x->r, to,
                na_fx_address(x, c,
                              na_feed_either(na_fx_attr(x, c, "href"), na_fx_text(x, c))));
        else if (na_fx_is(x, c, V_OWN, "enclosure") || na_fx_is(x, c, V_MEDIA, "content"))
            na_feed_push(x->r, to,
                         na_fx_address(x, c,
                                       na_feed_either(na_fx_attr(x, c, "url"),
                                                      na_fx_attr(x, c, "href"))));
        else if (na_fx_is(x, c, V_MEDIA, "group") && depth == 0)
            enclosures(x, c, to, 1);
    }
}

/* -- links ----------------------------------------------------------------------------- */

/* Where the page is: the first link that leads to no other thing; those of the feed's own
 * vocabulary come before atom:link of an RSS feed. */
static na_str page_link(const xml_feed *x, na_xml_node n)
{
    static const voc of[] = { V_OWN, V_ATOM };

    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        for (na_xml_node c = na_xml_first_elem(x->doc, n); c != NA_XML_NONE;
             c = na_xml_next_elem(x->doc, c)) {
            const na_str rel = na_fx_attr(x, c, "rel");
            na_str href;

            if (!na_fx_is(x, c, of[i], "link")) continue;
            if (rel.len && !na_str_ieq(rel, NA_STR("alternate"))) continue;
            href = na_feed_either(na_fx_attr(x, c, "href"), na_fx_text(x, c));
            if (!href.len) continue;
            if ((href = na_fx_address(x, c, href)).len) return href;
        }
    }
    return none;
}

/* -- items ----------------------------------------------------------------------------- */

static void summaries(const xml_feed *x, na_xml_node n, na_feed_item *it)
{
    na_xml_node s = own_summary(x, n, NA_XML_NONE), c = FIND(x, n, contents);
    const na_xml_node group = na_fx_child(x, n, V_MEDIA, "group");
    bool sh = false, ch = false;

    if (s != NA_XML_NONE && c == NA_XML_NONE) c = own_summary(x, n, s);
    if (s == NA_XML_NONE) s = FIND(x, n, foreign);
    if (s == NA_XML_NONE && group != NA_XML_NONE) s = FIND(x, group, foreign);
    it->summary = na_fx_rich(x, s, &sh);
    it->content = na_fx_rich(x, c, &ch);
    na_feed_settle(x->r, it, sh, ch);
}

static void identity(const xml_feed *x, na_xml_node n, na_feed_item *it)
{
    const na_xml_node id = FIND(x, n, ids),
                      burner = na_fx_child(x, n, V_BURNER, "origLink");
    const bool guid = id != NA_XML_NONE && na_fx_is(x, id, V_OWN, "guid");

    it->id =
        na_feed_either(na_fx_text(x, id), na_feed_keep(x->r, na_fx_attr(x, n, "about")));
    if (!it->id.len) it->id = na_fx_text(x, na_fx_child(x, n, V_DC, "identifier"));
    it->url = page_link(x, n);
    if (burner != NA_XML_NONE && na_feed_web(na_fx_text(x, burner)))
        it->url = na_fx_text(x, burner);
    if (!it->url.len) it->url = na_fx_address(x, n, na_fx_attr(x, n, "href")); /* CDF */
    if (guid && !na_str_ieq(na_fx_attr(x, id, "isPermaLink"), NA_STR("false")) &&
        (na_feed_web(it->id) || na_fx_attr(x, id, "isPermaLink").len)) {
        const na_str there = na_fx_address(x, id, it->id);
        if (na_feed_web(there)) {
            it->permalink = !it->url.len || na_str_eq(it->url, there);
            it->url = na_feed_either(it->url, there);
        }
    } else if (!guid && it->url.len && na_str_eq(it->url, it->id)) {
        it->permalink = true;
    }
}

static na_feed_kind title_kind(const xml_feed *x, na_xml_node title, bool html)
{
    if (title == NA_XML_NONE) return NA_FEED_PLAIN;
    if (na_xml_first_elem(x->doc, title) != NA_XML_NONE) return NA_FEED_MARKUP;
    if (x->atom && na_fx_is(x, title, V_OWN, "title"))
        return html ? NA_FEED_MARKUP : NA_FEED_PLAIN;
    return NA_FEED_UNSAID;
}

static void item(const xml_feed *x, na_xml_node n, na_feed_item *it)
{
    const na_xml_node title = FIND(x, n, titles),
                      group = na_fx_child(x, n, V_MEDIA, "group");
    const na_xml_node source = na_fx_child(x, n, V_OWN, "source");
    bool html;

    identity(x, n, it);
    it->title = na_fx_rich(x, title, &html);
    it->title_kind = title_kind(x, title, html);
    if (!it->title.len && group != NA_XML_NONE)
        it->title = na_fx_text(x, FIND(x, group, titles));
    summaries(x, n, it);
    it->published = na_fx_text(x, FIND(x, n, published));
    it->modified = na_feed_either(na_fx_text(x, FIND(x, n, modified)),
                                  na_feed_keep(x->r, na_fx_attr(x, n, "lastmod")));
    it->lang = na_feed_either(na_fx_text(x, FIND(x, n, langs)), na_fx_lang(x, n));
    if (source != NA_XML_NONE)
        it->source = na_feed_either(na_fx_text(x, FIND(x, source, titles)),
                                    na_xml_first_elem(x->doc, source) == NA_XML_NONE
                                        ? na_fx_text(x, source)
                                        : none);
    else
        it->source = none;
    authors(x, n, &it->people);
    if (!it->people.n && x->atom && source != NA_XML_NONE) authors(x, source, &it->people);
    tags(x, n, &it->tags, 0);
    if (group != NA_XML_NONE) tags(x, group, &it->tags, 0);
    enclosures(x, n, &it->enclosures, 0);
}

/* -- the feed -------------------------------------------------------------------------- */

static bool is_item(const xml_feed *x, na_xml_node n)
{
    return na_fx_is(x, n, V_OWN, "item") || na_fx_is(x, n, V_OWN, "entry") ||
           na_fx_is(x, n, V_ATOM, "entry");
}

/* Items stand in the channel, beside it, or in a list; the next one behind `after`. */
static na_xml_node next_item(const xml_feed *x, na_xml_node root, na_xml_node after)
{
    na_xml_node n = after;

    for (;;) {
        na_xml_node next = NA_XML_NONE;

        if (n == NA_XML_NONE)
            next = na_xml_first_elem(x->doc, root);
        else if (!is_item(x, n) &&
                 (na_fx_is(x, n, V_OWN, "channel") || na_fx_is(x, n, V_OWN, "items")))
            next = na_xml_first_elem(x->doc, n);
        while (next == NA_XML_NONE && n != NA_XML_NONE && n != root) {
            next = na_xml_next_elem(x->doc, n);
            if (next == NA_XML_NONE) n = na_xml_parent(x->doc, n);
        }
        if (next == NA_XML_NONE || is_item(x, next)) return next;
        n = next;
    }
}

static int items(const xml_feed *x, na_feed *f, na_xml_node root, na_err *err)
{
    size_t n = 0;
    na_xml_node i = NA_XML_NONE;
    int rc;

    while ((i = next_item(x, root, i)) != NA_XML_NONE) n++;
    if ((rc = na_feed_room(x->r, f, n, err)) < 0) return rc;
    while ((i = next_item(x, root, i)) != NA_XML_NONE) {
        if (f->cut && na_xml_is_open(x->doc, i)) {
            f->lost = true;
            continue;
        }
        item(x, i, &f->items[f->n++]);
        if (x->r->rc < 0) return na_fail(err, x->r->rc, "feed: no memory for its items");
    }
    return NA_OK;
}

static void channel(xml_feed *x, na_feed *f, na_xml_node top)
{
    static const alias about[] = { { V_OWN, "subtitle" },    { V_OWN, "tagline" },
                                   { V_OWN, "description" }, { V_OWN, "abstract" },
                                   { V_DC, "description" },  { V_ITUNES, "summary" },
                                   { V_ITUNES, "subtitle" }, { V_DCTERMS, "abstract" } };
    const na_xml_node title = FIND(x, top, titles);
    bool html;

    f->id = na_feed_either(na_fx_text(x, FIND(x, top, ids)),
                           na_feed_keep(x->r, na_fx_attr(x, top, "about")));
    f->title = na_fx_rich(x, title, &html);
    f->title_kind = title_kind(x, title, html);
    f->url = na_feed_either(page_link(x, top),
                            na_fx_address(x, top, na_fx_attr(x, top, "href")));
    if (na_feed_web(f->url)) x->fallback = f->url;
    f->description = na_fx_rich(x, FIND(x, top, about), &f->html);
    f->lang = na_feed_either(na_fx_text(x, FIND(x, top, langs)), na_fx_lang(x, top));
    f->published = na_fx_text(x, FIND(x, top, published));
    f->modified = na_feed_either(na_fx_text(x, FIND(x, top, modified)),
                                 na_feed_keep(x->r, na_fx_attr(x, top, "lastmod")));
    authors(x, top, &f->people);
    tags(x, top, &f->tags, 0);
}

int na_feed_xml(na_feeding *r, na_str text, na_feed *f, na_err *err)
{
    static const na_xml_flat flat[] = { { "item", { "items", "channel", "rss", "RDF" } },
                                        { "entry", { "feed" } },
                                        { NULL, { NULL } } };
    xml_feed x = { .r = r, .fallback = none };
    na_xml *doc = NULL;
    na_xml_node root, top;
    na_str name;
    int rc = na_xml_parse_mended(text, flat, &doc, err);

    if (rc < 0) return rc;
    x.doc = doc;
    root = top = na_xml_root(doc);
    name = na_xml_name(doc, root);
    x.ns = na_xml_ns(doc, root);
    if (na_str_ieq(name, NA_STR("rss"))) {
        f->kind = "rss";
    } else if (na_str_ieq(name, NA_STR("RDF"))) {
        f->kind = "rdf";
        x.ns = none; /* RDF's own: the feed's is another */
    } else if (na_str_ieq(name, NA_STR("feed"))) {
        f->kind = "atom";
        x.atom = true;
    } else if (na_str_ieq(name, NA_STR("channel"))) {
        f->kind = na_str_eqc(name, "channel") ? "rss" : "cdf";
    } else {
        rc = na_fail(err, NA_ECORRUPT, "not a feed: the root is <%.*s>",
                     (int)(name.len > 60 ? 60 : name.len), name.ptr);
    }
    if (rc == NA_OK) {
        if (!x.atom && !na_str_ieq(name, NA_STR("channel")))
            top = na_fx_child(&x, root, V_OWN, "channel");
        if (top == NA_XML_NONE) top = root;
        /* Behind its channel RSS has nothing to lose. */
        f->cut = na_xml_is_open(doc, strcmp(f->kind, "rss") == 0 ? top : root);
        if (na_xml_broken(doc)) /* and not that a prefix was not declared */
            memcpy(f->damage, na_xml_damage(doc), strlen(na_xml_damage(doc)) + 1);
        channel(&x, f, top);
        rc = items(&x, f, root, err);
    }
    na_xml_free(doc);
    return rc;
}
