/* SPDX-License-Identifier: MIT */
/* html_words.c - what class and id names say about a block
 *
 * Names are cut into words where case or punctuation changes ("relatedLinks" -> related,
 * links), so that "ad" is not found in "shadow". Some are run together all the same
 * ("relatedposts"): of those the beginning counts.
 */
#include "text/html_blocks.h"

#define MAX_WORD 24u
#define SHORT_WORD 3u

/* All of these are sorted. */
static const char *const outer[] = {
    "ad",           "ads",           "adsense",  "adv",
    "agegate",      "alsoread",      "catlinks", "comment",
    "commenting",   "comments",      "consent",  "cookie",
    "cookies",      "crosslinks",    "disqus",   "editsection",
    "footer",       "gdpr",          "hatnote",  "infobox",
    "lightbox",     "livefyre",      "mbox",     "menu",
    "morefrom",     "nav",           "navbar",   "navbox",
    "navigation",   "noprint",       "outbrain", "pager",
    "pagination",   "readmore",      "recirc",   "recirculation",
    "respond",      "share",         "shares",   "shoutbox",
    "sidebar",      "signup",        "sr",       "subscribe",
    "subscription", "subscriptions", "taboola",  "tagcloud",
    "upnext",
};

static const char *const outer_begins[] = {
    "advert",    "breadcrumb", "newsletter",  "promo",      "recommend",
    "related",   "sharebar",   "sharebutton", "sharedaddy", "sharelink",
    "sharetool", "sharing",    "social",      "sponsor",
};

/* Of an outer kind, unless an article's word stands beside them and the block reads like
 * one. */
static const char *const doubtful[] = {
    "banner",   "bookmark", "bookmarks",  "breaking",     "copyright", "disclaimer",
    "facebook", "legal",    "login",      "masthead",     "modal",     "overlay",
    "paywall",  "popular",  "popup",      "print",        "register",  "replies",
    "rss",      "skip",     "skyscraper", "supplemental", "ticker",    "toolbar",
    "toolbox",  "tooltip",  "trending",   "twitter",      "vcard",     "whatsapp",
};

static const char *const big[] = { "carousel", "galleries", "gallery", "slideshow" };

static const char *const story[] = {
    "article", "articles", "blog",    "body",   "column", "columns", "container",
    "content", "contents", "copy",    "entry",  "hentry", "main",    "page",
    "post",    "posts",    "section", "shadow", "story",  "text",    "wrapper",
};

/* Of an outer kind where they are a whole name: class="tags", not "has-tags". */
static const char *const whole[] = { "abo", "tags", "toc" };

/* A word on whoever wrote it: one of the first and one of the second in a name. */
static const char *const author[] = { "author", "authors",     "autor", "autoren",
                                      "auteur", "contributor", "writer" };
static const char *const about[] = {
    "about", "bio", "biography", "box", "card", "desc", "description", "profile", "vita",
};

/* The first right before one of the second: what leads elsewhere ("latest-news"). */
static const char *const other[] = { "latest", "more",   "next",   "other",
                                     "prev",   "recent", "similar" };
static const char *const things[] = {
    "article", "articles", "entries", "links", "news",   "post",
    "posts",   "reading",  "stories", "story", "topics",
};

static bool among(const char *w, size_t n, const char *const *list, size_t count)
{
    size_t lo = 0, hi = count;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = na_str_cmp(na_str_n(w, n), na_str_c(list[mid]));
        if (c == 0) return true;
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return false;
}

#define AMONG(w, n, list) among(w, n, list, sizeof(list) / sizeof *(list))

static unsigned word_hint(const char *w, size_t n)
{
    if (AMONG(w, n, big)) return NA_HINT_OUTER | NA_HINT_BIG;
    if (AMONG(w, n, outer)) return NA_HINT_OUTER;
    if (AMONG(w, n, story)) return NA_HINT_STORY;
    if (AMONG(w, n, doubtful)) return NA_HINT_DOUBT;
    for (size_t i = 0; i < sizeof outer_begins / sizeof *outer_begins; i++) {
        if (outer_begins[i][0] == w[0] &&
            na_str_starts(na_str_n(w, n), na_str_c(outer_begins[i])))
            return NA_HINT_OUTER;
    }
    return 0;
}

static bool upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool lower(char c) { return c >= 'a' && c <= 'z'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }

/* What two words of one name say together. */
enum { PAIR_AUTHOR = 1, PAIR_ABOUT = 2, PAIR_OTHER = 4 };

static unsigned pair_hint(const char *w, size_t n, unsigned *seen)
{
    bool follows = *seen & PAIR_OTHER;

    *seen &= ~(unsigned)PAIR_OTHER;
    if (AMONG(w, n, author)) *seen |= PAIR_AUTHOR;
    if (AMONG(w, n, about)) *seen |= PAIR_ABOUT;
    if (AMONG(w, n, other)) *seen |= PAIR_OTHER;
    if ((*seen & (PAIR_AUTHOR | PAIR_ABOUT)) == (PAIR_AUTHOR | PAIR_ABOUT) ||
        (follows && AMONG(w, n, things)))
        return NA_HINT_OUTER | NA_HINT_ELSE;
    return 0;
}

static unsigned hints_of(na_str s)
{
    unsigned hints = 0, seen = 0;
    char w[MAX_WORD];
    size_t n = 0, name = 0; /* where the name began */
    bool hash =
        false; /* the word follows a digit: "e1ad", "Ee5Ad" are made up by programs */

    for (size_t i = 0; i <= s.len && i < 1024; i++) {
        char c = i < s.len ? s.ptr[i] : ' ';
        bool part = upper(c) || lower(c), ends = (unsigned char)c <= ' ';
        bool cut = !part || (upper(c) && i > 0 && lower(s.ptr[i - 1]));
        if (cut && n > 0) {
            if (n < MAX_WORD && (n > SHORT_WORD || !hash))
                hints |= word_hint(w, n) | pair_hint(w, n, &seen);
            if (ends && i - name == n && AMONG(w, n, whole)) hints |= NA_HINT_OUTER;
            /* So WordPress names what stands in its sidebars. */
            if (c == '_' && i - name == n && na_str_eqc(na_str_n(w, n), "widget"))
                hints |= NA_HINT_OUTER | NA_HINT_ELSE;
            n = 0;
        }
        if (ends) {
            seen = 0;
            name = i + 1;
        }
        if (part && n == 0) hash = i > 0 && digit(s.ptr[i - 1]);
        if (part && n < MAX_WORD) w[n++] = upper(c) ? (char)(c + ('a' - 'A')) : c;
    }
    return hints;
}

unsigned na_html_hints(const na_html *doc, na_html_node n)
{
    unsigned hints = 0;
    na_str v = na_html_tag(doc, n);

    /* "site-navigation": an element of the page's own. */
    if (na_str_chr(v, '-', 0) != (size_t)-1) hints |= hints_of(v);
    if (na_html_attr(doc, n, "class", &v)) hints |= hints_of(v);
    if (na_html_attr(doc, n, "id", &v)) hints |= hints_of(v);
    return hints;
}

static bool comment_name(na_str v)
{
    static const char *const names[] = { "comment", "disqus", "replies", "respond",
                                         "livefyre" };
    size_t i = 0;

    while (i < v.len) {
        size_t end = na_str_chr(v, ' ', i);
        na_str word = na_str_sub(v, i, end);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            size_t n = strlen(names[k]);
            if (word.len >= n && na_str_ieq(na_str_sub(word, 0, n), na_str_c(names[k])) &&
                !na_str_starts(na_str_sub(word, n, word.len), NA_STR("ary")))
                return true;
        }
        if (end == (size_t)-1) break;
        i = end + 1;
    }
    return false;
}

bool na_html_is_comments(const na_html *doc, na_html_node n)
{
    na_str v;
    return (na_html_attr(doc, n, "class", &v) && comment_name(v)) ||
           (na_html_attr(doc, n, "id", &v) && comment_name(v));
}
