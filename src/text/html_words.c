/* SPDX-License-Identifier: MIT */
/* html_words.c - what class and id names say about a block
 *
 * Names are cut into words where case or punctuation changes ("relatedLinks" -> related,
 * links), so that "ad" is not found in "shadow".
 */
#include "text/html_blocks.h"

#define MAX_WORD 24u

static bool among(const char *w, size_t n, const char *list)
{
    while (*list) {
        size_t k = strcspn(list, " ");
        if (k == n && memcmp(list, w, n) == 0) return true;
        list += k + (list[k] == ' ');
    }
    return false;
}

static int word_weight(const char *w, size_t n)
{
    if (among(
            w, n,
            "ad ads adv advert adverts advertisement advertising adsense banner breadcrumb "
            "breadcrumbs comment comments commenting disqus cookie cookies consent gdpr "
            "newsletter newsletters promo promos promotion promoted related recommended "
            "recommendations recommendation recirc recirculation share shares sharing "
            "sharebar sharetools social socials sidebar sponsor sponsored subscribe "
            "subscription signup paywall popup modal overlay menu nav navigation navbar "
            "footer masthead pagination pager toolbar trending popular outbrain taboola "
            "sr-only noprint editsection skip tooltip replies respond shoutbox rss "
            "skyscraper supplemental breaking ticker carousel login register tagcloud "
            "livefyre facebook twitter whatsapp readmore morefrom upnext infobox navbox "
            "catlinks hatnote mbox agegate legal disclaimer copyright crosslinks bookmark "
            "bookmarks print toolbox vcard")) {
        return -1;
    }
    return among(w, n,
                 "article articles body content contents entry hentry main page post posts "
                 "text "
                 "story blog copy column columns section container wrapper shadow")
               ? 1
               : 0;
}

static bool upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool lower(char c) { return c >= 'a' && c <= 'z'; }

static void weigh(na_str s, int *bad, int *good)
{
    char w[MAX_WORD];
    size_t n = 0;

    for (size_t i = 0; i <= s.len && i < 1024; i++) {
        char c = i < s.len ? s.ptr[i] : ' ';
        bool part = upper(c) || lower(c);
        bool cut = !part || (upper(c) && i > 0 && lower(s.ptr[i - 1]));
        if (cut && n > 0) {
            int k = n < MAX_WORD ? word_weight(w, n) : 0;
            *bad += k < 0;
            *good += k > 0;
            n = 0;
        }
        if (part && n < MAX_WORD) w[n++] = upper(c) ? (char)(c + ('a' - 'A')) : c;
    }
}

int na_html_class_weight(const na_html *doc, na_html_node n)
{
    int bad = 0, good = 0;
    na_str v;

    if (na_html_attr(doc, n, "class", &v)) weigh(v, &bad, &good);
    if (na_html_attr(doc, n, "id", &v)) weigh(v, &bad, &good);
    return bad ? -bad : good;
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
            if (word.len >= n && na_str_ieq(na_str_sub(word, 0, n), na_str_c(names[k])))
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
