/* SPDX-License-Identifier: MIT */
#include "text/xml.h"

#include "base/limits.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_xml *parse(const char *s)
{
    na_xml *doc = NULL;
    na_err err = { 0 };
    if (na_xml_parse(NULL, na_str_c(s), (na_str){ 0 }, NULL, &doc, &err) < 0) {
        fail_msg("%s: %s", s, err.msg);
    }
    return doc;
}

static void text_is(const na_xml *doc, na_xml_node n, const char *want)
{
    na_buf b;
    na_buf_init(&b, 1 << 20);
    na_xml_text(doc, n, &b);
    assert_string_equal(na_buf_cstr(&b), want);
    na_buf_release(&b);
}

static void test_feed(void **state)
{
    na_xml *doc = parse("\n<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x 'y'>]>"
                        "<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
                        "<item id='1' t='&eacute;&amp;&#x41;&foo;'><title>A &amp; "
                        "B&nbsp;&eacute;&#44256;</title>"
                        "<dc:creator>Kim</dc:creator><description><![CDATA[<p>x</p>]]>"
                        "</description></item><item id='2'><title>Two &foo;</title></item>"
                        "</channel></rss>");
    na_xml_node item = na_xml_find(doc, 0, "item", NA_XML_NONE), c;
    na_str v;

    (void)state;
    assert_string_equal(na_xml_damage(doc), "");
    assert_true(na_xml_attr(doc, item, "id", &v) && na_str_eqc(v, "1"));
    assert_true(na_xml_attr(doc, item, "t", &v) && na_str_eqc(v, "é&A&foo;"));
    assert_false(na_xml_attr(doc, item, "nope", &v));
    text_is(doc, na_xml_child(doc, item, "title"), "A & B\xC2\xA0é고");
    c = na_xml_child(doc, item, "creator");
    assert_true(na_str_eqc(na_xml_ns(doc, c), "http://purl.org/dc/elements/1.1/"));
    assert_true(na_str_eqc(na_xml_prefix(doc, c), "dc"));
    text_is(doc, na_xml_child(doc, item, "description"), "<p>x</p>");
    item = na_xml_find(doc, 0, "item", item);
    text_is(doc, na_xml_child(doc, item, "title"), "Two &foo;");
    assert_int_equal(na_xml_find(doc, 0, "item", item), NA_XML_NONE);
    assert_int_equal(na_xml_parent(doc, na_xml_root(doc)), NA_XML_NONE);
    assert_true(na_str_eqc(na_xml_name(doc, na_xml_parent(doc, item)), "channel"));
    /* Out of range is nowhere. */
    assert_int_equal(na_xml_first(doc, 123456), NA_XML_NONE);
    assert_int_equal(na_xml_name(doc, NA_XML_NONE).len, 0);
    na_xml_free(doc);
}

static void test_damaged(void **state)
{
    na_xml *doc = parse("<rss><item><dc:date>2025</dc:date><t>a & b</t><t>open");
    (void)state;
    assert_true(na_xml_damage(doc)[0] != '\0');
    text_is(doc, na_xml_find(doc, 0, "date", NA_XML_NONE), "2025");
    na_xml_free(doc);
    doc = parse("<r>form\x0c"
                "feed \xff bad</r>");
    text_is(doc, 0, "form feed \xEF\xBF\xBD bad");
    na_xml_free(doc);
}

static void test_no_root(void **state)
{
    static const char *const bad[] = { "", "   ", "plain text", "<!-- only -->" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        na_xml *doc = NULL;
        na_err err = { 0 };
        assert_int_equal(
            na_xml_parse(NULL, na_str_c(bad[i]), (na_str){ 0 }, NULL, &doc, &err),
            NA_ECORRUPT);
        assert_true(err.msg[0] != '\0');
    }
}

/* Entities are never expanded, files never read. */
static void test_attacks(void **state)
{
    na_xml *doc = parse("<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>"
                        "<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r x='1'>&b;|&e;</r>");
    na_str deep;
    char *s;
    na_err err = { 0 };

    (void)state;
    text_is(doc, 0, "&b;|&e;");
    na_xml_free(doc);
    doc = NULL;
    s = malloc(300000);
    assert_non_null(s);
    for (size_t i = 0; i < 100000; i++) memcpy(s + 3 * i, "<a>", 3);
    deep = na_str_n(s, 300000);
    assert_int_equal(na_xml_parse(NULL, deep, (na_str){ 0 }, NULL, &doc, &err), NA_ELIMIT);
    free(s);
}

static void test_charset(void **state)
{
    na_charset *cs = NULL;
    na_xml *doc = NULL;

    (void)state;
    assert_int_equal(na_charset_new(&cs, NULL), NA_OK);
    assert_int_equal(
        na_xml_parse(
            cs, NA_STR("<?xml version='1.0' encoding='euc-kr'?><r>\xC6\xF2\xBE\xE7</r>"),
            (na_str){ 0 }, NULL, &doc, NULL),
        NA_OK);
    text_is(doc, 0, "평양");
    na_xml_free(doc);
    na_charset_free(cs);
}

static void test_inner(void **state)
{
    na_xml *doc =
        parse("<c><div xmlns='http://www.w3.org/1999/xhtml'><p a='1&quot;'>x &lt; "
              "<b>y</b></p><br/>z</div></c>");
    na_buf b;

    (void)state;
    na_buf_init(&b, 1000);
    na_xml_inner(doc, 0, &b);
    assert_string_equal(na_buf_cstr(&b),
                        "<div><p a=\"1&quot;\">x &lt; <b>y</b></p><br></br>z</div>");
    na_buf_release(&b);
    na_xml_free(doc);
}

/* libxml2 takes the square of their number; equals signs elsewhere are no attributes. */
static void test_many_attrs(void **state)
{
    na_xml *doc = NULL;
    na_err err = { 0 };
    na_buf b;
    (void)state;
    na_buf_init(&b, NA_MIB);
    na_buf_puts(&b, "<r>");
    for (int i = 0; i < 2; i++) {
        na_buf_puts(&b, i ? "<!-- " : "<a><![CDATA[");
        for (int k = 0; k < 3000; k++) na_buf_puts(&b, "a='b=' ");
        na_buf_puts(&b, i ? "-->" : "]]></a>");
    }
    na_buf_puts(&b, "<a b='===' c=\"'\"/></r>");
    na_xml_free(parse(na_buf_cstr(&b)));
    na_buf_reset(&b);
    na_buf_puts(&b, "<r");
    for (int k = 0; k < 3000; k++) na_buf_printf(&b, " a%d='>'", k);
    na_buf_puts(&b, "/>");
    assert_int_equal(na_xml_parse(NULL, na_buf_get(&b), (na_str){ 0 }, NULL, &doc, &err),
                     NA_ELIMIT);
    na_buf_release(&b);
}

/* -- pull: what comes, each with its id and text --------------------------------------- */

static void pulled(const char *s, const char *name, const char *want)
{
    na_xml_pull *p = NULL;
    na_xml *doc = NULL;
    na_err err = { 0 };
    na_buf b;
    na_str id;
    int rc;

    na_buf_init(&b, 1 << 20);
    assert_int_equal(na_xml_pull_new(NULL, na_str_c(s), (na_str){ 0 }, name, &p, &err),
                     NA_OK);
    while ((rc = na_xml_pull_next(p, &doc, &err)) > 0) {
        assert_string_equal(na_xml_name(doc, 0).ptr, name);
        if (na_xml_attr(doc, 0, "id", &id)) na_buf_str(&b, id);
        na_buf_putc(&b, '(');
        na_xml_text(doc, 0, &b);
        na_buf_putc(&b, ')');
        na_xml_free(doc);
    }
    if (rc < 0) na_buf_puts(&b, err.msg);
    assert_string_equal(na_buf_cstr(&b), want);
    assert_int_equal(na_xml_pull_next(p, &doc, &err), rc); /* and stays so */
    na_xml_pull_free(p);
    na_buf_release(&b);
}

static void test_pull(void **state)
{
    na_buf b;
    na_xml_pull *p = NULL;
    na_xml *doc = NULL;
    size_t n = 0;

    (void)state;
    pulled("<r>no<i id='1'>a<i id='2'>b</i>c</i>no<x><i id='3'/></x></r>", "i",
           "1(abc)3()");
    pulled("<i id='1'>a &eacute;&foo;<b>&#65;</b></i>", "i", "1(a é&foo;A)");
    pulled("<r><i id='1'>a</i><i>bcd", "i", "1(a)(bcd)");
    pulled("", "i", "");
    pulled("not at all", "i", "");
    pulled("<r><j/></r>", "i", "");
    pulled("<!DOCTYPE r [<!ENTITY e 'eeee'>]><r><i>&e;</i></r>", "i", "(&e;)");
    na_buf_init(&b, 16 * NA_MIB);
    for (int i = 0; i < 600; i++) na_buf_puts(&b, "<a>");
    pulled(na_buf_cstr(&b), "i", "xml: more than 512 elements inside each other");
    na_buf_reset(&b);
    na_buf_puts(&b, "<r>");
    for (int i = 0; i < 20000; i++) na_buf_printf(&b, "<i n='%d'>%060d</i>\n", i, i);
    na_buf_puts(&b, "</r>");
    assert_int_equal(na_xml_pull_new(NULL, na_buf_get(&b), (na_str){ 0 }, "i", &p, NULL),
                     NA_OK);
    while (na_xml_pull_next(p, &doc, NULL) > 0) {
        char number[64];
        snprintf(number, sizeof number, "%060zu", n++);
        text_is(doc, 0, number);
        na_xml_free(doc);
    }
    assert_int_equal(n, 20000);
    na_xml_pull_free(p); /* and with some left */
    assert_int_equal(na_xml_pull_new(NULL, na_buf_get(&b), (na_str){ 0 }, "i", &p, NULL),
                     NA_OK);
    assert_int_equal(na_xml_pull_next(p, &doc, NULL), 1);
    na_xml_free(doc);
    na_xml_pull_free(p);
    na_buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feed),       cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_no_root),    cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_charset),    cmocka_unit_test(test_inner),
        cmocka_unit_test(test_many_attrs), cmocka_unit_test(test_pull),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
