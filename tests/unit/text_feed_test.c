/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include "base/limits.h"
#include "text/feed.h"
#include "text/xml_mend.h"
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

typedef struct parsed {
    na_arena arena;
    na_feed f;
} parsed;

static parsed parse_at(const char *s, const char *base)
{
    parsed p = { 0 };
    na_err err = { 0 };

    if (na_feed_parse(na_str_c(s), na_str_c(base), &p.arena, &p.f, &err) < 0)
        fail_msg("%s: %s", s, err.msg);
    return p;
}

static parsed parse(const char *s) { return parse_at(s, ""); }

static void equal(na_str got, const char *want)
{
    if (!na_str_eqc(got, want)) fail_msg("\"%.*s\", not \"%s\"", NA_STR_ARG(got), want);
}

/* The first item of an RSS feed with that inside. */
static parsed item(const char *inside)
{
    char s[2000];

    (void)snprintf(s, sizeof s, "<rss><channel><item>%s</item></channel></rss>", inside);
    return parse(s);
}

static void done(parsed *p) { na_arena_release(&p->arena); }

/* -- fields ---------------------------------------------------------------------------- */

static void vocabularies_are_told_apart(void **state)
{
    parsed p = item("<media:title>Photo</media:title><title>Story</title>"
                    "<x:title xmlns:x='urn:other'>Other</x:title>");
    (void)state;
    equal(p.f.items[0].title, "Story");
    done(&p);
    /* The same under a prefix of its own, and under none that was declared. */
    p = item("<d:creator xmlns:d='http://purl.org/dc/elements/1.1/'>A</d:creator>"
             "<dc:date>2025-04-06</dc:date>");
    equal(p.f.items[0].people.v[0].name, "A");
    equal(p.f.items[0].published, "2025-04-06");
    assert_string_equal(p.f.damage, "");
    done(&p);
}

static void people_are_taken_apart(void **state)
{
    static const struct {
        const char *s, *name, *email;
    } cases[] = {
        { "Nora Quill", "Nora Quill", "" },
        { "nora@q.example", "", "nora@q.example" },
        { "nora@q.example (Nora Quill)", "Nora Quill", "nora@q.example" },
        { "Nora Quill (nora@q.example)", "Nora Quill", "nora@q.example" },
        { "Nora Quill &lt;nora@q.example&gt;", "Nora Quill", "nora@q.example" },
        { "Nora @ home", "Nora @ home", "" },
        { "mailto:nora@q.example", "", "nora@q.example" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char s[200];
        parsed p;
        (void)snprintf(s, sizeof s, "<author>%s</author>", cases[i].s);
        p = item(s);
        assert_int_equal(p.f.items[0].people.n, 1);
        equal(p.f.items[0].people.v[0].name, cases[i].name);
        equal(p.f.items[0].people.v[0].email, cases[i].email);
        done(&p);
    }
}

static void a_link_is_a_permalink_where_the_feed_says_so(void **state)
{
    static const struct {
        const char *s, *url;
        bool permalink;
    } cases[] = {
        { "<guid>http://a.example/1</guid>", "http://a.example/1", true },
        { "<guid isPermaLink='false'>http://a.example/1</guid>", "", false },
        { "<guid>4711</guid><link>http://a.example/l</link>", "http://a.example/l", false },
        { "<link>http://a.example/l</link>", "http://a.example/l", false },
        { "<guid>http://a.example/g</guid><link>http://a.example/l</link>",
          "http://a.example/l", false },
        { "<link>javascript:alert(1)</link>", "", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parsed p = item(cases[i].s);
        equal(p.f.items[0].url, cases[i].url);
        assert_int_equal(p.f.items[0].permalink, cases[i].permalink);
        done(&p);
    }
}

static void addresses_are_joined(void **state)
{
    parsed p =
        parse_at("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='b/'>"
                 "<entry xml:base='c/'><link href='d'/></entry>"
                 "<entry><link rel='enclosure' href='/e'/><link href='f'/></entry></feed>",
                 "http://a.example/x");
    (void)state;
    equal(p.f.items[0].url, "http://a.example/b/c/d");
    equal(p.f.items[1].url, "http://a.example/b/f");
    equal(p.f.items[1].enclosures.v[0], "http://a.example/e");
    done(&p);
}

static void texts_are_markup_or_plain(void **state)
{
    parsed p = parse("<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
                     "<title type='text'>1 &lt; 2</title><summary>A &amp; B</summary>"
                     "<content type='html'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>");
    (void)state;
    assert_int_equal(p.f.items[0].title_kind, NA_FEED_PLAIN);
    assert_true(p.f.items[0].html);
    equal(p.f.items[0].content, "<p>x</p>");
    equal(p.f.items[0].summary, "A &amp; B"); /* as markup, like the content */
    done(&p);
    p = parse(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
        "<content mode='base64' type='text/html'>PGI+eDwvYj4=</content></entry></feed>");
    equal(p.f.items[0].content, "<b>x</b>");
    done(&p);
    p = item("<description>a&lt;iframe "
             "src='x'/>b&lt;object>c&lt;iframe>d&lt;/iframe></description>");
    equal(p.f.items[0].summary, "abc<iframe>d</iframe>");
    done(&p);
}

/* -- broken ones ----------------------------------------------------------------------- */

static void what_is_broken_is_read(void **state)
{
    parsed p =
        parse("<rss><channel><title>A & B</title>"
              "<item><title>x < y</title><description>a<br>b<i>c</description></item>"
              "<item><title>AT&T</title></b>"
              "<item><title>third</title></item></channel></rss> rubbish");
    (void)state;
    assert_int_equal(p.f.n, 3);
    equal(p.f.title, "A & B");
    equal(p.f.items[0].title, "x < y");
    equal(p.f.items[0].summary, "a<br></br>b<i>c</i>");
    equal(p.f.items[1].title, "AT&T");
    equal(p.f.items[2].title, "third");
    assert_true(p.f.damage[0] != '\0');
    assert_false(p.f.cut);
    done(&p);
}

/* Cut anywhere: no item that was whole is lost, none that was not is given. */
static void a_cut_feed_gives_its_whole_items(void **state)
{
    static const char *const whole[] = {
        "<rss><channel><title>T</title><item><title>one</title><guid>1</guid></item>"
        "<item><title>two</title><description><![CDATA[<p>x</p>]]></description></item>"
        "</channel></rss>",
        "{\"version\":\"https://jsonfeed.org/version/"
        "1\",\"items\":[{\"id\":\"1\",\"title\":\"one\"},"
        "{\"id\":\"2\",\"title\":\"two\",\"content_text\":\"x\"}]}"
    };
    static const char *const ends[] = { "</item>", "}" };

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        const size_t n = strlen(whole[k]);
        for (size_t i = 0; i < n; i++) {
            const na_str s = na_str_n(whole[k], i);
            na_arena arena = { 0 };
            na_feed f;
            size_t want = 0, at = 0;
            if (na_feed_parse(s, (na_str){ "", 0 }, &arena, &f, NULL) == NA_OK) {
                for (; (at = na_str_find(s, na_str_c(ends[k]), at)) != (size_t)-1; at++)
                    want++;
                if (want > 2) want = 2;
                if (f.n != want) fail_msg("%zu items of %.*s", f.n, (int)i, whole[k]);
                assert_true(f.cut || na_str_find(s, NA_STR("</channel>"), 0) != (size_t)-1);
            }
            na_arena_release(&arena);
        }
    }
}

static void an_end_that_loses_nothing(void **state)
{
    parsed p = parse("<rss><channel><item><title>x</title></item></channel>");
    (void)state;
    assert_false(p.f.cut);
    done(&p);
    p = parse("<rss><channel><item><title>x</title></item>");
    assert_true(p.f.cut);
    assert_false(p.f.lost);
    done(&p);
}

static void no_feed_is_an_error(void **state)
{
    static const char *const bad[] = { "",
                                       "x",
                                       "<html><body/></html>",
                                       "{\"items\":[]}",
                                       "{\"version\":\"1\",\"items\":[]}",
                                       "<",
                                       "{" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        na_arena arena = { 0 };
        na_feed f;
        na_err err = { 0 };
        assert_int_equal(
            na_feed_parse(na_str_c(bad[i]), (na_str){ "", 0 }, &arena, &f, &err),
            NA_ECORRUPT);
        assert_true(err.msg[0] != '\0');
        na_arena_release(&arena);
    }
}

static void junk_in_front_is_passed_over(void **state)
{
    parsed p =
        parse("<br />\n<b>Warning</b>: x in y.php on line 3<br />\n<?xml version='1.0'?>"
              "<rss><channel><title>T</title></channel></rss>");
    (void)state;
    equal(p.f.title, "T");
    done(&p);
}

/* -- mending --------------------------------------------------------------------------- */

static void mended(const char *s, const char *want)
{
    static const na_xml_flat flat[] = { { "item", { "items", "channel", "rss", "RDF" } },
                                        { "entry", { "feed" } },
                                        { NULL, { NULL } } };
    na_buf b;

    na_buf_init(&b, NA_MIB);
    assert_int_equal(na_xml_mend(na_str_c(s), flat, &b, NULL), NA_OK);
    if (strcmp(na_buf_cstr(&b), want) != 0)
        fail_msg("%s became %s, not %s", s, na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void mending(void **state)
{
    (void)state;
    mended("<a b=\"c\">d<e/>&amp;&#38;&x;</a>", "<a b=\"c\">d<e/>&amp;&#38;&x;</a>");
    mended("<a>b & c &d; &e f&#;&#1;</a>",
           "<a>b &amp; c &d; &amp;e f&amp;#;\xEF\xBF\xBD</a>");
    mended("<a>1 < 2 <3</a>", "<a>1 &lt; 2 &lt;3</a>");
    mended("<a><b><c></b></a>", "<a><b><c></c></b></a>");
    mended("<a></b></a>", "<a></a>");
    mended("<r><item>1<item>2</item></r>", "<r><item>1</item><item>2</item></r>");
    mended("<rss><channel><title>x<item>1</item></channel></rss>",
           "<rss><channel><title>x</title><item>1</item></channel></rss>");
    mended("<feed><entry><content><item>1</item></content></entry></feed>",
           "<feed><entry><content><item>1</item></content></entry></feed>");
    mended("<a b=c d='\"' e b=x>", "<a b=\"c\" d=\"&quot;\" e=\"e\">");
    mended("<a b=\"c>d<e>", "<a b=\"c\">d<e>");
    mended("<a>b<c d=\"", "<a>b");
    mended("<a><![CDATA[<x>&]]></a>", "<a><![CDATA[<x>&]]></a>");
    mended("<a><![CDATA[<x>y</x></a>", "<a><x>y</x></a>");
    mended("junk <?xml version=\"1.0\"?><a>x</a> more <b/>",
           "<?xml version=\"1.0\"?><a>x</a>");
    mended("<a>x<br>y<enclosure url='u'><t>z</t></a>",
           "<a>x<br/>y<enclosure url=\"u\"/><t>z</t></a>");
}

/* -- pieces ---------------------------------------------------------------------------- */

static void pieces(const char *s, size_t items, size_t max, const char *want)
{
    na_arena arena = { 0 };
    na_feed_pieces p;
    na_buf b;
    size_t from;

    na_buf_init(&b, NA_MIB);
    assert_int_equal(na_feed_cut(na_str_c(s), items, max, &arena, &p, NULL), NA_OK);
    from = p.head;
    for (size_t i = 0; i < p.n; from = p.ends[i++]) {
        na_buf_putc(&b, '[');
        na_buf_str(&b, na_str_n(s + from, p.ends[i] - from));
        na_buf_putc(&b, ']');
    }
    if (strcmp(na_buf_cstr(&b), want) != 0) fail_msg("%s, not %s", na_buf_cstr(&b), want);
    na_buf_release(&b);
    na_arena_release(&arena);
}

static void long_feeds_are_cut(void **state)
{
    static const char xml[] =
        "<r><!-- <item> --><item>1</item> <item>2<![CDATA[<item>]]></item>"
        "<item>3</item></r>";
    static const char json[] =
        "{\"a\":[{}],\"items\":[{\"x\":\"}\"},{\"y\":{}}, {}],\"b\":1}";

    (void)state;
    pieces(xml, 2, 1000,
           "[<item>1</item> <item>2<![CDATA[<item>]]></item>][<item>3</item>]");
    pieces(xml, 9, 20,
           "[<item>1</item> ][<item>2<![CDATA[<item>]]></item>][<item>3</item>]");
    pieces("<r><item>1<item>2</r>", 1, 1000, "[<item>1][<item>2</r>]");
    pieces("<feed><a:entry x='1'/><items/></feed>", 1, 1000,
           "[<a:entry x='1'/><items/></feed>]");
    pieces("<r/>", 1, 1000, "");
    pieces(json, 1, 1000, "[{\"x\":\"}\"}][,{\"y\":{}}][, {}]");
    pieces(json, 2, 1000, "[{\"x\":\"}\"},{\"y\":{}}][, {}]");
    pieces("{\"items\":[]}", 1, 1000, "");
}

/* Each end tag without its '>' must not be looked through the feed for it: that took minutes. */
static void tags_without_an_end_cost_no_more_than_others(void **state)
{
    na_arena arena = { 0 };
    na_feed_pieces p;
    na_buf b;
    const clock_t from = clock();

    (void)state;
    na_buf_init(&b, 4 * NA_MIB);
    na_buf_puts(&b, "<rss><item>1");
    while (b.len < 4 * NA_MIB - 100) na_buf_puts(&b, "</item ");
    na_buf_puts(&b, "></rss>");
    assert_int_equal(na_feed_cut(na_buf_get(&b), 1, 1000, &arena, &p, NULL), NA_OK);
    assert_int_equal(p.n, 1);
    assert_true(clock() - from < 10 * CLOCKS_PER_SEC);
    na_buf_release(&b);
    na_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vocabularies_are_told_apart),
        cmocka_unit_test(people_are_taken_apart),
        cmocka_unit_test(a_link_is_a_permalink_where_the_feed_says_so),
        cmocka_unit_test(addresses_are_joined),
        cmocka_unit_test(texts_are_markup_or_plain),
        cmocka_unit_test(what_is_broken_is_read),
        cmocka_unit_test(a_cut_feed_gives_its_whole_items),
        cmocka_unit_test(an_end_that_loses_nothing),
        cmocka_unit_test(no_feed_is_an_error),
        cmocka_unit_test(junk_in_front_is_passed_over),
        cmocka_unit_test(mending),
        cmocka_unit_test(long_feeds_are_cut),
        cmocka_unit_test(tags_without_an_end_cost_no_more_than_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
