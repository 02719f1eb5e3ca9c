/* SPDX-License-Identifier: MIT */
/* feed_elem.c - the elements of a feed: whose they are, where their addresses lead, what
 * their texts are */
#include "text/feed_xml_int.h"

#include "base/limits.h"
#include "text/mime.h"

static const na_str none = { "", 0 };

/* -- vocabularies ---------------------------------------------------------------------- */

static const struct {
    const char *uri;
    voc v;
} uris[] = {
    { "http://purl.org/rss/1.0/", V_OWN },
    { "http://my.netscape.com/rdf/simple/0.9/", V_OWN },
    { "http://channel.netscape.com/rdf/simple/0.9/", V_OWN },
    { "http://my.netscape.com/publish/formats/rss-0.91.dtd", V_OWN },
    { "http://backend.userland.com/rss", V_OWN },
    { "http://backend.userland.com/rss2", V_OWN },
    { "http://backend.userland.com/rss191", V_OWN },
    { "http://blogs.law.harvard.edu/tech/rss", V_OWN },
    { "http://purl.org/net/rss1.1#", V_OWN },
    { "http://www.w3.org/2005/Atom", V_ATOM },
    { "http://purl.org/atom/ns#", V_ATOM },
    { "http://purl.org/atom-blog/ns#", V_ATOM },
    { "http://purl.org/dc/elements/1.1/", V_DC },
    { "http://purl.org/dc/elements/1.0/", V_DC },
    { "http://purl.org/dc/terms/", V_DCTERMS },
    { "http://purl.org/rss/1.0/modules/content/", V_CONTENT },
    { "http://search.yahoo.com/mrss/", V_MEDIA },
    { "http://search.yahoo.com/mrss", V_MEDIA },
    { "http://www.itunes.com/DTDs/PodCast-1.0.dtd", V_ITUNES },
    { "http://www.w3.org/1999/xhtml", V_XHTML },
    { "http://rssnamespace.org/feedburner/ext/1.0", V_BURNER },
    { "http://www.w3.org/1999/02/22-rdf-syntax-ns#", V_RDF },
};

/* What a prefix means that is not declared, or bound to something unheard of. */
static const struct {
    const char *prefix;
    voc v;
} prefixes[] = {
    { "rss", V_OWN },         { "atom", V_ATOM },
    { "a10", V_ATOM },        { "dc", V_DC },
    { "dcterms", V_DCTERMS }, { "content", V_CONTENT },
    { "media", V_MEDIA },     { "itunes", V_ITUNES },
    { "xhtml", V_XHTML },     { "feedburner", V_BURNER },
    { "rdf", V_RDF },
};

voc na_fx_voc(const xml_feed *x, na_xml_node n)
{
    const na_str ns = na_xml_ns(x->doc, n), prefix = na_xml_prefix(x->doc, n);
    const na_xml_node up = na_xml_parent(x->doc, n);

    if (!prefix.len && !ns.len) return V_OWN;
    if (ns.len && na_str_eq(ns, x->ns)) return V_OWN;
    for (size_t i = 0; ns.len && i < sizeof uris / sizeof *uris; i++)
        if (na_str_ieq(ns, na_str_c(uris[i].uri)))
            return uris[i].v == V_ATOM && x->atom ? V_OWN : uris[i].v;
    for (size_t i = 0; prefix.len && i < sizeof prefixes / sizeof *prefixes; i++)
        if (na_str_ieq(prefix, na_str_c(prefixes[i].prefix)))
            return prefixes[i].v == V_ATOM && x->atom ? V_OWN : prefixes[i].v;
    /* An item in a namespace of its own: what is in it is its own, too. */
    if (!prefix.len && up != NA_XML_NONE && na_str_eq(ns, na_xml_ns(x->doc, up)) &&
        !na_xml_prefix(x->doc, up).len)
        return V_OWN;
    return V_OTHER;
}

bool na_fx_is(const xml_feed *x, na_xml_node n, voc v, const char *name)
{
    return na_str_ieq(na_xml_name(x->doc, n), na_str_c(name)) && na_fx_voc(x, n) == v;
}

/* The first child that is that. */
na_xml_node na_fx_child(const xml_feed *x, na_xml_node n, voc v, const char *name)
{
    na_xml_node c = na_xml_first_elem(x->doc, n);

    while (c != NA_XML_NONE && !na_fx_is(x, c, v, name)) c = na_xml_next_elem(x->doc, c);
    return c;
}

/* The first attribute of that name, of any vocabulary and case. */
na_str na_fx_attr(const xml_feed *x, na_xml_node n, const char *name)
{
    na_str k, v;

    if (n == NA_XML_NONE) return none;
    for (size_t i = 0; na_xml_attr_at(x->doc, n, i, &k, &v); i++)
        if (na_str_ieq(k, na_str_c(name))) return na_str_trim(v);
    return none;
}

/* -- addresses and languages ----------------------------------------------------------- */

/* The address that n's are relative to: xml:base of the elements around it. */
static na_str base_of(const xml_feed *x, na_xml_node n)
{
    na_str around[NA_MAX_DEPTH], base = x->r->base;
    size_t k = 0;

    for (; n != NA_XML_NONE && k < NA_MAX_DEPTH; n = na_xml_parent(x->doc, n)) {
        const na_str b = na_fx_attr(x, n, "base");
        if (b.len) around[k++] = b;
    }
    while (k-- > 0) {
        const na_str joined = na_feed_url(x->r, base, around[k]);
        if (na_feed_web(joined)) base = joined;
    }
    return base.len ? base : x->fallback;
}

na_str na_fx_address(const xml_feed *x, na_xml_node n, na_str ref)
{
    return ref.len ? na_feed_url(x->r, base_of(x, n), ref) : none;
}

na_str na_fx_lang(const xml_feed *x, na_xml_node n)
{
    for (; n != NA_XML_NONE; n = na_xml_parent(x->doc, n)) {
        const na_str lang = na_fx_attr(x, n, "lang");
        if (lang.len) return na_feed_keep(x->r, lang);
    }
    return none;
}

/* -- texts ----------------------------------------------------------------------------- */

na_str na_fx_text(const xml_feed *x, na_xml_node n)
{
    if (n == NA_XML_NONE) return none;
    na_buf_reset(&x->r->tmp);
    na_xml_text(x->doc, n, &x->r->tmp);
    return na_feed_keep_tmp(x->r);
}

static na_str markup_of(const xml_feed *x, na_xml_node n)
{
    na_buf_reset(&x->r->tmp);
    na_xml_inner(x->doc, n, &x->r->tmp);
    return na_feed_keep_tmp(x->r);
}

static na_str base64(const xml_feed *x, na_str s)
{
    static const char digits[] =
        " \t\r\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t end = na_str_chr(s, '=', 0);
    const na_str data = na_str_sub(s, 0, end == (size_t)-1 ? s.len : end);

    for (size_t i = 0; i < data.len; i++)
        if (!data.ptr[i] || !strchr(digits, data.ptr[i])) return s; /* it only says so */
    na_buf_reset(&x->r->tmp);
    na_mime_base64(data, &x->r->tmp);
    if (na_buf_get(&x->r->tmp).len == 0 || memchr(x->r->tmp.ptr, 0, x->r->tmp.len))
        return s;
    return na_feed_keep_tmp(x->r);
}

static bool ends_xml(na_str type)
{
    return na_str_ends(type, NA_STR("+xml")) || na_str_ends(type, NA_STR("/xml"));
}

/* Atom's rules, those of 0.3 (mode) and of 1.0. */
static na_str atom_text(const xml_feed *x, na_xml_node n, bool *html)
{
    const na_str type = na_fx_attr(x, n, "type"), mode = na_fx_attr(x, n, "mode");
    const bool elements = na_xml_first_elem(x->doc, n) != NA_XML_NONE;
    const bool is_html = na_str_ieq(type, NA_STR("html")) ||
                         na_str_ieq(type, NA_STR("text/html")) ||
                         na_str_ieq(type, NA_STR("xhtml")) ||
                         na_str_ieq(type, NA_STR("application/xhtml+xml"));

    *html = true;
    if (elements &&
        na_str_ieq(type, NA_STR("html"))) { /* escaped, and in a div all the same */
        const na_str inner = na_fx_text(x, n);
        if (na_str_chr(inner, '<', 0) != (size_t)-1) return inner;
    }
    if (elements) return markup_of(x, n);
    if (na_str_ieq(mode, NA_STR("base64")) ||
        (na_str_chr(type, '/', 0) != (size_t)-1 &&
         !na_str_ieq(na_str_sub(type, 0, 5), NA_STR("text/")) && !ends_xml(type)))
        return base64(x, na_fx_text(x, n));
    if (na_str_ieq(mode, NA_STR("escaped")) || na_str_ieq(type, NA_STR("html")) ||
        na_str_ieq(type, NA_STR("text/html"))) {
        *html = is_html;
        return na_fx_text(x, n);
    }
    if (is_html || ends_xml(type)) return markup_of(x, n);
    *html = false;
    return na_fx_text(x, n);
}

static na_str markup_or_text(const xml_feed *x, na_xml_node n)
{
    return na_xml_first_elem(x->doc, n) == NA_XML_NONE ? na_fx_text(x, n) : markup_of(x, n);
}

/* The text of an element as markup or plain: by Atom's rules where it is Atom's; RSS has
 * escaped markup, or markup that somebody forgot to escape. */
na_str na_fx_rich(const xml_feed *x, na_xml_node n, bool *html)
{
    const voc v = n == NA_XML_NONE ? V_OTHER : na_fx_voc(x, n);

    *html = false;
    if (n == NA_XML_NONE) return none;
    if ((x->atom && v == V_OWN) || v == V_ATOM) {
        const na_str s = atom_text(x, n, html);
        return *html ? na_feed_defuse(x->r, s) : s;
    }
    *html = !na_str_ieq(na_fx_attr(x, n, "type"), NA_STR("plain"));
    return na_feed_defuse(x->r, markup_or_text(x, n));
}

bool na_fx_filled(const xml_feed *x, na_xml_node n)
{
    if (na_xml_first_elem(x->doc, n) != NA_XML_NONE) return true;
    na_buf_reset(&x->r->tmp);
    na_xml_text(x->doc, n, &x->r->tmp);
    return na_str_trim(na_buf_get(&x->r->tmp)).len > 0;
}

/* The first of them that is there and not empty. */
na_xml_node na_fx_find(const xml_feed *x, na_xml_node n, const alias *of, size_t count)
{
    for (size_t i = 0; i < count && n != NA_XML_NONE; i++)
        for (na_xml_node c = na_xml_first_elem(x->doc, n); c != NA_XML_NONE;
             c = na_xml_next_elem(x->doc, c))
            if (na_fx_is(x, c, of[i].v, of[i].name) && na_fx_filled(x, c)) return c;
    return NA_XML_NONE;
}
