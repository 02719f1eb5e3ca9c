/* SPDX-License-Identifier: MIT */
/* make_pages.c - articles of make_articles (JSON lines, on standard input) as web pages, in
 * a tar on standard output
 *
 * A page is what an outlet puts around a story: a head of metadata (some say when and who
 * in JSON-LD, some in meta, some in a byline alone), navigation, the story with a picture
 * and a pitch in the middle of it, related links, comments, a footer, and scripts with
 * state that compresses badly. How much of each there is differs by outlet and by page: 20
 * to 200 KB. The same articles give the same bytes. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_MAX = 1 << 20, LINE_MAX_LEN = 256 << 10, BLOCK = 512 };

static char page[PAGE_MAX], line[LINE_MAX_LEN];
static size_t used;
static uint64_t state;

static uint64_t next(void) /* splitmix64 */
{
    uint64_t z = (state += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static unsigned below(unsigned n) { return (unsigned)(next() % n); }

__attribute__((format(printf, 1, 2))) static void put(const char *fmt, ...)
{
    va_list ap;
    int k;

    va_start(ap, fmt);
    k = vsnprintf(page + used, sizeof page - used, fmt, ap);
    va_end(ap);
    if (k > 0) used += (size_t)k < sizeof page - used ? (size_t)k : sizeof page - used - 1;
}

/* Where the text of a member begins, as JSON has it; "" when it is missing. */
static const char *member(const char *name)
{
    char key[40];
    const char *at;

    snprintf(key, sizeof key, "\"%s\":\"", name);
    at = strstr(line, key);
    return at ? at + strlen(key) : "";
}

static size_t length(const char *s)
{
    size_t n = 0;

    while (s[n] && s[n] != '"') n += s[n] == '\\' && s[n + 1] ? 2 : 1;
    return n;
}

static void noise(unsigned n)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    for (unsigned i = 0; i < n && used + 2 < sizeof page; i += 8)
        for (uint64_t r = next(), k = 0; k < 8 && used + 2 < sizeof page; k++, r >>= 6)
            page[used++] = digits[r & 63];
    page[used] = 0;
}

/* Some words of the story, as links and comments are made of. */
static void words(const char *body, size_t n, unsigned count)
{
    size_t at = n > 400 ? below((unsigned)n - 300) : 0;

    while (at < n && body[at] != ' ') at++;
    for (unsigned k = 0; at < n && k < count; at++) {
        if (body[at] == '\\') {
            at++;
            continue;
        }
        if (body[at] == ' ') k++;
        put("%c", body[at]);
    }
}

static void paragraphs(const char *body, size_t n)
{
    size_t from = 0;
    unsigned k = 0;

    for (size_t i = 0; i <= n; i++) {
        if (i < n && !(body[i] == '\\' && body[i + 1] == 'n')) continue;
        if (i > from) {
            put("<p class=\"story-text css-%x\">%.*s</p>\n", below(4096), (int)(i - from),
                body + from);
            if (++k == 2)
                put("<aside class=\"newsletter\"><p>Get the day's stories in your inbox "
                    "every "
                    "morning.</p><form><input type=email><button>Sign "
                    "up</button></form></aside>\n");
        }
        from = ++i + 1;
    }
}

static void scripts(unsigned bytes)
{
    put("<script>window.__STATE__={\"v\":%u,\"t\":\"", below(1000));
    noise(bytes);
    put("\"};(function(w,d){w.q=w.q||[];w.q.push(['init',{id:'%llx',ab:%u}]);})(window,"
        "document);"
        "</script>\n",
        (unsigned long long)next(), below(10));
}

static void make(unsigned long number)
{
    const char *title = member("title"), *body = member("body"),
               *when = member("published"), *outlet = member("source");
    const size_t nt = length(title), nb = length(body), nw = length(when),
                 no = length(outlet);
    unsigned kind;

    used = 0;
    state = number * 1000003u + 7;
    kind = no ? (unsigned char)outlet[no - 1] % 4 : 0;
    put("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%.*s | "
        "%.*s</title>\n",
        (int)nt, title, (int)no, outlet);
    put("<link rel=\"canonical\" href=\"https://%u.example/%lu/story.html\">\n", kind,
        number);
    put("<meta property=\"og:title\" content=\"%.*s\"><meta property=\"og:site_name\" "
        "content=\"%.*s\"><meta name=viewport content=\"width=device-width\">\n",
        (int)nt, title, (int)no, outlet);
    if (kind == 0)
        put("<script "
            "type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":"
            "\"NewsArticle\",\"headline\":\"%.*s\",\"datePublished\":\"%.*s\",\"author\":{"
            "\"@type\":"
            "\"Person\",\"name\":\"Ada Quill\"}}</script>\n",
            (int)nt, title, (int)nw, when);
    if (kind == 1)
        put("<meta property=\"article:published_time\" content=\"%.*s\">\n", (int)nw, when);
    for (unsigned i = 0; i < 4 + below(12); i++)
        put("<link rel=\"preload\" as=\"script\" href=\"/static/%llx.js\">\n",
            (unsigned long long)next());
    put("<style>.a%x{margin:0 auto;max-width:%upx}.story-text{font:%upx/1.5 "
        "serif}</style>\n",
        below(4096), 600 + below(400), 14 + below(8));
    scripts(4000 + below(24000));
    put("</head>\n<body class=\"page t%u\">\n<header><a href=\"/\">%.*s</a><nav><ul>\n",
        kind, (int)no, outlet);
    for (unsigned i = 0; i < 30 + below(60); i++)
        put("<li class=\"menu-item menu-item-%u\"><a href=\"/section/%u\">Section "
            "%u</a></li>\n",
            i, i, i);
    put("</ul></nav></header>\n<main><article itemscope "
        "itemtype=\"https://schema.org/NewsArticle\">\n"
        "<h1 class=\"headline\">%.*s</h1>\n<div class=\"byline\">By Ada "
        "Quill%s%.*s</div>\n",
        (int)nt, title, kind > 1 ? " | " : "", kind > 1 ? (int)(nw < 10 ? nw : 10) : 0,
        when);
    put("<figure><img src=\"data:image/jpeg;base64,");
    noise(500 + below(8000));
    put("\"><figcaption>A picture</figcaption></figure>\n<div class=\"share\"><a "
        "href=\"#\">Share</a> "
        "<a href=\"#\">Tweet</a></div>\n");
    paragraphs(body, nb);
    put("</article>\n<section class=\"related\"><h2>More stories</h2><ul>\n");
    for (unsigned i = 0; i < 10 + below(40) && nb; i++) {
        put("<li><a href=\"/%u/%llx\">", below(100000), (unsigned long long)next() >> 40);
        words(body, nb, 6 + below(6));
        put("</a></li>\n");
    }
    put("</ul></section>\n<section id=\"comments\"><h2>Comments</h2>\n");
    for (unsigned i = 0, n = below(30); i < n && nb; i++) {
        put("<div class=\"comment\"><b>reader%u</b> <time>%u hours ago</time><p>",
            below(9999), 1 + below(40));
        words(body, nb, 10 + below(60));
        put("</p><a href=\"#\">Reply</a></div>\n");
    }
    put("</section></main>\n<footer><p>Copyright %.*s. All rights reserved.</p></footer>\n",
        (int)no, outlet);
    for (unsigned i = 0; i < 1 + below(5); i++) scripts(2000 + below(12000));
    put("</body></html>\n");
}

static void member_out(unsigned long number)
{
    static char head[BLOCK], zeros[BLOCK];
    unsigned sum = 0;

    memset(head, 0, sizeof head);
    snprintf(head, 100, "site%02lu/%06lu.html", number % 16, number);
    snprintf(head + 100, 8, "%07o", 0644u);
    snprintf(head + 108, 8, "%07o", 0u);
    snprintf(head + 116, 8, "%07o", 0u);
    snprintf(head + 124, 12, "%011lo", (unsigned long)used);
    snprintf(head + 136, 12, "%011lo", 1743897600ul + number);
    memset(head + 148, ' ', 8);
    head[156] = '0';
    memcpy(head + 257, "ustar\00000", 8);
    for (unsigned i = 0; i < BLOCK; i++) sum += (unsigned char)head[i];
    snprintf(head + 148, 8, "%06o", sum);
    fwrite(head, 1, BLOCK, stdout);
    fwrite(page, 1, used, stdout);
    if (used % BLOCK) fwrite(zeros, 1, BLOCK - used % BLOCK, stdout);
}

int main(void)
{
    static const char end[2 * BLOCK];

    for (unsigned long number = 1; fgets(line, sizeof line, stdin); number++) {
        make(number);
        member_out(number);
    }
    fwrite(end, 1, sizeof end, stdout);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
