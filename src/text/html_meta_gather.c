/* SPDX-License-Identifier: MIT */
/* html_meta_gather.c - everything a page says about itself, each with its rank */
#include "text/html_meta_int.h"

#include "base/limits.h"
#define NEAR 16u /* nodes */
#define TEXT_NODES 2000u
#define TEXT_BYTES 4096u
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

/* Markup, where there should be none: "Fog &amp; ice", "<em>Fog</em>". */
static bool has_markup(na_str s)
{
    for (size_t i = 0; i + 2 < s.len; i++) {
        char c = s.ptr[i + 1];
        if (s.ptr[i] == '<' && c == '/') return true;
        if (s.ptr[i] != '&' || (c != '#' && (c < 'A' || c > 'z'))) continue;
        for (size_t k = i + 2; k < s.len && k < i + 10; k++) {
            if (s.ptr[k] == ';') return true;
            if (s.ptr[k] == ' ' || s.ptr[k] == '&') break;
        }
    }
    return false;
}

/* What it says to a reader: programs that write a page often escape once too much. */
static na_str unmarked(struct na_mgather *g, na_str s)
{
    const na_html_opts opts = { .max_bytes = TEXT_BYTES,
                                .max_depth = 64,
                                .max_nodes = 500 };
    na_html *doc = NULL;
    na_str out = s;

    if (s.len <= TEXT_BYTES && has_markup(s) &&
        na_html_parse(s, &opts, &doc, NULL) == NA_OK)
        out = na_html_squeezed(doc, 0, g->arena);
    na_html_free(doc);
    if (!out.ptr) g->nomem = true;
    return out.ptr && out.len ? out : s;
}

void na_mgather_add(struct na_mgather *g, enum na_mfield f, unsigned rank, const char *from,
                    na_str value)
{
    if (g->n == MAX_CANDIDATES || value.len == 0 || value.len > NA_MAX_FIELD) return;
    if (f != F_URL && f != F_TYPE) value = unmarked(g, value);
    value = clean(g, value);
    if (value.len == 0) return;
    g->titled = g->titled || (f == F_TITLE && rank < R_PAGE);
    g->v[g->n] = (struct na_mcand){ f, rank, (unsigned)g->n, value, from };
    g->n++;
}

void na_mgather_keywords(struct na_mgather *g, unsigned rank, const char *from, na_str s)
{
    for (size_t at = 0; at < s.len;) {
        size_t comma = na_str_chr(s, ',', at);
        if (comma == (size_t)-1) comma = s.len;
        na_mgather_add(g, F_TAG, rank, from, na_str_sub(s, at, comma));
        at = comma + 1;
    }
}

/* <meta> */

static const struct {
    const char *key;
    enum na_mfield field;
} metas[] = {
    /* Most trusted first, within each field. */
    { "dc:title", F_TITLE },
    { "dcterm:title", F_TITLE },
    { "dc.title", F_TITLE },
    { "dcterms.title", F_TITLE },
    { "og:title", F_TITLE },
    { "twitter:title", F_TITLE },
    { "citation_title", F_TITLE },
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
    { "dc:creator", F_AUTHOR },
    { "dcterm:creator", F_AUTHOR },
    { "article:author", F_AUTHOR },
    { "author", F_AUTHOR },
    { "byl", F_AUTHOR },
    { "dc.creator", F_AUTHOR },
    { "dcterms.creator", F_AUTHOR },
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
            na_mgather_keywords(g, R_META + i, metas[i].key, content);
        } else if (metas[i].field == F_AUTHOR && (na_str_starts(content, NA_STR("http")) ||
                                                  na_str_starts(content, NA_STR("@")))) {
            return; /* a profile's address is no name */
        } else {
            na_mgather_add(g, metas[i].field, R_META + i, metas[i].key, content);
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

/* <time>, headings */

na_str na_mgather_text(struct na_mgather *g, na_html_node n)
{
    na_html_node end = na_html_end(g->doc, n);
    size_t bytes = 0;
    na_str s;

    /* Much more than is wanted is not even looked at: elements lie in one another. */
    if (end - n > TEXT_NODES) return (na_str){ 0 };
    for (na_html_node k = n; k < end; k++) bytes += na_html_data(g->doc, k).len;
    if (bytes > 4 * TEXT_BYTES) return (na_str){ 0 };
    s = na_html_squeezed(g->doc, n, g->arena);
    if (!s.ptr) g->nomem = true;
    return s.len <= TEXT_BYTES ? s : (na_str){ 0 };
}

na_str na_mgather_value(struct na_mgather *g, na_html_node n)
{
    na_str v;
    if (na_html_attr(g->doc, n, "content", &v) && v.len) return v;
    if (na_html_attr(g->doc, n, "datetime", &v) && v.len) return v;
    return na_mgather_text(g, n);
}

static bool class_has(const na_html *doc, na_html_node n, const char *word)
{
    na_str v;
    return na_html_attr(doc, n, "class", &v) &&
           na_str_find(v, na_str_c(word), 0) != (size_t)-1;
}

/* In the box of the headline, or in the one around that. */
static bool by_headline(const struct na_mgather *g, na_html_node n)
{
    na_html_node up = g->h1 ? na_html_parent(g->doc, g->h1) : NA_HTML_NONE;

    for (int i = 0; i < 2 && up != NA_HTML_NONE; i++, up = na_html_parent(g->doc, up)) {
        if (na_html_is(g->doc, up, "body") || na_html_is(g->doc, up, "main")) return false;
        if (n > g->h1 && n < na_html_end(g->doc, up) && n - g->h1 < 10 * NEAR) return true;
    }
    return false;
}

static void take_time(struct na_mgather *g, na_html_node n)
{
    const na_html *doc = g->doc;
    na_str v;
    bool updated = class_has(doc, n, "updated") || class_has(doc, n, "modified");
    bool named = na_html_attr(doc, n, "pubdate", &v) || class_has(doc, n, "publish") ||
                 class_has(doc, n, "entry-date") || class_has(doc, n, "post-date") ||
                 class_has(doc, n, "dt-published");

    named = named || (by_headline(g, n) && !updated);
    if (updated && !named) {
        na_mgather_add(g, F_MODIFIED, R_TIME, "time", na_mgather_value(g, n));
    } else {
        na_mgather_add(g, F_PUBLISHED, named ? R_TIME : R_TIME + 1, "time",
                       na_mgather_value(g, n));
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

/* "/", "https://example.org": the front page, of this host or, where the page does not say
 * which that is, of any. */
static bool is_front(const struct na_mgather *g, na_str href)
{
    size_t host, end, base;

    href = na_str_trim(href);
    href.len = na_str_chr(href, '?', 0) < href.len ? na_str_chr(href, '?', 0) : href.len;
    if (na_str_eqc(href, "/")) return true;
    host = na_str_find(href, NA_STR("://"), 0);
    if (host == (size_t)-1 || host > 5) return false;
    end = na_str_chr(href, '/', host + 3);
    if (end != (size_t)-1 && end + 1 < href.len) return false;
    base = na_str_find(g->base, NA_STR("://"), 0);
    if (base == (size_t)-1) return true;
    href = na_str_sub(href, host + 3, end);
    return na_str_starts(na_str_sub(g->base, base + 3, g->base.len), href);
}

/* Whether the headline is a link to the front page: then it is the name of the site. */
static bool leads_home(const struct na_mgather *g, na_html_node h1)
{
    const na_html *doc = g->doc;
    na_str v;

    for (na_html_node k = h1 + 1; k < na_html_end(doc, h1) && k < h1 + NEAR; k++) {
        if (!na_html_is(doc, k, "a")) continue;
        if (na_html_attr(doc, k, "rel", &v) && na_str_ieq(v, NA_STR("home"))) return true;
        return na_html_attr(doc, k, "href", &v) && is_front(g, v);
    }
    return false;
}

static void take_h1(struct na_mgather *g, na_html_node n)
{
    na_str text = na_mgather_text(g, n);

    if (leads_home(g, n)) {
        if (!g->home.len) g->home = text;
        na_mgather_add(g, F_TITLE, R_PAGE + 4, "h1", text);
        return;
    }
    if (!g->h1) g->h1 = n;
    na_mgather_add(g, F_TITLE, h1_rank(g->doc, n), "h1", text);
}

/* In <head>, or where broken markup before it has put it: never in a picture. */
static bool is_page_title(const na_html *doc, na_html_node n)
{
    na_html_node up = na_html_parent(doc, n);
    return na_html_is(doc, up, "head") || na_html_is(doc, up, "body");
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
            na_mgather_jsonld(g, n);
        }
        return;
    } else if (na_str_eqc(tag, "link")) {
        if (na_html_attr(doc, n, "rel", &v) &&
            na_str_ieq(na_str_trim(v), NA_STR("canonical")) &&
            na_html_attr(doc, n, "href", &v)) {
            na_mgather_add(g, F_URL, R_JSONLD, "canonical", absolute(g, v, base));
        }
    } else if (na_str_eqc(tag, "html")) {
        if (na_html_attr(doc, n, "lang", &v) || na_html_attr(doc, n, "xml:lang", &v)) {
            na_mgather_add(g, F_LANG, R_JSONLD, "html lang", v);
        }
    } else if (na_str_eqc(tag, "h1")) {
        take_h1(g, n);
    } else if (na_str_eqc(tag, "h2") || na_str_eqc(tag, "h3")) {
        if (!g->titled && g->nsubheads < MAX_SUBHEADS)
            g->subheads[g->nsubheads++] = na_mgather_text(g, n);
    } else if (na_str_eqc(tag, "title")) {
        if (is_page_title(doc, n))
            na_mgather_add(g, F_TITLE, R_PAGE + 1, "title", na_mgather_text(g, n));
    } else if (na_str_eqc(tag, "time")) {
        take_time(g, n);
    } else if (na_str_eqc(tag, "a") && na_html_attr(doc, n, "rel", &v) &&
               na_str_eqc(v, "author")) {
        /* Others may have written what stands further down. */
        if (!g->author) g->author = n;
        if (n - g->author < NEAR)
            na_mgather_add(g, F_AUTHOR, R_TIME, "rel author", na_mgather_text(g, n));
    }
    na_mgather_micro(g, n);
    na_mgather_line(g, n);
}

void na_html_meta_gather(struct na_mgather *g)
{
    for (na_html_node n = 0; n < na_html_count(g->doc) && !g->nomem; n++) {
        if (na_html_is_elem(g->doc, n)) take_node(g, n, g->base);
    }
}
