/* SPDX-License-Identifier: MIT */
/* html_byline.c - what a page says to its readers of who wrote it, and when
 *
 * Pages that say nothing to machines often have a line below the headline: "By Nora Quill |
 * 12 November 2024", "문가람 기자", "Автор: ...". It is found by the class of its element, or by
 * standing near the headline and beginning as such lines do. A name must look like one;
 * what is behind a bar, a figure or an address is none. The last resort is a date in the
 * address.
 */
#include "text/html_meta_int.h"
#include "text/html_text_int.h"

#include <stdio.h>

#define MAX_LINE 160u
#define MAX_NAME 60u
#define NEAR_H1 60u   /* nodes */
#define SAME_LINE 40u /* nodes between the authors of one story */
#define MAX_WORDS 24u
#define MAX_BESIDE 60u /* bytes of a line beside the date */
#define MAX_LINES 40u
#define BEFORE_H1 40u /* nodes */
#define AFTER_H1 240u
#define HEADING_TRIES 40u
#define MAX_PART 48u /* of a line in parts */
#define MAX_DATES 8u /* lines that are tried */

static na_str lowered(na_str s, char *out, size_t cap)
{
    size_t n = s.len < cap ? s.len : cap;
    for (size_t i = 0; i < n; i++)
        out[i] =
            s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] + ('a' - 'A')) : s.ptr[i];
    return na_str_n(out, n);
}

static bool has(na_str s, const char *what)
{
    return na_str_find(s, na_str_c(what), 0) != (size_t)-1;
}

static bool has_any(na_str s, const char *const *list)
{
    for (; *list; list++) {
        if (has(s, *list)) return true;
    }
    return false;
}

/* Of its class and id. */
static bool says_author(na_str names)
{
    static const char *const words[] = { "author",   "byline",     "by-line", "writer",
                                         "reporter", "journalist", NULL };
    static const char *const but[] = { "author-bio", "authorbio", "about-author",
                                       "author-box", "authorbox", "description",
                                       "follow",     "avatar",    "image",
                                       "comment",    NULL };
    return has_any(names, words) && !has_any(names, but);
}

static bool says_date(na_str names)
{
    static const char *const words[] = { "date",         "publish",    "timestamp",
                                         "posted",       "byline",     "p-time",
                                         "post-meta",    "entry-meta", "article-meta",
                                         "article-info", "story-info", "regdate",
                                         "pubtime",      NULL };
    static const char *const but[] = { "candidate", "validate", "mandate", "comment",
                                       "related",   "sidebar",  NULL };
    if (na_str_eqc(names, "meta") || na_str_eqc(names, "by")) return true;
    return has_any(names, words) && !has_any(names, but);
}

static na_str names_of(const na_html *doc, na_html_node n, char *out, size_t cap)
{
    na_str v;
    size_t len = 0;

    if (na_html_attr(doc, n, "class", &v)) len = lowered(v, out, cap / 2).len;
    if (na_html_attr(doc, n, "id", &v)) {
        out[len++] = ' ';
        len += lowered(v, out + len, cap - len).len;
    }
    for (size_t i = 0; i < len; i++) {
        if (out[i] == '_') out[i] = '-';
    }
    return na_str_n(out, len);
}

/* -- names ----------------------------------------------------------------------------- */

/* The length of "By " and its like, or 0. */
static size_t label_of(na_str s)
{
    static const char *const labels[] = {
        "written by ", "reported by ", "posted by ", "story by ", "words by ", "by: ",
        "by ",         "von ",         "par ",       "por ",      "door ",     "autor: ",
        "autora: ",    "autore: ",     "auteur : ",  "auteur: ",  "author: ",  "автор: ",
        "автор ",      "автор: ",      "Автор: ",    "Автор ",    "Текст: ",   "текст: ",
        "作者：",      "作者: ",       "作者:",      "文／",      "文/",       "記者：",
        "记者：",      "記者 ",        "记者 ",      "撰文：",    "글 ",
    };
    char low[24];
    na_str begin = lowered(s, low, sizeof low);

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (na_str_starts(begin, na_str_c(labels[i]))) return strlen(labels[i]);
    }
    return 0;
}

static size_t first_of(na_str s, const char *const *list, size_t *len)
{
    size_t best = s.len;

    *len = 0;
    for (; *list; list++) {
        size_t at = na_str_find(s, na_str_c(*list), 0);
        if (at < best) {
            best = at;
            *len = strlen(*list);
        }
    }
    return best;
}

/* Where the names of a line end. */
static na_str only_names(na_str s)
{
    static const char *const stops[] = {
        "|",   "·", "•",       "(",         "@",      "/",      "[",           " - ", " – ",
        " — ", ";", "Updated", "Published", "Follow", "Posted", "Contributor", NULL
    };
    size_t n, end = first_of(s, stops, &n);

    for (size_t i = 0; i < end; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') end = i;
    }
    return na_str_trim(na_str_sub(s, 0, end));
}

static bool is_name(na_str s)
{
    static const char *const roles[] = {
        "writer",      "editor",    "reporter",   "correspondent", "staff",
        "contributor", "columnist", "journalist", "producer",      " the ",
        "http",        "min read",  NULL
    };
    char low[MAX_NAME];
    size_t words = 1, letters = 0;

    if (s.len < 2 || s.len > MAX_NAME || (s.ptr[0] >= 'a' && s.ptr[0] <= 'z')) return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        words += c == ' ';
        letters += c >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (strchr(":<>{}=!?", s.ptr[i])) return false;
    }
    return words <= 5 && letters >= 2 && !has_any(lowered(s, low, sizeof low), roles);
}

/* "문가람 기자", "田中太郎記者" */
static na_str without_title(na_str s, bool *had)
{
    static const char *const titles[] = { "기자", "특파원", "記者", "记者" };

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        if (!na_str_ends(s, na_str_c(titles[i])) || s.len == strlen(titles[i])) continue;
        *had = true;
        return na_str_trim(na_str_sub(s, 0, s.len - strlen(titles[i])));
    }
    return s;
}

/* The names of a line; labelled: only if it says that they are. */
static void take_names(struct na_mgather *g, na_str line, bool labelled, unsigned rank)
{
    static const char *const joins[] = { " and ", " & ", " et ", " und ",  " y ", " и ",
                                         ", ",    "、",  "，",   " with ", NULL };
    size_t label = label_of(line), cut, n;
    bool had = label > 0;
    na_str s = only_names(na_str_sub(line, label, line.len));

    s = without_title(s, &had);
    if (labelled && !had) return;
    for (;;) {
        cut = first_of(s, joins, &n);
        na_str name = na_str_trim(na_str_sub(s, 0, cut));
        while (name.len && strchr(",.", name.ptr[name.len - 1]) && name.len > 3) name.len--;
        if (is_name(name)) na_mgather_add(g, F_AUTHOR, rank, "byline", name);
        if (n == 0) return;
        s = na_str_trim(na_str_sub(s, cut + n, s.len));
    }
}

/* A narrower element of the line says who it is. */
static bool is_outer(const na_html *doc, na_html_node n)
{
    char buf[256];
    na_str v;

    for (na_html_node k = n + 1; k < na_html_end(doc, n) && k < n + 100; k++) {
        if (!na_html_is_elem(doc, k)) continue;
        if (na_html_attr(doc, k, "rel", &v) && na_str_eqc(v, "author")) return true;
        if (na_html_attr(doc, k, "itemprop", &v) && na_str_eqc(v, "name")) return true;
        if (says_author(names_of(doc, k, buf, sizeof buf))) return true;
    }
    return false;
}

/* -- the line -------------------------------------------------------------------------- */

/* Of the last change, in small letters. */
static const char *const changed[] = { "updated",     "modified",     "수정",
                                       "更新",        "aktualisiert", "mis à jour",
                                       "actualizado", "atualizado",   "обновлено",
                                       NULL };

static void take_dates(struct na_mgather *g, na_str line, unsigned rank)
{
    static const char *const bars[] = { "|", "·", "•", " - ", " – ", " — ", "／", NULL };
    char low[MAX_LINE];

    for (;;) {
        size_t n, cut = first_of(line, bars, &n);
        na_str part = na_str_trim(na_str_sub(line, 0, cut));
        bool digit = false;
        for (size_t i = 0; i < part.len; i++)
            digit = digit || (part.ptr[i] >= '0' && part.ptr[i] <= '9');
        if (digit && part.len >= 6) {
            bool later = has_any(lowered(part, low, sizeof low), changed);
            na_mgather_add(g, later ? F_MODIFIED : F_PUBLISHED, rank, "dateline", part);
        }
        if (n == 0) return;
        line = na_str_sub(line, cut + n, line.len);
    }
}

/* White space included; n is a small element. */
static size_t bytes_in(const na_html *doc, na_html_node n)
{
    size_t bytes = 0;
    for (na_html_node k = n; k < na_html_end(doc, n); k++)
        bytes += na_html_data(doc, k).len;
    return bytes;
}

void na_mgather_line(struct na_mgather *g, na_html_node n)
{
    const na_html *doc = g->doc;
    char buf[512];
    na_str names = names_of(doc, n, buf, sizeof buf), line = { 0 };
    bool near = g->h1 && n > g->h1 && n - g->h1 < NEAR_H1;
    bool author = says_author(names), date = g->dates < MAX_DATES && says_date(names);
    unsigned rank = R_LINE + (g->h1 ? 0 : 10);

    if (!author && !date && !near) return;
    if (na_html_end(doc, n) - n > 60 || na_html_is(doc, n, "body")) return;
    if (!author && !date) {
        static const char *const tags[] = { "p",       "div", "span",   "em",
                                            "i",       "b",   "strong", "small",
                                            "address", "td",  "font",   "center",
                                            "h2",      "h3",  "h4",     "h5" };
        bool fits = false;
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            fits = fits || na_html_is(doc, n, tags[i]);
        if (!fits) return;
    }
    if (bytes_in(doc, n) > 8 * MAX_LINE) return;
    line = na_mgather_text(g, n);
    if (line.len == 0 || line.len > MAX_LINE) return;
    if (date || (near && !author && g->dates < MAX_DATES)) {
        g->dates++;
        take_dates(g, line, rank);
    }
    if (g->line_author && n - g->line_author >= SAME_LINE) return;
    if (author ? is_outer(doc, n) : line.len > 80) return;
    size_t before = g->n;
    take_names(g, line, !author, rank);
    if (g->n > before && !g->line_author && g->h1) g->line_author = n;
}

/* -- a page without a date ---------------------------------------------------- */

/* "2024", "12.11.24": what a written day has in it. */
static bool has_year(na_str w)
{
    for (size_t i = 0; i + 4 <= w.len; i++) {
        bool year = (w.ptr[i] == '1' && w.ptr[i + 1] == '9') ||
                    (w.ptr[i] == '2' && w.ptr[i + 1] == '0');
        if (year && w.ptr[i + 2] >= '0' && w.ptr[i + 2] <= '9' && w.ptr[i + 3] >= '0' &&
            w.ptr[i + 3] <= '9')
            return true;
    }
    return w.len >= 6 && w.len <= 9 && w.ptr[0] >= '0' && w.ptr[0] <= '9' &&
           na_str_chr(w, '.', 3) != (size_t)-1 && w.ptr[w.len - 1] != '.';
}

/* The words of a line, at most MAX_WORDS. */
static size_t words_of(na_str line, na_str *out)
{
    size_t n = 0;

    for (size_t i = 0; i < line.len && n < MAX_WORDS;) {
        size_t end = na_str_chr(line, ' ', i);
        if (end == (size_t)-1) end = line.len;
        if (end > i) out[n++] = na_str_sub(line, i, end);
        i = end + 1;
    }
    return n;
}

/* The longest run of words around a year that is a date, with little else in the line. */
static bool date_within(na_str line, const na_date_opts *o, na_date *d, na_str *raw)
{
    na_str w[MAX_WORDS];
    size_t n = words_of(line, w);

    for (size_t y = 0; y < n; y++) {
        if (!has_year(w[y])) continue;
        for (size_t from = y > 4 ? y - 4 : 0; from <= y; from++) {
            for (size_t to = y + 3 < n ? y + 3 : n - 1; to + 1 > y; to--) {
                const char *end = w[to].ptr + w[to].len;
                na_str s = na_str_n(w[from].ptr, (size_t)(end - w[from].ptr));
                while (s.len && strchr(",;|(", s.ptr[0])) s = na_str_sub(s, 1, s.len);
                while (s.len && strchr(",.;:|)/", s.ptr[s.len - 1])) s.len--;
                if (s.len < 6 || !na_date_find(s, o, d)) continue;
                if (line.len - s.len > MAX_BESIDE) return false;
                *raw = s;
                return true;
            }
        }
        return false;
    }
    return false;
}

/* The headline: the heading that says the title, or the first h1. */
static na_html_node headline(struct na_mgather *g, na_str title)
{
    static const char *const tags[] = { "h1", "h2", "h3" };
    const na_html *doc = g->doc;

    for (size_t t = 0; title.len && t < 3; t++) {
        unsigned tries = 0;
        for (na_html_node n = 0; n < na_html_count(doc) && tries < HEADING_TRIES; n++) {
            na_str s;
            if (!na_html_is(doc, n, tags[t])) continue;
            tries++;
            s = na_mgather_text(g, n);
            if (na_str_find(s, title, 0) != (size_t)-1) return n;
        }
    }
    return g->h1;
}

/* It is more than a line. */
static bool has_blocks(const na_html *doc, na_html_node n)
{
    static const char *const tags[] = { "p",  "div",     "ul",     "ol",   "li",
                                        "dl", "h1",      "h2",     "h3",   "h4",
                                        "tr", "section", "header", "table" };

    for (na_html_node k = n + 1; k < na_html_end(doc, n); k++) {
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
            if (na_html_is(doc, k, tags[i])) return true;
        }
    }
    return false;
}

bool na_mgather_dateline(struct na_mgather *g, na_str title, const na_date_opts *o,
                         na_date *out, na_str *raw_out)
{
    const na_html *doc = g->doc;
    na_html_node h = headline(g, title), n = h > BEFORE_H1 ? h - BEFORE_H1 : 1, skip = 0;
    unsigned lines = 0;

    if (!h) return false;
    for (; n < na_html_count(doc) && n < h + AFTER_H1 && lines < MAX_LINES; n++) {
        char buf[512];
        na_str line, names;
        if (n < skip || !na_html_is_elem(doc, n) || na_html_is(doc, n, "script") ||
            na_html_is(doc, n, "style"))
            continue;
        if (na_html_end(doc, n) - n > 30) continue;
        names = names_of(doc, n, buf, sizeof buf);
        if (has(names, "comment") || has(names, "related") || has(names, "breadcrumb")) {
            skip = na_html_end(doc, n);
            continue;
        }
        if (n == h || has_blocks(doc, n) || bytes_in(doc, n) > 8 * MAX_LINE) continue;
        line = na_mgather_text(g, n);
        if (line.len < 6 || line.len > MAX_LINE) continue;
        skip = na_html_end(doc, n);
        lines++;
        if (has_any(lowered(line, buf, sizeof buf), changed)) continue;
        if (date_within(line, o, out, raw_out)) return true;
    }
    return false;
}

/* -- lines that are no story -------------------------------------------------- */

/* Whether it is when, or who; *date_out says which. */
static bool is_part(na_str s, bool *date_out)
{
    /* Any day will do: whether it is a date is asked, not which. */
    const na_date_opts o = { .allow_month = true, .has_now = true, .now = 1743897600 };
    size_t label = label_of(s);
    na_date d;

    if (na_date_find(s, &o, &d)) return *date_out = true;
    if (label == 0) return false;
    s = na_str_sub(s, label, s.len);
    return only_names(s).len == s.len && is_name(s);
}

bool na_html_is_byline(na_str line)
{
    static const char *const bars[] = { "|", "·", "•", " / ", " - ", " – ", " — ", NULL };
    bool date = false;

    if (line.len > MAX_LINE) return false;
    if (is_part(line, &date)) return true;
    /* "Quay | 12 Nov. 2024, 10:00 / updated 13 Nov. 2024": short parts, and a date. */
    for (;;) {
        size_t n, cut = first_of(line, bars, &n);
        na_str part = na_str_trim(na_str_sub(line, 0, cut));
        if (part.len > MAX_PART ||
            (n == 0 && cut == line.len && !date && part.len == line.len))
            break;
        (void)is_part(part, &date);
        if (n == 0) return date;
        line = na_str_sub(line, cut + n, line.len);
    }
    return false;
}

bool na_html_begins_byline(na_str line)
{
    size_t label = label_of(line), n;
    static const char *const ends[] = { ",", " is ", " and ", NULL };
    na_str name;

    if (label == 0 || line.len > 2 * MAX_LINE) return false;
    line = na_str_sub(line, label, line.len);
    name = na_str_sub(line, 0, first_of(line, ends, &n));
    return n > 0 && na_str_chr(name, ' ', 0) != (size_t)-1 && is_name(name);
}

/* -- the address ----------------------------------------------------------------------- */

static int number(na_str s, size_t at, size_t n)
{
    int v = 0;

    if (at + n > s.len) return -1;
    for (size_t i = at; i < at + n; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
        v = v * 10 + (s.ptr[i] - '0');
    }
    return v;
}

static bool digit_at(na_str s, size_t i)
{
    return i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
}

na_str na_html_url_date(na_str url, char out[16])
{
    size_t from = na_str_find(url, NA_STR("://"), 0);
    int y, m, d;

    from = from == (size_t)-1 ? 0 : na_str_chr(url, '/', from + 3);
    for (size_t i = from; i < url.len; i++) {
        /* A number of its own, behind a stroke: /2025/04/06/, /2025-04-06-, /20250406/. */
        if (url.ptr[i] != '/' && url.ptr[i] != '-' && url.ptr[i] != '_') continue;
        if ((y = number(url, i + 1, 4)) < 1995 || y > 2099) continue;
        char sep = i + 5 < url.len ? url.ptr[i + 5] : '\0';
        size_t w = digit_at(url, i + 5) ? 0 : 1;
        if (w && !strchr("/-_", sep)) continue;
        if ((m = number(url, i + 5 + w, 2)) < 1 || m > 12) continue;
        d = number(url, i + 7 + 2 * w, 2);
        if ((w && url.len > i + 7 + w && url.ptr[i + 7 + w] != sep) || d < 1 || d > 31 ||
            digit_at(url, i + 9 + 2 * w)) {
            /* "/2025/04/race": a month, when it stands between strokes. */
            if (w && sep == '/' && url.ptr[i] == '/' && i + 8 < url.len &&
                url.ptr[i + 8] == '/') {
                (void)snprintf(out, 16, "%04d-%02d", y, m);
                return na_str_c(out);
            }
            continue;
        }
        (void)snprintf(out, 16, "%04d-%02d-%02d", y, m, d);
        return na_str_c(out);
    }
    return (na_str){ "", 0 };
}
