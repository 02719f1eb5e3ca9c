/* SPDX-License-Identifier: MIT */
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
        na_buf out;
        na_buf_init(&out, 64 * NA_MIB);
        invariants(doc);
        na_html_main(doc, NULL, &out, NULL, NULL);
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

#define P1                                                                                 \
    "Runners from eleven countries set off at dawn, passed the square and the river, and " \
    "came "                                                                                \
    "back to the stadium within three hours, organisers said."
#define P2                                                                                 \
    "Spectators lined the road, waved flags and cheered, although the wind was cold and "  \
    "the sky "                                                                             \
    "grey for most of the morning."

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),    cmocka_unit_test(test_selectors),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_reconstruction),
        cmocka_unit_test(test_main),    cmocka_unit_test(test_selected),
        cmocka_unit_test(test_meta),    cmocka_unit_test(test_meta_poor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
