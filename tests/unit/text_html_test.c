/* SPDX-License-Identifier: MIT */
/* text_html_test.c - pages, and what is said of them and in them. Long, because it is pages:
 * each stands beside what must come out of it. */
#include "base/limits.h"
#include "text/html.h"
#include "text/html_meta.h"
#include "text/html_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_html *parse(na_str s)
{
    na_html *doc = NULL;
    na_err err = { 0 };
    if (na_html_parse(s, NULL, &doc, &err) < 0) fail_msg("%s", err.msg);
    return doc;
}

/* Every node lies within its parent, siblings follow each other, the last ends it. */
static void invariants(const na_html *doc)
{
    for (na_html_node n = 0; n < na_html_count(doc); n++) {
        na_html_node end = na_html_end(doc, n), last = n + 1;
        assert_true(end > n && end <= na_html_count(doc));
        for (na_html_node c = na_html_first(doc, n); c != NA_HTML_NONE;
             c = na_html_next(doc, c)) {
            assert_int_equal(c, last);
            assert_int_equal(na_html_parent(doc, c), n);
            last = na_html_end(doc, c);
        }
        assert_int_equal(last, end);
    }
}

static void test_tree(void **state)
{
    na_html *doc =
        parse(NA_STR("<!doctype html><title>T</title><P Class='a b' id=x>one<b>two</b>"
                     "<my-Tag data-x=1>3</my-Tag><!-- no --><script>s</script></p>"));
    na_html_sel *sel = NULL;
    na_html_node p;
    na_str v, name;
    na_buf b;

    (void)state;
    invariants(doc);
    assert_int_equal(na_html_sel_new(NA_STR("p#x.b"), &sel, NULL), NA_OK);
    p = na_html_find(doc, 0, sel, NA_HTML_NONE);
    assert_true(na_html_is(doc, p, "p"));
    assert_int_equal(na_html_find(doc, 0, sel, p), NA_HTML_NONE);
    assert_true(na_html_attr(doc, p, "class", &v) && na_str_eqc(v, "a b"));
    assert_false(na_html_attr(doc, p, "href", &v));
    assert_int_equal(na_html_attrs(doc, p), 2);
    assert_true(na_html_attr_at(doc, p, 1, &name, &v) && na_str_eqc(name, "id"));
    assert_false(na_html_attr_at(doc, p, 2, &name, &v));
    na_buf_init(&b, 1000);
    na_html_text_content(doc, p, &b);
    assert_string_equal(na_buf_cstr(&b), "onetwo3");
    na_buf_release(&b);
    /* Out of range is nowhere. */
    assert_int_equal(na_html_tag(doc, NA_HTML_NONE).len, 0);
    assert_int_equal(na_html_first(doc, 99999), NA_HTML_NONE);
    na_html_sel_free(sel);
    na_html_free(doc);
}

static size_t count(const na_html *doc, const char *selector)
{
    na_html_sel *sel = NULL;
    size_t n = 0;
    na_err err = { 0 };

    if (na_html_sel_new(na_str_c(selector), &sel, &err) < 0) fail_msg("%s", err.msg);
    for (na_html_node at = NA_HTML_NONE;
         (at = na_html_find(doc, 0, sel, at)) != NA_HTML_NONE;) {
        n++;
    }
    na_html_sel_free(sel);
    return n;
}

static void test_selectors(void **state)
{
    na_html *doc = parse(NA_STR(
        "<div class=a><p>1</p><div class='b c'><p "
        "lang=en-GB>2</p><span><p>3</p></span></div></div>"
        "<a href='http://x.org/y.html' property='og:title'>l</a><my-tag>z</my-tag>"));
    static const struct {
        const char *sel;
        size_t n;
    } rows[] = {
        { "p", 3 },
        { "div", 2 },
        { ".a p", 3 },
        { ".a > p", 1 },
        { ".b>p", 1 },
        { "div div p", 2 },
        { "div > div > p", 1 },
        { "*.c", 1 },
        { "p, span", 4 },
        { "[lang]", 1 },
        { "[lang=en-GB]", 1 },
        { "[lang^=en]", 1 },
        { "[href*='x.org']", 1 },
        { "[href$=\".html\"]", 1 },
        { "[class~=b]", 1 },
        { "[property='og:title']", 1 },
        { "body div .b.c > span p", 1 },
        { "html > p", 0 },
        { "my-tag", 1 },
        { ".a > div > span > p", 1 },
        { ".c .a p", 0 },
        { "[lang='']", 0 },
    };
    static const char *const bad[] = {
        "",   " ",   "p,",     ",p", "p >", "> p",   "p:first-child", "[",
        "[a", "[a=", "[a='x]", ".",  "#",   "p + p", "p ~ p",         "[]"
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = count(doc, rows[i].sel);
        if (n != rows[i].n) fail_msg("%s: %zu, want %zu", rows[i].sel, n, rows[i].n);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        na_html_sel *sel = NULL;
        if (na_html_sel_new(na_str_c(bad[i]), &sel, NULL) != NA_EUSAGE)
            fail_msg("took %s", bad[i]);
    }
    na_html_free(doc);
}

#define P1                                                                                 \
    "Runners from eleven countries set off at dawn, passed the square and the river, and " \
    "came "                                                                                \
    "back to the stadium within three hours, organisers said."
#define P2                                                                                 \
    "Spectators lined the road, waved flags and cheered, although the wind was cold and "  \
    "the sky "                                                                             \
    "grey for most of the morning."

/* Hostile pages: a good tree or NA_ELIMIT, soon. */
static void survives(const char *unit, size_t n, const char *before, const char *after)
{
    na_buf b;
    na_html *doc = NULL;
    na_err err = { 0 };
    int rc;

    na_buf_init(&b, 64 * NA_MIB);
    na_buf_puts(&b, before);
    for (size_t i = 0; i < n; i++) na_buf_puts(&b, unit);
    na_buf_puts(&b, after);
    rc = na_html_parse(na_buf_get(&b), NULL, &doc, &err);
    if (rc != NA_OK && rc != NA_ELIMIT) fail_msg("%s: %d %s", unit, rc, err.msg);
    if (rc == NA_OK) {
        na_arena arena = { 0 };
        na_html_meta m;
        na_buf out;
        na_buf_init(&out, 64 * NA_MIB);
        invariants(doc);
        na_html_main(doc, NULL, &out, NULL, NULL);
        assert_int_equal(na_html_meta_read(doc, NULL, NA_STR(""), &m, &arena, NULL), NA_OK);
        na_arena_release(&arena);
        na_buf_release(&out);
    } else {
        assert_true(err.msg[0] != '\0');
    }
    na_html_free(doc);
    na_buf_release(&b);
}

static void test_hostile(void **state)
{
    static const char *const units[] = {
        "<div>",
        "<b>",
        "<table>",
        "<p>",
        "<li>",
        "<a>",
        "<td>",
        "<svg>",
        "<math>",
        "<i><p>",
        "<select>",
        "<template>",
        "<div/>",
        "</div>",
        "<x>",
        "<!--",
        "<![CDATA[",
        "&amp;",
        "<a><table>",
        "<b></i>",
        "<button>",
        "<font a>",
        "<",
        "<a b=",
        "<title>",
        "<script>",
        "</p>",
        "<frameset>",
        "<ruby><rt>",
        "<dl><dt>",
        "<option><optgroup>",
        "<form><table><tr><td>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        survives(units[i], 100000, "", "");
    survives("a ", 500000, "<p ", ">");           /* attributes */
    survives("x", 10000000, "<p title='", "'>t"); /* one long one */
    survives("<p>x", 20000, "<b a=1><b a=2><b a=3><b a=4><b a=5><b a=6>", "");
    survives("<html a><body b>", 50000, "", "");
    survives("<p><b><i>", 20000, "", "");
    survives("<div itemprop=author class=author>", 1500, "", "<p>x<p>y<p>z<p>x");
    survives("<div><h3>Related</h3><p>x", 1500, "<body><p>story", "");
    survives("<div class=q>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</div>", 100000,
             "<body><div class=z><p>" P1 "</p></div>", "");
}

/* Formatting elements that gumbo would open again for every paragraph. */
static void test_reconstruction(void **state)
{
    na_buf b;
    na_html *doc = NULL;
    na_err err = { 0 };

    (void)state;
    na_buf_init(&b, NA_MIB);
    na_buf_puts(&b, "<p>");
    for (int i = 0; i < 1500; i++) na_buf_printf(&b, "<b a=%d>", i);
    for (int i = 0; i < 5000; i++) na_buf_puts(&b, "<p>x</p>");
    assert_int_equal(na_html_parse(na_buf_get(&b), NULL, &doc, &err), NA_ELIMIT);
    na_buf_release(&b);
}

static void main_is(const char *page, const char *title, const char *want, const char *gone)
{
    na_html *doc = parse(na_str_c(page));
    na_html_text_opts o = { .title = na_str_c(title) };
    na_buf body, removed;

    na_buf_init(&body, NA_MIB);
    na_buf_init(&removed, NA_MIB);
    assert_int_equal(na_html_main(doc, &o, &body, &removed, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&body), want);
    assert_string_equal(na_buf_cstr(&removed), gone);
    na_buf_release(&removed);
    na_buf_release(&body);
    na_html_free(doc);
}

static void test_main(void **state)
{
    (void)state;
    main_is("<body><nav><a href=/>Home</a> <a href=/s>Sport</a></nav><article><h1>Race is "
            "back</h1><p class=byline>By Ann Example</p><p>" P1
            "</p><div class='share-tools'>"
            "Share this</div><h2>The crowd</h2><p>" P2 "</p><ul><li>First<li>Second</ul>"
            "<p>Kindly refrain from using derogatory words in your comments.</p></article>"
            "<aside><p>" P1 " Related.</p></aside><footer>(c) Example</footer>",
            "RACE IS BACK", P1 "\n\nThe crowd\n\n" P2 "\n\n- First\n\n- Second",
            "Kindly refrain from using derogatory words in your comments.");
    /* A layout of tables and line breaks. */
    main_is("<table><tr><td><a href=1>One</a><br><a href=2>Two</a></td><td>" P1
            "<br><br>" P2 "<br>Same paragraph.</td></tr></table>",
            "", P1 "\n\n" P2 "\nSame paragraph.", "");
    /* A form around everything is no form. */
    main_is(
        "<form id=aspnetForm class=sidebar><p>" P1 "</p><p>" P2 "</p><p>" P1 "</p><p>" P2
        "</p><p>" P1 "</p><p>" P2 "</p><p>" P1 "</p><p>" P2 "</p><p>" P1 "</p></form>",
        "",
        P1 "\n\n" P2 "\n\n" P1 "\n\n" P2 "\n\n" P1 "\n\n" P2 "\n\n" P1 "\n\n" P2 "\n\n" P1,
        "");
    main_is("", "", "", "");
    main_is("<pre>a\n  b</pre>", "", "a\n  b", "");
}

static void test_selected(void **state)
{
    na_html *doc =
        parse(NA_STR("<div id=m><p>Short.</p><p class=x>Gone.</p></div><p>Outside.</p>"));
    na_html_text_opts o = { .content = NA_STR("#m"), .drop = NA_STR(".x") };
    na_buf body;

    (void)state;
    na_buf_init(&body, NA_MIB);
    assert_int_equal(na_html_main(doc, &o, &body, NULL, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&body), "Short.");
    o.drop = NA_STR("!");
    assert_int_equal(na_html_main(doc, &o, &body, NULL, NULL), NA_EUSAGE);
    na_buf_reset(&body);
    assert_int_equal(na_html_plain(doc, 0, &body, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&body), "Short.\n\nGone.\n\nOutside.");
    na_buf_release(&body);
    na_html_free(doc);
}

static void val_is(na_html_val v, const char *want, const char *from)
{
    assert_int_equal(v.value.len, strlen(want));
    assert_memory_equal(v.value.ptr, want, v.value.len);
    if (from) {
        assert_string_equal(v.from, from);
    } else {
        assert_null(v.from);
    }
}

static void test_meta(void **state)
{
    na_html *doc = parse(NA_STR(
        "<html lang=en_GB><head><title>Race is back - The Example</title>"
        "<link rel=canonical href='https://example.org/race'>"
        "<meta property='og:title' content='Race is back | The Example'>"
        "<meta property='og:site_name' content='The Example'>"
        "<meta property='article:tag' content='sport'><meta property='article:tag' "
        "content=run>"
        "<meta name=date content='yesterday'>"
        "<script type='application/ld+json'>{broken</script>"
        "<script "
        "type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebPage\",\"name\":\"W\"},"
        "{\"@type\":[\"NewsArticle\"],\"author\":[{\"name\":\"By Ann\"},\"Bob\"],"
        "\"datePublished\":\"2025-04-06T09:30:00+09:00\",\"articleSection\":\"Sport\"}]}</"
        "script>"
        "</head><body><h1>Race is back</h1>"));
    na_arena arena = { 0 };
    na_html_meta m;
    char date[40];

    (void)state;
    assert_int_equal(na_html_meta_read(doc, NULL, (na_str){ 0 }, &m, &arena, NULL), NA_OK);
    val_is(m.title, "Race is back", "og:title");
    val_is(m.site, "The Example", "og:site_name");
    val_is(m.url, "https://example.org/race", "canonical");
    assert_true(m.permalink);
    val_is(m.lang, "en-GB", "html lang");
    val_is(m.section, "Sport", "json-ld");
    assert_int_equal(m.authors.n, 2);
    assert_true(na_str_eqc(m.authors.v[0], "Ann") && na_str_eqc(m.authors.v[1], "Bob"));
    assert_int_equal(m.tags.n, 2);
    na_date_format(&m.published.date, date);
    assert_string_equal(date, "2025-04-06T09:30:00+09:00");
    assert_int_equal(m.modified.date.precision, NA_PREC_NONE);
    na_arena_release(&arena);
    na_html_free(doc);
}

static void test_meta_poor(void **state)
{
    na_html *doc =
        parse(NA_STR("<title>Site</title><header><h1 class=logo>Site</h1></header>"
                     "<article><h1>Headline</h1><time datetime='2025-04-06'>Sunday</time>"
                     "<a href=/x rel=canonical>no</a></article>"));
    na_arena arena = { 0 };
    na_html_meta m;

    (void)state;
    assert_int_equal(
        na_html_meta_read(doc, NULL, NA_STR("https://e.org/a/b"), &m, &arena, NULL), NA_OK);
    val_is(m.title, "Headline", "h1");
    val_is(m.url, "", NULL);
    assert_false(m.permalink);
    assert_int_equal(m.published.date.precision, NA_PREC_DAY);
    na_html_free(doc);
    /* Times that disagree date nothing; a relative canonical link takes its base. */
    doc = parse(NA_STR("<link rel=canonical href=/c><time datetime='2025-04-06'></time>"
                       "<time datetime='2025-05-06'></time>"));
    assert_int_equal(
        na_html_meta_read(doc, NULL, NA_STR("https://e.org/a/b"), &m, &arena, NULL), NA_OK);
    val_is(m.url, "https://e.org/c", "canonical");
    assert_int_equal(m.published.date.precision, NA_PREC_NONE);
    val_is(m.title, "", NULL);
    na_html_free(doc);
    na_arena_release(&arena);
}

/* The story in two boxes of a kind, a third of another; a figure beside them; what is
 * inside and none of it. */
static void test_boxes(void **state)
{
    (void)state;
    main_is("<main><div class='chunk chunk-1'><p>" P1 "</p><p>" P2 "</p><p>" P1
            " A.</p><p>" P2
            " A.</p></div><div class=other><p>An hour of a film, now in the shop.</p></div>"
            "<div class='chunk chunk-2'><p>Nobody was hurt on that day, they all "
            "said.</p></div></main>",
            "",
            P1 "\n\n" P2 "\n\n" P1 " A.\n\n" P2
               " A.\n\nNobody was hurt on that day, they all said.",
            "");
    /* A block whose class says both is read; a gallery goes however long it is. */
    main_is("<article><div class='story-body skip-target'><p>" P1 "</p><p>" P2 "</p><p>" P1
            " A.</p><p>" P2 " A.</p><p>" P1 " B.</p></div><div class=photo-gallery><p>" P1
            " One.</p><p>" P1 " Two.</p><p>" P1 " Three.</p><p>" P1
            " Four.</p></div></article>",
            "", P1 "\n\n" P2 "\n\n" P1 " A.\n\n" P2 " A.\n\n" P1 " B.", "");
    /* "comments-open" on the page is no comment; what is headed so is. */
    main_is("<div class='post comments-open'><h1>Race</h1><p>" P1 "</p><p>" P2 "</p><p>" P1
            " A.</p><p>" P2 " A.</p><h3>2 comments on “Race”</h3><div><p>I ran it, "
            "too.</p></div></div><footer>" P2 " " P1 " " P2 "</footer>",
            "Race", P1 "\n\n" P2 "\n\n" P1 " A.\n\n" P2 " A.",
            "2 comments on “Race”\n\nI ran it, too.");
    /* What names say is not believed when nearly all of the text would go. */
    main_is("<nav>" P1 " " P2 " " P1 " " P2 "</nav><div class=cookies-of-the-world><p>" P1
            " A.</p><p>" P2 " A.</p><p>" P1 " B.</p><p>" P2 " B.</p></div><nav>" P2 " " P1
            " " P2 " " P1
            "</nav><div id=z><p>The one line that stands outside of everything else here, "
            "alone and of no use to anybody.</p></div>",
            "", P1 " A.\n\n" P2 " A.\n\n" P1 " B.\n\n" P2 " B.", "");
    /* A form around a short page. */
    main_is("<form id=f><p>A line of a page that has no more.</p></form>", "",
            "A line of a page that has no more.", "");
}

static void test_inside(void **state)
{
    (void)state;
    /* Related stories between paragraphs, with a heading of their own; a pitch; a lone
     * link. */
    main_is(
        "<article><p>" P1 "</p><div><h3>Related stories</h3><p>The one about the bridge "
        "that was not built.</p></div><p>" P2 "</p><p><a href=/x>See what he said about "
        "the wind</a></p><p>Sign up for our newsletter and get it every day.</p><p>" P1
        " End.</p></article>",
        "", P1 "\n\n" P2 "\n\n" P1 " End.",
        "Related stories\n\nThe one about the bridge that was not built.\n\nSee what he "
        "said about the wind\n\nSign up for our newsletter and get it every day.");
    /* Items that begin with a link are the story's; a list of nothing but links is not. */
    main_is(
        "<article><p>" P1 "</p><ul><li><a href=1>Ann Example</a> won, in the time she had "
        "hoped for<li><a href=2>Bob</a> was second</ul><p>" P2
        "</p><ul><li><a href=3>Older</a><li><a href=4>Oldest</a></ul><p>" P1
        " End.</p></article>",
        "",
        P1 "\n\n- Ann Example won, in the time she had hoped for\n\n- Bob was second\n\n" P2
           "\n\n" P1 " End.",
        "- Older\n\n- Oldest");
    /* What is quoted may carry a bad name; a caption is kept; labels of a chart are not. */
    main_is(
        "<article><p>" P1 "</p><blockquote class=twitter-tweet><p>Drink water.</p>"
        "</blockquote><figure><figcaption>The stadium.</figcaption></figure><div><p>12<p>14"
        "<p>16<p>18<p>20<p>22<p>24<p>26</div><p>" P2 "</p></article>",
        "", P1 "\n\nDrink water.\n\nThe stadium.\n\n" P2,
        "12\n\n14\n\n16\n\n18\n\n20\n\n22\n\n24\n\n26");
    /* Data keeps its rows, a layout does not. */
    main_is("<article><p>" P1
            "</p><table><caption>Places</caption><tr><th>Who<th>Time<tr><td>"
            "Ann<td><p>2:31</p><tr><td>Bob<td>2:40</table><p>" P2 "</p></article>",
            "", P1 "\n\nPlaces\n\nWho | Time\nAnn | 2:31\nBob | 2:40\n\n" P2, "");
}

#define K1                                                                                                                 \
    "평양에서 열린 국제마라톤에 열한 나라 선수들이 참가해 새벽에 출발하여 광장과 강을 " \
    "지나 세 시간 안에 "                                                                                            \
    "경기장으로 돌아왔다고 주최 측이 밝혔다."
#define J1                                                                                                                           \
    "大会には十一か国の選手が参加し、夜明けに出発して広場と川沿いを通り、三時間以内に競技" \
    "場へ戻ったと主催者"                                                                                                    \
    "は述べた。沿道では観客が旗を振って声援を送った。"

/* Scripts without blanks, with fewer letters for as much: the same rules must hold. */
static void test_cjk(void **state)
{
    (void)state;
    main_is("<div id=wrap><ul><li><a href=1>정치</a><li><a href=2>경제</a></ul><div "
            "class=view><p>" K1 "</p><p>" K1
            " 둘.</p></div><div><h3>관련기사</h3><ul><li><a href=3>다른 소식</a></ul></div>"
            "<p>저작권자 ⓒ 통신. 무단전재 및 재배포 금지</p></div>",
            "", K1 "\n\n" K1 " 둘.", "");
    main_is("<body><div><a href=1>政治</a> <a href=2>経済</a></div><div><p>" J1 "</p><p>" J1
            "続く。</p><h2>関連記事</h2><p><a href=3>別の記事の見出し</a></p></div>",
            "", J1 "\n\n" J1 "続く。", "関連記事\n\n別の記事の見出し");
}

struct said {
    const char *page, *title, *authors, *date, *from;
};

static void says(const struct said *s)
{
    na_html *doc = parse(na_str_c(s->page));
    na_arena arena = { 0 };
    na_html_meta m;
    na_buf names;
    char date[40];

    na_buf_init(&names, 10000);
    assert_int_equal(na_html_meta_read(doc, NULL, NA_STR("https://www.quay.example/x"), &m,
                                       &arena, NULL),
                     NA_OK);
    for (size_t i = 0; i < m.authors.n; i++) {
        if (i) na_buf_puts(&names, "; ");
        na_buf_str(&names, m.authors.v[i]);
    }
    na_date_format(&m.published.date, date);
    if (s->title && !na_str_eqc(m.title.value, s->title))
        fail_msg("title %.*s of %s", NA_STR_ARG(m.title.value), s->page);
    if (s->authors && strcmp(na_buf_cstr(&names), s->authors) != 0)
        fail_msg("authors %s of %s", na_buf_cstr(&names), s->page);
    if (s->date && strcmp(date, s->date) != 0) fail_msg("date %s of %s", date, s->page);
    if (s->from) assert_string_equal(m.published.from ? m.published.from : "", s->from);
    na_buf_release(&names);
    na_arena_release(&arena);
    na_html_free(doc);
}

static void test_lines(void **state)
{
    static const struct said rows[] = {
        { "<h1>A</h1><p class=byline>By Nora Quill and Ivo Marren | 12 November 2024</p>",
          NULL, "Nora Quill; Ivo Marren", "2024-11-12", "dateline" },
        { "<h1>A</h1><p>Von Jörg Müller, Ana Ruiz</p>", NULL, "Jörg Müller; Ana Ruiz", "",
          "" },
        { "<h1>제목</h1><span class=date>입력 2024.11.12 09:30</span><em>문가람 기자</em>",
          NULL, "문가람", "2024-11-12T09:30:00Z", NULL },
        { "<h1>A</h1><div class=author><a rel=author href=/a>Ana Ruiz</a> Follow her</div>",
          NULL, "Ana Ruiz", NULL, NULL },
        { "<h1>A</h1><div class='author-name'>Автор: Иван Петров</div>", NULL,
          "Иван Петров", NULL, NULL },
        { "<h1>A</h1><span class=writer>记者：王小明</span>", NULL, "王小明", NULL, NULL },
        { "<h2>A</h2><p class=meta><span class=author>Henning Vosskamp</span> | 7. Mai "
          "2025</p>",
          NULL, "Henning Vosskamp", "2025-05-07", "dateline" },
        { "<h1>A</h1><table><tr><td>12 November 2024<td>No. 7</table>", NULL, "",
          "2024-11-12", "dateline" },
        /* No names: a role, an address, a sentence, a count. */
        { "<h1>A</h1><p class=byline>By staff writer</p>", NULL, "", NULL, NULL },
        { "<h1>A</h1><span class=author>https://a.example/b</span>", NULL, "", NULL, NULL },
        { "<h1>A</h1><p>By and large the harbour was quiet that morning.</p>", NULL, "",
          NULL, NULL },
        { "<h1>A</h1><p>3 hours ago</p><span class=timestamp>soon</span>", NULL, "", "",
          "" },
        /* A date further down is of something else; two that differ are of nobody. */
        { "<h1>A</h1><p class=date>Updated: 3 March 2024</p>", NULL, NULL, "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) says(&rows[i]);
}

static void test_items(void **state)
{
    static const struct said rows[] = {
        /* Of nested items only the article's own. */
        { "<article itemscope itemtype='http://schema.org/NewsArticle'><h2 "
          "itemprop=headline>Fog"
          "</h2><span itemprop=author itemscope itemtype='http://schema.org/Person'><b "
          "itemprop=name>Ann Example</b></span><meta itemprop=datePublished "
          "content=2025-04-06>"
          "<div itemprop=comment itemscope itemtype='http://schema.org/Comment'><i "
          "itemprop=author>Troll</i><time itemprop=datePublished "
          "datetime=2025-05-01>x</time></div></article>",
          "Fog", "Ann Example", "2025-04-06", "microdata" },
        { "<div typeof='schema:NewsArticle'><h2 property='schema:headline'>Fog</h2><span "
          "property='schema:datePublished' content='2025-04-06'></span><p "
          "property='schema:author'>Ann Example</p></div>",
          "Fog", "Ann Example", "2025-04-06", "rdfa" },
        /* A graph that names its author elsewhere; a line end inside a string. */
        { "<script "
          "type='application/ld+json'>{\"@graph\":[{\"@type\":\"Article\",\"headline\":"
          "\"Fog\non the river\",\"author\":{\"@id\":\"#a\"},\"datePublished\":"
          "\"2025-04-06\"},{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ann "
          "Example\"}]};</script>",
          "Fog on the river", "Ann Example", "2025-04-06", "json-ld" },
        { "<script type='application/ld+json'>{\"@type\":\"WebPage\",\"mainEntityOfPage\":{"
          "\"@type\":\"NewsArticle\",\"headline\":\"Fog\",\"author\":[\"https://"
          "a.example\"]}}"
          "</script>",
          "Fog", "", "", "" },
        { "<link rel=canonical "
          "href='https://quay.example/2025/04/06/fog'><title>Fog</title>",
          "Fog", "", "2025-04-06", "url" },
        { "<link rel=canonical href='https://quay.example/news/20250406_fog.html'>", NULL,
          NULL, "2025-04-06", "url" },
        { "<link rel=canonical href='https://quay.example/2025/04/fog'>", NULL, NULL,
          "2025-04-01", "url" },
        { "<link rel=canonical href='https://quay.example/item/20259999/2025/x-1999'>",
          NULL, NULL, "", "" },
        { "<link rel=canonical href='https://2025-04-06.example/'>", NULL, NULL, "", "" },
        /* Anything on the page is better than its address. */
        { "<link rel=canonical href='https://quay.example/2025/04/06/fog'><meta name=date "
          "content='2025-04-05T23:00:00Z'>",
          NULL, NULL, "2025-04-05T23:00:00Z", "date" },
        /* Times that differ: the one by the headline. */
        { "<time datetime=2025-01-01></time><div><h1>Fog</h1><time "
          "datetime=2025-04-06></time></div>"
          "<p><time datetime=2025-02-02></time>",
          NULL, NULL, "2025-04-06", "time" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) says(&rows[i]);
}

static void test_titles(void **state)
{
    static const struct said rows[] = {
        { "<title>Fog closes the port - Quay</title>", "Fog closes the port", NULL, NULL,
          NULL },
        { "<title>Fog closes the port - ships wait</title>",
          "Fog closes the port - ships wait", NULL, NULL, NULL },
        { "<title>안개로 항구 폐쇄 : 부두신문</title><h1>안개로 항구 폐쇄</h1>",
          "안개로 항구 폐쇄", NULL, NULL, NULL },
        { "<title>港口因雾关闭_国内_码头网</title><h1>港口因雾关闭</h1>", "港口因雾关闭",
          NULL, NULL, NULL },
        /* The headline that <title> repeats, not the first. */
        { "<title>Fog closes the port</title><h1>Weather on the coast and "
          "inland</h1><h1>Fog closes the port"
          "</h1>",
          "Fog closes the port", NULL, NULL, NULL },
        /* A short one that has nothing to do with it is of a box. */
        { "<title>Fog closes the port for a night</title><h1>Most read</h1>",
          "Fog closes the port for a night", NULL, NULL, NULL },
        /* A site's name in <title> is no reason to doubt the headline. */
        { "<title>Quay</title><h1>Fog closes the port for a night</h1>",
          "Fog closes the port for a night", NULL, NULL, NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) says(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),    cmocka_unit_test(test_selectors),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_reconstruction),
        cmocka_unit_test(test_main),    cmocka_unit_test(test_selected),
        cmocka_unit_test(test_meta),    cmocka_unit_test(test_meta_poor),
        cmocka_unit_test(test_boxes),   cmocka_unit_test(test_inside),
        cmocka_unit_test(test_cjk),     cmocka_unit_test(test_lines),
        cmocka_unit_test(test_items),   cmocka_unit_test(test_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
