/* SPDX-License-Identifier: MIT */
/* text_html_story_test.c - which of the names of a page is its headline, what belongs to the
 * story and what does not, where a page says so in ways of its own */
#include "base/limits.h"
#include "text/html.h"
#include "text/html_meta.h"
#include "text/html_text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define P1                                                                                 \
    "The harbour stayed closed for a third night because of the fog, and the ferries to "  \
    "the islands lay at the quay while their crews waited for better news."
#define P2                                                                                 \
    "Nobody was hurt, the coast guard said in the morning, but two fishing boats had to "  \
    "be towed in after they lost their way between the buoys of the channel."
#define P3                                                                                 \
    "Ships that were due on Sunday will be loaded on Tuesday at the earliest, said the "   \
    "harbour master, who has not seen such a spring in thirty years of service."
#define LEAD                                                                               \
    "Three nights without a ferry: what the fog means for the islands and for the port."

static na_html *parse(const char *page)
{
    na_html *doc = NULL;
    na_err err = { 0 };
    if (na_html_parse(na_str_c(page), NULL, &doc, &err) < 0) fail_msg("%s", err.msg);
    return doc;
}

struct named {
    const char *page, *title, *from;
};

static void titles_are(const struct named *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        na_html *doc = parse(rows[i].page);
        na_arena arena = { 0 };
        na_html_meta m;
        assert_int_equal(na_html_meta_read(doc, NULL,
                                           NA_STR("https://www.oldquay.example/x"), &m,
                                           &arena, NULL),
                         NA_OK);
        if (!na_str_eqc(m.title.value, rows[i].title))
            fail_msg("title \"%.*s\" of %s", NA_STR_ARG(m.title.value), rows[i].page);
        if (rows[i].from) assert_string_equal(m.title.from, rows[i].from);
        na_arena_release(&arena);
        na_html_free(doc);
    }
}

#define LD(json) "<script type='application/ld+json'>" json "</script>"

static void test_names(void **state)
{
    static const struct named rows[] = {
        /* Escaped once too much, and with markup of its own. */
        { LD("{\"@type\":\"NewsArticle\",\"headline\":\"Fog &#8211; ice &amp; "
             "<em>no</em> ferry\"}"),
          "Fog – ice & no ferry", "json-ld" },
        { "<meta property=og:title content='AT&amp;amp;T buys a quay'>", "AT&T buys a quay",
          NULL },
        /* What is no reference stays. */
        { "<meta property=og:title content='Q&amp;A: fog; and &lt; 3 ships'>",
          "Q&A: fog; and < 3 ships", NULL },
        /* Cut short, where another name goes on. */
        { LD("{\"@type\":\"NewsArticle\",\"headline\":\"Fog closes the port for a third "
             "night...\"}") "<h1>Fog closes the port for a third night in a row</h1>",
          "Fog closes the port for a third night in a row", NULL },
        { LD("{\"@type\":\"NewsArticle\",\"headline\":\"Fog closes the port of the "
             "northern islands for a third night in a row and no ferry leaves before\"}") //
          "<h1>Fog closes the port of the northern islands for a third night in a row and "
          "no ferry leaves before Tuesday</h1>",
          "Fog closes the port of the northern islands for a third night in a row and no "
          "ferry leaves before Tuesday",
          NULL },
        /* Dots of its own. */
        { "<meta property=og:title content='And then there was fog ...'><h1>And then</h1>",
          "And then there was fog ...", "og:title" },
        /* The section's name in the metadata. */
        { "<title>Quay: Fog closes the port for a night</title><meta property=og:title "
          "content='Press releases'><h1>Fog closes the port for a night</h1>",
          "Fog closes the port for a night", "h1" },
        /* A short headline is none the worse for a longer box. */
        { "<title>Fog</title><meta property=og:title content='Fog'><h1>Ten pictures of "
          "ships in the harbour</h1>",
          "Fog", "og:title" },
    };
    (void)state;
    titles_are(rows, sizeof rows / sizeof *rows);
}

static void test_sites(void **state)
{
    static const struct named rows[] = {
        /* At either end, by what is known of the site. */
        { "<meta property=og:site_name content='Harbour Times'><meta property=og:title "
          "content='Fog closes the port › Harbour Times'>",
          "Fog closes the port", NULL },
        { "<meta property=og:site_name content='Harbour Times'><title>Harbour Times: Fog "
          "closes the port</title>",
          "Fog closes the port", NULL },
        { "<title>Fog closes the port | Oldquay ♥ Magazine</title>", "Fog closes the port",
          NULL },
        /* A headline that names the site is more than its name. */
        { "<title>Ten years - how the good old quay of Oldquay grew</title>",
          "Ten years - how the good old quay of Oldquay grew", NULL },
        { "<meta property=og:site_name content=Quay><title>Quay: fog</title>", "Quay: fog",
          NULL },
        /* A link to the front page is no headline, and tells the name of the site. */
        { "<title>Four Years Remaining » Blog Archive » Fog on the river</title><h1><a "
          "href='https://www.oldquay.example/'>Four Years Remaining</a></h1>",
          "Fog on the river", "title" },
        { "<title>Fog on the river</title><h1><a href=/ rel=home>Quay</a></h1><h1>Fog on "
          "the river</h1>",
          "Fog on the river", "h1" },
        /* A link to elsewhere is one. */
        { "<title>Quay</title><h1><a href='/2025/fog'>Fog closes the port for a "
          "night</a></h1>",
          "Fog closes the port for a night", "h1" },
        /* The name of the site as h1, the headline as h2. */
        { "<title>Fog on the river - Notes of a pilot</title><h1>Notes of a pilot</h1><h2>"
          "Fog on the river and more</h2><h2>Fog on the river</h2>",
          "Notes of a pilot", NULL },
        { "<title>Fog closes the whole port - Notes of a pilot</title><h1>Notes of a "
          "pilot</h1><h2>Fog closes the whole port</h2>",
          "Fog closes the whole port", "title" },
        /* <title> behind what broken pages put before it; a picture's is none. */
        { "oops<html><head><title>Fog closes the port</title>", "Fog closes the port",
          "title" },
        { "<svg><title>Search</title></svg><h1>Fog closes the port</h1>",
          "Fog closes the port", "h1" },
    };
    (void)state;
    titles_are(rows, sizeof rows / sizeof *rows);
}

static void text_is(const char *page, const char *title, const char *deck, const char *want)
{
    na_html *doc = parse(page);
    na_html_text_opts o = { .title = na_str_c(title), .deck = na_str_c(deck) };
    na_buf body;

    na_buf_init(&body, NA_MIB);
    assert_int_equal(na_html_main(doc, &o, &body, NULL, NULL), NA_OK);
    assert_string_equal(na_buf_cstr(&body), want);
    na_buf_release(&body);
    na_html_free(doc);
}

#define STORY "<div id=story><p>" P1 "</p><p>" P2 "</p><p>" P3 "</p><p>" P2 P1 "</p></div>"
#define STORY_TEXT P1 "\n\n" P2 "\n\n" P3 "\n\n" P2 P1

static void test_lead(void **state)
{
    (void)state;
    /* With the headline, above the block of the story. */
    text_is("<div class=top><h1>Fog</h1><p class=by>By Nora Quill, who has sailed these "
            "waters since she was a child</p><h2>" LEAD "</h2></div>" STORY,
            "Fog", "", LEAD "\n\n" STORY_TEXT);
    /* Known as the line below the headline already. */
    text_is("<div class=top><h1>Fog</h1><p>" LEAD "</p></div>" STORY, "Fog",
            LEAD " And more of it.", STORY_TEXT);
    /* Before the headline, in a link, too long, or below the name of the site: none. */
    text_is("<div class=top><p>" LEAD "</p><h1>Fog</h1></div>" STORY, "Fog", "",
            STORY_TEXT);
    text_is("<div class=top><h1>Fog</h1><p><a href=/x>" LEAD "</a></p></div>" STORY, "Fog",
            "", STORY_TEXT);
    text_is("<div class=top><h1><a href=/>Quay</a></h1><p>" LEAD "</p></div>" STORY, "Fog",
            "", STORY_TEXT);
    /* When it was written, in parts. */
    text_is("<div class=top><h1>Fog</h1><p>The Quay | 12 November 2024, 10:00 • updated on "
            "13 November</p></div>" STORY,
            "Fog", "", STORY_TEXT);
}

static void test_surroundings(void **state)
{
    (void)state;
    /* More text in a sidebar than in the story. */
    text_is("<main><h1>Fog</h1>" STORY "</main><aside class=sidebar><p>" P1
            " Once.</p><p>" P2 " Twice.</p><p>" P3 " More.</p><p>" P1 "</p><p>" P2
            "</p><p>" P3 "</p><p>" P1 "</p><p>" P2 "</p></aside>",
            "Fog", "", STORY_TEXT);
    /* The story in an aside, or in what is called a gallery. */
    text_is("<h1>Fog</h1><aside><article>" STORY "</article></aside>", "Fog", "",
            STORY_TEXT);
    text_is("<p>" P1 P2 P3 P1 P2 P3 "</p><article class='post gallery'><h1>Fog</h1>" STORY
            "<p>" P2 " And so on.</p><p>" P3 " So on.</p><p>" P1 P2 P3 P1 P2 P3
            "</p></article>",
            "Fog", "",
            STORY_TEXT "\n\n" P2 " And so on.\n\n" P3 " So on.\n\n" P1 P2 P3 P1 P2 P3);
    /* Who wrote it, and what else there is; a box of facts is the story's. */
    text_is("<article><h1>Fog</h1>" STORY "<div class='author-box'><p>" P1
            " She writes of the sea.</p></div><div class='latest-news'><p>" P2
            " Yesterday.</p></div><section class='widget widget_text'><p>" P3
            " Advice.</p></section><div class='fact-box'><p>" P2 " In figures.</p></div>"
            "</article>",
            "Fog", "", STORY_TEXT "\n\n" P2 " In figures.");
    text_is("<article><h1>Fog</h1>" STORY "<h3>About the author</h3><p>" P1
            " She writes of the sea.</p></article>",
            "Fog", "", STORY_TEXT);
    text_is("<article><h1>Fog</h1><p>" P1 "</p><p>Czytaj też: <a href=1>Mgła nad portem "
            "nie ustępuje</a></p><p>Related: " P2 "</p><p>Anzeige</p><p>" P3
            "</p></article>",
            "Fog", "", P1 "\n\nRelated: " P2 "\n\n" P3);
    /* Elements of the page's own: blocks, or part of a line. */
    text_is("<site-header><nav-link>One</nav-link><nav-link>Two</nav-link></site-header>"
            "<story-body><p>" P1 " It <ship-name>Marlin</ship-name> was.</p><text-part>" P2
            "</text-part><text-part>" P3 "</text-part></story-body>",
            "Fog", "", P1 " It Marlin was.\n\n" P2 "\n\n" P3);
    /* All of it for browsers without scripts. */
    text_is("<body><div></div><noscript><h1>Fog</h1>" STORY "</noscript>", "Fog", "",
            STORY_TEXT);
    text_is("<body>" STORY "<noscript><p>" P1 " Without.</p></noscript>", "Fog", "",
            STORY_TEXT);
}

static void said_is(const char *said, const char *have, const char *want)
{
    bool used = false;
    na_buf out;

    na_buf_init(&out, NA_MIB);
    assert_int_equal(na_html_said(na_str_c(said), na_str_c(have), &out, &used, NULL),
                     NA_OK);
    assert_int_equal(used, want != NULL);
    assert_string_equal(na_buf_cstr(&out), want ? want : "");
    na_buf_release(&out);
}

static void test_said(void **state)
{
    const char *long3 = P1 "\n\n" P2 "\n\n" P3 "\n\n" P1;
    na_html *doc = parse(LD("{\"@type\":\"NewsArticle\",\"articleBody\":\"Fog.\"}")
                             LD("{\"@type\":\"Product\",\"articleBody\":\"Not this.\"}"));
    na_arena arena = { 0 };
    na_html_meta m;

    (void)state;
    assert_int_equal(na_html_meta_read(doc, NULL, NA_STR(""), &m, &arena, NULL), NA_OK);
    assert_true(na_str_eqc(m.said, "Fog."));
    na_arena_release(&arena);
    na_html_free(doc);
    said_is(P1 "\n" P2 "\n\n\n" P3 "\n" P1, "Fog.", long3);
    said_is("<p>" P1 "</p><p>" P2 "</p><p>" P3 "</p><p>" P1 "</p>", "", long3);
    said_is("&lt;p&gt;" P1 "&lt;/p&gt;&lt;p&gt;" P2 "&lt;/p&gt;&lt;p&gt;" P3
            "&lt;/p&gt;&lt;p&gt;" P1 "&lt;/p&gt;",
            "", long3);
    /* What the page shows is no less than half of it; it is too little. */
    said_is(P1 "\n" P2 "\n" P3 "\n" P1, P1 P2 P3, NULL);
    said_is(P1, "", NULL);
    said_is("", "", NULL);
}

#define X1                                                                                 \
    "Whoever reads us on the islands pays nothing for it: log in with the number of your " \
    "post box, and all that our seven reporters write is yours for the whole year."
#define X2                                                                                 \
    "The letter comes every morning before the first ferry leaves, with the weather, the " \
    "tides, and what the night has brought in; an address is all we want from you."

/* JSON-LD tells which block holds the story; a part of it does not, nor does another text. */
static void test_told(void **state)
{
    static const char page[] = "<main><h1>Fog</h1><div><p>" P1 "</p><p>" P2 "</p><p>" P3
                               "</p></div><div><p>" X1 "</p><p>" X2 "</p></div></main>";
    const struct {
        const char *said, *want;
    } rows[] = {
        { "", P1 "\n\n" P2 "\n\n" P3 "\n\n" X1 "\n\n" X2 "" },
        { "&lt;p&gt;" P1 "&lt;/p&gt; " P2 " " P3 " " P3, P1 "\n\n" P2 "\n\n" P3 },
        { P1 " " P3 " " P3 " " P3 " " P3 " " P3,
          P1 "\n\n" P2 "\n\n" P3 "\n\n" X1 "\n\n" X2 "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_html *doc = parse(page);
        na_html_text_opts o = { .title = NA_STR("Fog"), .said = na_str_c(rows[i].said) };
        na_buf body;
        na_buf_init(&body, NA_MIB);
        assert_int_equal(na_html_main(doc, &o, &body, NULL, NULL), NA_OK);
        assert_string_equal(na_buf_cstr(&body), rows[i].want);
        na_buf_release(&body);
        na_html_free(doc);
    }
}

static void test_datelines(void **state)
{
    static const struct {
        const char *page, *date;
    } rows[] = {
        { "<div><small>31.01.2022 | 2nd league</small><h1>Fog</h1></div>", "2022-01-31" },
        { "<h1>Fog</h1><p>1. Februar 2022 , Dora Linden</p>", "2022-02-01" },
        { "<title>Fog</title><h2>Fog</h2><p>Posted on September 21, 2020 by Ada Quill</p>",
          "2020-09-21" },
        { "<h1>Quay</h1><h2>Fog closes the port</h2><ul><li>No. 7<li>27 juin 2019</ul>",
          "2019-06-27" },
        /* Of something else: the text, the last change. */
        { "<h1>Fog</h1><p>On 4 February 2022 the fog came back to the port, and it stayed "
          "for the rest of the week, the third time that year.</p>",
          "" },
        { "<h1>Fog</h1><p>Updated: 3 May 2024</p>", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        na_html *doc = parse(rows[i].page);
        na_arena arena = { 0 };
        na_html_meta m;
        char date[40];
        assert_int_equal(na_html_meta_read(doc, NULL, NA_STR(""), &m, &arena, NULL), NA_OK);
        na_date_format(&m.published.date, date);
        if (strcmp(date, rows[i].date) != 0) fail_msg("date %s of %s", date, rows[i].page);
        na_arena_release(&arena);
        na_html_free(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),     cmocka_unit_test(test_sites),
        cmocka_unit_test(test_lead),      cmocka_unit_test(test_surroundings),
        cmocka_unit_test(test_said),      cmocka_unit_test(test_told),
        cmocka_unit_test(test_datelines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
