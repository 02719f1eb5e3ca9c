/* SPDX-License-Identifier: MIT */
#include "text/cut.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char seen[4096];

/* "record|record|!code:bytes" of what is shown step bytes at a time. */
static const char *cut(na_split split, const char *names, na_str s, size_t step)
{
    na_cutter c = na_cutter_of(split, na_str_c(names));
    size_t at = 0, shown = step, used = 0;
    na_piece p;
    int rc;

    seen[0] = 0;
    for (;;) {
        if (shown > s.len) shown = s.len;
        rc = na_cutter_next(&c, na_str_sub(s, at, shown), shown == s.len, &p);
        if (rc == 0) return seen;
        if (rc == NA_CUT_MORE) {
            assert_true(shown < s.len);
            shown += step;
            continue;
        }
        at += p.skip;
        if (p.len)
            used +=
                (size_t)snprintf(seen + used, sizeof seen - used, "%s%s%s%s%.*s",
                                 used ? "|" : "", p.code ? "!" : "", p.code ? p.code : "",
                                 p.code ? ":" : "", (int)p.len, s.ptr + at);
        at += p.len;
        assert_true(used < sizeof seen);
    }
}

static void expect(na_split split, const char *names, const char *text, const char *want)
{
    for (size_t step = 1; step < 70; step += step < 4 ? 1 : 13)
        assert_string_equal(cut(split, names, na_str_c(text), step), want);
    assert_string_equal(cut(split, names, na_str_c(text), strlen(text) + 1), want);
}

static void test_csv(void **state)
{
    (void)state;
    expect(NA_SPLIT_CSV, "", "a,b\r\n1,\"x\ny\"\n\n\"q\"\"\n\",2",
           "a,b|1,\"x\ny\"|\"q\"\"\n\",2");
    expect(NA_SPLIT_CSV, "", "\xEF\xBB\xBF\"a\nb\"\t2\n3\"\n", "\"a\nb\"\t2|3\"");
    expect(NA_SPLIT_CSV, "", "a\nb,\"c\nd\ne", "a|!damaged:b,\"c|d|e");
    expect(NA_SPLIT_CSV, "", "\n\r\n", "");
    /* Quotes behind another separator are words. */
    expect(NA_SPLIT_CSV, "", "a\tit was,\"he said\nb\tc\n", "a\tit was,\"he said|b\tc");
    expect(NA_SPLIT_CSV, "", "title\na;b;c\n1,\"x;\"2\n3\";\n",
           "title|a;b;c|1,\"x;\"2\n3\";");
}

/* UTF-16 by its mark: a byte of a character may look like a line end or a quote. */
static void test_csv_wide(void **state)
{
    static const char little[] = "\xFF\xFE"
                                 "a\0,\0\"\0b\0\n\0c\0\"\0\n\0\n\0"
                                 "\x0A\x4E"
                                 "\x22\x4E"
                                 ";\0\n\0"
                                 "z\0";
    static const char big[] = "\xFE\xFF"
                              "\0a\0\n"
                              "\x4E\x0A"
                              "\0\""
                              "\0\n"
                              "\0b";
    const na_str parts[] = { na_str_n(little + 2, 14), na_str_n(little + 20, 6),
                             na_str_n(little + 28, 2) };

    (void)state;
    for (size_t step = 1; step < sizeof little; step++) {
        na_cutter c = na_cutter_of(NA_SPLIT_CSV, NA_STR(""));
        na_str all = na_str_n(little, sizeof little - 1);
        size_t from = 0, shown = 0, n = 0;
        int rc;

        for (;;) {
            na_piece p;
            const bool end = shown + step >= all.len;

            shown = end ? all.len : shown + step;
            while ((rc = na_cutter_next(&c, na_str_sub(all, from, shown), end, &p)) == 1) {
                from += p.skip;
                if (p.len)
                    assert_true(n < 3 &&
                                na_str_eq(na_str_sub(all, from, from + p.len), parts[n]));
                n += p.len > 0;
                from += p.len;
            }
            if (rc == 0) break;
        }
        assert_int_equal(n, 3);
    }
    {
        na_cutter c = na_cutter_of(NA_SPLIT_CSV, NA_STR(""));
        na_str rest = na_str_n(big, sizeof big - 1);
        size_t lens[8] = { 0 }, n = 0;
        na_piece p;

        while (na_cutter_next(&c, rest, true, &p) == 1) {
            if (p.len && n < 8) lens[n++] = p.len;
            rest = na_str_sub(rest, p.skip + p.len, rest.len);
        }
        assert_true(n == 3 && lens[0] == 2 && lens[1] == 4 && lens[2] == 2);
    }
}

static void test_csv_gives_up(void **state)
{
    char text[1024];
    size_t n = 0;
    unsigned damaged = 0;

    (void)state;
    /* After each of these nothing closes a quote: so it costs a line, 100 times. */
    for (int i = 0; i < 150; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "\"\na\"\n");
    text[n] = 0;
    cut(NA_SPLIT_CSV, "", na_str_c(text), 7);
    assert_null(strchr(seen, '!')); /* 75 rows: "\na" closes it again */
    n = 0;
    for (int i = 0; i < 150; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a,\"b\n");
    n += (size_t)snprintf(text + n, sizeof text - n, "\"");
    cut(NA_SPLIT_CSV, "", na_str_n(text, n), 7);
    for (const char *at = seen; (at = strstr(at, "!damaged:")); at++) damaged++;
    assert_int_equal(damaged, 1);
}

static void test_mbox(void **state)
{
    (void)state;
    expect(NA_SPLIT_MBOX, "",
           "\nFrom a 10:00\nS: x\n\nFrom here on\n>From b\n\nFrom b 11:00:00\r\n\r\ny",
           "From a 10:00\nS: x\n\nFrom here on\n>From b\n\n|From b 11:00:00\r\n\r\ny");
    expect(NA_SPLIT_MBOX, "", "", "");
    expect(NA_SPLIT_MBOX, "", "S: x\n\nFrom b 11:00:00 on\n",
           "S: x\n\nFrom b 11:00:00 on\n");
    expect(NA_SPLIT_MBOX, "", "Fr", "Fr");
}

static void test_xml(void **state)
{
    (void)state;
    expect(
        NA_SPLIT_XML, "page",
        "<?xml version='1.0'?><!DOCTYPE m [<!ENTITY a '>'>]><m><!-- <page> --><page id='>'>"
        "<t>a < b</t><![CDATA[</page>]]></page > x <x:page/><pages><page></page></m>",
        "<page id='>'><t>a < b</t><![CDATA[</page>]]></page >|<x:page/>|<page></page>");
    expect(NA_SPLIT_XML, "a|b", "<r><a><a>1</a><b/></a><b>2</b></r>",
           "<a><a>1</a><b/></a>|<b>2</b>");
    expect(NA_SPLIT_XML, "a", "<r><a>1<a>2</a><c", "!truncated:<a>1|<a>2</a>");
    expect(NA_SPLIT_XML, "a", "<a>1", "!truncated:<a>1");
    expect(NA_SPLIT_XML, "a", "nothing </a> at all", "");
}

/* Rows from the middle of a table are cut as they were in it. */
static void test_csv_within(void **state)
{
    const na_str wide = NA_STR("\xFF\xFE"
                               "a\0,\0b\0\n\0");
    const na_str rows = NA_STR("\"\0x\0\n\0y\0\"\0\n\0"
                               "z\0");
    const na_str table = NA_STR("\xEF\xBB\xBF"
                                "names\n\na;b\n1;\"2\n3\"\n");
    const na_str prose = NA_STR("4;so, he, said,\n5;\"6\n7\"\n");
    na_cutter c = na_cutter_within(NA_SPLIT_CSV, NA_STR(""), wide, wide.len);
    na_piece p;

    (void)state;
    assert_int_equal(na_cutter_next(&c, rows, true, &p), 1);
    assert_true(p.len == 10 && !p.code);
    c = na_cutter_within(NA_SPLIT_CSV, NA_STR(""), table, table.len);
    assert_int_equal(na_cutter_next(&c, prose, true, &p), 1);
    assert_true(p.len == 15 && !p.code);
    assert_int_equal(na_cutter_next(&c, na_str_sub(prose, 16, prose.len), true, &p), 1);
    assert_true(p.len == 7 && !p.code);
    /* A head with a quote that nothing closes, and none at all. */
    c = na_cutter_within(NA_SPLIT_CSV, NA_STR(""), NA_STR("\"a\nb\nc"), 6);
    assert_int_equal(na_cutter_next(&c, NA_STR("d\ne"), true, &p), 1);
    assert_true(p.len == 1 && !p.code);
    c = na_cutter_within(NA_SPLIT_CSV, NA_STR(""), NA_STR(""), 70000);
    assert_int_equal(na_cutter_next(&c, NA_STR("d\ne"), true, &p), 1);
    assert_true(p.len == 1 && !p.code);
}

static void test_xml_wide(void **state)
{
    const na_str s = NA_STR("\xff\xfe<\0a\0>\0");

    (void)state;
    cut(NA_SPLIT_XML, "a", s, 3);
    assert_int_equal(strlen(seen), 3); /* up to the first NUL byte: it is all of it */
}

#define W(id, len) "WARC/1.0\r\nWARC-Record-ID: " id "\r\nContent-Length: " len "\r\n\r\n"

static void test_warc(void **state)
{
    (void)state;
    expect(NA_SPLIT_WARC, "", W("1", "3") "abc\r\n\r\n" W("2", "0") "\r\n\r\n",
           W("1", "3") "abc|" W("2", "0"));
    /* A WARC file inside a record is that record's. */
    expect(NA_SPLIT_WARC, "",
           W("1", "58") "a\r\n" W("2", "3") "abc\r\n\r\n\r\n" W("3", "1") "z",
           W("1", "58") "a\r\n" W("2", "3") "abc\r\n|" W("3", "1") "z");
}

static void test_warc_lies(void **state)
{
    (void)state;
    expect(NA_SPLIT_WARC, "", W("1", "2") "abc\r\n\r\n" W("2", "1") "z\r\n\r\n",
           "!damaged:" W("1", "2") "abc\r\n\r\n|" W("2", "1") "z");
    expect(NA_SPLIT_WARC, "", W("1", "9999999") "abc\r\n\r\n" W("2", "1") "z\r\n\r\n",
           "!truncated:" W("1", "9999999") "abc\r\n\r\n|" W("2", "1") "z");
    expect(NA_SPLIT_WARC, "", "junk\r\n" W("2", "1") "z",
           "!damaged:junk\r\n|" W("2", "1") "z");
    expect(NA_SPLIT_WARC, "", "WARC/1.0\r\nA: b\r\n\r\n" W("2", "1") "z",
           "!damaged:WARC/1.0\r\nA: b\r\n\r\n|" W("2", "1") "z");
    expect(NA_SPLIT_WARC, "", W("1", "3") "ab", "!truncated:" W("1", "3") "ab");
}

#define ARC(url, len) url " 1.2.3.4 20110922131213 text/html " len "\n"

static void test_arc(void **state)
{
    (void)state;
    expect(NA_SPLIT_WARC, "",
           ARC("filedesc://x.arc", "4") "1 0\n\n" ARC(
               "http://a/b c",
               "2") "hi\n"
                    "http://b 1.2.3.4 20110922131213 text/html 200 - - 17 x.arc 1\n!\n",
           ARC("filedesc://x.arc", "4") "1 0\n|" ARC(
               "http://a/b c",
               "2") "hi|http://b 1.2.3.4 20110922131213 text/html 200 - - 17 x.arc 1\n!");
    expect(NA_SPLIT_WARC, "", ARC("http://a/", "1") "hi\n" ARC("http://b/", "2") "ho\n",
           "!damaged:" ARC("http://a/", "1") "hi\n|" ARC("http://b/", "2") "ho");
}

/* What is too large is given up, and what follows is found. */
static void test_drop(void **state)
{
    const na_str s = NA_STR(W("1", "500") "abc\r\n\r\n" W("2", "1") "z\r\n\r\n");
    na_cutter c = na_cutter_of(NA_SPLIT_WARC, NA_STR(""));
    na_piece p;
    size_t at;

    (void)state;
    assert_int_equal(na_cutter_next(&c, na_str_sub(s, 0, 60), false, &p), NA_CUT_MORE);
    at = na_cutter_drop(&c, na_str_sub(s, 0, 60));
    assert_true(at > 0 && at <= 60);
    assert_int_equal(na_cutter_next(&c, na_str_sub(s, at, s.len), true, &p), 1);
    assert_string_equal(p.code, "too_large");
    at += p.skip + p.len;
    assert_true(
        na_str_starts(na_str_sub(s, at, s.len), NA_STR("WARC/1.0\r\nWARC-Record-ID: 2")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),        cmocka_unit_test(test_csv_wide),
        cmocka_unit_test(test_csv_within), cmocka_unit_test(test_csv_gives_up),
        cmocka_unit_test(test_mbox),       cmocka_unit_test(test_xml),
        cmocka_unit_test(test_xml_wide),   cmocka_unit_test(test_warc),
        cmocka_unit_test(test_warc_lies),  cmocka_unit_test(test_arc),
        cmocka_unit_test(test_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
