/* SPDX-License-Identifier: MIT */
/* html_outer.c - which blocks of a page surround its article
 *
 * By tag and role (navigation, asides, forms), by the words of class and id
 * (html_words.c). What holds much of the page's text, or its headline, never does, whatever
 * it is called: forms wrap whole pages, a body's class says "sidebar".
 */
#include "text/html_blocks_int.h"

#define HEADLINE_NODES 2000u

static bool attr_is(const na_html *doc, na_html_node n, const char *name, const char *value)
{
    na_str v;
    return na_html_attr(doc, n, name, &v) && na_str_ieq(na_str_trim(v), na_str_c(value));
}

/* style without blanks holds this declaration. */
static bool style_has(na_str style, const char *what)
{
    char s[256];
    size_t n = 0;

    for (size_t i = 0; i < style.len && n + 1 < sizeof s; i++) {
        char c = style.ptr[i];
        if (c > ' ') s[n++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return na_str_find(na_str_n(s, n), na_str_c(what), 0) != (size_t)-1;
}

bool na_html_hidden(const na_html *doc, na_html_node n)
{
    na_str v;

    if (na_html_attr(doc, n, "hidden", &v) || attr_is(doc, n, "aria-hidden", "true"))
        return true;
    /* So SingleFile marks what was not to be seen when it saved the page. */
    if (na_html_attr(doc, n, "class", &v) &&
        na_str_find(v, NA_STR("sf-hidden"), 0) != (size_t)-1)
        return true;
    return na_html_attr(doc, n, "style", &v) &&
           (style_has(v, "display:none") || style_has(v, "visibility:hidden"));
}

static bool outer_role(const na_html *doc, na_html_node n)
{
    static const char *const roles[] = { "navigation",  "complementary", "banner",
                                         "contentinfo", "search",        "dialog",
                                         "alertdialog", "menu",          "menubar",
                                         "toolbar",     "tablist" };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (attr_is(doc, n, "role", roles[i])) return true;
    }
    return false;
}

static bool is_byline(const na_html *doc, na_html_node n)
{
    static const char *const words[] = { "byline",       "by-line",        "post-author",
                                         "entry-author", "article-author", "author-name",
                                         "writtenby" };
    na_str v;

    if (attr_is(doc, n, "rel", "author")) return true;
    if (na_html_attr(doc, n, "itemprop", &v) &&
        na_str_find(v, NA_STR("author"), 0) != (size_t)-1) {
        return true;
    }
    if (!na_html_attr(doc, n, "class", &v)) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (na_str_find(v, na_str_c(words[i]), 0) != (size_t)-1) return true;
    }
    return false;
}

uint32_t na_html_text_in(const na_html *doc, const struct na_measure *m, na_html_node n)
{
    return m->text[na_html_end(doc, n)] - m->text[n];
}

static bool is_story(const na_html *doc, na_html_node n)
{
    return na_html_is(doc, n, "article") || na_html_is(doc, n, "main");
}

/* "comments-open", "with-gallery" may stand on the whole story. */
static bool holds_headline(const na_html *doc, na_html_node n)
{
    na_html_node end = na_html_end(doc, n);

    if (end - n > HEADLINE_NODES) end = n + HEADLINE_NODES; /* it stands early */
    for (na_html_node i = n + 1; i < end; i++) {
        na_str v;
        if (na_html_is(doc, i, "h1") ||
            (na_html_attr(doc, i, "itemprop", &v) && na_str_eqc(v, "articleBody")))
            return true;
    }
    return false;
}

/* Most of it is one <article>. */
static bool wraps_story(const na_html *doc, const struct na_measure *m, na_html_node n)
{
    na_html_node end = na_html_end(doc, n);

    if (end - n > HEADLINE_NODES) end = n + HEADLINE_NODES;
    for (na_html_node i = n + 1; i < end;) {
        if (!is_story(doc, i)) {
            i++;
            continue;
        }
        if (na_html_text_in(doc, m, i) * 2 > na_html_text_in(doc, m, n)) return true;
        i = na_html_end(doc, i);
    }
    return false;
}

/* As much of it is text as of an article, where names contradict each other. */
static bool reads_well(const na_html *doc, const struct na_measure *m, na_html_node n)
{
    uint32_t len = na_html_text_in(doc, m, n);
    return len >= 250 && (m->links[na_html_end(doc, n)] - m->links[n]) * 4 < len;
}

/* So much for the names of n. */
static bool named_outer(const na_html *doc, const struct na_measure *m, na_html_node n,
                        enum tag t)
{
    unsigned hints = na_html_hints(doc, n);

    if (na_html_text_in(doc, m, n) < 100 && is_byline(doc, n)) return true;
    if (is_story(doc, n)) return false;
    if (t == T_HEADING || t == T_LINK || t == T_PRE) return false;
    if (na_html_is(doc, n, "blockquote")) return false; /* what is quoted may be a tweet */
    if (!(hints & (NA_HINT_OUTER | NA_HINT_DOUBT))) return false;
    if (hints & NA_HINT_ELSE && !holds_headline(doc, n)) return true;
    if (hints & NA_HINT_OUTER && !(hints & NA_HINT_STORY)) return true;
    return !reads_well(doc, m, n);
}

/* Whether n surrounds the article. A block that holds much of the page never does: forms
 * that wrap a whole page, a body whose class says "sidebar". */
enum na_outer na_html_surrounds(const na_html *doc, const struct na_measure *m,
                                na_html_node n, enum tag t, na_clean clean)
{
    uint32_t len = na_html_text_in(doc, m, n);

    if (na_html_is(doc, n, "body") || na_html_is(doc, n, "html")) return NA_INSIDE;
    if (clean >= NA_CLEAN_SEEN && m->all - len > 500 &&
        ((na_html_hints(doc, n) & NA_HINT_BIG && !is_story(doc, n)) ||
         na_html_is_comments(doc, n)) &&
        !holds_headline(doc, n))
        return NA_OUTSIDE;
    if ((len > m->all / 3 && len > 1000) || len > m->all / 3 * 2) {
        bool aside =
            na_html_is(doc, n, "aside") || na_html_is(doc, n, "footer") ||
            (clean == NA_CLEAN_ALL && t != T_SOFT &&
             (na_html_hints(doc, n) & (NA_HINT_OUTER | NA_HINT_STORY)) == NA_HINT_OUTER);
        if (!aside || !m->headline || holds_headline(doc, n) || wraps_story(doc, m, n))
            return NA_INSIDE;
    }
    if (t == T_SOFT || outer_role(doc, n)) return NA_OUTSIDE;
    return clean == NA_CLEAN_ALL && named_outer(doc, m, n, t) ? NA_NAMED : NA_INSIDE;
}
