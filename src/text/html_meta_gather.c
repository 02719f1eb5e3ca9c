/* SPDX-License-Identifier: MIT */
/* html_meta_gather.c - everything a page says about itself, each with its rank */
#include "text/html_meta_int.h"

#include "base/limits.h"
#include "text/json.h"
#include "text/unicode.h"

/* White space folded, in the arena; empty when there is nothing. */
static na_str clean(struct na_mgather *g, na_str s)
{
    na_buf c, q;
    na_str out = { "", 0 };

    na_buf_init(&c, NA_MAX_FIELD);
    na_buf_init(&q, NA_MAX_FIELD);
    if (na_text_clean(s, &c, NULL) == NA_OK &&
        na_text_squeeze(na_buf_get(&c), &q, NULL) == NA_OK && q.len > 0) {
        out = na_arena_str(g->arena, na_buf_get(&q));
        if (!out.ptr) g->nomem = true;
    }
    na_buf_release(&q);
    na_buf_release(&c);
    return out;
}

static void add(struct na_mgather *g, enum na_mfield f, unsigned rank, const char *from,
                na_str value)
{
    if (g->n == MAX_CANDIDATES || value.len == 0 || value.len > NA_MAX_FIELD) return;
    value = clean(g, value);
    if (value.len == 0) return;
    g->v[g->n] = (struct na_mcand){ f, rank, (unsigned)g->n, value, from };
    g->n++;
}

/* JSON-LD */

static bool article_type(na_str t)
{
    static const char *const types[] = { "NewsArticle",          "Article",
                                         "ReportageNewsArticle", "BlogPosting",
                                         "AnalysisNewsArticle",  "BackgroundNewsArticle",
                                         "OpinionNewsArticle",   "ReviewNewsArticle",
                                         "LiveBlogPosting",      "Report",
                                         "ScholarlyArticle",     "TechArticle",
                                         "SocialMediaPosting",   "WebPage" };
    size_t slash = t.len;

    while (slash > 0 && t.ptr[slash - 1] != '/') slash--;
    t = na_str_sub(t, slash, t.len);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (na_str_eqc(t, types[i])) return true;
    }
    return false;
}

static na_str type_of(const na_json_node *o)
{
    const na_json_node *t = na_json_find(o, "@type");
    return na_json_type_of(t) == NA_JSON_ARRAY ? na_json_str(na_json_at(t, 0))
                                               : na_json_str(t);
}

/* A string, an object's name, or a list of them. */
static void add_names(struct na_mgather *g, enum na_mfield f, unsigned rank,
                      const char *from, const na_json_node *v, int depth)
{
    switch (na_json_type_of(v)) {
    case NA_JSON_STR:
        add(g, f, rank, from, na_json_str(v));
        break;
    case NA_JSON_OBJECT:
        add_names(g, f, rank, from, na_json_find(v, "name"), depth + 1);
        break;
    case NA_JSON_ARRAY:
        for (size_t i = 0; depth < 3 && i < na_json_len(v); i++) {
            add_names(g, f, rank, from, na_json_at(v, i), depth + 1);
        }
        break;
    default:
        break;
    }
}

static void add_keywords(struct na_mgather *g, unsigned rank, const char *from, na_str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t comma = na_str_chr(s, ',', at);
        if (comma == (size_t)-1) comma = s.len;
        add(g, F_TAG, rank, from, na_str_sub(s, at, comma));
        at = comma + 1;
    }
}

static void take_article(struct na_mgather *g, const na_json_node *o)
{
    static const struct {
        const char *key;
        enum na_mfield field;
        unsigned rank;
    } keys[] = {
        { "headline", F_TITLE, 0 },          { "name", F_TITLE, 1 },
        { "description", F_DECK, 0 },        { "publisher", F_SITE, 50 },
        { "inLanguage", F_LANG, 50 },        { "articleSection", F_SECTION, 0 },
        { "author", F_AUTHOR, 0 },           { "creator", F_AUTHOR, 1 },
        { "datePublished", F_PUBLISHED, 0 }, { "dateCreated", F_PUBLISHED, 1 },
        { "dateModified", F_MODIFIED, 0 },
    };
    na_str type = type_of(o);
    /* A WebPage around an article says less than the article, or than <meta>. */
    unsigned base = na_str_ends(type, NA_STR("WebPage")) ? R_WEBPAGE : 0;
    const na_json_node *k = na_json_find(o, "keywords");

    add(g, F_TYPE, R_JSONLD + base, "json-ld", type);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        add_names(g, keys[i].field, R_JSONLD + base + keys[i].rank, "json-ld",
                  na_json_find(o, keys[i].key), 0);
    }
    if (na_json_type_of(k) == NA_JSON_ARRAY) {
        add_names(g, F_TAG, R_JSONLD + base, "json-ld", k, 0);
    } else {
        add_keywords(g, R_JSONLD + base, "json-ld", na_json_str(k));
    }
}

static void walk_jsonld(struct na_mgather *g, const na_json_node *v, int depth)
{
    if (depth > 8 || ++g->jsonld_work > MAX_JSONLD_WORK) return;
    if (na_json_type_of(v) == NA_JSON_ARRAY) {
        for (size_t i = 0; i < na_json_len(v); i++)
            walk_jsonld(g, na_json_at(v, i), depth + 1);
    } else if (na_json_type_of(v) == NA_JSON_OBJECT) {
        if (article_type(type_of(v))) take_article(g, v);
        walk_jsonld(g, na_json_find(v, "@graph"), depth + 1);
        walk_jsonld(g, na_json_find(v, "mainEntity"), depth + 1);
    }
}

static void take_jsonld(struct na_mgather *g, na_html_node script)
{
    const na_json_opts opts = { .max_bytes = NA_MIB,
                                .max_depth = 64,
                                .max_values = 100000 };
    na_str s = na_str_trim(na_html_data(g->doc, na_html_first(g->doc, script)));
    na_json *doc = NULL;

    if (na_str_starts(s, NA_STR("<![CDATA["))) s = na_str_sub(s, 9, s.len);
    if (na_str_starts(s, NA_STR("<!--"))) s = na_str_sub(s, 4, s.len);
    if (na_str_ends(s, NA_STR("]]>"))) s.len -= 3;
    if (na_str_ends(s, NA_STR("-->"))) s.len -= 3;
    if (s.len > 0 && na_json_parse(s, &opts, &doc, NULL) == NA_OK) {
        walk_jsonld(g, na_json_root(doc), 0);
    }
    na_json_free(doc);
}

/* <meta> */

static const struct {
    const char *key;
    enum na_mfield field;
} metas[] = {
    /* Most trusted first, within each field. */
    { "og:title", F_TITLE },
    { "twitter:title", F_TITLE },
    { "citation_title", F_TITLE },
    { "dc.title", F_TITLE },
    { "dcterms.title", F_TITLE },
    { "dc:title", F_TITLE },
    { "dcterm:title", F_TITLE },
    { "weibo:article:title", F_TITLE },
    { "weibo:webpage:title", F_TITLE },
    { "parsely-title", F_TITLE },
    { "sailthru.title", F_TITLE },
    { "title", F_TITLE },
    { "og:description", F_DECK },
    { "twitter:description", F_DECK },
    { "dc.description", F_DECK },
    { "dc:description", F_DECK },
    { "description", F_DECK },
    { "og:site_name", F_SITE },
    { "application-name", F_SITE },
    { "dc.publisher", F_SITE },
    { "dcterms.publisher", F_SITE },
    { "citation_journal_title", F_SITE },
    { "og:url", F_URL },
    { "content-language", F_LANG },
    { "language", F_LANG },
    { "dc.language", F_LANG },
    { "og:locale", F_LANG },
    { "article:section", F_SECTION },
    { "parsely-section", F_SECTION },
    { "section", F_SECTION },
    { "og:type", F_TYPE },
    { "article:author", F_AUTHOR },
    { "author", F_AUTHOR },
    { "byl", F_AUTHOR },
    { "dc.creator", F_AUTHOR },
    { "dcterms.creator", F_AUTHOR },
    { "dc:creator", F_AUTHOR },
    { "citation_author", F_AUTHOR },
    { "parsely-author", F_AUTHOR },
    { "sailthru.author", F_AUTHOR },
    { "dable:author", F_AUTHOR },
    { "article:tag", F_TAG },
    { "news_keywords", F_TAG },
    { "keywords", F_TAG },
    { "parsely-tags", F_TAG },
    { "article:published_time", F_PUBLISHED },
    { "og:published_time", F_PUBLISHED },
    { "dc.date.issued", F_PUBLISHED },
    { "dcterms.issued", F_PUBLISHED },
    { "dcterms.created", F_PUBLISHED },
    { "dc.date.created", F_PUBLISHED },
    { "citation_publication_date", F_PUBLISHED },
    { "parsely-pub-date", F_PUBLISHED },
    { "sailthru.date", F_PUBLISHED },
    { "publication_date", F_PUBLISHED },
    { "publish-date", F_PUBLISHED },
    { "publishdate", F_PUBLISHED },
    { "published", F_PUBLISHED },
    { "pubdate", F_PUBLISHED },
    { "date.release", F_PUBLISHED },
    { "dc.date", F_PUBLISHED },
    { "dc:date", F_PUBLISHED },
    { "dcterms.date", F_PUBLISHED },
    { "citation_date", F_PUBLISHED },
    { "date", F_PUBLISHED },
    { "article:modified_time", F_MODIFIED },
    { "og:updated_time", F_MODIFIED },
    { "dcterms.modified", F_MODIFIED },
    { "dc.date.modified", F_MODIFIED },
    { "lastmod", F_MODIFIED },
    { "last-modified", F_MODIFIED },
};

static void take_meta_name(struct na_mgather *g, na_str name, na_str content)
{
    for (unsigned i = 0; i < sizeof metas / sizeof *metas; i++) {
        if (!na_str_ieq(name, na_str_c(metas[i].key))) continue;
        if (metas[i].field == F_TAG && !na_str_ieq(name, NA_STR("article:tag"))) {
            add_keywords(g, R_META + i, metas[i].key, content);
        } else if (metas[i].field == F_AUTHOR && (na_str_starts(content, NA_STR("http")) ||
                                                  na_str_starts(content, NA_STR("@")))) {
            return; /* a profile's address is no name */
        } else {
            add(g, metas[i].field, R_META + i, metas[i].key, content);
        }
        return;
    }
}

static void take_meta(struct na_mgather *g, na_html_node n)
{
    static const char *const attrs[] = { "property", "name", "http-equiv" };
    na_str content, names;

    if (!na_html_attr(g->doc, n, "content", &content)) return;
    for (size_t i = 0; i < 3; i++) {
        if (!na_html_attr(g->doc, n, attrs[i], &names)) continue;
        for (size_t at = 0; at < names.len && at < 1024;) { /* a list, in RDFa */
            size_t end = na_str_chr(names, ' ', at);
            if (end == (size_t)-1) end = names.len;
            take_meta_name(g, na_str_sub(names, at, end), content);
            at = end + 1;
        }
    }
}

/* Microdata, <time>, headings */

static na_str text_of(struct na_mgather *g, na_html_node n)
{
    na_str s = na_html_squeezed(g->doc, n, g->arena);
    if (!s.ptr) g->nomem = true;
    return s.len <= 4096 ? s : (na_str){ 0 };
}

static na_str value_of(struct na_mgather *g, na_html_node n)
{
    na_str v;
    if (na_html_attr(g->doc, n, "content", &v) && v.len) return v;
    if (na_html_attr(g->doc, n, "datetime", &v) && v.len) return v;
    return text_of(g, n);
}

static void take_microdata(struct na_mgather *g, na_html_node n, na_str prop)
{
    static const struct {
        const char *prop;
        enum na_mfield field;
    } props[] = { { "headline", F_TITLE },         { "datePublished", F_PUBLISHED },
                  { "dateCreated", F_PUBLISHED },  { "dateModified", F_MODIFIED },
                  { "articleSection", F_SECTION }, { "author", F_AUTHOR } };

    for (unsigned i = 0; i < sizeof props / sizeof *props; i++) {
        na_html_node at = n;
        if (!na_str_eqc(na_str_trim(prop), props[i].prop)) continue;
        if (props[i].field == F_AUTHOR) { /* the name within, where there is one */
            for (na_html_node k = n + 1; k < na_html_end(g->doc, n); k++) {
                na_str p;
                if (na_html_attr(g->doc, k, "itemprop", &p) && na_str_eqc(p, "name")) {
                    at = k;
                    break;
                }
            }
        }
        add(g, props[i].field, R_MICRO + i, "microdata", value_of(g, at));
        return;
    }
}

static bool class_has(const na_html *doc, na_html_node n, const char *word)
{
    na_str v;
    return na_html_attr(doc, n, "class", &v) &&
           na_str_find(v, na_str_c(word), 0) != (size_t)-1;
}

static void take_time(struct na_mgather *g, na_html_node n)
{
    const na_html *doc = g->doc;
    na_str v;
    bool updated = class_has(doc, n, "updated") || class_has(doc, n, "modified");
    bool named = na_html_attr(doc, n, "pubdate", &v) || class_has(doc, n, "publish") ||
                 class_has(doc, n, "entry-date") || class_has(doc, n, "post-date") ||
                 class_has(doc, n, "dt-published");

    if (updated && !named) {
        add(g, F_MODIFIED, R_TIME, "time", value_of(g, n));
    } else {
        add(g, F_PUBLISHED, named ? R_TIME : R_TIME + 1, "time", value_of(g, n));
    }
}

/* Absolute, or made so by the host of base; else nothing. */
static na_str absolute(struct na_mgather *g, na_str url, na_str base)
{
    size_t host = na_str_find(base, NA_STR("://"), 0), end, keep;
    na_buf b;
    na_str out = { 0 };

    url = na_str_trim(url);
    if (na_str_starts(url, NA_STR("http://")) || na_str_starts(url, NA_STR("https://")))
        return url;
    if (url.len == 0 || url.ptr[0] != '/' || host == (size_t)-1) return out;
    end = na_str_chr(base, '/', host + 3);
    keep = na_str_starts(url, NA_STR("//")) ? host + 1 : end == (size_t)-1 ? base.len : end;
    na_buf_init(&b, NA_MAX_FIELD);
    na_buf_str(&b, na_str_sub(base, 0, keep));
    na_buf_str(&b, url);
    if (b.rc == NA_OK) out = na_arena_str(g->arena, na_buf_get(&b));
    na_buf_release(&b);
    return out;
}

/* A headline stands before <title>; the name of the site in a banner behind it. */
static unsigned h1_rank(const na_html *doc, na_html_node n)
{
    static const char *const words[] = { "logo", "brand", "masthead", "site-title",
                                         "site-name" };
    unsigned rank = R_PAGE;

    for (; n != NA_HTML_NONE; n = na_html_parent(doc, n)) {
        if (na_html_is(doc, n, "article") || na_html_is(doc, n, "main")) return R_PAGE;
        if (na_html_is(doc, n, "header")) rank = R_PAGE + 2;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (class_has(doc, n, words[i])) rank = R_PAGE + 2;
        }
    }
    return rank;
}

static void take_node(struct na_mgather *g, na_html_node n, na_str base)
{
    const na_html *doc = g->doc;
    na_str tag = na_html_tag(doc, n), v;

    if (na_str_eqc(tag, "meta")) {
        take_meta(g, n);
    } else if (na_str_eqc(tag, "script")) {
        if (na_html_attr(doc, n, "type", &v) &&
            na_str_ieq(v, NA_STR("application/ld+json"))) {
            take_jsonld(g, n);
        }
        return;
    } else if (na_str_eqc(tag, "link")) {
        if (na_html_attr(doc, n, "rel", &v) &&
            na_str_ieq(na_str_trim(v), NA_STR("canonical")) &&
            na_html_attr(doc, n, "href", &v)) {
            add(g, F_URL, R_JSONLD, "canonical", absolute(g, v, base));
        }
    } else if (na_str_eqc(tag, "html")) {
        if (na_html_attr(doc, n, "lang", &v) || na_html_attr(doc, n, "xml:lang", &v)) {
            add(g, F_LANG, R_JSONLD, "html lang", v);
        }
    } else if (na_str_eqc(tag, "h1")) {
        add(g, F_TITLE, h1_rank(doc, n), "h1", text_of(g, n));
    } else if (na_str_eqc(tag, "title")) {
        if (na_html_is(doc, na_html_parent(doc, n), "head")) {
            add(g, F_TITLE, R_PAGE + 1, "title", text_of(g, n));
        }
    } else if (na_str_eqc(tag, "time")) {
        take_time(g, n);
    } else if (na_str_eqc(tag, "a") && na_html_attr(doc, n, "rel", &v) &&
               na_str_eqc(v, "author")) {
        add(g, F_AUTHOR, R_TIME, "rel author", text_of(g, n));
    }
    if (na_html_attr(doc, n, "itemprop", &v)) take_microdata(g, n, v);
}

void na_html_meta_gather(struct na_mgather *g, na_str base)
{
    for (na_html_node n = 0; n < na_html_count(g->doc) && !g->nomem; n++) {
        if (na_html_is_elem(g->doc, n)) take_node(g, n, base);
    }
}
