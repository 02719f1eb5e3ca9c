/* SPDX-License-Identifier: MIT */
/* html_jsonld.c - what the JSON-LD scripts of a page say of its article
 *
 * Graphs, lists and objects within one another are gone through; of the types only those
 * that are articles, or the page around one, are believed. A member may only name another
 * object ({"@id": ...}): that is looked up in the same script. Control characters inside
 * strings, which JSON forbids and templates write, are read as blanks.
 */
#include "text/html_meta_int.h"

#include "base/limits.h"
#include "text/json.h"

bool na_html_article_type(na_str t)
{
    static const char *const types[] = { "NewsArticle",          "Article",
                                         "ReportageNewsArticle", "BlogPosting",
                                         "AnalysisNewsArticle",  "BackgroundNewsArticle",
                                         "OpinionNewsArticle",   "ReviewNewsArticle",
                                         "LiveBlogPosting",      "Report",
                                         "ScholarlyArticle",     "TechArticle",
                                         "SocialMediaPosting",   "WebPage" };
    size_t slash = t.len;

    while (slash > 0 && !strchr("/#:", t.ptr[slash - 1])) slash--;
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

/* The object that {"@id": id} stands for, among the graph's. */
static const na_json_node *named(struct na_mgather *g, na_str id)
{
    const na_json_node *graph = na_json_find(g->jsonld, "@graph");

    if (na_json_type_of(g->jsonld) == NA_JSON_ARRAY) graph = g->jsonld;
    for (size_t i = 0; id.len && i < na_json_len(graph); i++) {
        const na_json_node *o = na_json_at(graph, i);
        if (++g->jsonld_work > MAX_JSONLD_WORK) break;
        if (na_json_type_of(o) == NA_JSON_OBJECT &&
            na_str_eq(na_json_find_str(o, "@id"), id) && na_json_find(o, "name"))
            return o;
    }
    return NULL;
}

/* A string, an object's name, or a list of them. */
static void add_names(struct na_mgather *g, enum na_mfield f, unsigned rank,
                      const char *from, const na_json_node *v, int depth)
{
    const na_json_node *name;

    switch (na_json_type_of(v)) {
    case NA_JSON_STR:
        na_mgather_add(g, f, rank, from, na_json_str(v));
        break;
    case NA_JSON_OBJECT:
        name = na_json_find(v, "name");
        if (!name) name = na_json_find(named(g, na_json_find_str(v, "@id")), "name");
        if (depth < 3) add_names(g, f, rank, from, name, depth + 1);
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
    na_str type = type_of(o), body;
    /* A WebPage around an article says less than the article, or than <meta>. */
    unsigned base = na_str_ends(type, NA_STR("WebPage")) ? R_WEBPAGE : 0;
    const na_json_node *k = na_json_find(o, "keywords");

    body = na_json_find_str(o, "articleBody");
    if (body.len > g->said.len) {
        g->said = na_arena_str(g->arena, body);
        if (!g->said.ptr) g->nomem = true;
    }
    na_mgather_add(g, F_TYPE, R_JSONLD + base, "json-ld", type);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        add_names(g, keys[i].field, R_JSONLD + base + keys[i].rank, "json-ld",
                  na_json_find(o, keys[i].key), 0);
    }
    if (na_json_type_of(k) == NA_JSON_ARRAY) {
        add_names(g, F_TAG, R_JSONLD + base, "json-ld", k, 0);
    } else {
        na_mgather_keywords(g, R_JSONLD + base, "json-ld", na_json_str(k));
    }
}

static void walk_jsonld(struct na_mgather *g, const na_json_node *v, int depth)
{
    if (depth > 8 || ++g->jsonld_work > MAX_JSONLD_WORK) return;
    if (na_json_type_of(v) == NA_JSON_ARRAY) {
        for (size_t i = 0; i < na_json_len(v); i++)
            walk_jsonld(g, na_json_at(v, i), depth + 1);
    } else if (na_json_type_of(v) == NA_JSON_OBJECT) {
        if (na_html_article_type(type_of(v))) take_article(g, v);
        walk_jsonld(g, na_json_find(v, "@graph"), depth + 1);
        walk_jsonld(g, na_json_find(v, "mainEntity"), depth + 1);
        walk_jsonld(g, na_json_find(v, "mainEntityOfPage"), depth + 1);
    }
}

/* The same with blanks for control characters. */
static na_str mended(struct na_mgather *g, na_str s)
{
    na_str copy = na_arena_str(g->arena, s);
    char *p = (char *)(uintptr_t)copy.ptr;

    if (!p) g->nomem = true;
    for (size_t i = 0; p && i < copy.len; i++) {
        if ((unsigned char)p[i] < ' ') p[i] = ' ';
    }
    return copy;
}

void na_mgather_jsonld(struct na_mgather *g, na_html_node script)
{
    const na_json_opts opts = { .max_bytes = NA_MIB,
                                .max_depth = 64,
                                .max_values = 100000 };
    na_str s = na_str_trim(na_html_data(g->doc, na_html_first(g->doc, script)));
    na_json *doc = NULL;
    int rc;

    if (na_str_starts(s, NA_STR("<![CDATA["))) s = na_str_sub(s, 9, s.len);
    if (na_str_starts(s, NA_STR("<!--"))) s = na_str_sub(s, 4, s.len);
    if (na_str_ends(s, NA_STR("]]>"))) s.len -= 3;
    if (na_str_ends(s, NA_STR("-->"))) s.len -= 3;
    s = na_str_trim(s);
    while (s.len > 0 && s.ptr[s.len - 1] == ';') s.len--;
    if (s.len == 0 || s.len > opts.max_bytes) return;
    rc = na_json_parse(s, &opts, &doc, NULL);
    if (rc == NA_ECORRUPT) rc = na_json_parse(mended(g, s), &opts, &doc, NULL);
    if (rc == NA_OK) {
        g->jsonld = na_json_root(doc);
        walk_jsonld(g, g->jsonld, 0);
        g->jsonld = NULL;
    }
    na_json_free(doc);
}
