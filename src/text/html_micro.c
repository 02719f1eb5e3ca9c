/* SPDX-License-Identifier: MIT */
/* html_micro.c - what the elements of a page say by itemprop (microdata) or property (RDFa)
 *
 * A property belongs to the nearest item around it: the date of a comment, the name of an
 * author's employer are not the article's. Items without a type, and properties without an
 * item, are taken for the article's: pages that have but one often leave that out.
 */
#include "text/html_meta_int.h"

static const struct {
    const char *prop;
    enum na_mfield field;
} props[] = {
    /* Most trusted first, within each field. */
    { "headline", F_TITLE },
    { "name", F_TITLE },
    { "datePublished", F_PUBLISHED },
    { "dateCreated", F_PUBLISHED },
    { "dateModified", F_MODIFIED },
    { "articleSection", F_SECTION },
    { "author", F_AUTHOR },
    { "creator", F_AUTHOR },
    { "publisher", F_SITE },
    { "description", F_DECK },
    { "alternativeHeadline", F_DECK },
    { "inLanguage", F_LANG },
    { "keywords", F_TAG },
};

/* Of the item around n: its type is an article's, another's, or unsaid. */
enum owner { OWNER_NONE, OWNER_ARTICLE, OWNER_OTHER };

static enum owner owner_of(const na_html *doc, na_html_node n, const char *scope,
                           const char *type)
{
    na_str v;
    unsigned steps = 0;

    for (n = na_html_parent(doc, n); n != NA_HTML_NONE && steps < 200; steps++) {
        bool typed = na_html_attr(doc, n, type, &v);
        if (typed || na_html_attr(doc, n, scope, &v)) {
            if (!typed || v.len == 0) return OWNER_NONE;
            return na_html_article_type(na_str_trim(v)) ? OWNER_ARTICLE : OWNER_OTHER;
        }
        n = na_html_parent(doc, n);
    }
    return OWNER_NONE;
}

/* The name within, where there is one. */
static na_html_node name_in(const na_html *doc, na_html_node n, const char *attr)
{
    for (na_html_node k = n + 1; k < na_html_end(doc, n) && k < n + 200; k++) {
        na_str p;
        if (na_html_attr(doc, k, attr, &p) && na_str_ends(na_str_trim(p), NA_STR("name")))
            return k;
    }
    return n;
}

/* "schema:datePublished" without what is before the colon. */
static na_str bare(na_str prop)
{
    size_t colon = na_str_chr(prop, ':', 0);
    return colon == (size_t)-1 ? prop : na_str_sub(prop, colon + 1, prop.len);
}

static void take(struct na_mgather *g, na_html_node n, na_str prop, const char *attr,
                 enum owner owner, const char *from)
{
    for (unsigned i = 0; i < sizeof props / sizeof *props; i++) {
        enum na_mfield f = props[i].field;
        if (!na_str_eqc(prop, props[i].prop)) continue;
        /* Anything has a name and a description: they want an article around them. */
        if (owner == OWNER_OTHER) return;
        if (owner == OWNER_NONE && (na_str_eqc(prop, "name") || f == F_DECK ||
                                    f == F_SITE || f == F_TAG || f == F_LANG))
            return;
        if (f == F_TAG) {
            na_mgather_keywords(g, R_MICRO + i, from, na_mgather_value(g, n));
        } else if (f == F_AUTHOR || f == F_SITE) {
            na_mgather_add(g, f, R_MICRO + i, from,
                           na_mgather_value(g, name_in(g->doc, n, attr)));
        } else {
            na_mgather_add(g, f, R_MICRO + i, from, na_mgather_value(g, n));
        }
        return;
    }
}

void na_mgather_micro(struct na_mgather *g, na_html_node n)
{
    const na_html *doc = g->doc;
    na_str v;

    if (na_html_attr(doc, n, "itemprop", &v)) {
        enum owner o = owner_of(doc, n, "itemscope", "itemtype");
        for (size_t at = 0; at < v.len && at < 256;) {
            size_t end = na_str_chr(v, ' ', at);
            if (end == (size_t)-1) end = v.len;
            take(g, n, na_str_sub(v, at, end), "itemprop", o, "microdata");
            at = end + 1;
        }
    }
    if (na_html_attr(doc, n, "property", &v) && !na_html_is(doc, n, "meta"))
        take(g, n, bare(na_str_trim(v)), "property", owner_of(doc, n, "typeof", "typeof"),
             "rdfa");
}
