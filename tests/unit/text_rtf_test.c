/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "text/rtf.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static na_charset *cs;

static void reads(const char *in, const char *want)
{
    na_rtf r;
    na_err e = { 0 };

    na_rtf_init(&r, NA_MIB);
    if (na_rtf_parse(na_str_c(in), cs, &r, &e) < 0) fail_msg("%s: %s", in, e.msg);
    assert_string_equal(na_buf_cstr(&r.text), want);
    na_rtf_release(&r);
}

static void text_and_characters(void **state)
{
    (void)state;
    reads("{\\rtf1\\ansi One.\\par Two\\line three\\tab four.}",
          "One.\n\nTwo\nthree\tfour.");
    reads("{\\rtf1 a\\emdash b\\'e9\\~c\\_d\\-e\\{\\}\\\\}",
          "a\u2014b\u00e9\u00a0c-de{}\\");
    reads("{\\rtf1 x\\u8364?y\\u-10179?\\u-8704?z}", "x\u20acy\U0001f600z");
    reads("{\\rtf1\\uc2 x\\u8364\\'80\\'80y\\uc0\\u233 z}", "x\u20acy\u00e9z");
    reads("{\\rtf1 a\\u55357 ?b}", "ab"); /* half a pair is nothing */
    reads("{\\rtf1\nline\r\nends}", "lineends");
    reads("{\\rtf1 a\\\nb}", "a\n\nb");
}

static void code_pages(void **state)
{
    (void)state;
    reads("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", "\u041f\u0440\u0438");
    reads("{\\rtf1\\ansi\\ansicpg949 \\'c6\\'f2\\'be\\'e7}", "\ud3c9\uc591");
    /* The second byte of a character as a letter. */
    reads("{\\rtf1\\ansi\\ansicpg932 \\'83A\\'83C}", "\u30a2\u30a4");
    reads("{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 Ar;}{\\f1\\fcharset204 Ar Cyr;}}"
          "\\f0 \\'e9{\\f1 \\'e9}\\'e9}",
          "\u00e9\u0439\u00e9");
    reads("{\\rtf1\\ansicpg9 a\\'e9}", "a?"); /* no such page */
}

static void what_is_not_the_text(void **state)
{
    (void)state;
    reads("{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red1;}{\\stylesheet{\\s1 h;}}"
          "{\\*\\generator x;}{\\header top}{\\footer {\\b page}}{\\pict 0123}Text"
          "{\\*\\unknown {\\b deep} x} on{\\v hidden} and {\\deleted gone}on.}",
          "Text on and on.");
    reads("{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}}.}", "link.");
    reads("{\\rtf1 a\\bin3 }{}b}", "ab");
    reads("{\\rtf1 a\\bin99 b}", "a");
    reads("{\\rtf1 One{\\footnote A note.} two.}", "One two.\n\nA note.\n\n");
    reads("{\\rtf1\\trowd a\\cell b\\cell\\row c\\cell\\row}", "a\tb\t\nc\t\n");
}

static void properties(void **state)
{
    na_rtf r;

    (void)state;
    na_rtf_init(&r, NA_MIB);
    assert_int_equal(
        na_rtf_parse(
            NA_STR("{\\rtf1\\ansi{\\info{\\title Quay \\'e9}{\\author Nora}{\\keywords "
                   "a, b}{\\creatim\\yr2025\\mo4\\dy6\\hr9\\min5}{\\doccomm no}}x\\title}"),
            cs, &r, NULL),
        NA_OK);
    assert_string_equal(na_buf_cstr(&r.title), "Quay \u00e9");
    assert_string_equal(na_buf_cstr(&r.author), "Nora");
    assert_string_equal(na_buf_cstr(&r.keywords), "a, b");
    assert_string_equal(na_buf_cstr(&r.text), "x");
    assert_true(r.created.year == 2025 && r.created.month == 4 && r.created.minute == 5);
    assert_int_equal(r.modified.year, 0);
    na_rtf_release(&r);
}

static void damage_and_bounds(void **state)
{
    na_rtf r;
    na_err e = { 0 };
    na_buf deep;

    (void)state;
    reads("{\\rtf1 cut \\'e", "cut e");
    reads("{\\rtf1 cut \\", "cut ");
    reads("{\\rtf1 a}}}}b", "ab");
    reads("{\\rtf1 {{{a", "a");
    na_rtf_init(&r, 10);
    assert_int_equal(na_rtf_parse(NA_STR("text"), cs, &r, &e), NA_ECORRUPT);
    assert_int_equal(na_rtf_parse(NA_STR("{\\rtf1 more than ten bytes}"), cs, &r, NULL),
                     NA_ELIMIT);
    na_rtf_release(&r);
    na_buf_init(&deep, NA_MIB);
    na_buf_puts(&deep, "{\\rtf1 ");
    for (int i = 0; i < 100000; i++) na_buf_puts(&deep, "{\\b ");
    na_buf_puts(&deep, "deep");
    for (int i = 0; i < 100000; i++) na_buf_putc(&deep, '}');
    na_buf_puts(&deep, "end}");
    reads(na_buf_cstr(&deep), "deepend");
    na_buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_characters),  cmocka_unit_test(code_pages),
        cmocka_unit_test(what_is_not_the_text), cmocka_unit_test(properties),
        cmocka_unit_test(damage_and_bounds),
    };
    int rc;

    if (na_charset_new(&cs, NULL) < 0) return 1;
    rc = cmocka_run_group_tests(tests, NULL, NULL);
    na_charset_free(cs);
    return rc;
}
